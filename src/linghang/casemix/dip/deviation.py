"""The deviation table as arithmetic on `fen` (cost), `standard` (fen), `band`, `adjusted`; see `score`. Pure."""

from decimal import Decimal

import polars as pl

from linghang.casemix.dip import fixed
from linghang.casemix.dip.parameters import Deviation

FACTOR = 6
"""Decimal places kept of the numbers of the table."""
MOST_TIMES = 10**6
"""No deviation multiplies more than this."""
NEVER = 2**62
"""More than any cost (fen)."""


def least(ratio: Decimal) -> pl.Expr:
    """The least cost (fen) that is at least `ratio` of the standard; NEVER without a standard."""
    fen = (pl.col("standard") * fixed.whole(ratio, FACTOR) + (10**FACTOR - 1)) // 10**FACTOR
    return pl.when((pl.col("standard") > 0) & (fen < NEVER)).then(fen).otherwise(NEVER).cast(pl.Int64)


def up(bands: tuple[Deviation, ...]) -> pl.Expr:
    """What the score is multiplied by, times `down`: constant × standard + slope × cost, in millionths of a fen."""
    constant = fixed.pick(pl.col("band"), [fixed.whole(band.constant, FACTOR) for band in bands])
    slope = fixed.pick(pl.col("band"), [fixed.whole(band.slope, FACTOR) for band in bands])
    part = constant.cast(pl.Int128) * pl.col("standard") + slope.cast(pl.Int128) * pl.col("fen")
    return pl.when(pl.col("band").is_not_null()).then(part).otherwise(pl.lit(10**FACTOR, pl.Int128))


def down() -> pl.Expr:
    """What `up` has to be divided by."""
    one = pl.lit(10**FACTOR, pl.Int128)
    return pl.when(pl.col("band").is_not_null()).then(pl.col("standard") * one).otherwise(one)


def believed(most: int) -> pl.Expr:
    """Whether there is a cost, and nothing is so large (`most`: of `adjusted`) that it is a slip or would not fit."""
    raised, per, adjusted = (pl.col(name).cast(pl.Float64) for name in ("up", "down", "adjusted"))
    sane = (adjusted < float(most)) & (raised < per * MOST_TIMES) & (adjusted * raised < fixed.ROOM)
    return (sane & pl.col("fen").is_not_null()).fill_null(False)
