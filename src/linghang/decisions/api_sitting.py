"""API: a meeting from its notice to its end — the next step, who came, how they voted, how an item ended, its task."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import ConflictError, refuse
from linghang.decisions import desk, meetings, resolutions
from linghang.decisions.api_items import Revision, department_key
from linghang.decisions.api_out import OneMeetingOut, ResolutionOut, cleaned, one_meeting_out, resolution_out
from linghang.decisions.catalogue import routing_of
from linghang.decisions.desk_page import item_on
from linghang.decisions.forms_meetings import OutcomeForm, TaskForm
from linghang.decisions.models import Attendance, Item, Meeting, Resolution
from linghang.decisions.reach import meeting_of
from linghang.organization.api import Day

router = Router(tags=["会议"])
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""A line of text that every database takes: what no form of the page has looked at."""
Votes = Annotated[int, Field(ge=0, le=10**4)]


class DespiteIn(Schema):
    item: int
    reason: Words


class StageIn(Schema):
    """`despite`: for `convene`, why items stay on the agenda where one cannot be sure of the rule that objects.
    `minutes_number`: for `issue`. `reason`: for `cancel`."""

    step: Literal["convene", "begin", "close", "issue", "cancel"]
    revision: Revision
    despite: list[DespiteIn] = Field(default_factory=list)
    minutes_number: Words = ""
    reason: Words = ""


class MarkIn(Schema):
    """`was`: what was read, where it matters; 409 when somebody has marked it otherwise since."""

    person: Words
    was: str | None = None


class PresenceIn(MarkIn):
    presence: Words


class VoteIn(MarkIn):
    """`choice`: null takes the vote back. `written`: the view of an absent member, kept and not counted."""

    choice: Words | None
    written: bool = False


class RecusalIn(Schema):
    person: Words
    reason: Words


class TallyIn(Schema):
    """The counts of a secret ballot."""

    in_favour: Votes
    against: Votes
    abstain: Votes


class CountOut(Schema):
    """How the vote stands. `passed`: null while nothing is to be counted."""

    entitled: int
    present: int
    recused: int
    quorum_met: bool
    in_favour: int
    against: int
    abstain: int
    passed: bool | None
    reason: str


class OutcomeIn(Schema):
    """`functions`: those of the matter unless given. `despite`: why it is recorded as decided although quorum or
    majority were not reached."""

    outcome: str
    text: str = ""
    functions: list[str] | None = None
    no_task_reason: str = ""
    despite: str = ""
    revision: Revision


class OutcomeOut(Schema):
    """`resolution`: null where nothing was resolved."""

    item: int
    outcome: str
    revision: int
    resolution: ResolutionOut | None


class TaskOfResolutionIn(Schema):
    """The house reads tasks: `title` and `quote` are what it reads, without names unless given. `revision`: of the
    item."""

    lead_department: str
    due: Day
    title: str = ""
    quote: str | None = None
    cycle: str = ""
    revision: Revision


class NoTaskIn(Schema):
    reason: Words


@router.post("/{int:pk}/steps", response=OneMeetingOut, summary="发通知、开始、结束、印发纪要、取消")
def step(request: HttpRequest, pk: int, body: StageIn) -> dict[str, Any]:
    meeting = _held(request, pk)
    known: dict[str, Any] = {"actor": request.user, "revision": body.revision}
    if body.step == "convene":
        meetings.convene(meeting, despite=_reasons(meeting, body.despite), **known)
    elif body.step == "begin":
        meetings.begin(meeting, **known)
    elif body.step == "close":
        meetings.close(meeting, **known)
    elif body.step == "issue":
        meetings.issue(meeting, number=body.minutes_number, **known)
    else:
        meetings.cancel(meeting, body.reason, **known)
    return one_meeting_out(meeting)


@router.post("/{int:pk}/attendance", response=OneMeetingOut, summary="登记到会、请假、缺席")
@transaction.atomic
def attendance(request: HttpRequest, pk: int, body: list[PresenceIn]) -> dict[str, Any]:
    """All of them or none."""
    meeting = _held(request, pk)
    for mark in body:
        call = _call(meeting, mark.person)
        _expect_mark(mark, call.presence, mark.presence)
        meetings.record_attendance(meeting, {call.person_id: mark.presence}, actor=request.user)
    return one_meeting_out(meeting)


@router.post("/{int:pk}/items/{int:item}/recusals", response=CountOut, summary="登记回避")
def recuse(request: HttpRequest, pk: int, item: int, body: RecusalIn) -> dict[str, Any]:
    meeting, found = _sitting(request, pk, item)
    meetings.recuse(found, _call(meeting, body.person).person, body.reason, actor=request.user)
    return _count(found)


