"""The deviation table as arithmetic of columns: `fen` (cost), `standard` (fen), `adjusted`; see `score`. Pure."""

from decimal import Decimal

import polars as pl

from linghang.casemix.dip import fixed
from linghang.casemix.dip.parameters import Deviation

FACTOR = 6
"""Decimal places kept of the numbers of the table."""
MOST_TIMES = 10**6
"""No deviation multiplies more than this."""


def band_of(bands: tuple[Deviation, ...]) -> pl.Expr:
    """The place of the band that cost ÷ standard falls into; null without a standard or cost."""
    found: pl.Expr = pl.when((pl.col("standard") > 0) & pl.col("fen").is_not_null()).then(pl.lit(0))
    for place, band in enumerate(bands[1:], 1):
        found = pl.when(over(band.at_least or Decimal(0))).then(pl.lit(place)).otherwise(found)
    return found


def over(ratio: Decimal) -> pl.Expr:
    """Cost ÷ standard is at least `ratio`; null without a standard or cost."""
    reached = pl.col("fen").cast(pl.Int128) * 10**FACTOR >= pl.col("standard") * fixed.whole(ratio, FACTOR)
    return pl.when(pl.col("standard") > 0).then(reached)


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
