"""A block of text as a table of cells. Pure.

Arrow's CSV parser was the fastest of those tried on 811 columns of which 367 are read (docs/decisions/0004). It hands
out records with too few or too many cells instead of filling or cutting them, and a property test holds it to Python's
csv module.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence, Set
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
_WINDOW = 2**18
"""Bytes that are counted at a time."""
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
    """The columns that hold anything, and perhaps others; `odd` takes the cells and the text of records of the wrong
    length, by their number.

    Most columns hold nothing. Those that held nothing so far are not read, and the cells that say anything are counted
    instead: when there are no more than were read, nothing was passed over. Among quotes cells cannot be counted so;
    there Arrow reads such columns as nulls and sees to it that they are. Where one of them holds something after all,
    the block is parsed again, every column as text.
    """
    every, quoted = _names(range(len(layout.header))), b'"' in data
    if not filled:
        filled |= _filled_at_head(data, layout, missing)
    nulls = _names(layout.columns) - filled if quoted else set()
    for piece, texts, hollow in ((PIECE, filled, nulls), (PIECE, every, set())):
        try:
            table = _read_csv(data, layout, missing, odd, piece, texts, hollow)
            if quoted or texts is every or _is_all(table, odd, data, missing):
                break
        except pa.ArrowInvalid:  # text where there was none so far, or a record longer than a piece
            pass
        odd.clear()
    else:
        table = _read_csv(data, layout, missing, odd, len(data) + 1, every, set())
    filled |= _filled(table)
    return table.select([name for name in map(str, layout.columns) if name in table.column_names])


def _names(columns: Iterable[int]) -> set[str]:
    return set(map(str, columns))


def _is_all(table: pa.Table, odd: Mapping[int, tuple[int, str]], data: bytes, missing: Sequence[str]) -> bool:
    """Whether the columns of the table hold every cell of the well-formed records that says anything."""
    held = sum(table.num_rows - column.null_count for column in table.columns)
    malformed = sum(cells_said(f"{text}\n".encode(), missing) for _, text in odd.values())
    return held + malformed == cells_said(data, missing)


def _filled_at_head(data: bytes, layout: Layout, missing: Sequence[str]) -> set[str]:
    head = data[: last_record_end(data[:_HEAD])]
    if not head:
        return set()
    return _filled(_read_csv(head, layout, missing, {}, len(head) + 1, _names(range(len(layout.header))), set()))


def _filled(table: pa.Table) -> set[str]:
    return {name for name in table.column_names if table[name].null_count < table.num_rows}


def cells_said(data: bytes, missing: Sequence[str]) -> int:
    """How many cells of some lines hold more than a missing mark, counted by what stands behind commas and line ends:
    exactly so many where nothing is quoted, and never too few. (Quoted commas seem to begin cells; a quoted mark seems
    to say something.)"""
    text, marks = np.frombuffer(data, np.uint8), [mark.encode() for mark in ("", *missing)]
    found = int(not any(data.startswith((mark + b",", mark + b"\n")) for mark in marks))
    longest = max(map(len, marks))
    for start in range(0, len(text) - 1, _WINDOW):
        found += _begun(text[start : start + _WINDOW + longest + 1], min(_WINDOW, len(text) - 1 - start), marks)
    return found


def _begun(text: np.ndarray, places: int, marks: Sequence[bytes]) -> int:
    """Behind how many of the first `places` commas and line ends there is something other than a mark."""
    ends = (text == ord(",")) | (text == ord("\n"))
    empty = np.zeros(places, bool)
    for mark in marks:
        last = len(mark) + 1
        bare = ends[last : last + places]
        for offset, byte in enumerate(mark, 1):
            bare = bare & (text[offset : offset + len(bare)] == byte)
        empty[: len(bare)] |= bare
    return int(np.count_nonzero(ends[:places] > empty))


def _read_csv(
    data: bytes,
    layout: Layout,
    missing: Sequence[str],
    odd: dict[int, tuple[int, str]],
    piece: int,
    texts: Set[str],
    nulls: Set[str],
) -> pa.Table:
    """The columns `texts` as text and `nulls` as nulls, or the first one. Raises ArrowInvalid."""

    def note(row: pc.InvalidRow) -> str:
        odd[row.number - 1] = (row.actual_columns, row.text)
        return "skip"

    names, quoted = [str(column) for column in range(len(layout.header))], b'"' in data
    reading = pc.ReadOptions(column_names=names, use_threads=False, block_size=piece)
    parsing = pc.ParseOptions(
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
        invalid_row_handler=note,
    )
    converting = pc.ConvertOptions(
        include_columns=[name for name in names if name in texts or name in nulls] or names[:1],
        column_types={name: pa.null() if name in nulls else pa.string() for name in names},
        null_values=["", *missing], strings_can_be_null=True, check_utf8=False,
    )  # fmt: skip
    return pc.read_csv(pa.py_buffer(data), reading, parsing, converting)


def _table(table: pa.Table, numbers: np.ndarray) -> pl.DataFrame:
    """The columns that hold anything, behind the number of each record."""
    filled = _filled(table)
    cells = pl.DataFrame(table.select([name for name in table.column_names if name in filled]).combine_chunks())
    return cells.insert_column(0, pl.Series(ROW, numbers, pl.Int32))


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
