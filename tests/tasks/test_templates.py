"""A task that comes again: started from a template, and kept as one."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.tasks import store, templates
from linghang.tasks.models import SupervisionRules, Task, TaskTemplate

MONDAY = dt.date(2023, 9, 25)
"""The week before Mid-Autumn and National Day 2023: off from 29 September to 6 October, worked on 7 and 8 October."""


@pytest.fixture
def drill(hospital):
    template = TaskTemplate.objects.create(institution=hospital, code="drill", title="应急演练", warn_days=7)
    plan = template.steps.create(position=1, title="制定方案", department="YW", days=3)
    train = template.steps.create(position=2, title="组织培训", department="HL", days=4)
    review = template.steps.create(position=3, title="演练总结", days=8)
    train.after.set([plan])
    review.after.set([plan, train])
    return template


def test_steps_are_due_in_working_days_and_wait_for_each_other(drill, people, medical, nursing, logistics):
    whole, plan, train, review = templates.start(drill, on=MONDAY, actor=people.office, lead_department=logistics)
    assert [task.due for task in (plan, train, review, whole)] == [
        dt.date(2023, 9, 28),
        dt.date(2023, 10, 7),
        dt.date(2023, 10, 11),
        dt.date(2023, 10, 11),
    ]
    assert [task.lead_department for task in (plan, train, review)] == [medical, nursing, logistics]
    assert {task.parent for task in (plan, train, review)} == {whole}
    assert {task.warn_days for task in (whole, plan, train, review)} == {7}
    assert [link.before for link in review.waits_for.order_by("before__number")] == [plan, train]
    assert Task.objects.filter(stage="assigned").count() == 4


def test_calendar_days_where_the_institution_counts_so(drill, people, hospital, medical, nursing):
    SupervisionRules.objects.create(institution=hospital, working_days=False)
    tasks = templates.start(drill, on=MONDAY, actor=people.office, give_out=False)
    assert [task.stage for task in tasks] == ["registered"] * 4
    assert templates.due_day(drill, MONDAY, 8) == dt.date(2023, 10, 3)


def test_a_department_that_is_gone_stops_the_whole_start(drill, people, medical, nursing):
    nursing.valid_to = dt.date(2023, 6, 30)
    nursing.save()
    with pytest.raises(InputError, match="没有这个科室"):
        templates.start(drill, on=MONDAY, actor=people.office)
    assert not Task.objects.exists()


def test_a_template_made_of_a_started_one_is_the_same(drill, people, medical, nursing):
    whole = templates.start(drill, on=MONDAY, actor=people.office)[0]
    again = templates.save_as_template(whole, code="drill-2")
    expected = [("制定方案", "YW", 3, []), ("组织培训", "HL", 4, [1]), ("演练总结", "", 8, [1, 2])]
    assert [
        (step.title, step.department, step.days, [each.position for each in step.after.all()])
        for step in again.steps.all()
    ] == expected
    assert again.warn_days == 7
    with pytest.raises(InputError, match="已经用过"):
        templates.save_as_template(whole, code="drill-2")


def test_milestones_become_steps(working, people):
    store.amend(working, {"milestones": [("方案", dt.date(2023, 3, 10))]}, actor=people.office, on=dt.date(2023, 3, 3))
    step = templates.save_as_template(working, code="stay").steps.get()
    assert (step.title, step.days) == ("方案", 6)  # 2 March is a Thursday: 3, 6, 7, 8, 9, 10


def test_a_task_without_parts_is_no_template(working):
    with pytest.raises(InputError, match="请先分解任务或设置节点"):
        templates.save_as_template(working, code="x")
