"""A block of text as a table of cells: fast for well-formed text, exact for the rest. Pure.

Polars reads the few columns that are kept out of many. It fills short records silently and has its own idea of stray
quotes, so every record gets one more cell that must arrive in its own column, and text that Polars finds hard is read
again by Python's csv module.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from linghang.registers.layout import Layout
from linghang.registers.schema import ROW

END = "\x02"
_END_COLUMN = "end"
_LINE_END = f",{END}\n"


@dataclass(frozen=True)
class Records:
    """The well-formed records of a block: columns named by their position in the file, and `_row`; missing cells are
    null. `ragged`: row number and number of cells of the others. `height` counts every record, empty ones too."""

    cells: pl.DataFrame
    ragged: tuple[tuple[int, int], ...]
    height: int


def read_records(data: bytes, layout: Layout, missing: Sequence[str], first_row: int) -> Records:
    """Read whole records in UTF-8; the first one is row `first_row`."""
    table = _quickly(data, layout, missing) if data else None
    if table is None:
        return _carefully(data, layout, missing, first_row)
    rows = pl.int_range(first_row, first_row + table.height, dtype=pl.Int32, eager=True).alias(ROW)
    state = table.select(whole=pl.col(_END_COLUMN).eq_missing(END), empty=_looks_empty(layout))
    cells = table.drop(_END_COLUMN).insert_column(0, rows)
    suspect = rows.filter(~state["whole"] | state["empty"])
    if suspect.is_empty():
        return Records(cells, (), table.height)
    records = (
        list(csv.reader(io.StringIO(data.decode(), newline="")))
        if b'"' in data
        else [line.split(",") for line in data.decode().split("\n")]
    )
    counts = {row: len(records[row - first_row]) for row in suspect if any(map(str.strip, records[row - first_row]))}
    width = len(layout.header)
    ragged = tuple((row, count) for row, count in counts.items() if count != width)
    good = state["whole"] & (~state["empty"] | rows.is_in(list(counts)))
    return Records(cells.filter(good), ragged, table.height)


def _looks_empty(layout: Layout) -> pl.Expr:
    """Whether every single-valued cell is missing: hardly ever true, so such records can be looked at one by one."""
    return (
        pl.all_horizontal(pl.col(str(column)).is_null() for _, column in layout.scalars)
        if layout.scalars
        else pl.lit(value=False)
    )


def _quickly(data: bytes, layout: Layout, missing: Sequence[str]) -> pl.DataFrame | None:
    """None when the text has quotes that Polars might read differently from a spreadsheet."""
    quoted = b'"' in data
    text = data.replace(b"\n", _LINE_END.encode())
    width = text.count(b",", 0, text.index(b"\n"))
    if width != len(layout.header):  # Polars takes the number of columns from the first line.
        text = b"," * len(layout.header) + b"\n" + text
    names = [*map(str, range(len(layout.header))), _END_COLUMN]
    try:
        table = (
            pl.scan_csv(
                text,
                has_header=False,
                schema=dict.fromkeys(names, pl.String),
                truncate_ragged_lines=True,
                null_values=[word for word in missing if word],
                quote_char='"' if quoted else None,
            )
            .select(*map(str, layout.columns), _END_COLUMN)
            .collect()
        )
    except pl.exceptions.PolarsError:
        if quoted:
            return None
        raise
    table = table[1:] if width != len(layout.header) else table
    return None if quoted and table.height != data.count(b"\n") else table


def _carefully(data: bytes, layout: Layout, missing: Sequence[str], first_row: int) -> Records:
    width, columns = len(layout.header), layout.columns
    nothing = set(missing) | {""}
    rows: list[int] = []
    cells: list[list[str | None]] = []
    ragged: list[tuple[int, int]] = []
    number = first_row - 1
    for number, record in enumerate(csv.reader(io.StringIO(data.decode(), newline="")), first_row):
        if len(record) == width:
            if any(record):
                rows.append(number)
                cells.append([None if record[column] in nothing else record[column] for column in columns])
        elif any(map(str.strip, record)):
            ragged.append((number, len(record)))
    table = pl.DataFrame(cells, schema=dict.fromkeys(map(str, columns), pl.String), orient="row")
    return Records(table.insert_column(0, pl.Series(ROW, rows, pl.Int32)), tuple(ragged), number - first_row + 1)
