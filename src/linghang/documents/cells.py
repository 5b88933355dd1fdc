"""The cells of a line of a table and the names above them, also where two lines name a column together. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_BORDER = re.compile(r"[\t|]")
_APART = re.compile(r"\S+(?:[ \u3000]\S+)*")
"""A cell of a row whose cells stand two blanks apart or more."""
NUMBERED = frozenset(("序号", "编号", "项次"))
"""Heads of a first column that only counts the rows."""


@dataclass(frozen=True)
class Cell:
    start: int
    end: int
    text: str


def cells(line: str, begins: int) -> list[Cell]:
    """The cells of a row that begins at an offset, empty ones too: what stands right of them keeps its column."""
    if "\t" not in line.strip() and "|" not in line:
        return [Cell(begins + each.start(), begins + each.end(), each[0]) for each in _APART.finditer(line)]
    found, at = list[Cell](), begins
    for part in _BORDER.split(line):
        found.append(Cell(at, at + len(part), part.strip()))
        at += len(part) + 1
    said = line.strip()
    return found[1:-1] if said.startswith("|") and said.endswith("|") else found


def goes_on(head: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a line without values right below a head names its columns further: 目标, 完成 under 2024年."""
    return len(row) > 2 and row[0].text in ("", head[0].text) and sum(bool(each.text) for each in row[1:]) > 1


def joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """One name for each column: 2024年 over 目标 and 完成 is 2024年目标 and 2024年完成."""
    over = _spread([each.text for each in upper], [each.text for each in lower])
    names = (above if cell.text in ("", above) else above + cell.text for above, cell in zip(over, lower, strict=True))
    return [replace(cell, text=name) for cell, name in zip(lower, names, strict=True)]


def _spread(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """What stands over each column of the lower line: a name reaches over the empty cells behind it; fewer names reach
    over equally many columns each, and over none where they do not come out even."""
    if len(upper) == len(lower):
        over = list(upper)
        for at in range(2, len(over)):
            over[at] = over[at] or (over[at - 1] if lower[at] else "")
        return over
    named, columns = [each for each in upper[1:] if each], len(lower) - 1
    if not named or columns % len(named):
        return [upper[0]] + [""] * columns
    return [upper[0], *(each for each in named for _ in range(columns // len(named)))]


def aligned(head: Sequence[Cell], row: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """A head and a row, each beginning with the column of names, a cell under each name.

    Tabs that only indent are passed over, also those that only bring cells below their names: then as many are filled.
    A column that counts the rows is left out.
    """
    if not row[0].text and (not head[0].text or len(row) == len(head) + 1):
        head, row = head[not head[0].text :], row[1:]
    named, filled = ([each for each in line if each.text] for line in (head, row))
    if len(head) != len(row) and len(named) == len(filled) and head[0].text:
        head, row = named, filled
    numbered = len(head) > 1 and head[0].text in NUMBERED and len(row) == len(head)
    return (head[1:], row[1:]) if numbered else (head, row)
