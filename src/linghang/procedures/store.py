"""Writing cases: every deed is an event, appended in one transaction with what it changes of the case itself.

Nothing here asks who may: `reach.py` does, for pages and programs alike.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import InputError, refuse
from linghang.organization.models import Department, Institution, PartyOrganization
from linghang.packs.procedure import OPENED as OPENING
from linghang.procedures import contents, facts, findings, flow
from linghang.procedures.cases import EVENT_TITLES, MOVED, OPENED, TAKEN_BACK, Event, State, Tally, replay
from linghang.procedures.course import Course
from linghang.procedures.courses import course_on, profile_on
from linghang.procedures.models import Case, CaseDocument, CaseEvent
from linghang.procedures.numbering import hold, next_number
from linghang.procedures.reading import known_of, next_steps, state_of, states
from linghang.procedures.subjects import Subject, check_number, check_place, check_single, set_subject
from linghang.procedures.writing import ConflictError, Held, account_of, append, hold_case, renew
from linghang.tasks.evidence import Kept, keep

__all__ = [
    "ConflictError",
    "close",
    "hold_case",
    "move",
    "next_steps",
    "open_case",
    "record",
    "state_of",
    "states",
    "take_back",
]
Papers = Mapping[str, Iterable[Any] | str]
"""Papers by their code: uploads (or what `evidence.keep` gave for them), or in words where the original is kept."""


def open_case(
    procedure_code: str,
    subject: Subject,
    institution: Institution,
    *,
    on: dt.date,
    actor: Any,
    branch: PartyOrganization | None = None,
    department: Department | None = None,
    profile: str | None = None,
    number: str = "",
    text: str = "",
    by: str = "",
    data: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case and give it the next number of its procedure, institution and year.

    `subject`: what the procedure is about. `branch`: who conducts it; that of a Party organisation as subject unless
    told. `profile`: the local variant, the institution's own unless told. `data`: what the procedure asks for at the
    opening. `number` only to bring in a case that has one. Raises InputError.
    """
    chosen = profile_on(institution, procedure_code, on) if profile is None else profile
    course = course_on(procedure_code, on, chosen)
    case = Case(
        institution=institution, procedure=procedure_code, profile=chosen, opened_on=on, created_by=account_of(actor)
    )
    set_subject(case, course.procedure, subject)
    case.branch = branch or case.organization
    case.department = department or case.unit
    check_place(case)
    with transaction.atomic():
        hold()
        check_number(case, number)
        case.number = number or next_number(case, on.year)
        if course.procedure.one_at_a_time:
            check_single(case)
        read = contents.read(course, OPENING, data or {})
        event = Event(OPENED, on, data=read.data, text=text.strip())
        found = flow.check(course, State(), event, today=timezone.localdate())
        _refuse(found, course.procedure.title)
        case.save()
        append(case, course, [], event, actor=actor, by=by, found=found)
    return case


def record(
    case: Case,
    step: str,
    *,
    on: dt.date,
    actor: Any,
    outcome: str = "",
    data: Mapping[str, Any] | None = None,
    documents: Papers | None = None,
    tally: Tally | None = None,
    text: str = "",
    by: str = "",
    revision: int | None = None,
    held: Held | None = None,
) -> CaseEvent:
    """Write down that a step was done (or one of `cases.EVENT_TITLES`); `case` itself is brought up to date too.

    `revision`: the one the person saw. `held`: what `hold_case` gave, when many steps of it are written at once.
    Nothing is written when ConflictError (somebody else wrote meanwhile) or InputError (the step is not allowed or
    lacks something; each fault names its rule) is raised.
    """
    if step in (OPENED, MOVED):
        raise ValueError(f"{step} has a function of its own")
    with transaction.atomic():
        held = held or hold_case(case, revision)
        kept, papers = _papers(documents or {})
        event = Event(step, on, outcome, dict(data or {}), (*kept, *papers), tally, text.strip())
        stored = _write(held, event, actor=actor, by=by, kept=kept, papers=papers)
    renew(case, held.case)
    return stored


