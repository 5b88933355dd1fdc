"""Candidates for individual review 特例单议: a list for people to decide on. Pure."""

from fractions import Fraction

import polars as pl

from linghang.casemix.dip import fixed
from linghang.casemix.dip.cases import NO_MONEY, read_money
from linghang.casemix.dip.parameters import Parameters


def candidates(scored: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Cases that may be put up for individual review: cost at least the set ratio of the standard, by what they lack.

    Adds `over` (cost − standard, yuan), `rank` within the institution and `within_cap`: at most the set share of the
    institution's entered cases, rounded down. Somebody decides; nothing is paid by this list.
    """
    if not {"review", "standard", "cost"} <= set(scored.columns):
        return pl.DataFrame()
    share = Fraction(parameters.review.share)
    scored = scored.with_columns(pl.col("institution").cast(pl.String).str.strip_chars())
    entered = scored.filter(pl.col("dip_status") == "entered").group_by("institution").len("entered")
    cap = pl.col("entered").cast(pl.Int64) * share.numerator // share.denominator
    fen = pl.Series("over", read_money(scored["cost"].to_arrow(compat_level=pl.CompatLevel.oldest())))
    cost = pl.Series(fixed.decimals(fen.set(fen == NO_MONEY, None), 2))
    over = cost - pl.col("standard").cast(pl.Decimal(38, 2), strict=False)
    found = scored.with_row_index("row").with_columns(over.alias("over")).filter(pl.col("review").cast(pl.Boolean))
    ranked = found.sort(["institution", "over", "row"], descending=[False, True, False], nulls_last=True)
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("institution"))
    ranked = ranked.join(entered, on="institution", how="left", maintain_order="left")
    return ranked.with_columns(within_cap=pl.col("rank") <= cap).drop("row", "entered")
