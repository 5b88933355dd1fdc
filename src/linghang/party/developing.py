"""Who is at which step of becoming a member, and what blocks him: the open cases of a branch or of the house."""

import datetime as dt
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
        procedure = course_of(case).procedure
        stages = [stage.code for stage in procedure.stages]
        at = stages.index(case.stage) if case.stage in stages else len(stages)
        title = procedure.stages[at].title if at < len(stages) else ""
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


def stages(found: Iterable[Line]) -> list[Stage]:
    """By stage, in the procedure's order; only those in which somebody is."""
    grouped: dict[tuple[int, str], list[Line]] = {}
    for line in found:
        grouped.setdefault((line.position, line.stage), []).append(line)
    return [Stage(title, tuple(each)) for (_, title), each in sorted(grouped.items())]
