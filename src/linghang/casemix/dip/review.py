"""Candidates for individual review 特例单议: a list for people to decide on. Pure."""

from fractions import Fraction

import polars as pl

from linghang.casemix.dip.parameters import Parameters


def candidates(scored: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Cases that may be put up for individual review: cost at least the set ratio of the standard, by what they lack.

    Adds `over` (cost − standard, yuan), `rank` within the institution and `within_cap`: at most the set share of the
    institution's entered cases, rounded down. Somebody decides; nothing is paid by this list.
    """
    if not {"review", "standard", "cost"} <= set(scored.columns):
        return pl.DataFrame()
    share = Fraction(parameters.review.share)
    entered = scored.filter(pl.col("dip_status") == "entered").group_by("institution").len("entered")
    cap = pl.col("entered").cast(pl.Int64) * share.numerator // share.denominator
    over = (pl.col("cost").cast(pl.Decimal(38, 2), strict=False) - pl.col("standard")).alias("over")
    found = scored.with_row_index("row").filter(pl.col("review")).with_columns(over)
    ranked = found.sort(["institution", "over", "row"], descending=[False, True, False], nulls_last=True)
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("institution"))
    ranked = ranked.join(entered, on="institution", how="left", maintain_order="left")
    return ranked.with_columns(within_cap=pl.col("rank") <= cap).drop("row", "entered")
