"""Rows numbered by institution, month and department, and measures added up by these numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.indicators.stored import adding
from linghang.indicators.stored.adding import LANES
from linghang.indicators.stored.texts import Texts

MOST_KEYS = 1 << 22
"""Up to so many combinations of month and department are numbered by a table of them all."""


@dataclass(frozen=True)
class Grouped:
    """Of each row the number of its group, and of each group `unit`, `month` and `department`."""

    numbers: np.ndarray
    labels: pl.DataFrame

    @classmethod
    def of(cls, unit: int, month: pl.Series, department: Texts) -> "Grouped":
        """Rows of one file."""
        names = len(department.words) + 1
        months = month.fill_null(0).to_numpy() if month.has_nulls() else month.to_numpy()
        before_first = int(months.min(initial=999999, where=months > 0)) - 1
        keys = np.maximum(months - before_first, 0) * names + (department.codes + 1)
        size = (max(int(months.max(initial=0)) - before_first, 0) + 1) * names
        if size > MOST_KEYS:
            keys = np.unique(keys, return_inverse=True)[1]
            size = len(keys)
        numbers, first = np.empty(len(keys), np.int32), np.empty(len(keys), np.int32)
        many = adding.numbered(keys, np.full(size, -1, np.int32), numbers, first)
        one_of_each = first[:many]
        code = department.codes[one_of_each]
        labels = {
            "unit": pl.Series([unit], dtype=pl.Int32).new_from_index(0, many),
            "month": month.gather(one_of_each),
            "department": pl.Series(map(department.words.word, code.tolist()), dtype=pl.String),
        }
        return cls(numbers, pl.DataFrame(labels))

    @classmethod
    def joined(cls, parts: "list[Grouped]") -> "Grouped":
        """Rows of several files, those of the first one first."""
        if len(parts) == 1:
            return parts[0]
        before = np.cumsum([0, *(part.labels.height for part in parts)])
        numbers = [part.numbers + np.int32(start) for part, start in zip(parts, before[:-1], strict=True)]
        return cls(np.concatenate(numbers), pl.concat([part.labels for part in parts]))

    @property
    def rows(self) -> np.ndarray:
        """How many rows each group has."""
        return np.bincount(self.numbers, minlength=self.labels.height)

    def met(self, conditions: Sequence[np.ndarray]) -> np.ndarray:
        """Of each group and condition: in how many rows it is met; conditions are packed bits, see `bits`."""
        many = (len(conditions) + 7) // 8 * 8
        packed = np.zeros((many, (len(self.numbers) + 7) // 8), np.uint8)
        for place, condition in zip(packed, conditions, strict=False):
            place[:] = condition[: len(place)]
        total = np.zeros((self.labels.height, many), np.int64)
        adding.add_met(self.numbers, packed, LANES, total)
        return total[:, : len(conditions)]

    def sums(self, column: pa.Array, met: np.ndarray | None, digits: int = 0) -> pl.Series:
        """The sum of a column over the rows of each group in which it is there and a condition is met. A whole number
        is one of units of 10^-digits."""
        total = np.zeros((self.labels.height, 2), np.uint64)
        where = given(column) if met is None else met & given(column)
        if pa.types.is_decimal(column.type):
            wide = np.frombuffer(column.buffers()[1], np.uint64).reshape(-1, 2)
            adding.add_wide(self.numbers, where, wide[column.offset : column.offset + len(column)], total)
            digits = column.type.scale
        elif not pa.types.is_integer(column.type):
            raise TypeError(f"a column of {column.type} cannot be added up")
        else:
            stored = column.cast(pa.int64())
            values = np.frombuffer(stored.buffers()[1], np.int64)
            adding.add_values(self.numbers, where, values[stored.offset : stored.offset + len(stored)], total)
        return pl.Series(pa.Array.from_buffers(pa.decimal128(38, digits), len(total), [None, pa.py_buffer(total)]))


def whole(answers: Sequence[pl.Series]) -> list[pa.Array]:
    """Every column as one array of Arrow; nothing is copied where it lies in one piece."""
    columns = pl.DataFrame(answers).to_arrow().columns
    return [each.chunk(0) if each.num_chunks == 1 else each.combine_chunks() for each in columns]


def bits(condition: pa.Array) -> np.ndarray:
    """Whether the condition is met in each row, eight rows a byte; a missing one is not."""
    if condition.offset:
        return np.packbits(condition.fill_null(False).to_numpy(zero_copy_only=False), bitorder="little")
    valid, met = (None if buffer is None else np.frombuffer(buffer, np.uint8) for buffer in condition.buffers())
    many = (len(condition) + 7) // 8
    assert met is not None
    return met[:many] if valid is None else met[:many] & valid[:many]


def given(column: pa.Array) -> np.ndarray:
    """Whether there is a value in each row, eight rows a byte."""
    return bits(column.is_valid()) if column.null_count else np.full((len(column) + 7) // 8, 255, np.uint8)
