"""Sub-tasks and tasks that wait for others."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.tasks import store
from linghang.tasks.models import Task


def day(number):
    return dt.date(2023, 3, number)


@pytest.fixture
def new(hospital, medical, people):
    def open_one(title, **fields):
        return store.open_task(
            hospital,
            title=title,
            on=day(1),
            actor=people.office,
            **{"lead_department": medical, "source": "document"} | fields,
        )

    return open_one


def ask(task, people, on=20):
    return store.record(
        task, "ask_close", on=day(on), actor=people.head, text="已办结", data={"statement": "见系统数据"}
    )


def test_a_task_is_broken_down(working, people, nursing):
    first, second = store.decompose(
        working,
        [{"title": "修订路径"}, {"title": "床旁培训", "lead_department": nursing}],
        on=day(6),
        actor=people.head,
    )
    assert (first.parent, first.source, first.number) == (working, "resolution", "2023-0002")
    assert second.lead_department == nursing
    event = working.events.last()
    assert (event.kind, event.data) == ("decompose", {"children": ["2023-0002", "2023-0003"]})
    with pytest.raises(InputError, match="下级任务还没有办结：2023-0002 修订路径、2023-0003 床旁培训"):
        ask(working, people)
    for child in (first, second):
        store.record(child, "withdraw", on=day(7), actor=people.leader, text="合并办理")
    assert ask(working, people)


def test_a_refused_part_opens_none(working, people):
    with pytest.raises(InputError, match="事项"):
        store.decompose(working, [{"title": "修订路径"}, {"title": ""}], on=day(6), actor=people.head)
    assert Task.objects.count() == 1


def test_what_a_task_waits_for_must_be_closed_first(working, new, people):
    before = new("采购设备")
    store.depend(working, before, actor=people.office, on=day(4))
    with pytest.raises(InputError, match="前置任务还没有销号：2023-0002 采购设备"):
        ask(working, people)
    store.record(before, "withdraw", on=day(7), actor=people.leader, text="改为租用")
    assert ask(working, people)


def test_no_circles(new, people):
    one, two, three = new("一"), new("二"), new("三")
    store.depend(one, two, actor=people.office, on=day(2))
    store.depend(two, three, actor=people.office, on=day(2))
    for task, before in ((three, one), (two, one), (one, one)):
        with pytest.raises(InputError, match="不能互相等待"):
            store.depend(task, before, actor=people.office, on=day(2))
    assert [link.before for link in one.waits_for.all()] == [two]


def test_a_part_does_not_wait_for_the_whole(new, people):
    whole = new("整体")
    part = new("部分", parent=whole)
    with pytest.raises(InputError, match="不能互相等待"):
        store.depend(part, whole, actor=people.office, on=day(2))
    with pytest.raises(InputError, match="上级任务不能同时是它的下级"):
        store.amend(whole, {"parent": part}, actor=people.office, on=day(2))
    store.depend(whole, new("另一件"), actor=people.office, on=day(2))


def test_nothing_is_hung_under_a_task_that_has_ended(new, people):
    ended = new("已撤销")
    store.record(ended, "withdraw", on=day(2), actor=people.leader, text="合并")
    with pytest.raises(InputError, match="上级任务已经销号或撤销"):
        new("新的", parent=ended)


def test_a_department_of_another_house_or_time_leads_nothing(new, group, medical):
    from linghang.organization.models import Department

    foreign = Department.objects.create(institution=group, code="ZB", name="集团总部")
    with pytest.raises(InputError, match="不是承办机构的科室"):
        new("外单位", lead_department=foreign)
    medical.valid_to = day(1) - dt.timedelta(days=1)
    medical.save()
    with pytest.raises(InputError, match="这一天没有这个科室"):
        new("已撤销的科室")


def test_goals_are_whole(new):
    with pytest.raises(InputError, match="达标方向和达标值要一起填写"):
        new("达标", goal_comparator="<=")
    with pytest.raises(InputError, match="请选 <、<=、>、>="):
        new("达标", goal_comparator="=", goal_value=8)
    assert new("达标", goal_comparator="<=", goal_value=8, goal_months=3).goal_months == 3


def test_unknown_words_are_refused(new):
    with pytest.raises(InputError, match="来源"):
        new("x", source="rumour")
    with pytest.raises(TypeError, match="stage"):
        new("x", stage="closed")
