"""Rows numbered by institution, month and department, and measures added up by these numbers. Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.indicators import adding
from linghang.indicators.measures import BaseMeasure
from linghang.indicators.texts import Texts

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
        months, names = month.fill_null(0).to_numpy(), len(department.words) + 1
        before_first = int(months.min(initial=999999, where=months > 0)) - 1
        keys = np.maximum(months - before_first, 0) * names + department.codes
        size = (max(int(months.max(initial=0)) - before_first, 0) + 1) * names
        if size > MOST_KEYS:
            keys = np.unique(keys, return_inverse=True)[1]
            size = len(keys)
        numbers, first = np.empty(len(keys), np.int32), np.empty(len(keys), np.int32)
        many = adding.numbered(keys, np.full(size, -1, np.int32), numbers, first)
        one_of_each = first[:many]
        code = department.codes[one_of_each]
        names_of_each = department.words.take(pa.array(code, mask=code == names - 1)).cast(pa.string())
        labels = {
            "unit": pl.Series([unit], dtype=pl.Int32).new_from_index(0, many),
            "month": month.gather(one_of_each),
            "department": pl.Series(names_of_each, dtype=pl.String),
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

    def added(self, measure: BaseMeasure, column: pl.Series, digits: int = 0) -> pl.Series:
        """A measure of each group, from what its rows add to it; a whole number is one of units of 10^-digits."""
        if measure.aggregate == "sum":
            return self._sums(column.fill_null(0) if column.null_count() else column, digits)
        stored, total = _whole(column), np.zeros(self.labels.height, np.int64)
        valid, met = (None if buffer is None else np.frombuffer(buffer, np.uint8) for buffer in stored.buffers())
        assert met is not None
        adding.add_met(self.numbers, met, met if valid is None else valid, stored.offset, total)
        return pl.Series(column.name, total)

    def _sums(self, column: pl.Series, digits: int) -> pl.Series:
        total = np.zeros((self.labels.height, 2), np.uint64)
        if isinstance(column.dtype, pl.Decimal):
            stored = _whole(column)
            wide = np.frombuffer(stored.buffers()[1], np.uint64).reshape(-1, 2)
            adding.add_wide(self.numbers, wide[stored.offset : stored.offset + len(stored)], total)
            digits = column.dtype.scale
        else:
            adding.add_values(self.numbers, column.cast(pl.Int64).to_numpy(), total)
        sums = pa.Array.from_buffers(pa.decimal128(38, digits), len(total), [None, pa.py_buffer(total)])
        return pl.Series(column.name, sums)


def _whole(column: pl.Series) -> pa.Array:
    """As one array of Arrow, nothing copied."""
    return column.rechunk().to_arrow()
