"""Decimals of columns as whole numbers: a value with n places is kept times 10ⁿ, in 128 bits. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

LARGEST = 10**7
"""No weight or coefficient above it is believed."""
DIGITS = 18
"""Of a decimal: as many as 64 bits hold, which is how files keep them."""
ROOM = 10.0**37
"""Products below it stay well inside 128 bits."""


def whole(value: Decimal, places: int) -> int:
    """The value times 10^places, half up."""
    return int((value * 10**places).to_integral_value(ROUND_HALF_UP))


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The quotient of whole numbers as a whole number, halves up; null where the denominator is 0."""
    quotient = (2 * numerator.cast(pl.Int128) + denominator) // (2 * denominator)
    return pl.when(denominator != 0).then(quotient)


def decimals(values: pl.Series, places: int) -> pa.Array:
    """Whole numbers with that many places as decimals of DIGITS digits; null where one has more."""
    whole_ = values.set(values.abs() >= 10**DIGITS, None).cast(pl.Int64).to_arrow()
    numbers = whole_.fill_null(0).to_numpy(zero_copy_only=False)
    wide = np.empty((len(numbers), 2), np.int64)  # 128 bits, the lower half first
    wide[:, 0], wide[:, 1] = numbers, numbers >> 63
    valid = None if whole_.null_count == 0 else _bits(whole_)
    return pa.Array.from_buffers(pa.decimal128(DIGITS, places), len(numbers), [valid, pa.py_buffer(wide)])


def _bits(column: pa.Array) -> pa.Buffer:
    """One bit for every value that is there."""
    return pa.py_buffer(np.packbits(column.is_valid().to_numpy(zero_copy_only=False), bitorder="little"))


def pick(place: pl.Expr, values: Sequence[Any]) -> pl.Expr:
    """The value at that place of a short list; null for null."""
    found: pl.Expr = pl.lit(None)
    for at, value in enumerate(values):
        found = pl.when(place == at).then(pl.lit(value)).otherwise(found)
    return found