@router.post("/{int:pk}/items/{int:item}/votes", response=CountOut, summary="登记表决")
@transaction.atomic
def vote(request: HttpRequest, pk: int, item: int, body: list[VoteIn]) -> dict[str, Any]:
    """All of them or none."""
    meeting, found = _sitting(request, pk, item)
    for mark in body:
        person = _call(meeting, mark.person).person
        stands = found.votes.filter(person=person).first()
        _expect_mark(mark, stands.choice if stands else "", mark.choice or "")
        meetings.record_vote(found, person, mark.choice, actor=request.user, written=mark.written)
    return _count(found)


@router.post("/{int:pk}/items/{int:item}/tally", response=CountOut, summary="登记无记名票数")
def tally(request: HttpRequest, pk: int, item: int, body: TallyIn) -> dict[str, Any]:
    _, found = _sitting(request, pk, item)
    given = {"for_": body.in_favour, "against": body.against, "abstain": body.abstain}
    meetings.record_tally(found, actor=request.user, **given)
    return _count(found)


@router.post("/{int:pk}/items/{int:item}/outcome", response=OutcomeOut, summary="记录结果，形成决议")
def outcome(request: HttpRequest, pk: int, item: int, body: OutcomeIn) -> dict[str, Any]:
    _, found = _sitting(request, pk, item)
    fields = cleaned(OutcomeForm(body.model_dump())) | ({"functions": None} if body.functions is None else {})
    made = resolutions.resolve(found, actor=request.user, revision=body.revision, **fields)
    found.refresh_from_db()
    return {
        "item": found.pk,
        "outcome": found.outcome,
        "revision": found.revision,
        "resolution": resolution_out(made) if made else None,
    }


@router.post("/{int:pk}/items/{int:item}/tasks", response={201: ResolutionOut}, summary="按决议立项督办")
def task(request: HttpRequest, pk: int, item: int, body: TaskOfResolutionIn) -> Status[Any]:
    meeting, found = _sitting(request, pk, item)
    resolution = _resolution(found)
    data = body.model_dump() | {
        "lead_department": department_key(meeting.institution, body.lead_department),
        "title": body.title or resolutions.title_of(found),
        "quote": resolutions.quote_of(resolution) if body.quote is None else body.quote,
        "cycle": body.cycle or "none",
    }
    fields = cleaned(TaskForm(data, institution=meeting.institution))
    resolutions.make_task(resolution, actor=request.user, revision=body.revision, **fields)
    return Status(201, resolution_out(resolution))


@router.post("/{int:pk}/items/{int:item}/no-task", response=ResolutionOut, summary="写明不立项的理由")
def no_task(request: HttpRequest, pk: int, item: int, body: NoTaskIn) -> dict[str, Any]:
    _, found = _sitting(request, pk, item)
    return resolution_out(resolutions.give_no_task(_resolution(found), body.reason, actor=request.user))


def _held(request: HttpRequest, pk: int) -> Meeting:
    return meeting_of(request.user, pk, "hold_meetings")


def _sitting(request: HttpRequest, pk: int, item: int) -> tuple[Meeting, Item]:
    meeting = _held(request, pk)
    found = item_on(meeting, item)
    found.meeting = meeting
    return meeting, found


def _reasons(meeting: Meeting, given: list[DespiteIn]) -> dict[int, str]:
    """Only where one cannot be sure of the rule; elsewhere the rule stands, whatever is written against it."""
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    open_to = {line.item.pk for line in desk.agenda_of(meeting, routing) if line.shown.overridable}
    return {each.item: each.reason for each in given if each.item in open_to}


def _call(meeting: Meeting, code: str) -> Attendance:
    found = meeting.attendances.filter(person__code=code).select_related("person").first()
    if found is None:
        raise refuse("不在参会名单上", "请写工号；没有列入的，先列入参会人员", field="person", value=code[:40])
    return found


def _expect_mark(mark: MarkIn, stands: str, wanted: str) -> None:
    """ConflictError when it was marked otherwise since it was read, unless both mean the same."""
    if mark.was is not None and mark.was != stands != wanted:
        raise ConflictError(stands)


def _resolution(item: Item) -> Resolution:
    found: Resolution | None = getattr(item, "resolution", None)
    if found is None:
        raise refuse("这个议题还没有决议", "请先把结果记录为决定或交办", field="议题", value=item.title)
    return found


def _count(item: Item) -> dict[str, Any]:
    item.refresh_from_db()
    found = meetings.count_of(item)
    names = [name for name in CountOut.model_fields if name != "in_favour"]
    return {name: getattr(found, name) for name in names} | {"in_favour": found.for_}
