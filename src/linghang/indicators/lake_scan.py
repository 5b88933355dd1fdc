"""Scans of stored files: row groups read as words and plain columns, conditions on codes asked of words, rows added up
by group in compiled loops. Pure.

A file is an institution and a period, so its groups are few and each piece is aggregated where it lies; what is left to
add up is small. Memory is bounded by the pieces in hand, whatever the number of rows. Measured: docs/decisions/0007.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from linghang.expressions import fields_of, to_polars
from linghang.indicators.groups import Grouped
from linghang.indicators.marks import Marks, take_out
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.months import month
from linghang.indicators.polars import added, types_of
from linghang.indicators.sharing import Sharing, share
from linghang.indicators.stored import File, Group
from linghang.indicators.texts import Texts
from linghang.indicators.units import Units
from linghang.packs.model import Register

THREADS = (os.cpu_count() or 1) + 2
"""More than there are cores: while one waits for Polars' own threads, for Python or for the disk, another computes."""
PIECE = 65_536
"""Rows that are held at a time by each thread, unless a single row group has more: a row group as the loader writes it,
which need not be joined with another."""


@dataclass(frozen=True)
class Part:
    """A row group of the file with this number."""

    unit: int
    group: Group


def of_files(scan: Scan, register: Register, files: Sequence[Path]) -> list[pl.DataFrame]:
    """Partial aggregates of pieces of the files; the same group may stand in several."""
    decimals = {each.code: each.decimals for each in register.fields if each.type == "decimal" and not each.list}
    in_units, as_they_are = _Form(scan, register, decimals), _Form(scan, register, {})

    def of(parts: Sequence[Part]) -> pl.DataFrame:
        suits = all(part.group.file.keeps(decimals) for part in parts)
        return (in_units if suits else as_they_are).of(parts)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(of, _pieces(files)))


def _pieces(files: Iterable[Path]) -> Iterator[list[Part]]:
    """Row groups to be taken together: small ones share the price of asking."""
    taken, rows = list[Part](), 0
    for part in _parts(files):
        if taken and rows + part.group.rows > PIECE:
            yield taken
            taken, rows = [], 0
        taken.append(part)
        rows += part.group.rows
    if taken:
        yield taken


def _parts(files: Iterable[Path]) -> Iterator[Part]:
    for unit, path in enumerate(files):
        file = File.opened(path)
        yield from (Part(unit, Group(file, number)) for number in range(file.metadata.num_row_groups))


@dataclass(frozen=True)
class _Form:
    """How the rows of a scan are read and added up."""

    scan: Scan
    register: Register
    digits: Mapping[str, int]
    """Decimal places of the fields that are read in units."""

    @cached_property
    def _marks(self) -> Marks:
        return take_out(self.scan.measures)

    @cached_property
    def _units(self) -> Units:
        return Units(self.digits)

    @cached_property
    def _in_units(self) -> list[tuple[BaseMeasure, int]]:
        return [self._units.of(measure) for measure in self._marks.measures]

    @cached_property
    def _digits(self) -> dict[str, int]:
        """The decimal places of each measure's units."""
        pairs = zip(self.scan.measures, self._in_units, strict=True)
        return {measure.id: digits for measure, (_, digits) in pairs}

    @cached_property
    def _sharing(self) -> Sharing:
        return share([measure for measure, _ in self._in_units])

    @cached_property
    def _fields(self) -> list[str]:
        """The fields that are read as they are."""
        used = {*self._sharing.fields, self.scan.date}.union(*map(fields_of, self._sharing.shared.values()))
        used |= {self.scan.ends} if self.scan.ends else set()
        return sorted(used - self._marks.nodes.keys() - self._units.columns.keys())

    @cached_property
    def _texts(self) -> list[str]:
        """The fields that are read as words."""
        return list(
            dict.fromkeys([*self._marks.fields, *([self.register.department] if self.register.department else [])])
        )

    @cached_property
    def _types(self) -> pl.Schema:
        types = types_of(self.register)
        return pl.Schema({**types, **dict.fromkeys(self._units.columns, pl.Int64())})

    @cached_property
    def _asked(self) -> list[tuple[BaseMeasure, pl.Expr]]:
        """The measures that not every row adds to, each with what a row adds."""
        pairs = zip(self.scan.measures, self._sharing.measures, strict=True)
        return [(whole, added(part).alias(whole.id)) for whole, part in pairs if not _every_row(whole)]

    def of(self, parts: Sequence[Part]) -> pl.DataFrame:
        """The groups of a piece."""
        read = [self._read(part) for part in parts]
        rows = pl.concat([rows for rows, _ in read], how="vertical_relaxed")
        groups = Grouped.joined([grouped for _, grouped in read])
        shared = [to_polars(node).alias(name) for name, node in self._sharing.shared.items()]
        columns = rows.with_columns(shared).with_columns(expression for _, expression in self._asked)
        sums = {
            measure.id: groups.added(measure, columns[measure.id], self._digits[measure.id])
            for measure, _ in self._asked
        }
        many = pl.Series(groups.rows)
        return groups.labels.with_columns(
            many.alias("rows"), *(sums.get(measure.id, many).alias(measure.id) for measure in self.scan.measures)
        )

    def _read(self, part: Part) -> tuple[pl.DataFrame, Grouped]:
        group, texts = part.group, part.group.texts(self._texts)
        rows = self._completed(group.frame(self._fields, self._units.columns))
        months = month(rows[self.scan.date], None if self.scan.ends is None else rows[self.scan.ends])
        department = texts.get(self.register.department or "") or Texts.missing(group.rows)
        return rows.hstack(self._marks.of(texts, group.rows)), Grouped.of(part.unit, months, department)

    def _completed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With every field, missing in all rows where the file has none, because it was added to the register later."""
        absent = [name for name in (*self._fields, *self._units.columns) if name not in rows.columns]
        nothing = [pl.Series(name, [None], self._types[name]).new_from_index(0, rows.height) for name in absent]
        return rows.with_columns(nothing).select(*self._fields, *self._units.columns)


def _every_row(measure: BaseMeasure) -> bool:
    """Whether each row counts as one."""
    return measure.where is None and measure.value is None
