"""API: procedures, cases with what comes next, and the steps that may be taken on them.

People are told by their staff number; of member procedures that is masked too, unless it is one's own case.
"""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import refuse
from linghang.organization import masking
from linghang.organization.api import Day
from linghang.organization.as_of import name_of
from linghang.procedures import acts, reach, store
from linghang.procedures.board import rows_of
from linghang.procedures.cases import EVENT_TITLES, MOVED, OPENED, Tally
from linghang.procedures.courses import course_of, procedures_on
from linghang.procedures.exporting import subject_code
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.plain import plain_case, plain_procedure, plain_row
from linghang.procedures.telling import title_of
from linghang.procedures.views_case import find, row_of
from linghang.procedures.views_list import find_procedure, institutions_of

router = Router(tags=["流程"])
MOST = 500


class TallyIn(Schema):
    entitled: Annotated[int, Field(ge=0, le=10**6)]
    present: Annotated[int, Field(ge=0, le=10**6)]
    in_favour: Annotated[int, Field(ge=0, le=10**6)]
    against: Annotated[int, Field(ge=0, le=10**6)] = 0
    abstain: Annotated[int, Field(ge=0, le=10**6)] = 0
    written_in_favour: Annotated[int, Field(ge=0, le=10**6)] = 0
    written_against: Annotated[int, Field(ge=0, le=10**6)] = 0
    written_abstain: Annotated[int, Field(ge=0, le=10**6)] = 0


class StepIn(Schema):
    """`data`: the fields of the step and nothing else. `papers`: document code → where the original is kept.
    `revision`: the one that was read."""

    step: Annotated[str, Field(max_length=64)]
    on: Day | None = None
    outcome: Annotated[str, Field(max_length=64)] = ""
    data: dict[str, Any] = Field(default_factory=dict)
    papers: dict[str, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)
    tally: TallyIn | None = None
    text: Annotated[str, Field(max_length=4000)] = ""
    revision: Annotated[int, Field(ge=0, le=2**31)]


class EventOut(Schema):
    position: int
    step: str
    title: str
    on: dt.date
    outcome: str
    documents: list[str]
    warnings: list[dict[str, str]]
    recorded_at: dt.datetime


@router.get("", response=list[dict[str, Any]], summary="现行的流程")
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    institutions_of(request.user)
    return [plain_procedure(each) for each in procedures_on(timezone.localdate())]


@router.get("/{slug:institution}/{slug:code}", response=list[dict[str, Any]], summary="一个流程的事项和下一步")
def cases(
    request: HttpRequest,
    institution: str,
    code: str,
    closed: bool = False,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100,
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
) -> list[dict[str, Any]]:
    """The cases in reach, open ones with what comes next and what blocks it."""
    place, procedure = find_procedure(request, institution, code)
    found = reach.visible(request.user).filter(institution=place, procedure=procedure.code)
    if closed:
        found = found.exclude(closed_on=None).select_related(
            "institution", "person", "organization", "unit", "branch", "department"
        )
        return [plain_case(each, subject=_subject(request, each)) for each in found[offset : offset + limit]]
    rows = rows_of(found.filter(closed_on=None), timezone.localdate())[offset : offset + limit]
    return [plain_row(row, subject=_subject(request, row.case)) for row in rows]


@router.get("/{slug:institution}/{slug:code}/{number}", response=dict[str, Any], summary="一件事")
def case(request: HttpRequest, institution: str, code: str, number: str) -> dict[str, Any]:
    found = find(request, institution, code, number)
    today, course, state = timezone.localdate(), course_of(found), store.state_of(found)
    steps = acts.steps_for(request.user, found, course, state, today)
    return plain_row(row_of(found, today), subject=_subject(request, found)) | {"steps": steps}


@router.get("/{slug:institution}/{slug:code}/{number}/events", response=list[EventOut], summary="经过")
def events(request: HttpRequest, institution: str, code: str, number: str) -> list[EventOut]:
    """Without what the steps say: that may name people."""
    found = find(request, institution, code, number)
    return [_event(found, each) for each in found.events.all()]


@router.post("/{slug:institution}/{slug:code}/{number}/events", response={201: EventOut}, summary="办理一步")
def record(request: HttpRequest, institution: str, code: str, number: str, body: StepIn) -> Status[EventOut]:
    """409 when somebody wrote since `revision` was read."""
    found = find(request, institution, code, number)
    known = {each.code for each in course_of(found).procedure.steps} | set(EVENT_TITLES) - {OPENED, MOVED}
    if body.step not in known:
        raise refuse("没有这一步", f"可用：{'、'.join(sorted(known))}", field="step", value=body.step)
    reach.require(request.user, found, body.step)
    stored = store.record(
        found,
        body.step,
        on=body.on or timezone.localdate(),
        actor=request.user,
        outcome=body.outcome,
        data=body.data,
        documents=body.papers,
        tally=Tally(**body.tally.model_dump()) if body.tally else None,
        text=body.text,
        by=name_of(request.user),
        revision=body.revision,
    )
    return Status(201, _event(found, stored))


def _subject(request: HttpRequest, case: Case) -> str:
    own = case.person is not None and case.person.user_id == request.user.pk
    if case.person is None or own or reach.sensitivity_of(case.procedure) != "member":
        return subject_code(case)
    return masking.mask(case.person.code, "number")


def _event(case: Case, stored: CaseEvent) -> EventOut:
    return EventOut(
        position=stored.position,
        step=stored.step,
        title=title_of(course_of(case), stored.step),
        on=stored.on,
        outcome=stored.outcome,
        documents=stored.documents,
        warnings=stored.warnings,
        recorded_at=stored.recorded_at,
    )
