"""Relative weights, mean costs and stays of the groups, from grouped records; and indices that rest on them. Pure.

They describe these records (领航: of these records, not official). Money and means are Decimal; rounding half-up
happens once, when a figure leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from linghang.casemix.frames import MONEY, decimal, read_frame
from linghang.core.errors import refuse
from linghang.core.figures import divide, round_half_up

UNGROUPED = "0000"
WEIGHT_DECIMALS, MEAN_DECIMALS = 4, 2
WEIGHTS = {"group": pl.String, "cases": pl.Int64, "trimmed": pl.Int64} | dict.fromkeys(
    ("mean_cost", "mean_days", "cv", "weight"), MONEY
)


@dataclass(frozen=True)
class Trimming:
    """Within a group of at least `least` records, those below the `low` or above the `high` percentile do not count.

    Permille by nearest rank: the value of place ⌈n·p/1000⌉ in order, itself kept. low 0 and high 1000 trim nothing.
    """

    low: int = 25
    high: int = 975
    least: int = 25


def weigh(grouped: pl.DataFrame | Path, group: str = "drg", trimming: Trimming = Trimming()) -> pl.DataFrame:
    """One row a group: group, cases (counted), trimmed (left out), mean_cost yuan, mean_days, cv, weight.

    weight = mean cost of the group / mean cost of all that count. Records without a group or without a cost above 0 do
    not count. InputError: a column is missing, or nothing is left to weigh.
    """
    counted = _counted(grouped, group)
    kept = _trimmed(counted, trimming)
    sums = kept.group_by("group").agg(
        pl.len().cast(pl.Int64).alias("cases"),
        pl.col("cost").sum(),
        pl.col("days").sum(),
        pl.col("days").count().alias("stays"),
        pl.col("cost").cast(pl.Float64).std().alias("deviation"),
    )
    before = counted.group_by("group").agg(pl.len().cast(pl.Int64).alias("all"))
    rows = sums.join(before, on="group").sort("group").to_dicts()
    everything = divide(sum((row["cost"] for row in rows), Decimal(0)), Decimal(sum(row["cases"] for row in rows)))
    if everything is None:
        raise refuse("没有一例有组又有费用，算不出权重", "请核对分组结果和费用列")
    return pl.DataFrame([_weight(row, everything) for row in rows], schema=WEIGHTS)


def _weight(row: dict[str, object], everything: Decimal) -> dict[str, object]:
    cases, cost = Decimal(str(row["cases"])), Decimal(str(row["cost"]))
    mean = cost / cases
    days = divide(Decimal(str(row["days"])), Decimal(str(row["stays"])))
    deviation = row["deviation"]
    return {
        "group": row["group"],
        "cases": row["cases"],
        "trimmed": int(str(row["all"])) - int(cases),
        "mean_cost": round_half_up(mean, MEAN_DECIMALS),
        "mean_days": None if days is None else round_half_up(days, MEAN_DECIMALS),
        "cv": None if deviation is None else round_half_up(Decimal(str(deviation)) / mean, WEIGHT_DECIMALS),
        "weight": round_half_up(mean / everything, WEIGHT_DECIMALS),
    }


def _counted(grouped: pl.DataFrame | Path, group: str) -> pl.DataFrame:
    frame = read_frame(grouped, (group, "cost", "days"))
    frame = frame.select(pl.col(group).cast(pl.String).alias("group"), decimal(frame, "cost"), decimal(frame, "days"))
    placed = pl.col("group").is_not_null() & ~pl.col("group").is_in(["", UNGROUPED, "00"])
    return frame.filter(placed & (pl.col("cost") > 0))


def _trimmed(frame: pl.DataFrame, trimming: Trimming) -> pl.DataFrame:
    def nearest(permille: int) -> pl.Expr:
        place = (pl.len().cast(pl.Int64) * permille + 999) // 1000 - 1
        return pl.col("cost").sort().get(pl.max_horizontal(place, pl.lit(0)))

    low, high = nearest(trimming.low).over("group"), nearest(trimming.high).over("group")
    few = pl.len().over("group") < trimming.least
    return frame.filter(few | pl.col("cost").is_between(low, high))


def indices(grouped: pl.DataFrame | Path, weights: pl.DataFrame, by: Sequence[str], group: str = "drg") -> pl.DataFrame:
    """By the columns of `by` (none: everything): cases, groups, cmi, cost_index, time_index.

    cmi = Σ weight / cases; cost_index and time_index = mean of cost / mean_cost and days / mean_days of the group.
    Records whose group has no weight do not count, and in the indices costs not above 0 and days below 0 do not.
    """
    frame = read_frame(grouped, (*by, group, "cost", "days"))
    frame = frame.select(*by, pl.col(group).alias("group"), decimal(frame, "cost"), decimal(frame, "days"))
    known = frame.join(weights.select("group", "mean_cost", "mean_days", "weight"), on="group")
    numbers = known.with_columns(pl.col("cost", "days", "mean_cost", "mean_days").cast(pl.Float64))
    figures = [
        pl.len().cast(pl.Int64).alias("cases"),
        pl.col("group").n_unique().cast(pl.Int64).alias("groups"),
        pl.col("weight").sum(),
        (pl.col("cost") / pl.col("mean_cost")).filter(pl.col("cost") > 0).mean().alias("cost_index"),
        (pl.col("days") / pl.col("mean_days")).filter(pl.col("days") >= 0).mean().alias("time_index"),
    ]
    made = numbers.group_by(by).agg(figures).sort(by) if by else numbers.select(figures)
    cmi = [divide(row["weight"], Decimal(row["cases"])) for row in made.select("weight", "cases").to_dicts()]
    told = [None if value is None else round_half_up(value, WEIGHT_DECIMALS) for value in cmi]
    return made.with_columns(
        pl.Series("cmi", told, MONEY),
        pl.col("cost_index", "time_index").round(WEIGHT_DECIMALS, mode="half_away_from_zero"),
    ).select(*by, "cases", "groups", "cmi", "cost_index", "time_index")
