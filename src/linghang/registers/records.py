"""A block of text as a table of cells. Pure.

Arrow's CSV parser was the fastest of those tried on 811 columns of which 367 are read (docs/decisions/0004). It hands
out records with too few or too many cells instead of filling or cutting them, and a property test holds it to Python's
csv module.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pa_compute
import pyarrow.csv as pc

from linghang.packs.model import RegisterField
from linghang.registers.layout import Layout
from linghang.registers.schema import PRECISION, ROW, arrow_type
from linghang.registers.source import last_record_end

PIECE = 2 * 2**20
"""Bytes that are parsed at a time: what fits into a processor's cache is parsed faster."""
_WINDOW = 2**18
"""Bytes that are counted at a time."""
_HEAD = 2**18
"""Bytes of the first block that tell which columns hold anything."""
_AT_FAULT = re.compile(r"In CSV column #(\d+):")


@dataclass
class Seen:
    """What earlier blocks of a file held. It changes how fast a block is read, never what is read, so that blocks may
    be read side by side. `filled`: the columns that held anything; `unusual`: those of numbers that held anything else,
    or a number beyond the limits of its field."""

    filled: set[str] = field(default_factory=set)
    unusual: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Records:
    """The well-formed records of a block: columns named by their position in the file, and `_row`; missing cells are
    null, and a column that holds nothing may be left out. `ragged`: row number and number of cells of the others.
    `height` counts every record, empty ones too. Cells are text; a column of a decimal field may be of the type that is
    stored, and then all of it is sound."""

    cells: pl.DataFrame
    ragged: tuple[tuple[int, int], ...]
    height: int


def read_records(
    data: bytes, layout: Layout, missing: Sequence[str], first_row: int, seen: Seen | None = None
) -> Records:
    """Read whole records in UTF-8; the first one is row `first_row`. `seen` takes what this block holds."""
    if not data:
        return Records(pl.DataFrame(schema={ROW: pl.Int32}), (), 0)
    odd: dict[int, tuple[int, str]] = {}
    table = _parse(data, layout, missing, odd, Seen() if seen is None else seen)
    height = table.num_rows + len(odd)
    numbers = np.delete(np.arange(height, dtype=np.int32), list(odd))
    cells = _table(table, numbers + np.int32(first_row))
    ragged = tuple((row + first_row, count) for row, (count, text) in odd.items() if _says(text))
    if (hollow := _hollow(cells, layout, data, first_row)) is not None:
        cells = cells.filter(~hollow)
    return Records(cells, ragged, height)


def _parse(
    data: bytes, layout: Layout, missing: Sequence[str], odd: dict[int, tuple[int, str]], seen: Seen
) -> pa.Table:
    """The columns that hold anything, and perhaps others; `odd` takes the cells and the text of records of the wrong
    length, by their number.

    Most columns hold nothing. Those that held nothing so far are not read, and the cells that say anything are counted
    instead: when there are no more than were read, nothing was passed over. Among quotes cells cannot be counted so;
    there Arrow reads such columns as nulls and sees to it that they are. Where one of them holds something after all,
    the block is parsed again, every column as text.
    """
    quoted = b'"' in data
    if not seen.filled:
        seen.filled |= _filled_at_head(data, layout, missing)
    for wanted in _attempts(layout, seen, quoted=quoted):
        try:
            table = _read_csv(data, layout, missing, odd, PIECE, wanted, quoted=quoted)
            if _is_sound(table, wanted, seen) and (quoted or wanted.whole or _is_all(table, odd, data, missing)):
                break
        except pa.ArrowInvalid as error:  # text where there was none so far, or a record longer than a piece
            seen.unusual |= _at_fault(error, wanted)
        odd.clear()
    else:
        table = _read_csv(data, layout, missing, odd, len(data) + 1, _everything(layout), quoted=quoted)
    seen.filled |= _filled(table)
    present = set(table.column_names)
    return table.select([name for name in map(str, layout.columns) if name in present])


@dataclass(frozen=True)
class _Wanted:
    """The columns to read: as text, as nulls, as numbers. `whole`: every column is read, as text."""

    texts: Set[str]
    nulls: Set[str] = frozenset()
    numbers: Mapping[str, RegisterField] = field(default_factory=dict)
    whole: bool = False


def _attempts(layout: Layout, seen: Seen, *, quoted: bool) -> Iterator[_Wanted]:
    """Numbers at once; where a column turned out unusual, as text; whatever comes, everything as text."""
    nulls = _names(layout.columns) - seen.filled if quoted else set()
    numbers = {name: item for name, item in _decimals(layout).items() if name in seen.filled - seen.unusual}
    if numbers:
        yield _Wanted(seen.filled - set(numbers), nulls, numbers)
    if not numbers or seen.unusual & set(numbers):
        yield _Wanted(set(seen.filled), nulls)
    yield _everything(layout)


def _everything(layout: Layout) -> _Wanted:
    return _Wanted(_names(range(len(layout.header))), whole=True)


def _decimals(layout: Layout) -> dict[str, RegisterField]:
    return {str(column): item for item, column in layout.scalars if item.type == "decimal"}


def _at_fault(error: pa.ArrowInvalid, wanted: _Wanted) -> set[str]:
    """The column of numbers in which Arrow met something else; none where the trouble was another."""
    found = _AT_FAULT.match(str(error))
    return {found[1]} & set(wanted.numbers) if found else set()


def _is_sound(table: pa.Table, wanted: _Wanted, seen: Seen) -> bool:
    """Whether all numbers keep to the limits of their fields and to what can be stored."""
    beyond = {name for name, item in wanted.numbers.items() if _is_beyond(table[name], item)}
    seen.unusual |= beyond
    return not beyond


def _is_beyond(values: pa.ChunkedArray, item: RegisterField) -> bool:
    ends = pa_compute.min_max(values).as_py()
    least, most, limit = ends["min"], ends["max"], Decimal(10) ** (PRECISION - item.decimals)
    if least is None:
        return False
    return bool(
        least <= -limit
        or most >= limit
        or (item.min is not None and least < item.min)
        or (item.max is not None and most > item.max)
    )


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
    return _filled(_read_csv(head, layout, missing, {}, len(head) + 1, _everything(layout), quoted=b'"' in head))


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
    wanted: _Wanted,
    *,
    quoted: bool,
) -> pa.Table:
    """The columns that are wanted, or the first one. Raises ArrowInvalid."""

    def note(row: pc.InvalidRow) -> str:
        odd[row.number - 1] = (row.actual_columns, row.text)
        return "skip"

    names = [str(column) for column in range(len(layout.header))]
    reading = pc.ReadOptions(column_names=names, use_threads=False, block_size=piece)
    parsing = pc.ParseOptions(
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
        invalid_row_handler=note,
    )
    types = dict.fromkeys(names, pa.string()) | dict.fromkeys(wanted.nulls, pa.null())
    types |= {name: arrow_type(item) for name, item in wanted.numbers.items()}
    every = {*wanted.texts, *wanted.nulls, *wanted.numbers}
    converting = pc.ConvertOptions(
        include_columns=[name for name in names if name in every] or names[:1], column_types=types,
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
    held = set(cells.columns)
    scalars = [str(column) for _, column in layout.scalars if str(column) in held]
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
