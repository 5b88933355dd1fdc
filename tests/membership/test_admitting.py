"""What a case of member development does to the roll, and what the roll tells procedures."""

import datetime as dt
from types import SimpleNamespace

import pytest

from linghang.core.errors import InputError
from linghang.membership import joining
from linghang.membership.models import Membership
from linghang.procedures import facts
from linghang.procedures.signals import step_done

D = dt.date


def tell(person, branch, step, outcome, on, taken_back="", procedure="member_development", **done):
    steps = {name: SimpleNamespace(on=day, data=data) for name, (day, data) in done.items()}
    case = SimpleNamespace(procedure=procedure, person=person, branch=branch, number="2026-0001")
    state = SimpleNamespace(done=steps)
    step_done.send(None, case=case, step=step, outcome=outcome, on=on, state=state, taken_back=taken_back)


def test_approval_opens_a_membership_from_the_day_of_the_meeting(staff, branch):
    person = staff("1")
    meeting = {"branch_meeting": (D(2025, 3, 3), {})}
    tell(person, branch, "branch_meeting", "passed", D(2025, 3, 3), **meeting)
    assert not Membership.objects.exists()
    tell(person, branch, "admission_approval", "approved", D(2025, 5, 20), **meeting)
    made = Membership.objects.get()
    assert (made.status, made.valid_from, made.probation_ends) == ("probationary", D(2025, 3, 3), D(2026, 3, 3))
    tell(
        person,
        branch,
        "full_approval",
        "approved",
        D(2026, 4, 1),
        full_approval=(D(2026, 4, 1), {"full_since": "2026-03-03"}),
    )
    assert Membership.objects.get(status="full").valid_from == D(2026, 3, 3)


def test_extension_and_cancellation(staff, branch):
    person = staff("1")
    joining.join(person, branch, D(2025, 3, 3))
    tell(person, branch, "extension", "", D(2026, 3, 10), extension=(D(2026, 3, 10), {"extended_until": "2026-10-03"}))
    assert Membership.objects.get(valid_to=None).probation_ends == D(2026, 10, 3)
    tell(person, branch, "full_approval", "cancelled", D(2026, 10, 20))
    assert not Membership.objects.filter(valid_to=None).exists()


def test_other_procedures_are_none_of_its_business(staff, branch):
    tell(staff("1"), branch, "admission_approval", "approved", D(2025, 5, 20), procedure="complaint")
    assert not Membership.objects.exists()


def test_what_the_roll_stands_on_is_not_taken_back_silently(member, branch):
    with pytest.raises(InputError, match="先在党员页面更正"):
        tell(member("1"), branch, "", "", D(2026, 5, 20), taken_back="admission_approval")


def test_a_member_is_not_admitted_again(member, branch):
    with pytest.raises(InputError, match="ML01"):
        tell(member("1"), branch, "admission_approval", "approved", D(2026, 5, 20))


def test_what_procedures_ask(member, staff, branch, hospital):
    one, new, stopped = member("1"), member("2", status="probationary", since=D(2026, 5, 1)), member("3")
    joining.suspend(stopped, D(2026, 1, 1), None, "文")
    joining.amend_file(new, {"birthday": D(1996, 6, 1)}, revision=0)
    outsider = staff("4")
    asked = facts.Asked("x", new, hospital, branch, D(2026, 5, 31), "branch_full_members", ("1", "2", "3", "4"))
    told = facts.known(asked)
    assert told.standing == {"1": "full", "2": "probationary", "3": "", "4": ""}
    assert (told.entitled, told.values["branch__full_members"], told.values["subject__age"]) == (1, 2, 29)
    assert told.values["subject__member"] == "probationary"
    assert facts.known(facts.Asked("x", outsider, hospital, None, D(2026, 5, 31))).values["subject__member"] == ""
    assert one.code == "1"
