"""Who is at which step of becoming a member, and what blocks him: the open cases of a branch or of the house."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from linghang.organization.models import Institution, PartyOrganization, Person
from linghang.procedures.courses import course_of
from linghang.procedures.models import Case
from linghang.procedures.reading import next_steps
from linghang.tasks.lights import Light

DEVELOPMENT = "member_development"


@dataclass(frozen=True)
class Line:
    """One case. `step`: the next step that is not optional; `blocked`: what stands in its way today."""

    case: Case
    person: Person | None
    branch: PartyOrganization | None
    stage: str
    position: int
    step: str
    light: Light | None
    due: dt.date | None
    not_before: dt.date | None
    blocked: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """One stage of the procedure with those who are in it."""

    title: str
    lines: tuple[Line, ...]


def open_cases(institution: Institution, *, branch: PartyOrganization | None = None) -> QuerySet[Case]:
    found = Case.objects.filter(institution=institution, procedure=DEVELOPMENT, closed_on=None)
    found = found.select_related("person", "branch", "institution")
    return found if branch is None else found.filter(branch=branch)


def lines(cases: Iterable[Case], today: dt.date) -> list[Line]:
    """The cases in the order of their stages, the most pressing first."""
    found = list(cases)
    coming = next_steps(found, today)
    made = []
    for case in found:
        at, title = _stage(case)
        dues = coming.get(case.pk, [])
        due = next((each for each in dues if not each.optional), dues[0] if dues else None)
        made.append(
            Line(
                case,
                case.person,
                case.branch,
                title,
                at,
                due.step.title if due else "",
                due.light if due else None,
                due.due if due else None,
                due.not_before if due else None,
                due.blocked_by if due else (),
            )
        )
    return sorted(made, key=lambda line: (line.position, line.due or dt.date.max, line.case.number))


def in_stages(cases: Iterable[Case]) -> list[tuple[str, int]]:
    """How many are in each stage, in the procedure's order; what comes next is not asked."""
    counts = Counter(_stage(case) for case in cases)
    return [(title, count) for (_, title), count in sorted(counts.items())]


def _stage(case: Case) -> tuple[int, str]:
    """The place of the stage in which a case is, and its title."""
    stages = course_of(case).procedure.stages
    return next(((at, stage.title) for at, stage in enumerate(stages) if stage.code == case.stage), (len(stages), ""))


def stages(found: Iterable[Line]) -> list[Stage]:
    """By stage, in the procedure's order; only those in which somebody is."""
    grouped: dict[tuple[int, str], list[Line]] = {}
    for line in found:
        grouped.setdefault((line.position, line.stage), []).append(line)
    return [Stage(title, tuple(each)) for (_, title), each in sorted(grouped.items())]
