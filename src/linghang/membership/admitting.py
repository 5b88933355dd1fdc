"""What procedures tell the roll, and what the roll knows for procedures.

A case of member development (packs/party-procedures) opens a probationary membership once the superior has approved the
admission; it counts from the day of the branch meeting (MD18, DU04). Full membership counts from the day that the
approval states (MD20); an extension moves the end of probation (MD19).
"""

import datetime as dt
from typing import Any

from linghang.core.errors import refuse
from linghang.membership import joining, rolls
from linghang.membership.models import Member, Membership, Suspension
from linghang.organization.models import PartyOrganization, in_force
from linghang.organization.models import Person as Staff
from linghang.procedures.facts import Asked, Known

PROCEDURE = "member_development"
_BINDING = frozenset({"admission_approval", "full_approval", "extension"})


def step_done(
    sender: Any, *, case: Any, step: str, outcome: str, on: dt.date, state: Any, taken_back: str = "", **_: Any
) -> None:
    """Follow a step of member development. InputError refuses the step: both stand or neither does."""
    if case.procedure != PROCEDURE or case.person is None:
        return
    if taken_back in _BINDING:
        raise refuse("党员名册已按这一步登记", "请先在党员页面更正组织关系，再退回流程", field="步骤", value=taken_back)
    document = f"流程 {case.number}"
    match step, outcome:
        case "admission_approval", "approved":
            _admit(case, state, on, document)
        case "full_approval", "approved":
            joining.to_full(case.person, _day(state, step, "full_since") or on, document=document)
        case "full_approval", "cancelled":
            joining.leave(case.person, on, joining.Ending.CANCELLED, document=document)
        case "extension", _:
            _extend(case, state, on, document)


def _admit(case: Any, state: Any, on: dt.date, document: str) -> None:
    if case.branch is None:
        raise refuse("没有写明党支部", "请在流程中写明所在党支部", field="党支部")
    meeting = state.done.get("branch_meeting")
    joining.join(case.person, case.branch, meeting.on if meeting else on, document=document)


def _extend(case: Any, state: Any, on: dt.date, document: str) -> None:
    until = _day(state, "extension", "extended_until")
    if until is None:
        raise refuse("没有写明延长到哪一天（MD19）", "请填写延长后的预备期满日期", field="延长到")
    joining.extend(case.person, until, on, document=document)


def _day(state: Any, step: str, field: str) -> dt.date | None:
    """A day that a step states; days in a case's data are ISO text."""
    done = state.done.get(step)
    text = done.data.get(field) if done else None
    return dt.date.fromisoformat(text) if isinstance(text, str) and text else text or None


def known(asked: Asked) -> Known:
    """Facts for the checks of procedures: the subject, the branch, and the standing of those whom a step names."""
    values: dict[str, Any] = {}
    if asked.person is not None and asked.wants("subject__"):
        values |= _subject(asked.person, asked.on)
    entitled = None
    if isinstance(asked.branch, PartyOrganization) and (asked.wants("branch__full") or asked.wants("entitled")):
        roll = rolls.roll_on(asked.branch, asked.on)
        if roll.members:
            values["branch__full_members"] = roll.counts.full
            entitled = len(roll.voters) if asked.roll == "branch_full_members" else None
    return Known(values, _standing(asked.people, asked.on), entitled, asked.person.code if asked.person else "")


def _subject(person: Staff, on: dt.date) -> dict[str, Any]:
    """Only what is known: without a file nothing is said of the birthday, without a roll nothing of membership."""
    values: dict[str, Any] = {}
    file = Member.objects.filter(person=person).first()
    if file is not None and file.birthday:
        values["subject__birthday"] = file.birthday
        values["subject__age"] = (
            on.year - file.birthday.year - ((on.month, on.day) < (file.birthday.month, file.birthday.day))
        )
    span = rolls.membership_of(person, on)
    if span is not None:
        values["subject__member"] = span.status
        if span.status == Membership.Status.PROBATIONARY and file is not None and file.joined_on:
            values["subject__probation_since"] = file.joined_on
        if file is not None and file.party_since:
            values["subject__member_since"] = file.party_since
    elif Membership.objects.filter(organization__institution=person.institution_id).exists():
        values["subject__member"] = ""
    return values


def _standing(people: tuple[str, ...], on: dt.date) -> dict[str, Any]:
    """Of those named: full members with their rights, probationary ones, and "" for others where a roll is kept."""
    if not people:
        return {}
    found = {each.person.code: each for each in rolls.memberships_on(on).filter(person__code__in=people)}
    stopped = set(
        Suspension.objects.filter(in_force(on), person__code__in=people).values_list("person__code", flat=True)
    )
    keeping = Membership.objects.exists()
    told: dict[str, Any] = {}
    for code in people:
        if code in found:
            told[code] = "" if code in stopped else found[code].status
        elif keeping:
            told[code] = ""
    return told
