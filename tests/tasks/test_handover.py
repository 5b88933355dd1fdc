"""A department is abolished while it owns tasks."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.core.errors import InputError
from linghang.organization.models import Assignment, Department, DepartmentChange, Person
from linghang.tasks import handover, store
from linghang.tasks.mine import desk_of, owned
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
    assert orphaned(NEXT) == [working]
    (event,) = handover.hand_over(medical, on=NEXT, actor=people.office)
    assert (event.kind, event.data, event.text) == ("transfer", {"department": "N1", "from": "YW"}, "医务科撤并")
    assert Task.objects.get(pk=working.pk).lead_department == heir
    assert orphaned(NEXT) == []


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


def orphaned(day):
    """The tasks that the desk offers to hand over on this day."""
    return [task for department in handover.ended(day).values() for task in handover.led_by(department)]


def rename(department, name):
    """From 16 March on the department goes by another name under its code."""
    department.valid_to = END
    department.save()
    new = Department.objects.create(
        institution=department.institution, code=department.code, name=name, valid_from=NEXT
    )
    DepartmentChange.objects.create(predecessor=department, successor=new, on=NEXT)
    return new


def test_a_rename_ends_nothing(working, people, medical, nursing):
    store.amend(working, {"departments": [nursing]}, actor=people.office, on=dt.date(2023, 3, 6))
    renamed, other = rename(medical, "医务部"), rename(nursing, "护理管理部")
    assert orphaned(NEXT) == []
    assert handover.ended(NEXT) == {}
    assert desk_of(people.office, NEXT).parts == ()
    with pytest.raises(InputError, match="医务部还没有撤并"):
        handover.hand_over(medical, on=NEXT, actor=people.office)
    assert handover.follow_renames(END) == 0
    assert handover.follow_renames(NEXT) == 1
    working.refresh_from_db()
    assert (working.lead_department, list(working.departments.all())) == (renamed, [other])
    assert working.events.last().kind == "amend"
    assert working.events.count() == 4


@pytest.mark.parametrize("followed", [True, False])
def test_a_department_that_ends_after_a_rename_hands_over_all_its_tasks(working, people, medical, followed):
    renamed = rename(medical, "医务部")
    if followed:
        handover.follow_renames(NEXT)
    renamed.valid_to = dt.date(2023, 4, 30)
    renamed.save()
    heir = Department.objects.create(
        institution=medical.institution, code="N1", name="医疗管理部", valid_from=dt.date(2023, 5, 1)
    )
    DepartmentChange.objects.create(predecessor=renamed, successor=heir, on=dt.date(2023, 5, 1))
    may = dt.date(2023, 5, 4)
    assert orphaned(may) == [working]
    (event,) = handover.hand_over(renamed, on=may, actor=people.office)
    assert (event.text, event.data) == ("医务部撤并", {"department": "N1", "from": "YW"})
    assert orphaned(may) == []


def test_a_task_is_not_transferred_to_who_leads_it_under_an_older_name(working, people, medical):
    renamed = rename(medical, "医务部")
    with pytest.raises(InputError, match="任务已由这个科室牵头"):
        store.record(working, "transfer", on=NEXT, actor=people.office, text="更名", data={"department": renamed})


def test_after_a_rename_a_task_is_amended_without_naming_its_departments_anew(working, people, medical, nursing):
    store.amend(working, {"departments": [nursing]}, actor=people.office, on=dt.date(2023, 3, 6))
    rename(medical, "医务部")
    rename(nursing, "护理管理部")
    fields = {"lead_department": medical, "departments": [nursing], "title": "平均住院日 8 天"}
    store.amend(working, fields, actor=people.office, on=NEXT)
    assert list(working.events.last().data["changes"]) == ["title"]


def test_a_new_task_is_given_to_the_department_under_its_name_of_the_day(hospital, people, medical):
    renamed = rename(medical, "医务部")
    task = store.open_task(hospital, title="新事", source="risk", on=NEXT, actor=people.office, lead_department=medical)
    assert task.lead_department == renamed


def test_who_works_in_a_renamed_department_still_owns_its_tasks(working, people, medical, hospital):
    renamed = rename(medical, "医务部")
    colleague = get_user_model().objects.create_user("colleague")
    Person.objects.create(code="c", name="c", institution=hospital, department=renamed, user=colleague)
    Assignment.objects.create(user=colleague, institution=hospital, role="leader")
    assert list(owned(colleague)) == [working]
