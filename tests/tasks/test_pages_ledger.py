"""The ledger: what the address asks for is what the page and the files show."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from page_steps import words

from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.wishes import SORTS, Wish

DAY = dt.date(2023, 4, 3)


@pytest.fixture
def three(hospital, medical, nursing, people, working, today):
    """Overdue since 31 March (医务科), due on 12 April (护理部), registered only (no department)."""

    def task(title, department, source):
        return store.open_task(
            hospital, title=title, source=source, on=DAY, actor=people.office, lead_department=department
        )

    near = task("优质护理示范病房", nursing, "programme")
    store.record(near, "assign", on=DAY, actor=people.office, data={"due": dt.date(2023, 4, 12)})
    return working, near, task("信访首接负责制", None, "complaint")


@pytest.fixture
def office(client, people):
    client.force_login(people.office)
    return client


def shown(client, query):
    """The titles on the page, in their order."""
    return [row.task.title for row in client.get(f"/tasks/?{query}").context["page"]]


def test_the_plain_ledger_shows_what_is_open_by_deadline(office, three):
    assert shown(office, "") == ["缩短平均住院日", "优质护理示范病房", "信访首接负责制"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("light=red", ["缩短平均住院日"]),
        ("light=yellow", ["优质护理示范病房"]),
        ("light=off", ["信访首接负责制"]),
        ("department=HL", ["优质护理示范病房"]),
        ("department=-", ["信访首接负责制"]),
        ("source=complaint", ["信访首接负责制"]),
        ("stage=assigned", ["优质护理示范病房"]),
        ("due_from=2023-04-01&due_to=2023-04-30", ["优质护理示范病房"]),
        ("q=yzhl", ["优质护理示范病房"]),
        ("q=護理", ["优质护理示范病房"]),
        ("q=2023-0003", ["信访首接负责制"]),
        ("stage=closed", []),
        ("sort=-number", ["信访首接负责制", "优质护理示范病房", "缩短平均住院日"]),
        ("sort=light&department=YW", ["缩短平均住院日"]),
    ],
)
def test_filters_stand_in_the_address(office, three, query, titles):
    assert shown(office, query) == titles


def test_the_lights_are_counted_and_each_count_lists_its_tasks(office, three):
    page = office.get("/tasks/")
    counts = {each.colour: (each.count, each.address) for each in page.context["counts"]}
    assert {colour: count for colour, (count, _) in counts.items()} == {"red": 1, "yellow": 1, "off": 1}
    assert shown(office, counts["yellow"][1]) == ["优质护理示范病房"]


def test_what_cannot_be_read_is_said(office, three):
    page = words(office.get("/tasks/?due_from=明天&stage=nonsense&sort=x"))
    assert "没有按时限起“明天”筛选" in page
    assert "没有按状态“nonsense”筛选" in page


def test_a_list_of_tasks_is_exactly_these_whatever_their_stage(office, three, people):
    store.record(three[2], "withdraw", on=DAY, actor=people.leader, text="重复")
    assert shown(office, f"tasks={three[2].pk}.{three[0].pk}") == ["缩短平均住院日", "信访首接负责制"]


def test_excel_holds_the_same_rows(office, three):
    answer = office.get("/tasks/export.xlsx?light=red")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["编号"], line["事项"], line["牵头科室"]) == ("2023-0001", "缩短平均住院日", "医务科")
    assert (line["时限"].date(), line["灯"], line["进度（%）"]) == (dt.date(2023, 3, 31), "逾期", 0)


def test_word_holds_the_same_rows(office, three):
    answer = office.get("/tasks/export.docx")
    table = Document(io.BytesIO(answer.content)).tables[0]
    assert [row.cells[1].text for row in table.rows] == [
        "事项",
        "缩短平均住院日",
        "优质护理示范病房",
        "信访首接负责制",
    ]


def test_other_formats_are_not_found(office, three):
    assert office.get("/tasks/export.pdf").status_code == 404


def test_more_tasks_need_no_more_queries(office, three, hospital, medical, people):
    with CaptureQueriesContext(connection) as few:
        office.get("/tasks/")
    for number in range(12):
        task = store.open_task(
            hospital, title=f"事项{number}", source="risk", on=DAY, actor=people.office, lead_department=medical
        )
        store.record(task, "assign", on=DAY, actor=people.office, data={"due": dt.date(2023, 5, 1)})
    with CaptureQueriesContext(connection) as many:
        office.get("/tasks/")
    assert len(many) <= len(few)


_DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)).map(str)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "institution": st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True),
            "stage": st.sampled_from(["open", "all", *Task.Stage.values]),
            "light": st.sampled_from(["red", "yellow", "green"]),
            "due_from": _DAYS,
            "due_to": _DAYS,
            "q": st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1),
            "sort": st.sampled_from([*SORTS, *(f"-{name}" for name in SORTS)]),
            "tasks": st.lists(st.integers(1, 10**9), min_size=1).map(lambda keys: ".".join(map(str, keys))),
        },
    )
)
def test_an_address_is_read_back_as_the_wish_that_wrote_it(query):
    from django.http import QueryDict

    wish = Wish.read(query)
    assert not wish.ignored
    again = Wish.read(QueryDict(wish.address()).dict())
    assert {name: getattr(again, name) for name in query if name != "stage"} == {
        name: value for name, value in query.items() if name != "stage"
    }
