"""A figure with everything that stands beside it: unit, light, change on last year, the year as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from linghang.core.figures import MISSING, RATES, SCALES, write_number
from linghang.core.periods import Period
from linghang.indicators import values as reading
from linghang.indicators.choices import Choice
from linghang.indicators.comparisons import Comparison
from linghang.indicators.lights import Light, light_of
from linghang.indicators.measures import levels_held
from linghang.indicators.sparkline import Sparkline, sparkline
from linghang.indicators.values import Value
from linghang.packs.model import Indicator
from linghang.registers import content


@dataclass(frozen=True)
class Change:
    """A comparison in a few signs: `+8.4%`, `+0.3 个百分点`, `+1 档`.

    `tone`: better, worse or neither, by direction of good."""

    text: str
    tone: str


@dataclass(frozen=True)
class Tile:
    indicator: Indicator
    value: Value
    text: str
    unit: str
    light: Light
    change: Change
    spark: Sparkline | None
    url: str

    @property
    def missing(self) -> bool:
        return self.value.value is None

    @property
    def partial(self) -> bool:
        return self.value.status == "partial"

    @property
    def small(self) -> bool:
        """Divided by so few that chance rules it."""
        return self.value.small


def shown(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """The number as it is read beside its unit: a rate times 100, ten thousands divided. Not rounded."""
    if value is None:
        return None
    return value * RATES.get(indicator.unit, Decimal(1)) / SCALES[indicator.scale]


def number_of(indicator: Indicator, value: Decimal | None) -> str:
    """The rounded number without its unit, or 〔缺〕. A level held is said by its name: its number may be no more than
    its place in the list of levels."""
    if value is not None and indicator.kind == "level" and (name := _level_names(indicator).get(value)):
        return name
    number = shown(indicator, value)
    return MISSING if number is None else write_number(number, indicator.decimals, grouped=True)


def _level_names(indicator: Indicator) -> dict[Decimal, str]:
    return {level.number: level.name for level in levels_held(content.library(), indicator).values()}


def unit_of(indicator: Indicator) -> str:
    """What follows the number; nothing follows the name of a level."""
    if indicator.kind == "level" and _level_names(indicator):
        return ""
    return indicator.scale + indicator.unit


def written(indicator: Indicator, value: Decimal | None) -> tuple[str, str]:
    """Number and unit of a figure that stands alone; below one 万 or 亿 it is written out in base units."""
    if value is not None and indicator.scale and abs(value) < SCALES[indicator.scale]:
        return write_number(value, 0, grouped=True), indicator.unit
    return number_of(indicator, value), unit_of(indicator)


def change_of(indicator: Indicator, comparison: Comparison) -> Change:
    """Rates change by points, levels held by steps, everything else by percent of its base.

    Where one side lacks months or reporters the two do not compare like with like, and nothing is said.
    """
    if comparison.absolute is None or comparison.status != "ok":
        return Change("", "")
    if indicator.unit in RATES:
        number = write_number(comparison.absolute * RATES[indicator.unit], max(indicator.decimals, 1))
        unit = " 个百分点" if indicator.unit == "%" else " 个千分点"
    elif indicator.kind == "level":
        number, unit = write_number(comparison.absolute, 0), " 档"
    elif comparison.relative is None:
        return Change("", "")
    else:
        number, unit = write_number(comparison.relative * 100, 1), "%"
    if not Decimal(number):
        return Change("持平", "")
    rises = not number.startswith("-")
    better = {"higher": True, "lower": False}.get(indicator.direction)
    tone = "" if better is None else "better" if rises == better else "worse"
    return Change(("+" if rises else "") + number + unit, tone)


def address_of(code: str, choice: Choice) -> str:
    """The indicator's page for the same place and period."""
    query = urlencode({"institution": choice.institution.code, "period": str(choice.period)})
    return f"{reverse('indicator', args=[code])}?{query}"


def values_at(codes: Sequence[str], period: Period, choice: Choice) -> dict[str, Value]:
    """The value of each indicator for the place the choice is about."""
    department = choice.department.code if choice.department else None
    found = reading.values(codes, period, choice.institution.code, department=department)
    return {value.indicator: value for value in found}


def months_at(codes: Sequence[str], year: int, choice: Choice) -> dict[str, list[Decimal | None]]:
    """For each indicator the twelve months of a year; none for a department, whose months are not kept apart."""
    months: dict[str, list[Decimal | None]] = {code: [None] * 12 for code in codes}
    if choice.department is None:
        for value in reading.values(codes, Period.year(year), choice.institution.code, by="month"):
            months[value.indicator][value.period.first.number - 1] = value.value
    return months


def tiles(indicators: Sequence[Indicator], choice: Choice, *, sparklines: bool = True) -> list[Tile]:
    """One tile per indicator that has a value here, in the order given."""
    codes = [indicator.code for indicator in indicators]
    now = values_at(codes, choice.period, choice)
    present = [each for each in indicators if each.code in now and now[each.code].value is not None]
    drawn = [each.code for each in present] if sparklines else []
    year = choice.period.first.year
    this_year, last_year = months_at(drawn, year, choice), months_at(drawn, year - 1, choice)
    found = [now[each.code] for each in present]
    targets, changes = reading.compare_all(found, "target"), reading.compare_all(found, "yoy")
    return [
        Tile(
            each,
            value,
            *written(each, value.value),
            light_of(each, target, choice.period.label),
            change_of(each, change),
            sparkline(this_year.get(each.code, []), last_year.get(each.code, [])),
            address_of(each.code, choice),
        )
        for each, value, target, change in zip(present, found, targets, changes, strict=True)
    ]


def tile_of(indicator: Indicator, value: Value, choice: Choice) -> Tile:
    """The tile of a value that may be missing."""
    target = reading.compare(value, "target")
    return Tile(
        indicator,
        value,
        *written(indicator, value.value),
        light_of(indicator, target, choice.period.label),
        change_of(indicator, reading.compare(value, "yoy")),
        None,
        address_of(indicator.code, choice),
    )
