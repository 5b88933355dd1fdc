"""The accepted rows of a load until the whole file is judged: in memory while they are few, on disk when they are many;
then sorted by date into one Parquet file. Pure.

For every row only its key's hash, its date and its number stay in memory (20 bytes): enough to find double keys and to
cut the sorted file into ranges that fit. (DuckDB's external sort was tried: with rows this wide it ran out of 300 MB at
1.6 million rows; its grouping by key did at 8 million.)
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.packs.model import Register
from linghang.registers.lake import LAYOUT
from linghang.registers.schema import ROW, arrow_schema

IN_MEMORY = 96 * 2**20
"""Bytes of rows that are held before any go to disk."""
_SPILLED = IN_MEMORY // 4
"""Bytes of rows that are sorted at a time once some went to disk."""
ROW_GROUP = 65_536
_SMALL_GROUP = 4096
"""Rows per group of a spooled file, which is sorted by date: a range of dates is read without the rest."""
_HELD_ONCE = 65_536


class Spool:
    """Rows of one register, in the order of the file."""

    def __init__(self, register: Register, folder: Path) -> None:
        self.register, self.folder = register, folder
        self._frames: list[pl.DataFrame] = []
        self._held = self._bytes = 0
        self._files: list[Path] = []
        self._hashes: list[np.ndarray] = []
        self._dates: list[np.ndarray] = []
        self._numbers: list[np.ndarray] = []
        self._gone: list[int] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Take the accepted rows of a block."""
        self._frames.append(rows)
        self._hashes.append(_hashes(rows.select(self.register.key)))
        self._dates.append(rows[self.register.date].to_physical().to_numpy())
        self._numbers.append(rows[ROW].to_numpy())
        size = int(rows.estimated_size())
        self._held, self._bytes = self._held + size, self._bytes + size
        while self._held > (_SPILLED if self._files else IN_MEMORY):
            self._spill()

    def _spill(self) -> None:
        """Write the oldest frames, a few at a time: sorting them takes as much memory again."""
        size = taken = 0
        while taken < len(self._frames) and size < _SPILLED:
            size, taken = size + int(self._frames[taken].estimated_size()), taken + 1
        file = self.folder / f"spool-{len(self._files):06d}.parquet"
        rows = pl.concat(self._frames[:taken]).sort(self.register.date, ROW)
        rows.write_parquet(file, compression="lz4", row_group_size=_SMALL_GROUP)
        self._files.append(file)
        self._frames, self._held = self._frames[taken:], max(0, self._held - size)

    def _parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        yield from (pl.read_parquet(file, columns=list(columns)) for file in self._files)
        yield from (frame.select(columns) for frame in self._frames)

    def _at(self, numbers: np.ndarray) -> pl.DataFrame:
        """Key and number of some rows."""
        wanted = pl.Series(numbers).implode()
        columns = (*self.register.key, ROW)
        found = [part.filter(pl.col(ROW).is_in(wanted)) for part in self._parts(columns)]
        return pl.concat(found) if found else pl.DataFrame(arrow_schema(self.register).empty_table()).select(columns)

    def repeated(self) -> list[tuple[int, int]]:
        """Rows whose key came before, each with the first row of that key."""
        hashes = _joined(self._hashes, np.uint64)
        ordered = np.sort(hashes)
        doubles = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not doubles.size:
            return []
        rows = self._at(_joined(self._numbers, np.int32)[np.isin(hashes, doubles)])
        first = rows.with_columns(pl.col(ROW).min().over(self.register.key).alias("first"))
        return first.filter(pl.col(ROW) != pl.col("first")).sort(ROW).select(ROW, "first").rows()

    def stored_in(self, others: Sequence[Path]) -> list[int]:
        """Rows whose key stands in one of these Parquet files already."""
        hashes, key = _joined(self._hashes, np.uint64), list(self.register.key)
        ordered = np.sort(hashes)
        found: list[pl.DataFrame] = []
        for keys in _keys_in(self.register, others):
            hits = _among(_hashes(keys), ordered)
            found.append(keys.filter(pl.Series(hits)))
        stored = pl.concat(found) if found else pl.DataFrame()
        if stored.is_empty():
            return []
        rows = self._at(_joined(self._numbers, np.int32)[np.isin(hashes, _hashes(stored))])
        return rows.join(stored, on=key, how="semi", nulls_equal=True)[ROW].sort().to_list()

    def remove(self, numbers: Sequence[int]) -> None:
        """Leave these rows out of the file."""
        self._gone = list(numbers)

    def dates(self) -> tuple[date, date] | None:
        """The first and the last date of the remaining rows, None when there is none."""
        dates = _joined(self._dates, np.int64)[self._remaining()]
        return (self._date(dates.min()), self._date(dates.max())) if dates.size else None

    def _remaining(self) -> np.ndarray:
        numbers = _joined(self._numbers, np.int32)
        return ~np.isin(numbers, self._gone) if self._gone else np.ones(len(numbers), dtype=bool)

    def _date(self, physical: Any) -> Any:
        dtype = pl.Date if self.register.field(self.register.date).type == "date" else pl.Datetime("us")
        return pl.Series([int(physical)], dtype=pl.Int64).cast(dtype)[0]

    def write(self) -> Path:
        """The Parquet file of the remaining rows by date, so that a query for a month reads little."""
        target = self.folder / "data.parquet"
        if not self._files:
            self._ordered(self._taken()).write_parquet(
                target, compression="zstd", compression_level=1, row_group_size=ROW_GROUP
            )
            return target
        while self._frames:
            self._spill()
        pa.default_memory_pool().release_unused()  # what the judging had kept for its next block: there is none
        self._write_ranges(target)
        return target

    def _taken(self) -> pl.DataFrame:
        """All rows in memory, no longer held here: sorting copies them."""
        empty = pl.DataFrame(arrow_schema(self.register).empty_table())
        frames, self._frames = self._frames, []
        return pl.concat(frames) if frames else empty

    def _ordered(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self._gone:
            rows = rows.filter(~pl.col(ROW).is_in(self._gone))
        return rows if rows[self.register.date].is_sorted() else rows.sort(self.register.date, ROW)

    def _write_ranges(self, target: Path) -> None:
        schema = arrow_schema(self.register)
        spooled = pl.scan_parquet(self._files)
        with pq.ParquetWriter(target, schema, **LAYOUT) as writer:
            for condition in self._ranges():
                rows = self._ordered(spooled.filter(condition).collect())
                writer.write_table(rows.to_arrow().cast(schema), row_group_size=ROW_GROUP)

    def _ranges(self) -> Iterator[pl.Expr]:
        """Conditions that cut the rows, in order of date and number, into pieces that fit into memory."""
        dates, numbers = _joined(self._dates, np.int64), _joined(self._numbers, np.int32)
        order = np.lexsort((numbers, dates))
        piece = max(1, int(len(order) * _SPILLED / self._bytes))
        for start in range(0, len(order), piece):
            first, last = order[start], order[min(start + piece, len(order)) - 1]
            yield self._from(dates[first], numbers[first]) & self._up_to(dates[last], numbers[last])

    def _from(self, when: Any, number: Any) -> pl.Expr:
        day, limit = pl.col(self.register.date), pl.lit(self._date(when))
        return (day >= limit) & ((day > limit) | (pl.col(ROW) >= int(number)))

    def _up_to(self, when: Any, number: Any) -> pl.Expr:
        day, limit = pl.col(self.register.date), pl.lit(self._date(when))
        return (day <= limit) & ((day < limit) | (pl.col(ROW) <= int(number)))


def share_keys(register: Register, one: Path, others: Sequence[Path]) -> bool:
    """Whether a key of one Parquet file stands in the others. Told by hashes: it may err, hardly ever, towards yes."""
    ordered = np.sort(_joined([_hashes(keys) for keys in _keys_in(register, [one])], np.uint64))
    return any(_among(_hashes(keys), ordered).any() for keys in _keys_in(register, others))


def _keys_in(register: Register, files: Sequence[Path]) -> Iterator[pl.DataFrame]:
    """The keys of stored rows, some at a time, in the types that the register has now."""
    schema = pl.DataFrame(arrow_schema(register).empty_table()).schema
    types = pl.Schema({name: schema[name] for name in register.key})
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(_HELD_ONCE, columns=list(register.key)):
            yield pl.DataFrame(batch).select(register.key).cast(types, strict=False)


def _hashes(keys: pl.DataFrame) -> np.ndarray:
    """One number per row, equal for equal keys; hardly ever for others, and then the keys themselves decide."""
    return keys.select(pl.struct(pl.all()).hash()).to_series().to_numpy()


def _among(hashes: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Which of `hashes` stand in `ordered`: np.isin, without sorting all of them anew for every piece."""
    if not ordered.size:
        return np.zeros(len(hashes), dtype=bool)
    places = np.searchsorted(ordered, hashes)
    places[places == len(ordered)] = 0
    return ordered[places] == hashes


def _joined(pieces: Sequence[np.ndarray], dtype: Any) -> np.ndarray:
    return np.concatenate(pieces).astype(dtype, copy=False) if pieces else np.empty(0, dtype)
