"""The engine that fills the cube: pieces of files through Arrow and Polars, conditions on codes by their words. Pure.

A file is an institution and a period, so its groups are few and each piece is aggregated where it lies; what is left to
add up is small. Memory is bounded by the pieces in hand, whatever the number of rows. Measured: docs/decisions/0007.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.expressions import Type, fields_of, to_polars
from linghang.indicators.marks import Marks, take_out
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.sharing import Sharing, share
from linghang.packs.model import Register
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

NAME = f"Polars {pl.__version__}"
THREADS = (os.cpu_count() or 1) + 2
"""More than there are cores: while one waits for Polars' own threads, for Python or for the disk, another computes."""
PIECE = 65_536
"""Rows that are held at a time by each thread, unless a single row group has more: a row group as the loader writes it,
which need not be joined with another."""
_KEYS = ("unit", "month", "department")


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """Partial aggregates: `unit`, `month` (yyyymm), `department`, `rows`, and one column per measure id.

    A row without the scan's date has no month and is counted in `rows` only. Counts are int64, sums exact decimals.
    """
    form = Form(scan, register)
    if rows.table is not None:
        found = [form.of_table(rows.table)]
    else:
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(form.of_pieces, together(rows.files))) or [form.of_nothing()]
    return form.added_up(found).to_arrow()


@dataclass(frozen=True)
class Piece:
    """Some row groups of the file with this number."""

    unit: int
    path: Path
    metadata: pq.FileMetaData
    groups: tuple[int, ...]
    first: int
    rows: int


def together(files: Iterable[Path]) -> Iterator[list[Piece]]:
    """Pieces of files to be taken together: small files share the price of a request."""
    taken: list[Piece] = []
    for piece in (piece for unit, path in enumerate(files) for piece in _pieces(unit, path)):
        if taken and sum(each.rows for each in taken) + piece.rows > PIECE:
            yield taken
            taken = []
        taken.append(piece)
    if taken:
        yield taken


def _pieces(unit: int, path: Path) -> Iterator[Piece]:
    metadata, groups, rows, first = pq.read_metadata(path), list[int](), 0, 0
    for group in range(metadata.num_row_groups):
        more = metadata.row_group(group).num_rows
        if groups and rows + more > PIECE:
            yield Piece(unit, path, metadata, tuple(groups), first, rows)
            groups, rows, first = [], 0, first + rows
        groups.append(group)
        rows += more
    if groups:
        yield Piece(unit, path, metadata, tuple(groups), first, rows)


