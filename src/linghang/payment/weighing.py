"""Weights measured from grouped cases: how dear a group is beside all. Pure.

Nobody published weights for the scheme as it is in use here: these are measured from the region's own front pages, and
are said to be so wherever they are shown.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.core.figures import round_half_up

WEIGHT_PLACES, MONEY_PLACES, DAY_PLACES = 4, 2, 4
LABEL = "本地测算，非官方"


@dataclass(frozen=True)
class Group:
    """What the base cases of a group were like. `weight`: mean fee of the group by mean fee of all."""

    cases: int
    mean_fee: Decimal
    mean_days: Decimal
    weight: Decimal


@dataclass(frozen=True)
class Measured:
    """Weights of one base. `mean_fee`: of all its grouped cases, which is what a weight of one is worth."""

    cases: int
    mean_fee: Decimal
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
        told = json.dumps([self.cases, str(self.mean_fee), self.plain()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def measure(grouped: pl.DataFrame) -> Measured | None:
    """Weigh the groups of cases (drg, total_fee, length_of_stay; status). None when no case is grouped."""
    cases = grouped.filter(pl.col("status") == "grouped")
    if cases.is_empty() or not cases["total_fee"].sum():
        return None
    rows = (
        cases.group_by("drg")
        .agg(pl.len(), pl.col("total_fee").sum(), pl.col("length_of_stay").cast(pl.Int64).sum())
        .sort("drg")
        .iter_rows()
    )
    whole = Decimal(cases["total_fee"].sum()) / len(cases)
    groups = {}
    for code, number, fee, days in rows:
        mean = Decimal(fee) / number
        groups[code] = Group(
            number,
            round_half_up(mean, MONEY_PLACES),
            round_half_up(Decimal(days) / number, DAY_PLACES),
            round_half_up(mean / whole, WEIGHT_PLACES),
        )
    return Measured(len(cases), round_half_up(whole, MONEY_PLACES), groups)


def standard(weight: Decimal, mean_fee: Decimal) -> Decimal:
    """What a weight is worth, in yuan and cents."""
    return round_half_up(weight * mean_fee, MONEY_PLACES)


def table(measured: Measured) -> pl.DataFrame:
    """By group: weight, standard, and what a case is held against."""
    groups = measured.groups
    return pl.DataFrame(
        {
            "drg": list(groups),
            "weight": [each.weight for each in groups.values()],
            "standard": [standard(each.weight, measured.mean_fee) for each in groups.values()],
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
