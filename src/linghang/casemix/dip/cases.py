"""Columns of cases as arrays: codes as numbers, money as whole fen, and the columns that DIP needs. Pure."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.case_files import ROWS, open_cases
from linghang.casemix.columns import Coded, read_numbers
from linghang.casemix.dip.words import Array, Words
from linghang.casemix.record import OLDEST, read_number
from linghang.casemix.result_files import unfolded
from linghang.core.errors import refuse

NO_MONEY = np.iinfo(np.int64).min
"""Where no sum of money can be read."""
_MOST_FEN = 10**11
"""A thousand million yuan: what is beyond is no cost of a stay, and ninety million such would not fit into a sum."""


@dataclass(frozen=True)
class Cases:
    """A batch of cases; columns are read when they are first asked for. `asked`: the cases whose diagnoses are wanted
    (None: all)."""

    table: pa.RecordBatch
    diagnosis_words: Words
    operation_words: Words
    asked: Array | None = None

    @property
    def size(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def diagnoses(self) -> Coded:
        """Ids of the diagnoses of each case, the principal first."""
        return self.diagnosis_words.read_column(self.table.column("diagnoses"), self.asked)

    @cached_property
    def operations(self) -> Coded:
        """Ids of the operations of each case, the main one first."""
        return self.operation_words.read_column(self.table.column("operations"))

    def numbers(self, name: str) -> Array:
        """A column of numbers; nan where nothing readable stands, or where there is no such column."""
        if name not in self.table.schema.names:
            return np.full(self.size, np.nan)
        return np.asarray(read_numbers(self.table.column(name)))

    def written(self, name: str) -> Array:
        """Where something stands in the column, readable or not."""
        if name not in self.table.schema.names:
            return np.zeros(self.size, np.bool_)
        return written(self.table.column(name))

    @cached_property
    def age(self) -> Array:
        """Years; nan where none can be read."""
        return self.numbers("age")

    @cached_property
    def impossible_age(self) -> Array:
        """Where an age is written that no patient has: no payment should rest on it."""
        whole = (self.age >= 0) & (self.age <= OLDEST) & (self.age == np.floor(self.age))
        return np.asarray(self.written("age") & ~whole)


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """A column of texts as each different text and the places where it stands."""
    if pa.types.is_dictionary(column.type):
        return column if pa.types.is_string(column.type.value_type) else encoded(column.dictionary_decode())
    return column.cast(pa.string()).dictionary_encode()


def written(column: pa.Array) -> Array:
    """Where something stands in the column."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0)
        return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False))
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False))


def read_money(column: pa.Array) -> Array:
    """A column of yuan as whole fen, half up; NO_MONEY where nothing readable stands."""
    kind = column.type
    if pa.types.is_decimal(kind):
        yuan = pc.round(column, 2, "half_towards_infinity").cast(pa.float64())
        return _whole(np.rint(yuan.to_numpy(zero_copy_only=False) * 100))
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        yuan = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return _whole(np.rint(yuan * 100))  # as stored: 1.005 is a little less than that
    encoded = column.cast(pa.string()).dictionary_encode()
    values = np.array([*map(fen_of, encoded.dictionary.to_pylist()), NO_MONEY], np.int64)
    places = pc.fill_null(encoded.indices.cast(pa.int32()), len(values) - 1)
    return np.asarray(values[places.to_numpy(zero_copy_only=False)])


def _whole(fen: Array) -> Array:
    fits = np.abs(fen) <= _MOST_FEN  # false for nan
    return np.where(fits, np.where(fits, fen, 0).astype(np.int64), NO_MONEY)


def fen_of(raw: Any) -> int:
    """One sum of money as whole fen, half up; NO_MONEY when it cannot be read."""
    if math.isnan(read_number(raw)):
        return NO_MONEY
    fen = (Decimal(str(raw).strip()) * 100).to_integral_value(ROUND_HALF_UP) if _plain(raw) else None
    return NO_MONEY if fen is None or abs(fen) > _MOST_FEN else int(fen)


def _plain(raw: Any) -> bool:
    try:
        return Decimal(str(raw).strip()).is_finite()
    except ArithmeticError:
        return False


def batches_of(cases: Path | pl.LazyFrame | pl.DataFrame, needed: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """The cases in batches of some hundred thousand. InputError: the file cannot be read, or lacks a column."""
    if isinstance(cases, Path):
        yield from open_cases(cases, needed)[1]
        return
    require(cases.collect_schema().names(), needed)
    frames = [cases] if isinstance(cases, pl.DataFrame) else cases.collect_batches(chunk_size=ROWS, maintain_order=True)
    for frame in frames:
        yield from batches_of_frame(frame)


def batches_of_frame(frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    """The rows of a frame in batches, texts as plain strings; of an empty frame one batch without rows."""
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    yield from table.to_batches(ROWS) or [pa.RecordBatch.from_pylist([], table.schema)]


def named(places: Array, names: pa.Array) -> pa.DictionaryArray:
    """The name at each place; null where the place is none of them."""
    indices = pa.array(places, pa.int32(), mask=(places < 0) | (places >= len(names)))
    return pa.DictionaryArray.from_arrays(indices, names)


def beside(kept: pl.DataFrame, added: Iterable[dict[str, pa.Array]]) -> pl.DataFrame:
    """The frame with columns that are added to it batch by batch; names as plain strings."""
    batches = [unfolded(pa.RecordBatch.from_pydict(columns)) for columns in added]
    return kept.hstack(pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches))))


def require(names: list[str], needed: tuple[str, ...]) -> None:
    """InputError when a column is missing."""
    missing = [name for name in needed if name not in names]
    if missing:
        raise refuse("缺少列", f"病例表应有 {'、'.join(needed)}", value="、".join(missing))
