"""A block of text as a table of cells. Pure.

Arrow's CSV parser was the fastest of those tried on 811 columns of which 367 are read (docs/decisions/0004). It hands
out records with too few or too many cells instead of filling or cutting them, and a property test holds it to Python's
csv module.
"""

import csv
import io
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from linghang.registers.layout import Layout
from linghang.registers.schema import ROW
from linghang.registers.source import last_record_end

PIECE = 2 * 2**20
"""Bytes that are parsed at a time: what fits into a processor's cache is parsed faster."""
_HEAD = 2**18
"""Bytes of the first block that tell which columns hold anything."""


@dataclass(frozen=True)
class Records:
    """The well-formed records of a block: columns named by their position in the file, and `_row`; missing cells are
    null, and a column that holds nothing may be left out. `ragged`: row number and number of cells of the others.
    `height` counts every record, empty ones too."""

    cells: pl.DataFrame
    ragged: tuple[tuple[int, int], ...]
    height: int


def read_records(
    data: bytes, layout: Layout, missing: Sequence[str], first_row: int, filled: set[str] | None = None
) -> Records:
    """Read whole records in UTF-8; the first one is row `first_row`.

    `filled`: the columns that held something in earlier blocks; it takes those of this one. What it holds changes how
    fast a block is read, never what is read, so that blocks may be read side by side.
    """
    if not data:
        return Records(pl.DataFrame(schema={ROW: pl.Int32}), (), 0)
    odd: dict[int, tuple[int, str]] = {}
    table = _parse(data, layout, missing, odd, set() if filled is None else filled)
    height = table.num_rows + len(odd)
    numbers = np.delete(np.arange(height, dtype=np.int32), list(odd))
    cells = _table(table, numbers + np.int32(first_row))
    ragged = tuple((row + first_row, count) for row, (count, text) in odd.items() if _says(text))
    if (hollow := _hollow(cells, layout, data, first_row)) is not None:
        cells = cells.filter(~hollow)
    return Records(cells, ragged, height)


def _parse(
    data: bytes, layout: Layout, missing: Sequence[str], odd: dict[int, tuple[int, str]], filled: set[str]
) -> pa.Table:
    """The columns that are read; `odd` takes the cells and the text of records of the wrong length, by their number.

    Most columns hold nothing. Those that held nothing so far are read as nulls, which makes Arrow see to it that they
    do; where one of them holds something after all, the block is parsed again with every column as text.
    """
    if not filled:
        filled |= _filled_at_head(data, layout, missing)
    wanted = set(map(str, layout.columns))
    for piece, texts in ((PIECE, filled & wanted), (PIECE, wanted)):
        try:
            table = _read_csv(data, layout, missing, odd, piece, texts)
            break
        except pa.ArrowInvalid:  # text where there was none so far, or a record longer than a piece
            odd.clear()
    else:
        table = _read_csv(data, layout, missing, odd, len(data) + 1, wanted)
    filled |= _filled(table)
    return table


def _filled_at_head(data: bytes, layout: Layout, missing: Sequence[str]) -> set[str]:
    head = data[: last_record_end(data[:_HEAD])]
    if not head:
        return set()
    return _filled(_read_csv(head, layout, missing, {}, len(head) + 1, set(map(str, layout.columns))))


def _filled(table: pa.Table) -> set[str]:
    return {name for name in table.column_names if table[name].null_count < table.num_rows}


def _read_csv(
    data: bytes,
    layout: Layout,
    missing: Sequence[str],
    odd: dict[int, tuple[int, str]],
    piece: int,
    texts: Container[str],
) -> pa.Table:
    """The columns that are read, those of `texts` as text and the others as nulls. Raises ArrowInvalid."""

    def note(row: pc.InvalidRow) -> str:
        odd[row.number - 1] = (row.actual_columns, row.text)
        return "skip"

    names, wanted = [str(column) for column in range(len(layout.header))], [str(column) for column in layout.columns]
    quoted = b'"' in data
    reading = pc.ReadOptions(column_names=names, use_threads=False, block_size=piece)
    parsing = pc.ParseOptions(
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
        invalid_row_handler=note,
    )
    converting = pc.ConvertOptions(
        include_columns=wanted,
        column_types={name: pa.string() if name in texts else pa.null() for name in wanted},
        null_values=["", *missing], strings_can_be_null=True, check_utf8=False,
    )  # fmt: skip
    return pc.read_csv(pa.py_buffer(data), reading, parsing, converting)


def _table(table: pa.Table, numbers: np.ndarray) -> pl.DataFrame:
    """The columns that hold anything, column by column: Arrow joins the pieces of one faster than those of all."""
    filled = _filled(table)
    columns = [
        pl.Series(name, pl.from_arrow(table[name].combine_chunks())) for name in table.column_names if name in filled
    ]
    return pl.DataFrame([pl.Series(ROW, numbers, pl.Int32), *columns])


def _hollow(cells: pl.DataFrame, layout: Layout, data: bytes, first_row: int) -> pl.Series | None:
    """Which records hold nothing but commas and blanks; None when there is none, as nearly always."""
    scalars = [str(column) for _, column in layout.scalars if str(column) in cells.columns]
    if any(cells[name].null_count() == 0 for name in scalars):
        return None
    nothing = np.ones(cells.height, dtype=bool)
    for name in scalars:
        nothing &= cells[name].is_null().to_numpy()
    if not nothing.any():
        return None
    empty = pl.Series(nothing)
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
