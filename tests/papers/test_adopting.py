"""From a plan to tasks: what is proposed, what a person decides, and nothing twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.papers.adopting import Wanted, adopt, open_wanted
from linghang.papers.models import Adoption
from linghang.papers.proposing import proposals
from linghang.tasks import store as tasks
from linghang.tasks.links import source_of
from linghang.tasks.models import Task

ON = dt.date(2026, 11, 22)
PLAN = (
    "青山医院2027年工作计划\n"
    "一、提升医疗质量\n"
    "（一）加强护理队伍建设\n要开展分层培训，6月底前完成全员考核。\n"
    "（二）提高手术能力\n力争全年手术占比达到35%以上。\n"
    "二、建设智慧医院\n"
    "（一）完成信息平台升级\n力争2–3年建成统一平台。\n"
    "（二）改善就医体验\n要增设便民窗口。\n"
)


@pytest.fixture
def plan(paper):
    return paper(PLAN, kind="plan")


def wanted(paper, number, **more):
    found = proposals(paper, ON)[number]
    return Wanted(found.start, more.pop("titles", (found.title,)), **more)


def test_what_is_proposed(plan):
    found = proposals(plan, ON)
    assert [each.title for each in found] == ["加强护理队伍建设", "提高手术能力", "完成信息平台升级", "改善就医体验"]
    assert [each.department and each.department.name for each in found] == ["护理部", None, "信息科", None]
    assert [each.due for each in found] == [
        dt.date(2027, 6, 30),
        dt.date(2027, 12, 31),
        dt.date(2030, 12, 31),
        None,
    ]
    goal = found[1].goal
    assert (goal.indicator, goal.comparator, goal.value) == ("surgery_share", ">=", Decimal("0.35"))
    assert [PLAN[each.start : each.end].strip() for each in found] == [each.quote for each in found]


@pytest.mark.parametrize(
    ("title", "heading", "year"),
    [
        ("青山医院2023年工作总结和工作打算", "三、2024年工作计划", 2024),
        ("青山医院2023年工作总结", "三、下一步工作打算", 2024),
        ("青山医院2025年工作要点", "三、主要任务", 2025),
        ("青山医院工作要点", "三、主要任务", 2022),
    ],
)
def test_the_year_of_a_month_is_of_the_heading_or_the_title_or_the_day(paper, title, heading, year):
    kept = paper(f"{title}\n{heading}\n（一）推进项目\n确保10月底前投入使用。", published=dt.date(2022, 3, 1))
    assert [each.due for each in proposals(kept, ON)] == [dt.date(year, 10, 31)]


def test_who_led_the_like_is_proposed_again(plan, hospital):
    lead = hospital.departments.get(code="A01")
    tasks.open_task(hospital, title="改善患者就医体验", source="assignment", on=ON, actor=None, lead_department=lead)
    last = proposals(plan, ON)[3]
    assert (last.department, last.why) == (lead, "牵头过“改善患者就医体验”")


def test_the_task_knows_where_it_came_from(plan, person):
    user = person("office")
    [task] = adopt(plan, [wanted(plan, 1)], on=ON, actor=user)
    piece = proposals(plan, ON)[1]
    assert task.source == "document"
    assert task.source_ref == f"paper:{plan.pk}/{piece.node}"
    assert task.quote == "（二）提高手术能力\n力争全年手术占比达到35%以上。"
    assert (task.indicator, task.goal_comparator, task.goal_value) == ("surgery_share", ">=", Decimal("0.35"))
    assert source_of(task, user).url == f"{reverse('paper', args=[plan.pk])}#n-{piece.node}"
    kept = Adoption.objects.get()
    assert (kept.task, kept.start, kept.end, kept.actor) == (task, piece.start, piece.end, user)


def test_nothing_twice(plan):
    adopt(plan, [wanted(plan, 0)], on=ON, actor=None)
    with pytest.raises(InputError, match="已经立项"):
        adopt(plan, [wanted(plan, 3), wanted(plan, 0)], on=ON, actor=None)
    assert Task.objects.count() == 1  # all or none
    assert len(adopt(plan, open_wanted(plan, ON), on=ON, actor=None)) == 3
    assert open_wanted(plan, ON) == []


def test_split_and_merged(plan):
    made = adopt(
        plan,
        [wanted(plan, 0, titles=("分层培训", "", "全员考核")), wanted(plan, 1), wanted(plan, 3, merged=True)],
        on=ON,
        actor=None,
    )
    assert [each.title for each in made] == ["分层培训", "全员考核", "提高手术能力"]
    assert made[2].quote.endswith("要增设便民窗口。")
    assert made[2].quote.startswith("（二）提高手术能力")
    assert sorted((each.task.title, each.part) for each in Adoption.objects.all()) == [
        ("全员考核", 2),
        ("分层培训", 1),
        ("提高手术能力", 1),
        ("提高手术能力", 1),
    ]


@pytest.mark.parametrize("more", [{"titles": (" ",)}, {"merged": True}])
def test_what_cannot_be_made_is_refused(plan, more):
    with pytest.raises(InputError):
        adopt(plan, [wanted(plan, 0, **more)], on=ON, actor=None)


def test_a_place_that_is_no_piece_is_refused(plan):
    with pytest.raises(InputError, match="文中没有这一条"):
        adopt(plan, [Wanted(3, ("x",))], on=ON, actor=None)


def test_giving_out_at_once(plan, person, hospital):
    lead = hospital.departments.get(code="A02")
    due = dt.date(2027, 6, 30)
    [task] = adopt(plan, [wanted(plan, 0, department=lead, due=due)], on=ON, actor=person("office"), assign=True)
    assert (task.stage, task.due, task.lead_department) == ("assigned", due, lead)
    assert task.requirement == "时限：2027-06-30（原文：6月底前）"


def test_the_line_of_an_adoption_is_never_changed(plan):
    adopt(plan, [wanted(plan, 0)], on=ON, actor=None)
    with pytest.raises(TypeError):
        Adoption.objects.get().delete()


@pytest.mark.parametrize("role", ["quality", "department_head", "leader", "discipline"])
def test_only_who_supervises_adopts(client, person, plan, role):
    client.force_login(person(role))
    address = reverse("paper-adopt", args=[plan.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"accept": proposals(plan, ON)[0].start}).status_code == 403
    assert not Task.objects.exists()


def test_the_review_page(client, person, plan):
    client.force_login(person("office"))
    address, rows = reverse("paper-adopt", args=[plan.pk]), proposals(plan, ON)
    shown = client.get(address).content.decode()
    assert shown.count('name="accept"') == 4
    start = rows[0].start
    wrong = {"accept": start, f"title-{start}": "培训护士", f"due-{start}": "明天"}
    answer = client.post(address, wrong)
    assert answer.status_code == 400
    assert "不是日期" in answer.content.decode()
    assert "培训护士" in answer.content.decode()
    assert client.post(address, wrong | {f"due-{start}": "2027-06-30", f"department-{start}": "A02"}).status_code == 302
    task = Task.objects.get()
    assert (task.title, task.lead_department.code) == ("培训护士", "A02")
    assert client.get(address).content.decode().count('name="accept"') == 3
