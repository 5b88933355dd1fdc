"""A case held, its next event appended, and its columns brought up to what the events say. Only `store` writes so."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from linghang.core import errors
from linghang.procedures.cases import TAKEN_BACK, Event, State, replay, standing
from linghang.procedures.course import Course
from linghang.procedures.courses import course_of
from linghang.procedures.findings import Finding
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.reading import events_of
from linghang.procedures.signals import step_done

_PARTS = ("institution", "person", "branch")


class ConflictError(errors.ConflictError):
    """Somebody else wrote on the case meanwhile. `current` is the case now, `state` what its events say."""

    def __init__(self, case: Case, state: State) -> None:
        super().__init__(case, "这件事刚被他人更新，请核对后再提交")
        self.state = state


@dataclass
class Held:
    """A case as it stands, held until the transaction ends. `events` grows with what is written."""

    case: Case
    course: Course
    events: list[Event]


def hold_case(case: Case, revision: int | None = None) -> Held:
    """Hold a case, inside a transaction. ConflictError when somebody wrote since `revision`."""
    current = Case.objects.select_for_update(of=("self",), no_key=True).select_related(*_PARTS).get(pk=case.pk)
    course, events = course_of(current), events_of([current])[current.pk]
    if revision is not None and revision != current.revision:
        raise ConflictError(current, replay(course.procedure, events))
    return Held(current, course, events)


def append(
    case: Case,
    course: Course,
    events: Sequence[Event],
    event: Event,
    *,
    actor: Any,
    by: str,
    found: Sequence[Finding],
    papers: Mapping[str, str] | None = None,
) -> CaseEvent:
    """Write the event and what the case's columns say after it, and tell whoever listens."""
    state = replay(course.procedure, [*events, event])
    stored = CaseEvent.objects.create(
        case=case,
        position=state.count,
        step=event.step,
        on=event.on,
        outcome=event.outcome,
        data=dict(event.data),
        documents=list(event.documents),
        papers=dict(papers or {}),
        tally=asdict(event.tally) if event.tally else None,
        text=event.text,
        warnings=[{"rule": each.rule, "text": each.said} for each in found if not each.blocks],
        actor=account_of(actor),
        by=by,
    )
    _project(case, course, state)
    gone = standing(events)[-1][1].step if event.step == TAKEN_BACK else ""
    step_done.send(
        sender=Case,
        case=case,
        step=event.step,
        outcome=event.outcome,
        on=event.on,
        state=state,
        taken_back=gone,
        actor=stored.actor,
    )
    return stored


def _project(case: Case, course: Course, state: State) -> None:
    """The columns of a case repeat what its events say, for filtering; the events themselves are their audit."""
    case.current = list(state.current)
    case.stage = _stage(course, state)
    case.suspended_on, case.closed_on, case.result = state.suspended_on, state.closed_on, state.result
    case.revision, case.changed_at = state.count, timezone.now()
    names = ("current", "stage", "suspended_on", "closed_on", "result", "revision", "changed_at", "branch_id")
    Case.objects.filter(pk=case.pk).update(**{name: getattr(case, name) for name in names})


def _stage(course: Course, state: State) -> str:
    """The stage of the first step without which the case does not go on, else the last one it was in."""
    procedure = course.procedure
    for step in procedure.steps:
        if step.code in state.current and step.code not in state.done and not step.optional:
            return procedure.stage_of(step.code).code
    last = state.past[-1].step if state.past else procedure.steps[0].code
    return procedure.stage_of(state.current[0] if state.current else last).code


def renew(case: Case, current: Case) -> None:
    """Bring the caller's object up to date."""
    for each in Case._meta.concrete_fields:
        if getattr(case, each.attname) != getattr(current, each.attname):
            setattr(case, each.attname, getattr(current, each.attname))
            case._state.fields_cache.pop(each.name, None)


def account_of(actor: Any) -> Any:
    """The account that did it; None for the command line."""
    return actor if getattr(actor, "pk", None) else None