@dataclass(frozen=True)
class Form:
    """How the rows of a scan are read and added up."""

    scan: Scan
    register: Register

    @cached_property
    def _marks(self) -> Marks:
        return take_out(self.scan.measures)

    @cached_property
    def _sharing(self) -> Sharing:
        return share(self._marks.measures)

    @cached_property
    def _fields(self) -> list[str]:
        """The fields that are read as they are, keys included."""
        used = {*self._sharing.fields, self.scan.date}.union(*map(fields_of, self._sharing.shared.values()))
        used |= {name for name in (self.scan.ends, self.register.department) if name}
        return sorted(used - self._marks.nodes.keys())

    @cached_property
    def _columns(self) -> list[pl.Expr]:
        pairs = zip(self.scan.measures, self._sharing.measures, strict=True)
        return [pl.col(f"_{name}").alias(name) for name in _KEYS] + [
            added(part).alias(whole.id) for whole, part in pairs
        ]

    def of_table(self, table: pa.Table) -> pl.DataFrame:
        """The groups of a table in memory, whose rows carry `_institution`."""
        units = pl.Series("unit", table["_institution"], pl.String)
        rows = pl.DataFrame(table.select([name for name in self._fields if name in table.column_names]))
        return self._grouped(self._completed(rows), self._marks.of(table), units)

    def of_nothing(self) -> pl.DataFrame:
        """The groups of files without rows: none."""
        fields = arrow_schema(self.register).append(pa.field("_institution", pa.string()))
        return self.of_table(fields.empty_table())

    def of_pieces(self, pieces: Sequence[Piece]) -> pl.DataFrame:
        """The groups of some pieces of files."""
        frames = [self._completed(self._read(piece)) for piece in pieces]
        marks = [self._marks.of(_words(piece, list(self._marks.fields))) for piece in pieces]
        units = pl.concat([pl.Series("unit", [piece.unit], pl.Int32).new_from_index(0, piece.rows) for piece in pieces])
        return self._grouped(pl.concat(frames, how="vertical_relaxed"), pa.concat_tables(marks), units)

    def _read(self, piece: Piece) -> pl.DataFrame:
        present = set(piece.metadata.schema.to_arrow_schema().names)
        names = [name for name in self._fields if name in present]
        if not names:
            return pl.DataFrame(height=piece.rows)
        if len(piece.groups) == piece.metadata.num_row_groups:
            return pl.read_parquet(piece.path, columns=names, parallel="none", glob=False)
        return pl.scan_parquet(piece.path, glob=False).select(names).slice(piece.first, piece.rows).collect()

    def _completed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With every field, missing in all rows where the file has none, because it was added to the register later."""
        absent = [name for name in self._fields if name not in rows.columns]
        nothing = [pl.Series(name, [None], self._types[name]).new_from_index(0, rows.height) for name in absent]
        return rows.with_columns(nothing).select(self._fields)

    @cached_property
    def _types(self) -> pl.Schema:
        return pl.DataFrame(arrow_schema(self.register).empty_table()).schema

    def _grouped(self, rows: pl.DataFrame, marks: pa.Table, units: pl.Series) -> pl.DataFrame:
        department = rows[self.register.department] if self.register.department else _no_department(rows)
        months = month(rows[self.scan.date], None if self.scan.ends is None else rows[self.scan.ends])
        keys = [
            units.alias("_unit"),
            months.alias("_month"),
            department.alias("_department"),
        ]
        beside = [pl.Series(name, marks[name]) for name in marks.column_names]
        asked = rows.with_columns(*keys, *beside).with_columns(
            to_polars(node).alias(name) for name, node in self._sharing.shared.items()
        )
        sums = asked.select(self._columns).group_by(_KEYS).agg(pl.len().alias("rows"), pl.all().sum())
        return sums.with_columns(self._exact)

    @cached_property
    def _exact(self) -> list[pl.Expr]:
        """Sums in types that no number of rows outgrows."""
        counts = [measure.id for measure in self.scan.measures if measure.aggregate != "sum"]
        whole = [measure.id for measure in self.scan.measures if is_whole(measure)]
        return [pl.col("rows", *counts).cast(pl.Int64), *([pl.col(whole).cast(pl.Decimal(38, 0))] if whole else [])]

    def added_up(self, groups: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """One row per group."""
        return pl.concat(groups, how="vertical_relaxed").group_by(_KEYS).agg(pl.all().sum())


def _no_department(rows: pl.DataFrame) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)


def month(dates: pl.Series, ends: pl.Series | None) -> pl.Series:
    """yyyymm in which each row counts: of its date, or of the day after `ends` but not before the date."""
    days = dates.cast(pl.Date)
    if ends is not None:
        left = pl.select(ends.cast(pl.Date).dt.offset_by("1d")).to_series()
        days = pl.select(pl.when(left.is_not_null()).then(pl.max_horizontal(left, days))).to_series()
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return pl.Series([None], dtype=pl.Int32).new_from_index(0, len(days))
    if (first.year, first.month) == (last.year, last.month) and not days.has_nulls():
        return pl.Series([first.year * 100 + first.month], dtype=pl.Int32).new_from_index(0, len(days))
    calendar = pl.date_range(first, last, eager=True)
    return (calendar.dt.year() * 100 + calendar.dt.month()).gather(days.to_physical() - calendar.to_physical()[0])


def is_whole(measure: BaseMeasure) -> bool:
    """Whether a measure adds up whole numbers."""
    return measure.aggregate == "sum" and measure.value is not None and measure.value.type is Type.INTEGER


def added(measure: BaseMeasure) -> pl.Expr:
    """What a row adds to a measure; missing where it adds nothing."""
    met = pl.lit(True) if measure.where is None else to_polars(measure.where)
    if measure.value is None:
        return met
    value = to_polars(measure.value)
    if measure.aggregate == "present":
        return met & value.is_not_null() if measure.where is not None else value.is_not_null()
    exact = value.cast(pl.Int128) if is_whole(measure) else value
    return exact if measure.where is None else pl.when(met).then(exact)


def _words(piece: Piece, names: Sequence[str]) -> pa.Table:
    """Those of the fields that the file has, with their words and numbers as they are stored."""
    paths = {path.split(".")[0]: path for path in _paths(piece.metadata)}
    mine = [paths[name] for name in names if name in paths]
    if not mine:
        return pa.table({"": pa.nulls(piece.rows)})
    try:
        return _groups(piece, mine, words=mine)
    except pa.ArrowNotImplementedError:  # a row group in which the words of a list became too many to be kept once
        return _groups(piece, mine, words=[])


def _groups(piece: Piece, paths: list[str], words: list[str]) -> pa.Table:
    """Columns of the row groups of a piece, one by one: Arrow cannot join the words of lists."""
    file = pq.ParquetFile(piece.path, metadata=piece.metadata, read_dictionary=words, memory_map=True, pre_buffer=False)
    return pa.concat_tables(file.read_row_group(group, columns=paths, use_threads=False) for group in piece.groups)


def _paths(metadata: pq.FileMetaData) -> list[str]:
    return [metadata.schema.column(number).path for number in range(metadata.num_columns)]
