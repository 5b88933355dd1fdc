"""Rates of few cases: said so, with the exact interval, and kept out of best and worst."""

from linghang.core.figures import RATES, write_number
from linghang.indicators import funnels, intervals
from linghang.indicators.values import Value
from linghang.packs.model import Indicator

FEW = 30
"""A rate of fewer cases than this is neither best nor worst."""


def is_few(indicator: Indicator, value: Value) -> bool:
    """Whether the value is a rate of so few cases that chance may have made it."""
    return indicator.unit in RATES and value.denominator is not None and 0 < value.denominator < FEW


def interval_of(indicator: Indicator, value: Value) -> tuple[float, float] | None:
    """The exact 95 % interval of a share of whole cases, as ratios; None of all else."""
    hits, of = value.numerator, value.denominator
    if not funnels.is_share(indicator) or hits is None or not of or not 0 <= hits <= of:
        return None
    return intervals.proportion(int(hits), int(of)) if hits == int(hits) and of == int(of) else None


def interval_text(indicator: Indicator, value: Value) -> str:
    """`11 例，95% 区间 2.3–51.8%` of a proportion of few cases; empty for all else."""
    if not is_few(indicator, value) or value.numerator is None or value.denominator is None:
        return ""
    said = f"{write_number(value.denominator, 0)} 例"
    whole = value.numerator == value.numerator.to_integral_value()
    if not whole or not 0 <= value.numerator <= value.denominator:
        return said
    return f"{said}，95% 区间 {funnels.interval_text(indicator, int(value.numerator), int(value.denominator))}"
