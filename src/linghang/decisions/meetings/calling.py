"""Planning a meeting and calling its members: who holds which post on that day decides who is entitled to vote."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.meetings.guard import fitting, held
from linghang.decisions.models import Attendance, Item, Meeting, Series
from linghang.decisions.revisions import hold
from linghang.decisions.routing import UNROUTED_KINDS
from linghang.decisions.traces import of_sitting
from linghang.organization import as_of
from linghang.organization.access import User
from linghang.organization.models import Institution, Person
from linghang.packs.routing import Body


@transaction.atomic
def plan(
    institution: Institution,
    body: str,
    begins_at: dt.datetime,
    *,
    actor: User | None,
    title: str = "",
    place: str = "",
    number: str = "",
    chair: Person | None = None,
    recorder: Person | None = None,
    series: Series | None = None,
    circulated: bool = False,
) -> Meeting:
    """A meeting of `body` with its members called; number and title follow the year unless given."""
    Institution.objects.select_for_update().get(pk=institution.pk)
    day = timezone.localdate(begins_at)
    known = body_of(routing_of(institution, day), body)
    turn = _turn(institution, known, day.year)
    meeting = Meeting(
        institution=institution,
        body=body,
        begins_at=begins_at,
        number=number.strip() or f"{known.title}〔{day.year}〕{turn}",
        title=title.strip() or f"{day.year}年第{turn}次{known.title}",
        place=place.strip(),
        chair=chair,
        recorder=recorder,
        series=series,
        circulated=circulated,
        created_by=actor if actor is not None and actor.pk else None,
    )
    if Meeting.objects.filter(institution=institution, number=meeting.number).exists():
        raise refuse("会议编号已经用过", "请换一个编号，或留空由系统编号", field="会议编号", value=meeting.number)
    meeting.save()
    call_members(meeting, known)
    return meeting


def _turn(institution: Institution, body: Body, year: int) -> int:
    """The next number of the body's meetings in a year that is still free."""
    held = Meeting.objects.filter(institution=institution, body=body.code, begins_at__year=year)
    taken = set(Meeting.objects.filter(institution=institution).values_list("number", flat=True))
    turn = held.count() + 1
    while f"{body.title}〔{year}〕{turn}" in taken:
        turn += 1
    return turn


def call_members(meeting: Meeting, body: Body) -> None:
    """Bring the roll up to the posts held on the day of the meeting; whoever was called by hand stays called.

    The chair is whoever holds the body's chair unless one was named.
    """
    held = _holders(meeting, body)
    meeting.attendances.exclude(kinds=[]).exclude(person__in=list(held)).delete()
    for position, (person, (post, kinds)) in enumerate(held.items(), 1):
        given = {"post": post, "kinds": kinds, "member": True, "position": position}
        Attendance.objects.update_or_create(meeting=meeting, person=person, defaults=given)
    if meeting.chair is None:
        chairs = [person for person, (_, kinds) in held.items() if body.chair in kinds]
        if chairs:
            meeting.chair = chairs[0]
            meeting.save(update_fields=["chair"])


def _holders(meeting: Meeting, body: Body) -> dict[Person, tuple[str, list[str]]]:
    """Member → titles and kinds of the posts by which he sits in the body, in order of rank."""
    day = timezone.localdate(meeting.begins_at)
    seats: as_of.Seats | None = None if body.seats == "both" else body.seats
    held: dict[Person, tuple[str, list[str]]] = {}
    for each in as_of.holders(meeting.institution, day, kinds=body.posts, seats=seats):
        title, kinds = held.get(each.person, ("", []))
        titles = [title, each.post.title] if title else [each.post.title]
        held[each.person] = ("、".join(dict.fromkeys(titles))[:80], [*kinds, each.post.kind])
    return held


@transaction.atomic
def call(
    meeting: Meeting, person: Person, *, member: bool = False, post: str = "", actor: User | None = None
) -> Attendance:
    """Call somebody by hand: to sit in without a vote (列席), or as a member whose post is not on record."""
    held(meeting, Meeting.Stage.PLANNED, Meeting.Stage.CONVENED, Meeting.Stage.OPEN, deed="增加参会人员")
    if member and meeting.items.exclude(outcome=Item.Outcome.OPEN).exclude(kind__in=UNROUTED_KINDS).exists():
        remedy = "先撤回结果再更正；不表决的，按列席添加"
        raise refuse("已有议题记录了结果，不能再增加应到会成员", remedy, field="参会人员", value=person.name)
    found, created = Attendance.objects.get_or_create(
        meeting=meeting,
        person=person,
        defaults={
            "member": member,
            "post": fitting(post, Attendance, "post"),
            "position": meeting.attendances.count() + 1,
        },
    )
    if not created:
        raise refuse("已在参会名单中", "不用重复添加", field="参会人员", value=person.name)
    of_sitting(meeting, "增加应到会成员" if member else "增加列席人员", actor)
    return found


@transaction.atomic
def uncall(attendance: Attendance, *, actor: User | None = None) -> None:
    """Take somebody who was called by hand off the list."""
    held(attendance.meeting, Meeting.Stage.PLANNED, Meeting.Stage.CONVENED, deed="减少参会人员")
    if attendance.kinds:
        name = attendance.person.name
        raise refuse("按任职应到会，不能移出名单", "不能到会的，登记请假", field="参会人员", value=name)
    of_sitting(attendance.meeting, "移出参会人员", actor)
    attendance.delete()


@transaction.atomic
def confirm_receipt(attendance: Attendance, at: dt.datetime | None = None) -> Attendance:
    """The person has got the notice; the first time counts."""
    hold(attendance.meeting)
    hold(attendance)
    if attendance.meeting.notified_at is None:
        raise refuse("会议还没有发出通知，不能签收", "请等通知发出", subject=attendance.meeting.title)
    if attendance.received_at is None:
        attendance.received_at = at or timezone.now()
        attendance.save(update_fields=["received_at"])
    return attendance
