"""The cells of columns of a text, as texts or as the values of fields. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.packs.model import RegisterField
from linghang.registers.cells import LONGEST_TEXT
from linghang.registers.schema import value_type
from linghang.registers.typed import BARE_TEXT, DAY, MOMENT, NUMBER, TEXT, measure, read_columns

_KINDS = {"text": BARE_TEXT, "code": TEXT, "integer": NUMBER, "decimal": NUMBER, "date": DAY, "datetime": MOMENT}
_AS_IT_STANDS = RegisterField(code="text", title="text", type="text", length=2**31)


@dataclass(frozen=True)
class Cells:
    """Columns of cells. `places`: by column and cell, where it begins and ends in `text`; of a missing one (0, 0)."""

    text: np.ndarray
    places: np.ndarray

    def there(self, column: int) -> np.ndarray:
        """For each cell of a column whether it is."""
        there: np.ndarray = self.places[column, :, 1] > 0
        return there

    def texts(self, column: int) -> pl.Series:
        """What the cells of a column say."""
        return pl.Series(_Reading.of(self, [(_AS_IT_STANDS, column)], [TEXT]).array(0))

    def usual(self, wanted: Mapping[str, tuple[RegisterField, int]]) -> pl.DataFrame:
        """By name, the values as they are stored of the columns in which every cell is written the usual way and keeps
        to the limits of its field. What this reads `values.read_values` reads the same."""
        known = {name: each for name, each in wanted.items() if each[0].type in _KINDS}
        reading = _Reading.of(self, list(known.values()), [_KINDS[field.type] for field, _ in known.values()])
        return pl.DataFrame(pa.table({name: reading.array(n) for n, name in enumerate(known) if reading.is_sound(n)}))


@dataclass(frozen=True)
class _Reading:
    """Columns that were read at once (`typed.read_columns`)."""

    fields: tuple[RegisterField, ...]
    values: np.ndarray
    outside: tuple[np.ndarray, ...]
    longest: np.ndarray
    missing: np.ndarray
    present: np.ndarray
    readable: np.ndarray

    @classmethod
    def of(cls, cells: Cells, columns: Sequence[tuple[RegisterField, int]], kinds: Sequence[int]) -> "_Reading":
        fields, count, height = tuple(field for field, _ in columns), len(columns), cells.places.shape[1]
        slots, kind = (np.array(each, np.int64) for each in ([slot for _, slot in columns], kinds))
        longest, bytes_outside, missing = np.zeros((3, count), np.int64)
        present = np.zeros((count, (height + 7) // 8), np.uint8)
        measure(cells.places, slots, longest, bytes_outside, missing, present)
        ends = np.cumsum(np.where(kind <= BARE_TEXT, bytes_outside, 0))
        begins = ends - bytes_outside * (kind <= BARE_TEXT)
        outside = _kept(int(ends[-1]) if count else 0)
        values = _kept(count * height * 16).view(np.int64).reshape(count, height, 2)
        values[:] = 0
        decimals = np.array([field.decimals if field.type == "decimal" else 0 for field in fields], np.int64)
        letters = values.view(np.uint8)
        readable = read_columns(cells.text, cells.places, slots, kind, decimals, values, letters, outside, begins)
        shares = tuple(outside[begin:end] for begin, end in zip(begins, ends, strict=True))
        return cls(fields, values, shares, longest, missing, present, readable)

    def is_sound(self, n: int) -> bool:
        """Whether every cell was written the usual way and keeps to the limits of its field."""
        field = self.fields[n]
        if field.type == "text":
            return bool(self.readable[n] and self.longest[n] <= (field.length or LONGEST_TEXT))  # bytes, never too few
        if field.type in ("integer", "decimal"):
            return bool(self.readable[n]) and self._keeps_limits(n, field)
        return bool(self.readable[n])

    def _keeps_limits(self, n: int, field: RegisterField) -> bool:
        if (field.min is None and field.max is None) or self.missing[n] == self.values.shape[1]:
            return True
        there = np.unpackbits(self.present[n], count=self.values.shape[1], bitorder="little").view(bool)
        numbers, places = self.values[n, :, 0][there], field.decimals if field.type == "decimal" else 0
        least, most = (Decimal(int(end)).scaleb(-places) for end in (numbers.min(), numbers.max()))
        return (field.min is None or least >= field.min) and (field.max is None or most <= field.max)

    def array(self, n: int) -> pa.Array:
        """The values of a column as Arrow keeps them."""
        field, values = self.fields[n], self.values[n]
        kind, buffers = value_type(field), [values]
        if kind == pa.string():
            kind, buffers = pa.string_view(), [values, self.outside[n]]
        elif field.type != "decimal":
            buffers = [values[:, 0].astype(np.int32 if field.type == "date" else np.int64)]
        known = pa.py_buffer(self.present[n]) if self.missing[n] else None
        return pa.Array.from_buffers(kind, len(values), [known, *map(pa.py_buffer, buffers)], int(self.missing[n]))


def _kept(size: int) -> np.ndarray:
    """Memory for what stays until the file is written: from Arrow, so that it does not lie scattered among what NumPy
    takes for each block and gives back."""
    return np.frombuffer(pa.allocate_buffer(size), np.uint8)
