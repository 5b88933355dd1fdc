"""The compliance matrix: Party organisations (departments, the house itself) × duties, over some time, as of a day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from linghang.core.figures import divide
from linghang.duties.clock import Light, State
from linghang.duties.reckoning import Line, reckon
from linghang.duties.remembered import remembered
from linghang.duties.roster import Roster
from linghang.organization.models import Institution
from linghang.packs.duty import Duty
from linghang.registers.content import library

HOUSE = "house"
_WORST: tuple[Light, ...] = ("bad", "warn", "good", "")


@dataclass(frozen=True)
class Row:
    """`key`: a Party organisation's code, `department:<code>`, or "" for the house itself; `kind`: its class."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True)
class Cell:
    """All periods and owners of one duty in one row. `light`: the worst of what is now due or was missed or late."""

    lines: tuple[Line, ...] = ()

    @cached_property
    def counts(self) -> Counter[State]:
        return Counter(each.standing.state for each in self.lines)

    @property
    def asked(self) -> int:
        """Periods that are over, or already fulfilled: what a share can be taken of. Excused ones are not asked."""
        found = self.counts
        return found["done"] + found["late"] + found["missed"]

    @property
    def fulfilled(self) -> int:
        """In time or made up."""
        return self.counts["done"] + self.counts["late"]

    @property
    def in_time(self) -> int:
        return self.counts["done"]

    @property
    def share(self) -> Decimal | None:
        """Of what was asked so far, how much was fulfilled."""
        return divide(Decimal(self.fulfilled), Decimal(self.asked))

    @property
    def owed(self) -> bool:
        return any(each.standing.state != "not_owed" for each in self.lines)

    @property
    def light(self) -> Light:
        return min((each.standing.light for each in self.lines), key=_WORST.index, default="")

    @property
    def open(self) -> tuple[Line, ...]:
        """What is still to be done, the most urgent first."""
        return tuple(sorted((each for each in self.lines if each.standing.open), key=lambda each: each.standing.due))

    @property
    def reason(self) -> str:
        """The sentence of the line that gives the light; of what is not owed, why not."""
        ranked = sorted(self.lines, key=lambda each: (_WORST.index(each.standing.light), each.standing.due))
        return ranked[0].standing.reason if ranked else ""


@dataclass(frozen=True)
class Matrix:
    """`cells` by row key and duty code; a pair without owners has no cell."""

    institution: Institution
    first: dt.date
    last: dt.date
    today: dt.date
    rows: tuple[Row, ...]
    columns: tuple[Duty, ...]
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def cell(self, row: str, duty: str) -> Cell:
        return self.cells.get((row, duty), Cell())

    def of_row(self, row: str) -> Cell:
        """All duties of a row taken together."""
        return Cell(tuple(line for (key, _), cell in self.cells.items() if key == row for line in cell.lines))

    def of_column(self, duty: str) -> Cell:
        return Cell(tuple(line for (_, code), cell in self.cells.items() if code == duty for line in cell.lines))

    @property
    def whole(self) -> Cell:
        return Cell(tuple(line for cell in self.cells.values() for line in cell.lines))


def matrix(
    institution: Institution,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    *,
    line: str | None = None,
    branch: str | None = None,
) -> Matrix:
    """Every duty (of one `line`) whose periods begin from `first` to `last`, as it stands on `today`.

    Columns that nobody owes are left out, as are rows that owe nothing. `branch`: that row alone.
    """
    asked = ("matrix", first, last, today, line, branch)
    return remembered(institution, asked, lambda: _reckoned(institution, first, last, today, line, branch))


def _reckoned(
    institution: Institution, first: dt.date, last: dt.date, today: dt.date, line: str | None, branch: str | None
) -> Matrix:
    found: dict[tuple[str, str], list[Line]] = {}
    for each in reckon(institution, first, last, today, line=line, branch=branch, adopted=True):
        found.setdefault((each.row, each.duty.code), []).append(each)
    cells = {place: Cell(tuple(lines)) for place, lines in found.items()}
    owed = {place for place, cell in cells.items() if cell.owed}
    rows = _rows(institution, {row for row, _ in owed}, cells, last)
    columns = _columns({code for _, code in owed}, cells)
    kept = {row.key for row in rows}, {duty.code for duty in columns}
    shown = {(row, code): cell for (row, code), cell in cells.items() if row in kept[0] and code in kept[1]}
    return Matrix(institution, first, last, today, rows, columns, shown)


def _columns(codes: set[str], cells: dict[tuple[str, str], Cell]) -> tuple[Duty, ...]:
    """The newest version of each duty, in the order in which packs name them."""
    newest = {code: cell.lines[-1].duty for (_, code), cell in cells.items()}
    order = [entry.item.code for entry in library().of_kind("duties")]
    return tuple(newest[code] for code in order if code in codes)


def _rows(
    institution: Institution, keys: set[str], cells: dict[tuple[str, str], Cell], last: dt.date
) -> tuple[Row, ...]:
    """The house first, then Party organisations and departments by code."""
    roster = Roster(institution, library())
    found = []
    for key in sorted(keys):
        if not key:
            found.append(Row(key, str(institution), HOUSE))
        elif key.startswith("department:"):
            named = next(cell.lines[-1].owner.title for (row, _), cell in cells.items() if row == key)
            found.append(Row(key, named, "department"))
        else:
            form = roster.form_of(key, last)
            found.append(Row(key, roster.name_of(key, last), form.kind if form else "branch"))
    return tuple(found)
