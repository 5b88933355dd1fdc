"""A block of text as a table of cells. Pure.

Arrow's CSV parser was the fastest of those tried on 811 columns of which 367 are read (docs/decisions/0004). It hands
out records with too few or too many cells instead of filling or cutting them, and a property test holds it to Python's
csv module.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from linghang.registers.layout import Layout
from linghang.registers.schema import ROW

PIECE = 2 * 2**20
"""Bytes that are parsed at a time: what fits into a processor's cache is parsed faster."""


@dataclass(frozen=True)
class Records:
    """The well-formed records of a block: columns named by their position in the file, and `_row`; missing cells are
    null. `ragged`: row number and number of cells of the others. `height` counts every record, empty ones too."""

    cells: pl.DataFrame
    ragged: tuple[tuple[int, int], ...]
    height: int


def read_records(data: bytes, layout: Layout, missing: Sequence[str], first_row: int) -> Records:
    """Read whole records in UTF-8; the first one is row `first_row`."""
    if not data:
        return Records(_table(pa.table({}), layout, np.empty(0, np.int32)), (), 0)
    odd: dict[int, tuple[int, str]] = {}
    table = _parse(data, layout, missing, odd)
    height = table.num_rows + len(odd)
    numbers = np.delete(np.arange(height, dtype=np.int32), list(odd))
    cells = _table(table, layout, numbers + np.int32(first_row))
    ragged = tuple((row + first_row, count) for row, (count, text) in odd.items() if _says(text))
    if (hollow := _hollow(cells, layout, data, first_row)) is not None:
        cells = cells.filter(~hollow)
    return Records(cells, ragged, height)


def _parse(data: bytes, layout: Layout, missing: Sequence[str], odd: dict[int, tuple[int, str]]) -> pa.Table:
    """The columns that are read; `odd` takes the cells and the text of records of the wrong length, by their number."""

    def note(row: pc.InvalidRow) -> str:
        odd[row.number - 1] = (row.actual_columns, row.text)
        return "skip"

    names, wanted = [str(column) for column in range(len(layout.header))], [str(column) for column in layout.columns]
    quoted = b'"' in data
    parsing = pc.ParseOptions(
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
        invalid_row_handler=note,
    )
    converting = pc.ConvertOptions(
        include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), null_values=["", *missing],
        strings_can_be_null=True, check_utf8=False,
    )  # fmt: skip
    for piece in (PIECE, len(data) + 1):
        reading = pc.ReadOptions(column_names=names, use_threads=False, block_size=piece)
        try:
            return pc.read_csv(pa.py_buffer(data), reading, parsing, converting)
        except pa.ArrowInvalid:  # a record longer than a piece
            odd.clear()
            if piece > len(data):
                raise
    raise AssertionError


def _table(table: pa.Table, layout: Layout, numbers: np.ndarray) -> pl.DataFrame:
    """Most columns hold nothing; they share one column of nulls."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(numbers))
    columns = [pl.Series(ROW, numbers, pl.Int32)]
    for column in layout.columns:
        cells = table[str(column)] if table.num_columns else pa.chunked_array([], pa.string())
        full = cells.null_count < len(cells)
        columns.append((pl.Series(pl.from_arrow(cells.combine_chunks())) if full else nothing).alias(str(column)))
    return pl.DataFrame(columns)


def _hollow(cells: pl.DataFrame, layout: Layout, data: bytes, first_row: int) -> pl.Series | None:
    """Which records hold nothing but commas and blanks; None when there is none, as nearly always."""
    empty = cells.select(pl.all_horizontal(pl.col(str(column)).is_null() for _, column in layout.scalars)).to_series()
    if not empty.any():
        return None
    text = data.decode()
    records = _quoted_records(text) if '"' in text else text.split("\n")
    bare = [not _says(records[row - first_row]) for row in cells[ROW].filter(empty)]
    return empty.scatter(empty.arg_true(), bare)


def _quoted_records(text: str) -> list[str]:
    """The content of each record, without its quotes."""
    return [",".join(record) for record in csv.reader(io.StringIO(text, newline=""))]


def _says(record: str) -> bool:
    """Whether there is anything in a record besides commas, blanks and the quotes of empty cells."""
    cells = next(csv.reader(io.StringIO(record, newline="")), []) if '"' in record else record.split(",")
    return any(map(str.strip, cells))
