"""Tables whose columns are only blanks apart, as they are pasted from a page: made into cells with tabs. Pure.

One such line looks like prose or like a list, so a table is known by its whole: a head that names columns, and below it
at least two rows of as many cells, a good part of them values.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linghang.documents.cells import NUMBERED
from linghang.documents.spans import Edit, Found
from linghang.documents.tables import VALUE, is_row

_CELL = re.compile("[^ \u3000]+")
_PROSE = re.compile("[，。；;！？!?：:、《》“”]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HAN = re.compile("[一-鿿]")
_MISSING = frozenset("-—–－/")
_FEWEST, _ROWS = 3, 2
"""Columns and rows of the smallest table that is known as one."""


class _Line(NamedTuple):
    start: int
    cells: Sequence[re.Match[str]]

    def values(self) -> int:
        return sum(VALUE.fullmatch(each[0]) is not None or each[0] in _MISSING for each in self.cells[1:])


def blank_columns(text: str) -> Found:
    """Tabs for the blanks between the cells of tables."""
    edits: list[Edit] = []
    for table in _tables(text):
        for line in table:
            ends = [line.start + each.end() for each in line.cells[:-1]]
            starts = [line.start + each.start() for each in line.cells[1:]]
            edits += [(end, start, "\t", "表格列间的空格") for end, start in zip(ends, starts, strict=True)]
    return edits, []


def _tables(text: str) -> Iterator[Sequence[_Line]]:
    table: list[_Line] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        found = _line(line, at) if " " in line or "\u3000" in line else None
        at += len(line) + 1
        if found is not None and table and _is_of(found, table[0]):
            table.append(found)
            continue
        if len(table) > _ROWS:
            yield table
        table = [found] if found is not None and _is_head(found) else []


def _line(line: str, start: int) -> _Line | None:
    """The cells of a line that is no sentence and no row by itself."""
    if line.count(" ") + line.count("\u3000") < _FEWEST - 1 or _PROSE.search(line) or is_row(line):
        return None
    cells = list(_CELL.finditer(line))
    return _Line(start, cells) if len(cells) >= _FEWEST else None


def _is_head(line: _Line) -> bool:
    named = all(VALUE.fullmatch(each[0]) is None or _YEAR.fullmatch(each[0]) for each in line.cells)
    return named and _HAN.search(line.cells[0][0]) is not None


def _is_of(line: _Line, head: _Line) -> bool:
    """Whether it has a cell under each name of the head, the first of them a name, values under half of the others."""
    first = line.cells[0][0]
    if len(line.cells) != len(head.cells) or not (_HAN.search(first) or head.cells[0][0] in NUMBERED):
        return False
    return 2 * line.values() >= len(head.cells) - 2 and line.values() > 0
