"""Decimals of columns as whole numbers: a value with n places is kept times 10ⁿ, in 128 bits. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.casemix.dip.words import Array

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


def decimals(values: pl.Series, places: int, at: Array | None = None) -> pa.Array:
    """The whole numbers at the places `at` (None: all), with that many decimal places, as decimals of DIGITS digits;
    null where one has more."""
    from linghang.casemix.dip.loops import spread

    at = np.arange(len(values)) if at is None else at
    whole_ = values.set(values.abs() >= 10**DIGITS, None).cast(pl.Int64)
    numbers, there = np.array(whole_.fill_null(0)), whole_.is_not_null().to_numpy()
    bits = None if there.all() else pa.py_buffer(np.packbits(there[at], bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(DIGITS, places), len(at), [bits, pa.py_buffer(spread(numbers, at))])


def pick(place: pl.Expr, values: Sequence[Any]) -> pl.Expr:
    """The value at that place of a short list; null for null."""
    found: pl.Expr = pl.lit(None)
    for at, value in enumerate(values):
        found = pl.when(place == at).then(pl.lit(value)).otherwise(found)
    return found