def take_back(
    case: Case, *, on: dt.date, actor: Any, text: str, revision: int | None = None, by: str = ""
) -> CaseEvent:
    """The last event does not stand; both stay on record. Raises like `record`."""
    return record(case, TAKEN_BACK, on=on, actor=actor, text=text, revision=revision, by=by)


def close(case: Case, *, on: dt.date, actor: Any, text: str, revision: int | None = None, by: str = "") -> CaseEvent:
    """End the case before its end, with the reason. Raises like `record`."""
    return record(case, "_closed", on=on, actor=actor, text=text, revision=revision, by=by)


def move(
    case: Case,
    branch: PartyOrganization,
    *,
    on: dt.date,
    actor: Any,
    text: str,
    revision: int | None = None,
    by: str = "",
    held: Held | None = None,
) -> CaseEvent:
    """Another branch conducts the case from now on (转接组织关系). Raises like `record`."""
    with transaction.atomic():
        held = held or hold_case(case, revision)
        current = held.case
        if current.branch_id == branch.pk:
            raise refuse("已经由这个党支部承办", "请选别的党支部", field="党支部", value=str(branch))
        data = {"from": current.branch.code if current.branch else "", "to": branch.code}
        current.branch = branch
        check_place(current)
        event = Event(MOVED, on, data=data, text=text.strip())
        stored = _write(held, event, actor=actor, by=by)
    renew(case, current)
    return stored


def _write(
    held: "Held",
    event: Event,
    *,
    actor: Any,
    by: str,
    kept: Mapping[str, Sequence[Kept]] | None = None,
    papers: Mapping[str, str] | None = None,
) -> CaseEvent:
    """Check the event against the case as it stands, and append it with its files."""
    case, course, events = held.case, held.course, held.events
    state = replay(course.procedure, events)
    known = facts.NOTHING
    if event.step in {step.code for step in course.procedure.steps}:
        event = _as_stored(course, event)
        rule = course.procedure.step(event.step).vote
        people = contents.people(course, event.step, event.data)
        known = known_of(case, course, [event.step], event.on, roll=rule.roll if rule else "", people=people)
    found = flow.check(course, state, event, known, today=timezone.localdate())
    _refuse(found, _title(course, event.step))
    stored = append(case, course, events, event, actor=actor, by=by, found=found, papers=papers)
    events.append(event)
    for code, files in (kept or {}).items():
        for each in files:
            CaseDocument.objects.create(
                event=stored,
                code=code,
                name=each.name,
                sha256=each.sha256,
                bytes=each.bytes,
                media_type=each.media_type,
            )
    return stored


def _as_stored(course: Course, event: Event) -> Event:
    """The event with its data as they are kept; what cannot be read stays as it was written, so that it is named."""
    read = contents.read(course, event.step, event.data)
    if any(finding.blocks for finding in read.findings):
        return event
    return Event(event.step, event.on, event.outcome, read.data, event.documents, event.tally, event.text)


def _papers(documents: Papers) -> tuple[dict[str, list[Kept]], dict[str, str]]:
    """The uploads, taken in, and where the other originals are kept."""
    kept: dict[str, list[Kept]] = {}
    papers: dict[str, str] = {}
    for code, given in documents.items():
        if isinstance(given, str):
            if given.strip():
                papers[code] = given.strip()[:200]
        elif files := [each if isinstance(each, Kept) else keep(each) for each in given]:
            kept[code] = files
    return kept, papers


def _refuse(found: Sequence[findings.Finding], subject: str) -> None:
    if faults := findings.faults(found, subject):
        raise InputError(faults)


def _title(course: Course, step: str) -> str:
    if step in EVENT_TITLES:
        return EVENT_TITLES[step]
    return next((each.title for each in course.procedure.steps if each.code == step), step)
