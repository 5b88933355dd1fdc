"""The forecast point value, and what is paid in advance by it every month. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.build import rounded
from linghang.casemix.dip.money import apportion, to_fen
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.trail import Trail

MONTHS = range(1, 13)
NO_MONTH = 0
"""Where the month of a case is not known."""
Scores = Mapping[str, Mapping[int, Decimal]]
"""By institution and month."""


@dataclass(frozen=True)
class Prepayment:
    """What is paid in advance for a month (NO_MONTH: cases without one)."""

    institution: str
    month: int
    score: Decimal
    amount: Decimal


def forecast_point(budget: Budget, parameters: Parameters, trail: Trail | None = None) -> Decimal | None:
    """The forecast point value: past years' values weighted, oldest first; None without a past year."""
    weights = parameters.settling.history
    years = budget.history[-len(weights) :]
    if not years:
        return None
    used = weights[len(weights) - len(years) :]
    parts = [Fraction(past.pool) / Fraction(past.fund_ratio) / Fraction(past.score) for past in years]
    mean = sum((Fraction(w) * part for w, part in zip(used, parts, strict=True)), Fraction(0)) / Fraction(sum(used))
    found = rounded(mean, parameters.rounding.point_value)
    if trail is not None:
        places = parameters.rounding.point_value
        told = " + ".join(
            f"{past.year} 年 {rounded(p, places)} × {w}" for past, p, w in zip(years, parts, used, strict=True)
        )
        trail.add("", "预估点值", f"({told}) ÷ {sum(used)}", found)
    return found


def prepayments(
    scores: Scores, budget: Budget, parameters: Parameters, forecast: Decimal | None
) -> tuple[Prepayment, ...]:
    """By month: score × forecast × fund ratio × prepaid share. Without any month: twelve equal parts of the year."""
    if forecast is None:
        return ()
    found = []
    for name, months in sorted(scores.items()):
        rate = Fraction(forecast) * Fraction(budget.ratio(name)) * Fraction(parameters.settling.prepaid)
        if set(months) == {NO_MONTH}:
            parts = apportion(
                to_fen(Fraction(months[NO_MONTH]) * rate), {f"{month:02}": Fraction(1) for month in MONTHS}
            )
            equal = months[NO_MONTH] / len(MONTHS)
            found += [Prepayment(name, month, rounded(equal, 4), parts[f"{month:02}"]) for month in MONTHS]
        else:
            found += [Prepayment(name, m, score, to_fen(Fraction(score) * rate)) for m, score in sorted(months.items())]
    return tuple(found)
