"""API: what the indicators propose, and what a person makes of it. The rules are those of the page (`proposals`)."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import ConflictError, refuse
from linghang.organization.api import Day
from linghang.organization.as_of import departments_on, leader_of, name_of
from linghang.organization.models import Department
from linghang.tasks import proposals, signals
from linghang.tasks.models import Signal, Task
from linghang.tasks.views_ledger import institutions_of
from linghang.tasks.views_signals import signal_decided_by

router = Router(tags=["督办"])
Number = Annotated[int, Field(ge=1, le=2**31)]


class SignalOut(Schema):
    """`step`: what accepting does for this person (`open`, `ask_close`); `review`: to be reviewed on the task; empty:
    not theirs to decide. `task`: institution/number."""

    id: int
    institution: str
    kind: str
    indicator: str
    period: str
    state: str
    words: str
    step: str
    reason: str
    task: str | None
    decided_at: dt.datetime | None
    evidence: dict[str, Any]


class SignalsOut(Schema):
    count: int
    signals: list[SignalOut]


class AcceptIn(Schema):
    """For a proposal to open, all optional: what is not told is taken from the proposal. `due` gives it out at once."""

    title: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    lead_department: str = ""
    due: Day | None = None
    goal_months: Annotated[int, Field(ge=1, le=36)] | None = None


class DismissIn(Schema):
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


@router.get("", response=SignalsOut, summary="指标预警的建议（show=all：连同已处理的）")
def signal_list(
    request: HttpRequest,
    show: str = "",
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> SignalsOut:
    institutions_of(request.user)  # who sees no tasks sees no proposals
    found = proposals.visible(request.user).order_by("-pk")
    if show != "all":
        found = found.filter(state=Signal.State.WAITING)
    shown = [_said(request, each) for each in found[offset : offset + limit]]
    return SignalsOut(count=found.count(), signals=shown)


@router.post("/{int:pk}/accept", response={201: SignalOut}, summary="采纳：立项，或申请办结")
def accept(request: HttpRequest, pk: Number, body: AcceptIn) -> Status[SignalOut]:
    signal = _waiting(request, pk)
    fields = _fields(signal, body) if signal.kind == Signal.Kind.OPEN else {}
    signals.accept(signal, request.user, by=name_of(request.user), **fields)
    return Status(201, _said(request, signal))


@router.post("/{int:pk}/dismiss", response=SignalOut, summary="不采纳，写明理由")
def dismiss(request: HttpRequest, pk: Number, body: DismissIn) -> SignalOut:
    return _said(request, signals.dismiss(_waiting(request, pk), request.user, body.reason))


def _waiting(request: HttpRequest, pk: int) -> Signal:
    """A proposal that still waits. ConflictError when somebody decided it."""
    signal = signal_decided_by(request, pk)
    if signal.state != Signal.State.WAITING:
        raise ConflictError(signal, f"这条建议{signal.get_state_display()}，不能再处理")
    return signal


def _fields(signal: Signal, body: AcceptIn) -> dict[str, Any]:
    today = timezone.localdate()
    department = _department(signal, body.lead_department, today)
    return {
        "title": body.title.strip(),
        "lead_department": department,
        "leader": leader_of(department, today) if department else None,
        "due": body.due,
        "goal_months": body.goal_months,
    }


def _department(signal: Signal, code: str, day: dt.date) -> Department | None:
    if not code:
        return None
    for each in departments_on(signal.institution, day):
        if each.code == code:
            return each
    raise refuse("没有这个科室", "请写科室代码", field="lead_department", value=code[:40])


def _said(request: HttpRequest, signal: Signal) -> SignalOut:
    told = proposals.proposal_of(request.user, signal)
    return SignalOut(
        id=signal.pk,
        institution=signal.institution.code,
        kind=signal.kind,
        indicator=signal.indicator,
        period=signal.period,
        state=signal.state,
        words=told.words,
        step=told.step,
        reason=signal.reason,
        task=_address(signal.task),
        decided_at=signal.decided_at,
        evidence=signal.evidence,
    )


def _address(task: Task | None) -> str | None:
    return f"{task.institution.code}/{task.number}" if task else None
