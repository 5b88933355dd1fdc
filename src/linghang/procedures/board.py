"""Who is at which step, and what blocks him: the open cases of a procedure by stage."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from linghang.organization.models import Institution
from linghang.packs.procedure import Procedure, Stage
from linghang.procedures.courses import procedures_on
from linghang.procedures.models import Case
from linghang.procedures.reading import next_steps
from linghang.procedures.upcoming import Due
from linghang.tasks.lights import Light

_WORST = ("red", "yellow", "green", "blue")
_RELATED = ("institution", "person", "person__user", "organization", "unit", "branch", "department")


@dataclass(frozen=True)
class Row:
    """An open case. `dues`: what comes next, what presses most first; `light`: of the first that has one."""

    case: Case
    dues: tuple[Due, ...]
    light: Light | None
    days: int

    @property
    def awaited(self) -> Due | None:
        """The step that presses most among those without which the case does not go on."""
        return next((due for due in self.dues if not due.optional), self.dues[0] if self.dues else None)

    @property
    def blocked_by(self) -> tuple[str, ...]:
        return self.awaited.blocked_by if self.awaited else ()


@dataclass(frozen=True)
class Column:
    stage: Stage
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Counted:
    """A procedure with how many cases are open, and of these how many are red, blocked or suspended."""

    procedure: Procedure
    open: int
    late: int
    blocked: int
    closed: int


def board(procedure: Procedure, institution: Institution, today: dt.date, *, cases: Any = None) -> list[Column]:
    """The open cases by stage. `cases`: those that may be seen (a query); all of the institution unless told."""
    found = Case.objects.all() if cases is None else cases
    found = found.filter(institution=institution, procedure=procedure.code, closed_on=None)
    rows = rows_of(found, today)
    known = {stage.code for stage in procedure.stages}
    first = procedure.stages[0].code
    return [
        Column(
            stage,
            tuple(row for row in rows if (row.case.stage if row.case.stage in known else first) == stage.code),
        )
        for stage in procedure.stages
    ]


def rows_of(cases: Any, today: dt.date) -> list[Row]:
    """Open cases with what comes next, the reddest first; a constant number of queries besides those of the facts."""
    found = list(cases.select_related(*_RELATED))
    steps = next_steps(found, today)
    rows = [_row(case, steps[case.pk], today) for case in found]
    return sorted(
        rows, key=lambda row: (_rank(row.light), row.awaited.due if row.awaited and row.awaited.due else dt.date.max)
    )


def counted(cases: Any, today: dt.date) -> list[Counted]:
    """Every procedure in force with its cases among `cases` (a query)."""
    open_rows = rows_of(cases.filter(closed_on=None), today)
    closed = list(cases.exclude(closed_on=None).values_list("procedure", flat=True))
    return [_counted(each, open_rows, closed) for each in procedures_on(today)]


def _counted(procedure: Procedure, rows: Iterable[Row], closed: list[str]) -> Counted:
    own = [row for row in rows if row.case.procedure == procedure.code]
    late = sum(row.light is not None and row.light.colour == "red" for row in own)
    blocked = sum(bool(row.blocked_by) for row in own)
    return Counted(procedure, len(own), late, blocked, closed.count(procedure.code))


def _row(case: Case, dues: Iterable[Due], today: dt.date) -> Row:
    ordered = tuple(sorted(dues, key=lambda due: (due.optional, _rank(due.light), due.due or dt.date.max)))
    lit = [due.light for due in ordered if due.light is not None and not (due.optional and due.light.colour != "red")]
    return Row(case, ordered, min(lit, key=_rank, default=None), (today - case.opened_on).days)


def _rank(light: Light | None) -> int:
    return _WORST.index(light.colour) if light is not None else len(_WORST)
