"""Tables of a web page as lines of cells with tabs between them, each cell under its head. Pure."""

from collections.abc import Generator, Iterator
from typing import Any

CELL = "cell"
"""An element of ours: what stands in it has a tab before it."""
_LONGEST = 200
"""Characters of a cell; what holds more is no table of values but the layout of a page."""
_WIDEST, _TALLEST = 50, 500
"""Columns and rows that one cell may reach over: a page may claim any number."""


def flatten(root: Any) -> None:
    """Every table of values below an element of lxml is made, in place, of lines of cells (`CELL`)."""
    from lxml.etree import SubElement, strip_elements

    strip_elements(root, "script", "style", with_tail=False)
    for table in list(root.iter("table")):
        grid = _grid(table)
        if grid is not None:
            tail = table.tail
            table.clear()
            table.tail = tail
            for first, *others in filter(None, grid):
                row = SubElement(table, "tr")
                row.text = first
                for said in others:
                    SubElement(row, CELL).text = said


def _grid(table: Any) -> list[list[str]] | None:
    """The rows of a table; None for one that only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [[(cell, " ".join(cell.text_content().split())) for cell in row.iterchildren("td", "th")]
            for row in table.iterdescendants("tr")]  # fmt: skip
    if sum(len(row) > 1 for row in rows) < 2 or any(len(said) > _LONGEST for row in rows for _, said in row):
        return None
    reaching: dict[int, int] = {}
    return [list(_line(row, reaching)) for row in rows]


def _line(row: list[tuple[Any, str]], reaching: dict[int, int]) -> Iterator[str]:
    """The cells of one row, empty where one from above or from the left reaches; `reaching`: column → rows to come."""
    at = 0
    for cell, said in row:
        at = yield from _from_above(at, reaching)
        for column in range(_span(cell, "colspan", _WIDEST)):
            reaching[at] = _span(cell, "rowspan", _TALLEST) - 1
            yield "" if column else said
            at += 1
    yield from _from_above(at, reaching)


def _from_above(at: int, reaching: dict[int, int]) -> Generator[str, None, int]:
    """An empty cell for every column from this one on that a cell above reaches into; the first that none does."""
    while reaching.get(at):
        reaching[at] -= 1
        yield ""
        at += 1
    return at


def _span(cell: Any, name: str, most: int) -> int:
    said = cell.get(name, "1").strip()
    return min(int(said), most) if said.isascii() and said.isdigit() and int(said) else 1
