"""Pages of Party life by role: who lands where, who sees what, that each page opens with and without data."""

import datetime as dt

import pytest
from django.urls import reverse

from linghang.organization.models import Assignment, Department
from linghang.party.models import StandingMark

YEAR = 2026
PAGES = ("party", "party-board", "party-standing", "party-integration", "party-pioneers", "party-hundred")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """However long the run takes, and on whatever day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: dt.date(YEAR, 11, 22))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_the_office(house, as_, name):
    assert as_("office").get(reverse(name)).status_code == 200


def test_a_secretary_lands_at_home_and_stays_there(house, as_):
    client = as_("secretary", house.b1)
    assert client.get(reverse("home")).url == reverse("party")
    assert client.get(reverse("party")).url == reverse("party-branch", args=["h-b1"])
    assert client.get(reverse("party-branch", args=["h-b1"])).status_code == 200
    assert client.get(reverse("party-branch", args=["h-b2"])).status_code == 403
    assert client.get(reverse("party-integration")).status_code == 403


@pytest.mark.parametrize(
    ("role", "expected"), [("commission", 403), ("viewer", 200), ("leader", 200), ("quality", 200)]
)
def test_who_sees_the_overview(house, as_, role, expected):
    assert as_(role).get(reverse("party")).status_code == expected


def test_a_head_of_department_lands_on_the_duties(house, as_):
    client = as_("viewer")
    unit = Department.objects.get(code="0301")
    Assignment.objects.update(role="department_head", department=unit)
    assert client.get(reverse("party")).url == reverse("duties")
    assert client.get(reverse("duties")).status_code == 200


@pytest.mark.parametrize(("role", "members"), [("office", True), ("viewer", False)])
def test_duties_and_members_stand_beside_the_overview(house, as_, role, members):
    client = as_(role)
    tabs = {tab.title: tab.url for tab in client.get(reverse("party")).context["tabs"]}
    assert ("应办事项" in tabs, "党员" in tabs) == (True, members)
    pages = [client.get(url) for url in tabs.values()]
    assert {page.status_code for page in pages} == {200}
    assert {item.title for page in pages for item in page.context["menu"] if item.current} == {"党建"}


def test_who_was_there_can_be_told_apart_once_names_are_shown(house, as_):
    client = as_("secretary", house.b1)
    form = reverse("party-record") + "?branch=h-b1&duty=theme_day"
    assert "某甲1" not in client.get(form).content.decode()
    shown = reverse("members-reveal", args=["h"]) + "?branch=h-b1"
    assert client.post(shown, {"reason": "核对签到", "next": form}).url == form
    assert "某甲1" in client.get(form).content.decode()


def test_cases_and_files_of_members_are_for_those_who_may_see_members(house, as_):
    client = as_("viewer")
    assert client.get(reverse("party-board")).status_code == 403
    assert "发展党员 <span" not in client.get(reverse("party-branch", args=["h-b1"])).content.decode()


def test_a_name_is_shown_only_with_consent(house, as_, enter):
    common = {"branch": "h-b1", "recorded_on": f"{YEAR}-01-05", "title": "深夜救治", "story": "连续工作"}
    enter("deed", deed_no="1", person="b101", consent="是", consented_on=f"{YEAR}-01-06", **common)
    enter("deed", deed_no="2", person="b102", consent="否", **common)
    text = as_("viewer").get(reverse("party-pioneers")).content.decode()
    assert ("某甲1" in text, "某甲2" in text, text.count("本人未同意公开姓名")) == (True, False, 1)


def test_rounds_on_the_page(house, as_, user_of, client):
    as_("secretary", house.b1)
    sheet = reverse("party-standing-sheet", args=["h-b1"]) + "?year=2025"
    page = client.get(sheet)
    seen = page.context["known"].seen
    items = [point.item.code for point in page.context["known"].points]
    own = {f"rating-{code}": "A" for code in items} | {f"reason-{code}": "有记录" for code in items}
    assert client.post(sheet, own | {"seen": seen}).status_code == 302
    assert client.post(sheet, {"seen": seen, "rating-st_theme": "B", "reason-st_theme": "迟了"}).status_code == 409
    step = reverse("party-standing-step", args=["h-b1"]) + "?year=2025"
    assert client.post(step, {"deed": "settle"}).status_code == 403
    assert client.post(step, {"deed": "submit"}).status_code == 302
    client.force_login(user_of("secretary", house.b2))
    page = client.get(sheet)
    assert "自评 A：有记录" in page.content.decode()
    assert client.post(sheet, {"rating-st_theme": "B", "reason-st_theme": "记录不全"}).status_code == 302
    assert client.post(step, {"deed": "submit"}).status_code == 403
    assert StandingMark.objects.filter(round="mutual", scorer="h-b2").count() == 1
    client.force_login(user_of("office"))
    assert client.post(step, {"deed": "submit"}).status_code == 302
    answer = client.post(sheet, {"rating-st_theme": "C"})
    assert answer.status_code == 400
    assert "没有写理由" in answer.content.decode()


def test_the_branch_report_and_the_workbook(house, as_, enter):
    client = as_("office")
    report = client.get(reverse("party-branch-report", args=["h-b1"]))
    workbook = client.get(reverse("party-overview-export"))
    assert [each.content[:2] for each in (report, workbook)] == [b"PK", b"PK"]
    assert as_("viewer").get(reverse("party-overview-export")).status_code == 403


def test_the_interface_for_programs_follows_the_same_access(house, as_):
    client = as_("secretary", house.b1)
    found = client.get("/api/party/branches/h-b1").json()
    assert found["members"] == {"full": 3, "probationary": 1, "voting": 3}
    assert client.get("/api/party/branches/h-b2").status_code == 403
    assert client.get("/api/party/integration/h/2025").status_code == 403
    assert client.get("/api/party/branches/h-b1/standing/0").status_code == 422


def test_points_of_members_are_masked_and_explained(house, as_, enter):
    enter("party_point_base", scope="member", from_date="2020-01-01", base="60")
    for number, points in (("1", "5"), ("2", "-2")):
        enter(
            "party_point", point_no=number, scope="member", branch="h-b1", person="b101", given_on=f"{YEAR}-01-05",
            points=points, reason="志愿服务",
        )  # fmt: skip
    page = as_("secretary", house.b1).get(reverse("party-points", args=["h-b1"]) + f"?year={YEAR}")
    found = {each.code: each.balance.total for each, _ in page.context["accounts"]}
    assert found == {"": 100, "b101": 63, "b102": 60, "b103": 60, "b104": 60}
    assert "某甲1" not in page.content.decode()
    assert as_("viewer").get(reverse("party-points", args=["h-b1"])).status_code == 403


def test_carriers_of_a_branch_are_those_that_name_it_or_stand_in_its_department(house, as_, enter):
    common = {"kind": "pioneer_post", "name": "先锋岗", "established_on": f"{YEAR}-01-01"}
    enter("party_carrier", carrier_no="1", branch="h-b1", **common)
    enter("party_carrier", carrier_no="2", unit="心内科", **common)
    enter("party_carrier", carrier_no="3", unit="心内科", branch="h-b2", **common)
    enter("party_carrier", carrier_no="4", unit="普外科", **common)
    enter("carrier_review", carrier_no="2", reviewed_on=f"{YEAR}-01-02", result="kept", promise_kept="是")
    home = as_("office").get(reverse("party-branch", args=["h-b1"]) + f"?year={YEAR}").context["home"]
    assert ([row["carrier_no"] for row in home.carriers.rows], home.carriers.reviewed) == (["1", "2"], 1)
