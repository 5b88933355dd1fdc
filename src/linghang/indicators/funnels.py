"""Units of unequal size side by side: exact intervals, and who differs from the whole by more than chance. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.core.figures import RATES, write_number
from linghang.indicators import charts, intervals
from linghang.packs.model import Indicator

FEWEST_UNITS = 3
STEPS = 60
"""Sizes for which the limits are drawn."""


@dataclass(frozen=True)
class Cases:
    """What a unit's share was divided from."""

    name: str
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True)
class Standing:
    """`interval`: where the share may lie, as written. `word` tells a unit that differs from the whole; "" when chance
    explains the difference. `tone`: better, worse or ""."""

    interval: str
    word: str
    tone: str


def is_share(indicator: Indicator) -> bool:
    """Whether hits of trials are divided: a rate in % or ‰ of whole cases."""
    return indicator.unit in RATES and indicator.kind == "ratio"


def standings(indicator: Indicator, units: Mapping[str, Cases]) -> dict[str, Standing]:
    """The standing of every unit whose share is of whole cases; nobody is told apart among fewer than three units."""
    trials = _trials(indicator, units)
    found = intervals.funnel(trials) if len(trials) >= FEWEST_UNITS else None
    return {
        code: _standing(indicator, hits, of, found.places[code].side if found else "inside")
        for code, (hits, of) in trials.items()
    }


def figure(indicator: Indicator, units: Mapping[str, Cases]) -> dict[str, Any] | None:
    """The funnel as a chart; None when there is nothing to compare."""
    trials = _trials(indicator, units)
    found = intervals.funnel(trials) if len(trials) >= FEWEST_UNITS else None
    if found is None:
        return None
    scale = int(RATES[indicator.unit])
    most = max(of for _, of in trials.values())
    sizes = sorted({max(1, round(most * 1.1 * step / STEPS)) for step in range(1, STEPS + 1)})
    return charts.funnel(
        [(units[code].name, of, Decimal(hits * scale) / of) for code, (hits, of) in trials.items()],
        found.centre,
        [
            charts.Limits(
                size,
                intervals.limits(size, found.centre, intervals.INNER),
                intervals.limits(size, found.centre, intervals.OUTER),
            )
            for size in sizes
        ],
        scale=scale,
        unit=indicator.unit,
    )


def _trials(indicator: Indicator, units: Mapping[str, Cases]) -> dict[str, tuple[int, int]]:
    if not is_share(indicator):
        return {}
    found = {}
    for code, cases in units.items():
        hits, of = cases.numerator, cases.denominator
        if hits is None or not of or hits != int(hits) or of != int(of) or not 0 <= hits <= of:
            continue
        found[code] = (int(hits), int(of))
    return found


def interval_text(indicator: Indicator, hits: int, of: int) -> str:
    """Where the share may lie, in the indicator's unit: `0.2–41.3%`; empty without trials."""
    found = intervals.proportion(hits, of)
    if found is None:
        return ""
    places = max(indicator.decimals, 1)
    low, high = (write_number(Decimal(end) * RATES[indicator.unit], places) for end in found)
    return f"{low}–{high}{indicator.unit}"


def _standing(indicator: Indicator, hits: int, of: int, side: intervals.Side) -> Standing:
    written = interval_text(indicator, hits, of)
    if side == "inside":
        return Standing(written, "", "")
    better = {"higher": side == "above", "lower": side == "below"}.get(indicator.direction)
    word = "高于总体" if side == "above" else "低于总体"
    return Standing(written, word, "" if better is None else "better" if better else "worse")
