"""How values and changes are said in a Chinese report. Pure; the only place where they are rounded."""

import re
from decimal import Decimal
from typing import Protocol

from linghang.core.figures import MISSING, RATES, SCALES, round_half_up, write_figure, write_number
from linghang.indicators.comparisons import Comparison
from linghang.packs.model import Indicator

PERCENT_DECIMALS = 2
NOT_ALIKE = "不可比"
_OPENINGS = {"yoy": "同比", "mom": "环比"}
_AGAINST = {"yoy": "比上年", "mom": "比上期", "target": "比目标"}
_LESS = re.compile("下降|减少|低|少")
_LEVEL = {"yoy": "与上年持平", "mom": "与上期持平", "target": "与目标持平"}


class HasValue(Protocol):
    """Anything that carries an exact value or none."""

    @property
    def value(self) -> Decimal | None: ...


def say_value(indicator: Indicator, value: HasValue | Decimal | None) -> str:
    """`110.73万人次`, `29.2%`, `8.5天`, or 〔缺〕.

    A level held is said by its name. A scaled figure drops trailing zeros (8.9万, not 8.90万); a value below one 万 or
    亿 is written out in base units.
    """
    if name := getattr(value, "name", ""):
        return str(name)
    number = value if value is None or isinstance(value, Decimal) else value.value
    if number is None:
        return MISSING
    scale = indicator.scale if abs(number) >= SCALES[indicator.scale] else ""
    if indicator.scale and not scale:
        return write_figure(number, indicator.unit, 0 if number == number.to_integral_value() else 2, trim=True)
    return write_figure(number, indicator.unit, indicator.decimals, scale=scale, trim=bool(scale))


def say_change(indicator: Indicator, comparison: Comparison, *, absolute: bool = False) -> str:
    """`同比增长8.42%`, `同比提高0.3个百分点`, `与上年持平`; with `absolute` `比上年增加983人次`; against a target
    `完成目标的101.2%`, with `absolute` `比目标多983人次`. A missing side reads `同比〔缺〕`; sides that lack months or
    reporters do not compare like with like: `同比不可比`."""
    if comparison.status == "partial" and comparison.kind in _OPENINGS:
        by_amount = absolute and indicator.unit not in RATES
        return (_AGAINST if by_amount else _OPENINGS)[comparison.kind] + NOT_ALIKE
    if indicator.unit in RATES:
        return _say_points(indicator, comparison)
    absolute = absolute or indicator.kind == "level"  # a grade is not a percentage of a grade
    if comparison.kind == "target" and not absolute:
        return f"完成目标的{write_figure(comparison.relative, '%', 1, trim=True)}"
    return _say_absolute(indicator, comparison) if absolute else _say_relative(comparison)


def short_change(indicator: Indicator, comparison: Comparison, *, absolute: bool = False) -> str:
    """The same for the cell of a table under a head that says against what: `8.42%`, `-0.3个百分点`, `持平`, `—`."""
    said = say_change(indicator, comparison, absolute=absolute)
    if MISSING in said or NOT_ALIKE in said:
        return "—"
    number = re.search(r"[0-9].*", said)
    if number is None:
        return "持平" if said in _LEVEL.values() else said
    return ("-" if _LESS.search(said) else "") + number[0]


def _say_relative(comparison: Comparison) -> str:
    opening = _OPENINGS[comparison.kind]
    if comparison.relative is None:
        return opening + MISSING
    if not round_half_up(comparison.relative * 100, PERCENT_DECIMALS):
        return _LEVEL[comparison.kind]
    word = "增长" if comparison.relative > 0 else "下降"
    return f"{opening}{word}{write_figure(abs(comparison.relative), '%', PERCENT_DECIMALS, trim=True)}"


def _say_absolute(indicator: Indicator, comparison: Comparison) -> str:
    if comparison.absolute is None:
        return _AGAINST[comparison.kind] + MISSING
    amount = say_value(indicator, abs(comparison.absolute))
    if amount == say_value(indicator, Decimal(0)):
        return _LEVEL[comparison.kind]
    more, less = ("多", "少") if comparison.kind == "target" else ("增加", "减少")
    return _AGAINST[comparison.kind] + (more if comparison.absolute > 0 else less) + amount


def _say_points(indicator: Indicator, comparison: Comparison) -> str:
    """Rates are compared in points (a hundredth, or a thousandth for ‰), never as a percentage of a percentage."""
    opening = _OPENINGS.get(comparison.kind, _AGAINST["target"])
    if comparison.absolute is None:
        return opening + MISSING
    points = abs(comparison.absolute) * RATES[indicator.unit]
    decimals = max(indicator.decimals, 1)
    if not round_half_up(points, decimals):
        return _LEVEL[comparison.kind]
    high, low = ("高", "低") if comparison.kind == "target" else ("提高", "下降")
    word = high if comparison.absolute > 0 else low
    unit = "个百分点" if indicator.unit == "%" else "个千分点"
    return f"{opening}{word}{write_number(points, decimals, trim=True)}{unit}"
