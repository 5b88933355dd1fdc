"""A department is abolished while it owns tasks."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.organization.models import Department, DepartmentChange
from linghang.tasks import handover, store
from linghang.tasks.models import Task
from linghang.tasks.statistics import by_department

END = dt.date(2023, 3, 15)
NEXT = dt.date(2023, 3, 16)


def abolish(department, *names):
    """End `department` on 15 March; departments of these names follow on the next day."""
    department.valid_to = END
    department.save()
    heirs = [
        Department.objects.create(institution=department.institution, code=f"N{place}", name=name, valid_from=NEXT)
        for place, name in enumerate(names, 1)
    ]
    for heir in heirs or [None]:
        DepartmentChange.objects.create(predecessor=department, successor=heir, on=NEXT)
    return heirs


def test_its_open_tasks_go_to_its_successor(working, people, medical):
    (heir,) = abolish(medical, "医疗管理部")
    assert handover.orphaned(NEXT) == [working]
    (event,) = handover.hand_over(medical, on=NEXT, actor=people.office)
    assert (event.kind, event.data, event.text) == ("transfer", {"department": "N1", "from": "YW"}, "医务科撤并")
    assert Task.objects.get(pk=working.pk).lead_department == heir
    assert handover.orphaned(NEXT) == []


def test_statistics_follow_the_transfer(working, people, medical):
    abolish(medical, "医疗管理部")
    store.record(working, "urge", on=dt.date(2023, 3, 10), actor=people.office, text="请抓紧")
    handover.hand_over(medical, on=NEXT, actor=people.office)
    store.record(working, "urge", on=dt.date(2023, 3, 20), actor=people.office, text="请抓紧")

    def lines(first, last):
        found = by_department(
            store.facts([working]), dt.date(2023, 3, first), dt.date(2023, 3, last), dt.date(2023, 12, 31)
        )
        return [(line.department, line.assigned, line.urged) for line in found]

    assert lines(1, 15) == [("YW", 1, 1)]
    assert lines(1, 31) == [("N1", 1, 1), ("YW", 0, 1)]


def test_after_a_split_each_task_needs_a_choice(working, people, medical):
    _, second = abolish(medical, "医务部", "质控部")
    with pytest.raises(InputError, match="2023-0001 缩短平均住院日: 接办科室: 医务科由医务部、质控部承接"):
        handover.hand_over(medical, on=NEXT, actor=people.office)
    assert Task.objects.get(pk=working.pk).lead_department == medical
    handover.hand_over(medical, on=NEXT, actor=people.office, to={working.pk: second})
    assert Task.objects.get(pk=working.pk).lead_department == second


def test_without_a_successor_the_institution_answers(working, people, medical):
    abolish(medical)
    handover.hand_over(medical, on=NEXT, actor=people.office)
    assert Task.objects.get(pk=working.pk).lead_department is None
    assert store.state_of(working).department == ""


def test_joined_tasks_follow_too_and_closed_ones_stay(working, people, medical, nursing):
    store.amend(working, {"departments": [nursing]}, actor=people.office, on=dt.date(2023, 3, 6))
    closed = store.open_task(
        working.institution,
        title="旧事",
        source="document",
        on=dt.date(2023, 3, 1),
        actor=people.office,
        lead_department=nursing,
    )
    store.record(closed, "withdraw", on=dt.date(2023, 3, 2), actor=people.leader, text="合并")
    (heir,) = abolish(nursing, "护理与康复部")
    assert handover.hand_over(nursing, on=NEXT, actor=people.office) == []
    assert list(working.departments.all()) == [heir]
    assert Task.objects.get(pk=closed.pk).lead_department == nursing


def test_a_task_is_not_transferred_to_a_department_that_is_gone(working, people, medical, nursing):
    abolish(nursing, "护理与康复部")
    with pytest.raises(InputError, match="这一天没有这个科室"):
        store.record(working, "transfer", on=NEXT, actor=people.office, text="调整", data={"department": nursing})
