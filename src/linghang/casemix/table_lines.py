"""Lines of a table that are read cell by cell, each fault told with its row and column. Pure."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from linghang.casemix.tables import Table
from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError

_MOST_DIGITS = 18
"""Of a number, before its point or noughts behind it; written as 1e999999999 one would fill the memory."""
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A line of a table; `number` as a spreadsheet counts rows. `subject`: the column that says what it is about.
    `called`: what the file calls a column, where that is something else."""

    file: str
    number: int
    cells: Mapping[str, str]
    subject: str = "编码"
    called: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """The cell without spaces at its ends, "" when the table has no such column."""
        return self.cells.get(column, "")

    def fault(self, column: str, reason: str, remedy: str) -> Fault:
        """What is wrong with a cell."""
        named, written = self.called.get(column, column), self.text(column)[:60]
        return Fault(self.file, self.number, self.text(self.subject), named, written, reason, remedy)

    def decimal(self, column: str) -> Decimal | None:
        """A number, also one written with thousands commas or full width.

        InputError when it is none, below 0, or longer than any number of a catalogue.
        """
        written = self.text(column)
        if not written.isascii():
            written = unicodedata.normalize("NFKC", written)
        written = written.replace(",", "")
        if not written:
            return None
        try:
            value = Decimal(written)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0 or abs(value.adjusted()) > _MOST_DIGITS:
            raise InputError(self.fault(column, "应为不小于 0 的数，也不会这么长", "请更正"))
        return value

    def must(self, column: str) -> Decimal:
        """The number of a cell that has to be filled. InputError as `decimal`."""
        value = self.decimal(column)
        if value is None:
            raise InputError(self.fault(column, "没有填写", "请补填"))
        return value

    def whole(self, column: str) -> int:
        """A whole number, 0 when nothing is written."""
        value = self.decimal(column) or Decimal(0)
        if value != int(value):
            raise InputError(self.fault(column, "应为整数", "请更正"))
        return int(value)

    def day(self, column: str) -> dt.date | None:
        """A day, None when nothing is written. InputError."""
        found = parse_day(self.text(column))
        if found is None and self.text(column):
            raise InputError(self.fault(column, "不是日期", "请写成 2026-01-01"))
        return found


def lines_of(table: Table, subject: str = "编码") -> list[Line]:
    """The lines of the table, to be read cell by cell."""
    return [
        Line(table.file, number, dict(zip(table.fields, cells, strict=True)), subject) for number, cells in table.lines
    ]


def read_each(lines: Iterable[Line], one: Callable[[Line], T], faults: list[Fault]) -> list[T]:
    """What the lines are read as; those that cannot be read go into `faults`."""
    found = []
    for line in lines:
        try:
            found.append(one(line))
        except InputError as error:
            faults += error.faults
    return found
