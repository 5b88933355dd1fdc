"""Who sees which tasks and may take which step."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from linghang.organization.models import Assignment, Department, Institution, Person
from linghang.tasks import store


def day(number):
    return dt.date(2023, 3, number)


def sees(user, task):
    return store.visible(user).filter(pk=task.pk).exists()


def test_who_sees_a_task_of_the_medical_department(working, people):
    seen = {name: sees(user, working) for name, user in vars(people).items()}
    assert seen == {
        "office": True,
        "second": True,
        "leader": True,
        "head": True,
        "other": False,
        "viewer": True,
        "nobody": False,
    }
    assert not sees(AnonymousUser(), working)


def test_a_department_that_joins_sees_it(working, people, nursing):
    store.amend(working, {"departments": [nursing]}, actor=people.office, on=day(4))
    assert sees(people.other, working)
    assert store.may(people.other, working, "report")
    assert not store.may(people.other, working, "ask_close")


def test_the_owner_sees_it_wherever_it_is(working, people, nursing):
    store.amend(working, {"owner": Person.objects.get(code="other")}, actor=people.office, on=day(4))
    assert sees(people.other, working)
    assert store.may(people.other, working, "ask_close")


def test_who_works_nowhere_sees_nothing_even_as_owner(working, people):
    store.amend(working, {"owner": Person.objects.get(code="nobody")}, actor=people.office, on=day(4))
    assert not sees(people.nobody, working)
    assert not store.may(people.nobody, working, "report")


def test_another_hospital_sees_nothing(group, working, people):
    other = Institution.objects.create(code="h2", name="第二医院", kind="hospital", parent=group)
    same_code = Department.objects.create(institution=other, code="YW", name="医务科")
    Assignment.objects.all().delete()
    Assignment.objects.create(user=people.office, institution=other, role="office")
    Assignment.objects.create(user=people.head, institution=other, department=same_code, role="department_head")
    for user in (people.office, people.head):
        assert not sees(user, working)
        assert not any(store.may(user, working, kind) for kind in ("report", "urge", "close", "withdraw"))


EXECUTES = ("accept", "report", "ask_extension", "ask_close")
SUPERVISES = ("assign", "urge", "inspect", "transfer", "circulate", "amend")
APPROVES = ("approve", "grant_extension", "suspend", "resume", "close", "return", "withdraw", "reopen")


@pytest.mark.parametrize(
    ("name", "executes", "supervises", "approves"),
    [
        ("office", True, True, True),
        ("leader", True, False, True),
        ("head", True, False, False),
        ("other", False, False, False),
        ("viewer", False, False, False),
        ("nobody", False, False, False),
    ],
)
def test_who_may_take_which_step(working, people, name, executes, supervises, approves):
    user = getattr(people, name)
    for kinds, expected in ((EXECUTES, executes), (SUPERVISES, supervises), (APPROVES, approves)):
        assert {store.may(user, working, kind) for kind in kinds} == {expected}


def test_nobody_answers_a_request_of_their_own(working, people):
    store.record(
        working, "ask_extension", on=day(20), actor=people.office, text="设备未到", data={"due": dt.date(2023, 4, 14)}
    )
    assert not store.may(people.office, working, "grant_extension")
    assert store.may(people.second, working, "grant_extension")
    with pytest.raises(PermissionDenied, match="您是“2023-0001 缩短平均住院日”的申请人，不能自己同意延期"):
        store.require(people.office, working, "grant_extension")


def test_who_gave_the_order_approves(group, hospital, medical, people):
    task = store.open_task(
        hospital,
        title="集团任务",
        source="assignment",
        on=day(1),
        actor=people.office,
        issuer=group,
        lead_department=medical,
    )
    assert not store.may(people.office, task, "close")
    assert not store.may(people.leader, task, "withdraw")
    assert store.may(people.office, task, "urge")
    Assignment.objects.create(user=people.viewer, institution=group, role="office")
    assert store.may(people.viewer, task, "close")


def test_the_issuer_sees_what_it_gave_to_others(working, people, hospital):
    """Even when the other institution does not stand below it."""
    commission = Institution.objects.create(code="c", name="示范中心", kind="hospital")
    Assignment.objects.all().delete()
    Assignment.objects.create(user=people.office, institution=commission, role="office")
    assert not sees(people.office, working)
    working.issuer = commission
    working.save()
    assert sees(people.office, working)


def test_a_refusal_says_what_and_whom_to_ask(working, people):
    with pytest.raises(PermissionDenied, match="您不能对“2023-0001 缩短平均住院日”催办"):
        store.require(people.head, working, "urge")
    store.require(people.head, working, "report")


def test_the_steps_of_a_person(working, people):
    state = store.state_of(working)
    assert store.steps(people.head, working, state) == ["decompose", "report", "ask_extension", "ask_close"]
    assert store.steps(people.viewer, working, state) == []
