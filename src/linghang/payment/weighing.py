"""Weights measured from grouped cases, or published and applied to them: how dear a group is beside all. Pure.

Where nobody published weights for the scheme in use, they are measured from the region's own front pages, and are said
to be so wherever they are shown.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.casemix.weights import weigh
from linghang.core.figures import divide, round_half_up

WEIGHT_PLACES, MONEY_PLACES = 4, 2


@dataclass(frozen=True)
class Group:
    """What the base cases of a group were like, outliers left out (casemix.weights); of a published group its published
    means before those. None: nobody knows. `weight`: mean fee of the group by mean fee of all, or as published."""

    cases: int
    mean_fee: Decimal | None
    mean_days: Decimal | None
    weight: Decimal


@dataclass(frozen=True)
class Measured:
    """Weights, and a base with so many grouped cases. `rate`: what a weight of one is worth, in yuan; None: unknown."""

    cases: int
    rate: Decimal | None
    groups: dict[str, Group]

    def plain(self) -> dict[str, list[str | int | None]]:
        """As it is kept."""
        return {
            code: [each.cases, _text(each.mean_fee), _text(each.mean_days), str(each.weight)]
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
    cases = _paid(grouped)
    if cases.is_empty():
        return None
    groups = {
        row["group"]: Group(row["cases"], row["mean_cost"], row["mean_days"] or Decimal(0), row["weight"])
        for row in weigh(cases).iter_rows(named=True)
    }
    return Measured(len(cases), _rate(cases, groups), groups)


def apply(published: pl.DataFrame, grouped: pl.DataFrame, rate: Decimal | None = None) -> Measured:
    """Published weights (`official_weights.Published.weights`), every group of the table and no other.

    `grouped`: as `measure`. They give the means that were not published and, unless a rate is stated, the rate: what
    makes the standards of those whose group has a weight add up to what they cost; None when there are none.
    """
    cases = _paid(grouped)
    known = {row["group"]: row for row in weigh(cases).iter_rows(named=True)} if len(cases) else {}
    groups = {}
    for row in published.iter_rows(named=True):
        own = known.get(row["group"], {"cases": 0, "mean_cost": None, "mean_days": None})
        fee, days = (own[name] if row[name] is None else row[name] for name in ("mean_cost", "mean_days"))
        groups[row["group"]] = Group(own["cases"], fee, days, row["weight"])
    return Measured(len(cases), _rate(cases, groups) if rate is None else rate, groups)


def _paid(grouped: pl.DataFrame) -> pl.DataFrame:
    paid = (pl.col("status") == "grouped") & (pl.col("total_fee") > 0)
    return grouped.filter(paid).select("drg", cost="total_fee", days="length_of_stay")


def _rate(cases: pl.DataFrame, groups: dict[str, Group]) -> Decimal | None:
    """Fees by weights, of the cases whose group has a weight."""
    found = cases.filter(pl.col("drg").is_in(list(groups))).group_by("drg").agg(pl.len(), pl.col("cost").sum())
    weights = sum((groups[code].weight * count for code, count, _ in found.iter_rows()), Decimal(0))
    rate = divide(sum((cost for _, _, cost in found.iter_rows()), Decimal(0)), weights)
    return None if rate is None else round_half_up(rate, MONEY_PLACES)


def standard(weight: Decimal, rate: Decimal | None) -> Decimal | None:
    """What a weight is worth, in yuan and cents; None without a rate."""
    return None if rate is None else round_half_up(weight * rate, MONEY_PLACES)


def table(measured: Measured) -> pl.DataFrame:
    """By group: weight, standard, and what a case is held against."""
    groups = measured.groups
    return pl.DataFrame(
        {
            "drg": list(groups),
            "weight": [each.weight for each in groups.values()],
            "standard": [standard(each.weight, measured.rate) for each in groups.values()],
            "_mean_fee": [_float(each.mean_fee) for each in groups.values()],
            "_mean_days": [_float(each.mean_days) for each in groups.values()],
        },
        schema={
            "drg": pl.String,
            "weight": pl.Decimal(18, WEIGHT_PLACES),
            "standard": pl.Decimal(18, MONEY_PLACES),
            "_mean_fee": pl.Float64,
            "_mean_days": pl.Float64,
        },
    )


def _float(mean: Decimal | None) -> float | None:
    """A mean of 0 is nothing to hold a case against."""
    return float(mean) if mean else None


def _text(mean: Decimal | None) -> str | None:
    return None if mean is None else str(mean)


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
