"""Departments and doctors beside what their own mix of patients would make one expect. Pure."""

from collections.abc import Mapping, Sequence

import polars as pl

SMALLEST_EXPECTED = 5
"""Below that many expected records the normal bounds of a funnel do not hold."""


def funnel(
    frame: pl.DataFrame, siblings: pl.DataFrame, unit: Sequence[str], values: Mapping[str, float]
) -> pl.DataFrame:
    """Units with more records in dearer groups than their ADRGs let expect, by `z` standard deviations.

    Expected: for every record the share of its ADRG that is in a dearer group, all units together; the variance is that
    of independent records. Only ADRGs whose groups differ in cost (`siblings`) count.
    """
    dearer = siblings.select("adrg", "drg", dear=pl.col("middle") >= values["ratio"] * pl.col("cheap_middle"))
    counted = frame.drop_nulls(list(unit)).join(dearer, on=["adrg", "drg"])
    counted = counted.with_columns(p=pl.col("dear").mean().over("adrg"))
    units = counted.group_by(unit).agg(
        n=pl.len(),
        figure=pl.col("dear").sum().cast(pl.Float64),
        expected=pl.col("p").sum(),
        variance=(pl.col("p") * (1 - pl.col("p"))).sum(),
        cases=pl.col("case").filter(pl.col("dear")).sort(),
    )
    scored = units.filter(
        (pl.col("n") >= values["least"]) & (pl.col("expected") >= SMALLEST_EXPECTED) & (pl.col("variance") > 0)
    ).with_columns(z=(pl.col("figure") - pl.col("expected")) / pl.col("variance").sqrt())
    found = scored.filter(pl.col("z") >= values["z"]).sort(unit)
    words = "{} 例里 {} 例入同一 ADRG 的贵组，按病种构成期望 {} 例，超出 {} 个标准差"
    rounded = [pl.col(name).round(1, mode="half_away_from_zero") for name in ("expected", "z")]
    why = pl.format(words, "n", pl.col("figure").cast(pl.Int64), *rounded)
    return found.select(*unit, "figure", "expected", "cases", why=why, case=pl.lit(None, pl.String))
