"""Weights measured from grouped cases: how dear a group is beside all. Pure.

Nobody published weights for the scheme as it is in use here: these are measured from the region's own front pages, and
are said to be so wherever they are shown.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.casemix.weights import weigh
from linghang.core.figures import round_half_up

WEIGHT_PLACES, MONEY_PLACES = 4, 2
LABEL = "本地测算，非官方"


@dataclass(frozen=True)
class Group:
    """What the base cases of a group were like, outliers left out (casemix.weights). `weight`: mean fee of the group by
    mean fee of all."""

    cases: int
    mean_fee: Decimal
    mean_days: Decimal
    weight: Decimal


@dataclass(frozen=True)
class Measured:
    """Weights of one base with so many grouped cases. `rate`: what a weight of one is worth, in yuan."""

    cases: int
    rate: Decimal
    groups: dict[str, Group]

    def plain(self) -> dict[str, list[str | int]]:
        """As it is kept."""
        return {
            code: [each.cases, str(each.mean_fee), str(each.mean_days), str(each.weight)]
            for code, each in self.groups.items()
        }

    @property
    def sha256(self) -> str:
        """The digest of what was measured."""
        told = json.dumps([self.cases, str(self.rate), self.plain()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def measure(grouped: pl.DataFrame) -> Measured | None:
    """Weigh the groups of cases (drg, total_fee, length_of_stay; status). None when no case is grouped.

    The rate is what makes the standards of these cases add up to what they cost: their fees by their weights.
    """
    paid = (pl.col("status") == "grouped") & (pl.col("total_fee") > 0)
    cases = grouped.filter(paid).select("drg", cost="total_fee", days="length_of_stay")
    if cases.is_empty():
        return None
    groups = {
        row["group"]: Group(row["cases"], row["mean_cost"], row["mean_days"] or Decimal(0), row["weight"])
        for row in weigh(cases).iter_rows(named=True)
    }
    counts = dict(cases["drg"].value_counts().iter_rows())
    weights = sum((each.weight * counts[code] for code, each in groups.items()), Decimal(0))
    rate = round_half_up(Decimal(cases["cost"].sum()) / weights, MONEY_PLACES)
    return Measured(len(cases), rate, groups)


def standard(weight: Decimal, rate: Decimal) -> Decimal:
    """What a weight is worth, in yuan and cents."""
    return round_half_up(weight * rate, MONEY_PLACES)


def table(measured: Measured) -> pl.DataFrame:
    """By group: weight, standard, and what a case is held against."""
    groups = measured.groups
    return pl.DataFrame(
        {
            "drg": list(groups),
            "weight": [each.weight for each in groups.values()],
            "standard": [standard(each.weight, measured.rate) for each in groups.values()],
            "_mean_fee": [float(each.mean_fee) for each in groups.values()],
            "_mean_days": [float(each.mean_days) for each in groups.values()],
        },
        schema={
            "drg": pl.String,
            "weight": pl.Decimal(18, WEIGHT_PLACES),
            "standard": pl.Decimal(18, MONEY_PLACES),
            "_mean_fee": pl.Float64,
            "_mean_days": pl.Float64,
        },
    )


def weighed(grouped: pl.DataFrame, measured: Measured | None) -> pl.DataFrame:
    """The cases with weight, standard, surplus and ratios; empty for those whose group has no weight, or that have no
    group. Order and number of rows stay."""
    known = table(measured or Measured(0, Decimal(0), {}))
    key = pl.when(pl.col("status") == "grouped").then(pl.col("drg"))
    joined = grouped.with_columns(_key=key).join(
        known.rename({"drg": "_key"}), on="_key", how="left", maintain_order="left"
    )
    return joined.with_columns(
        surplus=pl.col("standard") - pl.col("total_fee").cast(pl.Decimal(18, MONEY_PLACES)),
        time_ratio=(pl.col("length_of_stay") / pl.col("_mean_days")).round(6),
        fee_ratio=(pl.col("total_fee").cast(pl.Float64) / pl.col("_mean_fee")).round(6),
    ).drop("_key", "_mean_fee", "_mean_days")
