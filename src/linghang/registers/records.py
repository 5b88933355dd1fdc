"""A block of text as the places of its cells. Pure.

One loop finds the cells that say something (`splitting`); a block with quotes is written without them first. A property
test holds it to Python's csv module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from linghang.registers.columns import Cells
from linghang.registers.layout import Layout
from linghang.registers.schema import ROW
from linghang.registers.splitting import COMMA, END, LEFT_OUT, LINE_END, NOWHERE, SEPARATOR, count, find_cells, unquote


@dataclass(frozen=True)
class Records:
    """The well-formed records of a block. `rows`: their numbers. `ragged`: row number and number of cells of the
    others. `height` counts every record, empty ones too. `slots`: where in `cells` a column of the file stands,
    negative where it holds nothing."""

    cells: Cells
    slots: np.ndarray
    rows: pl.Series
    ragged: tuple[tuple[int, int], ...]
    height: int


def read_records(data: bytes, layout: Layout, missing: Sequence[str], first_row: int) -> Records:
    """Read whole records in UTF-8, the last one with its line end too; the first one is row `first_row`."""
    text, separator, line_end = np.frombuffer(data, np.uint8), COMMA, LINE_END
    if b'"' in data:
        text, separator, line_end = _unquoted(text), SEPARATOR, END
    assert not len(text) or text[-1] == line_end, "the walk looks for the end of every record"
    height = count(text, line_end)
    slots = np.full(len(layout.header), LEFT_OUT, np.int32)
    slots[layout.columns] = NOWHERE
    places = np.empty((len(layout.columns), height, 2), np.int32)
    begins, numbers, odd = np.empty(height + 1, np.int32), np.empty(height, np.int32), np.empty((height, 2), np.int32)
    marks = [mark.encode() for mark in missing if mark]
    taken, others = find_cells(
        text, separator, line_end, np.frombuffer(b"".join(marks), np.uint8),
        np.cumsum([len(mark) for mark in marks], dtype=np.int32), slots, places, begins, numbers, odd,
    )  # fmt: skip

    def says(record: int) -> bool:
        """Whether there is anything in a record besides separators and blanks."""
        held = text[begins[record] : begins[record + 1]].tobytes()
        return bool(held.translate(None, bytes((separator, line_end))).decode().strip())

    ragged = tuple((first_row + int(record), int(count)) for record, count in odd[:others] if says(record))
    hollow = [row for row in _without_scalars(places[:, :taken], slots, layout) if not says(numbers[row])]
    if len(kept := np.delete(np.arange(taken), hollow)) < height:
        numbers, places = numbers[kept], places[: slots.max() + 1].take(kept, axis=1)
    return Records(Cells(text, places), slots, pl.Series(ROW, numbers + np.int32(first_row)), ragged, height)


def _unquoted(text: np.ndarray) -> np.ndarray:
    out = np.empty(len(text) + 1, np.uint8)
    out = out[: unquote(text, out)]
    out.flags.writeable = False  # as text that had no quotes: the loops are compiled for one kind
    return out


def _without_scalars(places: np.ndarray, slots: np.ndarray, layout: Layout) -> np.ndarray:
    """The rows in which no single-valued field says anything: nearly always none."""
    nothing = np.ones(places.shape[1], bool)
    for _, column in layout.scalars:
        if slots[column] >= 0:
            nothing &= places[slots[column], :, 1] == 0
            if not nothing.any():
                break
    return np.flatnonzero(nothing)
