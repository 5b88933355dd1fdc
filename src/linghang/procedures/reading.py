"""Cases as their events tell them, many at a time: states, what comes next, and what is known of their subjects."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from linghang.core.errors import InputError
from linghang.organization.models import PartyOrganization, Person
from linghang.procedures import facts
from linghang.procedures.cases import Event, State, Tally, replay
from linghang.procedures.course import Course
from linghang.procedures.courses import course_of
from linghang.procedures.facts import Asked, Known
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.upcoming import Due, next_up


def event_of(stored: CaseEvent) -> Event:
    """A stored event as the pure part reads it."""
    tally = Tally(**stored.tally) if stored.tally else None
    return Event(stored.step, stored.on, stored.outcome, stored.data, tuple(stored.documents), tally, stored.text)


def events_of(cases: Iterable[Case]) -> dict[int, list[Event]]:
    """The events of each case in order, by its primary key; one query."""
    found: dict[int, list[Event]] = {case.pk: [] for case in cases}
    for stored in CaseEvent.objects.filter(case__in=found).order_by("case", "position"):
        found[stored.case_id].append(event_of(stored))
    return found


def state_of(case: Case) -> State:
    """The state of one case."""
    return states([case])[case.pk]


def states(cases: Iterable[Case]) -> dict[int, State]:
    """The state of each case by its primary key; one query."""
    cases = list(cases)
    events = events_of(cases)
    return {case.pk: replay(course_of(case).procedure, events[case.pk]) for case in cases}


def known_of(
    case: Case, course: Course, steps: Collection[str], on: dt.date, *, roll: str = "", people: Sequence[str] = ()
) -> Known:
    """What the house knows on that day about the subject of the case and the people that a step names, as far as one of
    the `steps` asks."""
    wanted = frozenset[str]().union(*(course.asks.get(step, frozenset()) for step in steps))
    if not wanted:
        return Known(subject=case.person.code if case.person else "")
    return facts.known(
        Asked(case.procedure, case.person, case.institution, case.branch, on, roll, tuple(people), wanted)
    )


def next_steps(cases: Iterable[Case], today: dt.date) -> dict[int, list[Due]]:
    """What comes next in each case and what blocks it, by primary key. A case whose definition is gone has nothing."""
    cases = list(cases)
    events = events_of(cases)
    found: dict[int, list[Due]] = {}
    for case in cases:
        try:
            course = course_of(case)
        except InputError:
            found[case.pk] = []
            continue
        state = replay(course.procedure, events[case.pk])
        known = known_of(case, course, state.current, today)
        found[case.pk] = next_up(course, state, today, known) if state.current else []
    return found


def of_organization(asked: Asked) -> Known:
    """What the organisation itself knows: the subject's title, and the kind of the branch."""
    values: dict[str, Any] = {}
    person: Person | None = asked.person
    if person is not None and person.title:
        values["subject__title"] = person.title
    branch: PartyOrganization | None = asked.branch
    if branch is not None and asked.wants("branch__kind") and (form := branch.form(asked.on)):
        values["branch__kind"] = form.kind
    return Known(values, subject=person.code if person else "")
