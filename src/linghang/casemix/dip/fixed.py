"""Decimals of columns as whole numbers: a value with n places is kept times 10ⁿ, in 128 bits. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

LARGEST = 10**7
"""No weight or coefficient above it is believed."""
_ROOM = 10.0**37


def whole(value: Decimal, places: int) -> int:
    """The value times 10^places, half up."""
    return int((value * 10**places).to_integral_value(ROUND_HALF_UP))


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The quotient of whole numbers as a whole number, halves up; null where the denominator is 0."""
    quotient = (2 * numerator.cast(pl.Int128) + denominator) // (2 * denominator)
    return pl.when(denominator != 0).then(quotient)


def fits(one: str, other: str | int) -> pl.Expr:
    """Whether the product of two columns (or a column and a number) stays well inside 128 bits."""
    factor = pl.lit(float(other)) if isinstance(other, int) else pl.col(other).cast(pl.Float64)
    return (pl.col(one).cast(pl.Float64) * factor).abs() < _ROOM


def decimal(value: pl.Expr, places: int) -> pl.Expr:
    """A whole number with that many places as a decimal."""
    scaled = value.cast(pl.Int128).cast(pl.Decimal(38, 0)).cast(pl.Decimal(38, places))
    return scaled * pl.lit(Decimal(1).scaleb(-places), pl.Decimal(38, places))


def pick(place: pl.Expr, values: Sequence[Any]) -> pl.Expr:
    """The value at that place of a short list; null for null."""
    found: pl.Expr = pl.lit(None)
    for at, value in enumerate(values):
        found = pl.when(place == at).then(pl.lit(value)).otherwise(found)
    return found
