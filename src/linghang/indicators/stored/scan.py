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

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.expressions import Node, fields_of, to_polars
from linghang.expressions.tree import Field
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.months import month
from linghang.indicators.sharing import Sharing, share
from linghang.indicators.stored.files import File, Group
from linghang.indicators.stored.groups import Grouped, bits, given, whole
from linghang.indicators.stored.marks import Marks, take_out
from linghang.indicators.stored.texts import Texts
from linghang.indicators.stored.units import Units
from linghang.packs.model import Register
from linghang.registers.schema import arrow_schema

THREADS = os.cpu_count() or 1
"""One for each core: more would only wait for Python's lock, which each takes a hundred times a row group."""
PIECE = 65_536
"""Rows that are held at a time by each thread, unless a single row group has more: a row group as the loader writes it,
which need not be joined with another."""


@dataclass(frozen=True)
class Piece:
    """A row group, `number`, of the file that is `unit` of all."""

    unit: int
    path: Path
    number: int
    rows: int


class Opened(dict[Path, File]):
    """Stored files, each opened when it is first asked for."""

    def __missing__(self, path: Path) -> File:
        self[path] = file = File.opened(path)
        return file


def of_files(scan: Scan, register: Register, files: Sequence[Path]) -> list[pl.DataFrame]:
    """Partial aggregates of pieces of the files; the same group may stand in several."""
    form, opened = Form(scan, register), Opened()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda pieces: form.of(pieces, opened), together(files, opened)))


def together(files: Iterable[Path], opened: Opened) -> Iterator[list[Piece]]:
    """Pieces of files to be taken together: small ones share the price of asking."""
    taken, rows = list[Piece](), 0
    for piece in (piece for unit, path in enumerate(files) for piece in _pieces(unit, opened[path])):
        if taken and rows + piece.rows > PIECE:
            yield taken
            taken, rows = [], 0
        taken.append(piece)
        rows += piece.rows
    if taken:
        yield taken


def _pieces(unit: int, file: File) -> Iterator[Piece]:
    for number in range(file.metadata.num_row_groups):
        yield Piece(unit, file.path, number, file.metadata.row_group(number).num_rows)


@dataclass(frozen=True)
class Form:
    """How pieces of a scan are read and added up: decimals in units where the files keep the register's places."""

    scan: Scan
    register: Register

    def of(self, pieces: Sequence[Piece], opened: Opened) -> pl.DataFrame:
        """The groups of some pieces."""
        suits = all(opened[piece.path].keeps(self._digits) for piece in pieces)
        return (self._in_units if suits else self._as_they_are).of(pieces, opened)

    @cached_property
    def _digits(self) -> dict[str, int]:
        return {each.code: each.decimals for each in self.register.fields if each.type == "decimal" and not each.list}

    @cached_property
    def _in_units(self) -> "_Way":
        return _Way(self.scan, self.register, self._digits)

    @cached_property
    def _as_they_are(self) -> "_Way":
        return _Way(self.scan, self.register, {})


@dataclass(frozen=True)
class _Way:
    """How they are, with so many decimal places of each field that is read in units."""

    scan: Scan
    register: Register
    digits: Mapping[str, int]

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
        return list(dict.fromkeys([*self._marks.fields, *filter(None, [self.register.department])]))

    @cached_property
    def _read_fields(self) -> list[str]:
        """Every field that is read."""
        return list(dict.fromkeys([*self._texts, *self._fields, *self._units.columns.values()]))

    @cached_property
    def _types(self) -> dict[str, pa.DataType]:
        """The type of each field that can be missing in a file."""
        schema = arrow_schema(self.register)
        return dict(zip(schema.names, schema.types, strict=True)) | dict.fromkeys(self._units.columns, pa.int64())

    @cached_property
    def _answers(self) -> dict[Node, str]:
        """The column that holds the answer to each condition, or each value."""
        nodes = dict.fromkeys(node for each in self._sharing.measures for node in (each.where, each.value) if node)
        return {node: node.name if isinstance(node, Field) else f"answer_{n}" for n, node in enumerate(nodes)}

    @cached_property
    def _steps(self) -> tuple[list[pl.Expr], list[pl.Expr]]:
        """What is worked out of the fields: first what several measures share, then what they ask of that."""
        shared = [to_polars(node).alias(name) for name, node in self._sharing.shared.items()]
        return shared, [to_polars(n).alias(name) for n, name in self._answers.items() if not isinstance(n, Field)]

    def of(self, pieces: Sequence[Piece], opened: Opened) -> pl.DataFrame:
        """The groups of some pieces."""
        read = [self._read(piece, opened[piece.path]) for piece in pieces]
        rows = read[0][0] if len(read) == 1 else pl.concat([rows for rows, _ in read], how="vertical_relaxed")
        groups = Grouped.joined([grouped for _, grouped in read])
        for step in self._steps:
            rows = rows.with_columns(step)
        answers = dict(zip(self._answers, whole([rows[name] for name in self._answers.values()]), strict=True))
        met = {node: bits(answers[node]) for node in self._conditions}
        found = {"rows": pl.Series(groups.rows)} | self._counts(answers, groups, met)
        for name, asked in self._asked.items():
            if asked.aggregate == "sum" and asked.value:
                where = met[asked.where] if asked.where else None
                found[name] = groups.sums(answers[asked.value], where, self._digits[name])
        return groups.labels.with_columns(found.get(name, found["rows"]).alias(name) for name in ("rows", *self._asked))

    @cached_property
    def _asked(self) -> dict[str, BaseMeasure]:
        """The measures as they are worked out, by what they are called."""
        return {whole.id: asked for whole, asked in zip(self.scan.measures, self._sharing.measures, strict=True)}

    @cached_property
    def _conditions(self) -> set[Node]:
        return {each.where for each in self._asked.values() if each.where}

    def _counts(
        self, answers: Mapping[Node, pa.Array], groups: Grouped, met: Mapping[Node, np.ndarray]
    ) -> dict[str, pl.Series]:
        """The measures that count, but those that count every row."""
        counted = dict[str, np.ndarray]()
        for name, asked in self._asked.items():
            if asked.aggregate == "sum" or not (asked.where or asked.value):
                continue
            there = [met[asked.where]] if asked.where else []
            there += [given(answers[asked.value])] if asked.value else []
            counted[name] = there[0] if len(there) == 1 else there[0] & there[1]
        return dict(zip(counted, map(pl.Series, groups.met(list(counted.values())).T), strict=True))

    def _read(self, piece: Piece, file: File) -> tuple[pl.DataFrame, Grouped]:
        group = Group.of(file, piece.number, self._read_fields)
        texts = group.texts(self._texts)
        marks = self._marks.of(texts, group.rows)
        rows = self._frame(group.columns(self._fields, self._units.columns) | marks, group.rows)
        months = month(rows[self.scan.date], None if self.scan.ends is None else rows[self.scan.ends])
        department = texts.get(self.register.department or "") or Texts.missing(group.rows)
        return rows, Grouped.of(piece.unit, months, department)

    def _frame(self, read: Mapping[str, pa.Array], rows: int) -> pl.DataFrame:
        """Every column that is asked, missing in all rows where the file has none, because its field was added to the
        register later."""
        names = [*self._fields, *self._units.columns, *self._marks.nodes]
        columns = {name: read[name] if name in read else pa.nulls(rows, self._types[name]) for name in names}
        return pl.DataFrame(pa.table(columns)) if columns else pl.DataFrame(height=rows)
