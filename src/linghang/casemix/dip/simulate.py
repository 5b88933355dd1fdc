"""The whole region at once: one budget, all institutions, what each receives, and what changed terms would do. Pure."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.prepaying import forecast_point
from linghang.casemix.dip.score import score
from linghang.casemix.dip.settle import Settlement, settle
from linghang.core.figures import divide

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Plan:
    """Terms to be tried."""

    catalogue: Catalogue
    parameters: Parameters
    budget: Budget


@dataclass(frozen=True)
class Simulated:
    """The cases with their scores, and the settlement that comes of them."""

    scored: pl.DataFrame
    settlement: Settlement


def simulate(cases: pl.DataFrame, plan: Plan) -> Simulated:
    """Cases entered, scored by the forecast point value (without history: what a point costs in the catalogue), and
    settled. InputError as in each of the three."""
    entered = enter(cases, plan.catalogue)
    scored = score(entered, plan.catalogue, plan.parameters, forecast_point(plan.budget, plan.parameters))
    return Simulated(scored, settle(scored, plan.budget, plan.parameters))


def what_if(cases: pl.DataFrame, before: Plan, after: Plan) -> pl.DataFrame:
    """What each institution receives under both plans: score_before, score_after, before, after, change (yuan),
    change_ratio (None where nothing was received before)."""
    lines = [{line.institution: line for line in simulate(cases, plan).settlement.lines} for plan in (before, after)]
    rows = []
    for name in sorted(lines[0] | lines[1]):
        one, other = (side.get(name) for side in lines)
        was, is_ = one.final if one else NOTHING, other.final if other else NOTHING
        rows.append(
            {
                "institution": name,
                "score_before": one.score if one else Decimal(0),
                "score_after": other.score if other else Decimal(0),
                "before": was,
                "after": is_,
                "change": is_ - was,
                "change_ratio": divide(is_ - was, was),
            }
        )
    money, points = pl.Decimal(38, 2), pl.Decimal(38, 4)
    sums = {"before": money, "after": money, "change": money}
    return pl.DataFrame(
        rows, schema_overrides={"score_before": points, "score_after": points, "change_ratio": pl.Float64, **sums}
    )
