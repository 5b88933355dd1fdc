"""The office works on a programme through its pages: adopt, divide, set targets, break down, name, end."""

import datetime as dt

import pytest
from seen_forms import send

from linghang.programmes import adopting
from linghang.programmes.models import Adoption, LocalComponent
from linghang.tasks.models import Task

TODAY = dt.date(2026, 11, 22)
LATER = TODAY + dt.timedelta(days=40)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """However long the run takes, and on whatever day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def office(as_, hospital):
    return as_("office", hospital)


@pytest.fixture
def running(adopt):
    """running(programme) → adopted for this year."""
    return lambda code: adopt(code, dt.date(TODAY.year, 1, 1))


def text(answer):
    return answer.content.decode()


def test_adopting(office, hospital, leader):
    form = {"valid_from": "2023-01-01", "valid_to": "", "document": "院发〔2023〕1号", "leader": leader.pk}
    answer = office.post("/programmes/h1/six_fusions/adopt/", form, follow=True)
    assert "已登记实施" in text(answer)
    found = Adoption.objects.get()
    assert (found.document, found.leader, found.valid_from) == ("院发〔2023〕1号", leader, dt.date(2023, 1, 1))


def test_what_is_refused_is_given_back(office):
    form = {"valid_from": "2023-13-01", "document": "院发〔2023〕1号"}
    answer = office.post("/programmes/h1/six_fusions/adopt/", form)
    assert "不是日期，请写成 2023-05-31" in text(answer)
    assert "院发〔2023〕1号" in text(answer)
    assert not Adoption.objects.exists()


def test_people_of_other_houses_cannot_lead(office, other_hospital):
    from linghang.organization.models import Person

    stranger = Person.objects.create(code="x", name="外人", institution=other_hospital)
    form = {"valid_from": "2023-01-01", "leader": stranger.pk}
    assert "没有保存" in text(office.post("/programmes/h1/six_fusions/adopt/", form))
    assert not Adoption.objects.exists()


def test_dividing_the_work(office, running, quality):
    adoption = running("six_fusions")
    form = {"department": quality.pk, "branch": "", "leader": "", "valid_from": TODAY.isoformat()}
    page = "/programmes/h1/six_fusions/components/core/"
    answer = send(office, page, f"{page}owner/", form)
    assert "责任分工已登记" in text(answer)
    assert [str(each) for each in adoption.owners.all()] == ["质控科"]


def test_setting_a_target(office, running):
    adoption = running("one_plus_six")
    form = {
        "comparator": "ge", "value": "4", "by": LATER.isoformat(), "valid_from": TODAY.isoformat(), "note": "年度计划"
    }  # fmt: skip
    page = "/programmes/h1/one_plus_six/components/internet/"
    address = f"{page}targets/emr/"
    assert "目标已登记" in text(send(office, page, address, form))
    assert [int(each.value) for each in adoption.targets.all()] == [4]
    refused = office.post(address, form | {"value": "很多"})
    assert "不是数字" in text(refused)
    assert 'value="很多"' in text(refused)


def sheet(*rows, assign=True):
    columns = zip(*rows, strict=True)
    form = dict(zip(("title", "department", "due", "requirement"), map(list, columns), strict=True))
    return form | ({"assign": "1"} if assign else {})


def test_breaking_down(office, running, quality, hospital):
    running("six_fusions")
    form = sheet(["修订议事规则", "质控科", LATER.isoformat(), "报党委会"], ["", "", "", ""])
    answer = office.post("/programmes/h1/six_fusions/components/core/tasks/", form, follow=True)
    assert "已立项 1 项任务并交办" in text(answer)
    task = Task.objects.get()
    assert (task.title, task.lead_department, task.due, task.stage) == ("修订议事规则", quality, LATER, "assigned")
    assert (task.source, task.source_ref) == ("programme", "programme:six_fusions/core")
    assert [str(link) for link in task.programme_links.all()] == ["six_fusions/core"]
    assert "第一议题" not in task.quote
    assert "党委领导下的院长负责制" in task.quote


def test_breaking_down_without_giving_out(office, running, quality):
    running("six_fusions")
    form = sheet(["修订议事规则", "9001", LATER.isoformat(), ""], assign=False)
    office.post("/programmes/h1/six_fusions/components/core/tasks/", form)
    task = Task.objects.get()
    assert (task.stage, task.due) == ("registered", None)
    assert f"拟定时限：{LATER}" in task.requirement


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["甲事项", "没有的科", LATER.isoformat(), ""], "第 2 行：牵头科室“没有的科”，没有这个科室"),
        (["甲事项", "", "下周", ""], "第 2 行：时限“下周”，不是日期"),
        (["甲事项", "", "", ""], "第 2 行：时限，要交办就要有时限"),
        (["甲事项", "", "2020-01-01", ""], "早于今天"),
        (["", "质控科", LATER.isoformat(), ""], "第 2 行：事项，没有填事项"),
        (["长" * 201, "质控科", LATER.isoformat(), ""], "太长"),
    ],
)
def test_one_wrong_row_leaves_nothing_behind(office, running, quality, row, said):
    running("six_fusions")
    form = sheet(["修订议事规则", "质控科", LATER.isoformat(), ""], row)
    answer = office.post("/programmes/h1/six_fusions/components/core/tasks/", form)
    assert said in text(answer)
    assert "修订议事规则" in text(answer)
    assert not Task.objects.exists()


def test_an_empty_sheet_is_no_breakdown(office, running):
    running("six_fusions")
    answer = office.post("/programmes/h1/six_fusions/components/core/tasks/", sheet(["", "", "", ""]))
    assert "没有填写任务" in text(answer)


def test_the_sheet_begins_with_the_measures_nobody_took_up(office, running, quality):
    running("six_fusions")
    page = office.get("/programmes/h1/six_fusions/components/core/tasks/")
    assert [row.title[:3] for row in page.context["rows"] if row.title] == ["抓铸魂", "抓塑形", "抓力行"]
    first = page.context["rows"][0].title
    office.post("/programmes/h1/six_fusions/components/core/tasks/", sheet([first, "质控科", LATER.isoformat(), ""]))
    page = office.get("/programmes/h1/six_fusions/components/core/tasks/")
    assert [row.title[:3] for row in page.context["rows"] if row.title] == ["抓塑形", "抓力行"]


def test_naming_renaming_and_taking_back(office, running):
    running("four_bands")
    office.post("/programmes/h1/four_bands/layers/bands/", {"title": "领导带"})
    made = LocalComponent.objects.get()
    page = f"/programmes/h1/four_bands/components/{made.code}/"
    address = f"{page}title/"
    send(office, page, address, {"title": "书记带"})
    assert LocalComponent.objects.get().title == "书记带"
    office.post(address, {"remove": "1"})
    assert not LocalComponent.objects.exists()
    assert office.post(address, {"title": "书记带"}).status_code == 404
    assert "不能再加" in text(office.post("/programmes/h1/four_bands/layers/nothing/", {"title": "书记带"}))


def test_leading_and_ending(office, running, leader):
    adoption = running("six_fusions")
    page = "/programmes/h1/six_fusions/"
    send(office, page, f"{page}lead/", {"document": "院发1号", "leader": leader.pk})
    send(office, page, f"{page}end/", {"day": TODAY.isoformat()})
    adoption.refresh_from_db()
    assert (adoption.document, adoption.leader, adoption.valid_to) == ("院发1号", leader, TODAY)
    tomorrow = TODAY + dt.timedelta(days=1)
    page = office.get(f"/programmes/h1/six_fusions/?day={tomorrow}")
    assert "不在实施期内" in text(page)


def test_every_change_is_in_the_audit_log(office, running, quality):
    from auditlog.models import LogEntry

    adoption = running("six_fusions")
    adopting.assign(adoption, "core", valid_from=TODAY, department=quality)
    names = set(LogEntry.objects.values_list("content_type__model", flat=True))
    assert {"adoption", "componentowner"} <= names


def test_what_people_type_is_never_run(office, running):
    running("four_bands")
    office.post("/programmes/h1/four_bands/layers/bands/", {"title": "<script>alert(1)</script>"})
    page = text(office.get("/programmes/h1/four_bands/"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
