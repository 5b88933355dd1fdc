"""The list of ledgers and the list of one: filters, search, sorting, pages, empty states, and what they cost."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = pytest.mark.django_db

LIST = "/registers/clinic/"


@pytest.fixture
def three(enter):
    enter(day="2022-03-05", place="人民广场", kind="1", people="120", free="是", topics="高血压；糖尿病", dept="内科")
    enter(day="2022-05-06", place="车站", kind="2", people="9", free="否", dept="肛肠科")
    enter(day="2023-01-07", place="Library", people="30")


@pytest.fixture
def places(client, quality, three):
    client.force_login(quality)

    def read(query=""):
        return [line["row"].data["place"] for line in client.get(f"{LIST}?{query}").context["rows"]]

    return read


def test_newest_first(places):
    assert places() == ["Library", "车站", "人民广场"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("period=2022", ["车站", "人民广场"]),
        ("period=2022Q1", ["人民广场"]),
        ("f_kind=2", ["车站"]),
        ("f_free=是", ["人民广场"]),
        ("f_dept=A01", ["人民广场"]),
        ("q=广场", ["人民广场"]),
        ("q=廣場", ["人民广场"]),
        ("q=library", ["Library"]),
        ("q=糖尿", ["人民广场"]),
        ("q=下乡", ["车站"]),
        ("q=sqyz", ["人民广场"]),
        ("q=肛肠", ["车站"]),
        ("q=2023-01", ["Library"]),
        ("q=%25", []),
        ("period=2022&f_kind=1&q=广场", ["人民广场"]),
        ("q=没有", []),
    ],
)
def test_filters(places, query, found):
    assert places(query) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("people", ["车站", "Library", "人民广场"]),
        ("-people", ["人民广场", "Library", "车站"]),
        ("day", ["人民广场", "车站", "Library"]),
        ("-kind", ["车站", "人民广场", "Library"]),
        ("nonsense", ["Library", "车站", "人民广场"]),
    ],
)
def test_numbers_sort_as_numbers_and_missing_last(places, sort, found):
    assert places(f"sort={sort}") == found


def test_an_unreadable_filter_is_named(client, quality, three):
    client.force_login(quality)
    assert "没有按期间“去年”" in client.get(f"{LIST}?period=去年").content.decode()


def test_codes_and_departments_show_their_names(client, quality, three):
    client.force_login(quality)
    page = client.get(LIST).content.decode()
    assert "社区义诊" in page
    assert "肛肠科" in page


def test_pages(client, quality, enter):
    for number in range(51):
        enter(day="2022-03-05", place=f"点位{number}")
    client.force_login(quality)
    assert len(client.get(LIST).context["rows"]) == 50
    assert len(client.get(f"{LIST}?page=2").context["rows"]) == 1
    assert "第 2 / 2 页" in client.get(f"{LIST}?page=99").content.decode()


def test_empty_says_the_next_step(client, quality, person):
    client.force_login(quality)
    page = client.get(LIST).content.decode()
    assert "登记第一条" in page
    assert reverse("register-import", args=["clinic"]) in page
    client.force_login(person("viewer"))
    assert "登记第一条" not in client.get(LIST).content.decode()


def test_nothing_found_offers_everything(client, quality, three):
    client.force_login(quality)
    assert "没有符合条件的记录" in client.get(f"{LIST}?q=没有").content.decode()


def test_ledgers_with_counts(client, quality, three):
    client.force_login(quality)
    page = client.get(reverse("registers"))
    ((title, lines),) = page.context["groups"]
    assert title == "台账样例"
    assert [(line["register"].code, line["rows"]) for line in lines] == [
        ("reported_value", 0),
        ("clinic", 3),
        ("stay", 0),
    ]


def test_a_department_heads_count_is_of_the_department(client, person, three):
    client.force_login(person("department_head", department="A01"))
    ((_, lines),) = client.get(reverse("registers")).context["groups"]
    assert [(line["register"].code, line["rows"]) for line in lines] == [("clinic", 1)]


@pytest.mark.parametrize(("address", "most"), [(LIST, 13), ("/registers/", 13)])
def test_more_rows_cost_no_more_queries(client, quality, enter, address, most):
    from django.db import connection

    client.force_login(quality)
    client.get(address)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    enter(day="2022-03-05", place="一", dept="内科")
    one = cost()
    for number in range(20):
        enter(day="2022-03-05", place=f"点位{number}", dept="内科")
    assert cost() == one
    assert one <= most


def test_looking_at_closed_rows_is_logged(client, person, enter, library):
    from auditlog.models import LogEntry

    enter(register=library.register("member"), name="测试甲", joined="2020-07-01")
    client.force_login(person("office"))
    client.get("/registers/member/")
    assert LogEntry.objects.filter(additional_data__deed="查看明细", additional_data__台账="党员名册").count() == 1


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exports_are_logged_without_content(client, quality, three, form):
    from auditlog.models import LogEntry

    client.force_login(quality)
    answer = client.get(reverse("register-export", args=["clinic", form]) + "?period=2022")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    entry = LogEntry.objects.get(additional_data__deed="导出明细")
    assert (entry.actor, entry.additional_data["行数"], entry.additional_data["格式"]) == (quality, 2, form)
    assert "广场" not in str(entry.additional_data)


def test_an_unknown_form_of_export(client, quality):
    client.force_login(quality)
    assert client.get("/registers/clinic/export.pdf").status_code == 404
