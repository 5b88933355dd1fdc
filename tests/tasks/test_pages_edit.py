"""Registering, changing and breaking down tasks through their forms."""

import datetime as dt

import pytest
from page_steps import TODAY, words

from linghang.organization.models import Person, Portfolio
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.task_form import MAIN, MORE, Choices, posted, standing

FORM = {"title": "推进日间手术", "source": "document", "priority": "normal", "cycle": "none"}


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


def test_a_task_is_registered_and_given_out_at_once(office, hospital, medical, nursing, logistics):
    chief = Person.objects.create(code="V1", name="副院长甲", institution=hospital)
    Portfolio.objects.create(person=chief, department=medical)
    form = FORM | {
        "lead_department": "YW",
        "departments": ["HL", "HQ"],
        "due": "2023-06-30",
        "milestones": "定方案 2023-05-01\n试运行 2023年6月1日",
        "_assign": "1",
    }
    assert office.post("/tasks/new/", form | {"_institution": "h"}).status_code == 302
    task = Task.objects.get()
    assert (task.number, task.stage, task.due) == ("2023-0001", "assigned", dt.date(2023, 6, 30))
    assert task.leader == chief, "who is in charge of the department answers for its tasks"
    assert [(each.title, each.due) for each in task.milestones.all()] == [
        ("定方案", dt.date(2023, 5, 1)),
        ("试运行", dt.date(2023, 6, 1)),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "事项"),
        ({"due": "2023-02-30"}, "不是日期"),
        ({"milestones": "没有日期的节点"}, "请写成：节点名称"),
        ({"warn_days": "三"}, "不是数字"),
        ({"waits_for": "2099-0001"}, "没有编号为"),
        ({"lead_department": "XX"}, "不在可选的范围内"),
        ({"goal_value": "8"}, "达标方向和达标值要一起填写"),
        ({"_assign": "1"}, "交办要有时限"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office, hospital, medical, wrong, said):
    answer = office.post("/tasks/new/", FORM | {"_institution": "h", "quote": "原话照录"} | wrong)
    assert answer.status_code == 400
    assert said in words(answer)
    assert "原话照录" in answer.content.decode()
    assert not Task.objects.exists()


def test_a_link_may_bring_source_and_title_along(office, hospital, medical):
    page = office.get("/tasks/new/?institution=h&title=落实决议&source=resolution&source_ref=resolution:12")
    assert 'value="落实决议"' in page.content.decode()
    assert 'value="resolution:12"' in page.content.decode()


def form_of(task):
    written = standing(task)
    return {name: values for name, values in written.items() if values != [""]}


def test_saving_what_stands_writes_nothing(office, working):
    before = working.revision
    office.post("/tasks/h/2023-0001/edit/", form_of(working) | {"_revision": working.revision})
    working.refresh_from_db()
    assert working.revision == before


def test_every_box_is_offered_and_read(office, hospital, medical):
    from django.http import QueryDict

    choices = Choices(hospital)
    assert set(posted(QueryDict(""), (*MAIN, *MORE))) == {*MAIN, *MORE}
    assert ("YW", "医务科") in choices.of("lead_department")


def test_two_people_change_a_task_and_the_second_sees_both_versions(office, working, people):
    seen = working.revision
    store.amend(working, {"title": "缩短平均住院日到8天"}, actor=people.second)
    form = form_of(working) | {"_revision": seen, "title": "缩短平均住院日和待床时间", "requirement": "写了很久"}
    answer = office.post("/tasks/h/2023-0001/edit/", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="缩短平均住院日和待床时间"' in page
    assert "写了很久" in page
    assert "对方写的：缩短平均住院日到8天" in page
    working.refresh_from_db()
    assert working.title == "缩短平均住院日到8天"
    form["_revision"] = working.revision
    assert office.post("/tasks/h/2023-0001/edit/", form).status_code == 302
    working.refresh_from_db()
    assert (working.title, working.requirement) == ("缩短平均住院日和待床时间", "写了很久")
    assert "缩短平均住院日到8天 → 缩短平均住院日和待床时间" in words(office.get("/tasks/h/2023-0001/"))


def rows(*lines):
    columns = ("title", "department", "due", "requirement")
    return {name: [line[index] for line in lines] for index, name in enumerate(columns)}


def test_several_sub_tasks_at_once(office, working, nursing, logistics):
    lines = rows(("制定方案", "护理部", "2023-03-15", "报院办"), ("", "", "", ""), ("组织培训", "HQ", "2023/3/20", ""))
    form = lines | {"_revision": working.revision}
    answer = office.post("/tasks/h/2023-0001/decompose/", form)
    assert answer.status_code == 302
    children = list(working.children.order_by("number"))
    assert [(each.title, each.lead_department.name) for each in children] == [
        ("制定方案", "护理部"),
        ("组织培训", "后勤科"),
    ]
    assert children[0].requirement == "报院办"
    assert "制定方案" in words(office.get("/tasks/h/2023-0001/"))


def test_one_wrong_row_and_nothing_is_made(office, working, nursing):
    lines = rows(
        ("制定方案", "护理部", "", ""), ("组织培训", "培训部", "2023-04-31", ""), ("考核", "", "2023-05-01", "")
    )
    answer = office.post("/tasks/h/2023-0001/decompose/", lines | {"_revision": working.revision})
    assert answer.status_code == 400
    page = words(answer)
    assert "第 2 行" in page
    assert "“培训部”，没有这个科室" in page
    assert "晚于上级任务的时限 2023-03-31" in page
    assert "组织培训" in answer.content.decode()
    assert not working.children.exists()


def test_given_out_together_they_carry_their_deadlines(office, opened, people, nursing):
    store.record(opened, "assign", on=TODAY, actor=people.office, data={"due": "2023-06-30"})
    lines = rows(("制定方案", "护理部", "2023-05-15", ""))
    form = lines | {"_revision": opened.revision, "assign": "1"}
    assert office.post("/tasks/h/2023-0001/decompose/", form).status_code == 302
    child = opened.children.get()
    assert (child.stage, child.due) == ("assigned", dt.date(2023, 5, 15))


def test_a_department_head_breaks_down_but_does_not_give_out(client, people, working, today):
    client.force_login(people.head)
    form = rows(("制定方案", "", "", "")) | {"_revision": working.revision, "assign": "1"}
    assert client.post("/tasks/h/2023-0001/decompose/", form).status_code == 302
    child = working.children.get()
    assert (child.stage, child.lead_department.name) == ("registered", "医务科")


def test_a_task_becomes_a_template_and_the_template_a_task(office, opened, people, nursing):
    store.record(opened, "assign", on=TODAY, actor=people.office, data={"due": "2023-06-30"})
    form = rows(("制定方案", "护理部", "2023-04-17", "")) | {"_revision": opened.revision, "assign": "1"}
    office.post("/tasks/h/2023-0001/decompose/", form)
    address = "/tasks/h/2023-0001/template/"
    assert "不合要求" in words(office.post(address, {"title": "床位", "code": "有 空格"}))
    assert office.post(address, {"title": "床位", "code": "beds"}).status_code == 302
    assert "制定方案" in words(office.get("/tasks/templates/"))
    answer = office.post("/tasks/templates/h/beds/start/", {"title": "床位二期", "on": "2023-04-10"})
    assert answer.status_code == 302
    made = Task.objects.get(title="床位二期")
    assert made.children.get().due == dt.date(2023, 4, 17), "five working days after Monday the 10th"
