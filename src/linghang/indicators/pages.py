"""What the page of one indicator says, gathered before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.core.figures import divide, round_half_up, write_number
from linghang.core.periods import Period
from linghang.indicators import funnels
from linghang.indicators import values as reading
from linghang.indicators.choices import Choice, sensitivity_of
from linghang.indicators.funnels import Standing
from linghang.indicators.tiles import Change, Tile, change_of, months_at, number_of, shown, tile_of, unit_of, values_at
from linghang.indicators.words import formula_in_words, measure_in_words
from linghang.organization import access
from linghang.organization.models import Department
from linghang.packs.library import Library
from linghang.packs.model import Indicator, Measure
from linghang.registers import catalogue

ROWS_SHOWN = 40


@dataclass(frozen=True)
class MonthRow:
    """A month of the chosen year beside the same month of the year before, as numbers read beside the unit."""

    label: str
    shown: Decimal | None
    shown_past: Decimal | None
    text: str
    text_past: str
    change: Change
    partial: bool


@dataclass(frozen=True)
class RankRow:
    """A department or member institution. `width` is its bar in percent of the longest."""

    name: str
    code: str
    shown: Decimal | None
    text: str
    width: Decimal
    change: Change
    numerator: Decimal | None
    denominator: Decimal | None
    partial: bool
    standing: Standing | None = None
    small: bool = False

    @property
    def sides(self) -> str:
        """`1,393 ÷ 80,427`; empty where nothing was divided."""
        return f"{_plain(self.numerator)} ÷ {_plain(self.denominator)}" if self.denominator else ""


@dataclass(frozen=True)
class Ranks:
    """Units side by side. `funnel`: their shares against their size, where they are shares of whole cases."""

    rows: tuple[RankRow, ...] = ()
    funnel: dict[str, Any] | None = None

    @property
    def intervals(self) -> bool:
        return any(row.standing for row in self.rows)


@dataclass(frozen=True)
class Page:
    """`unit` is that of the trend and the ranks; the figure that stands alone may be written in a smaller one."""

    tile: Tile
    unit: str
    previous: Change
    target: Decimal | None
    shown_target: Decimal | None
    numerator: str
    denominator: str
    months: tuple[MonthRow, ...]
    departments: Ranks
    members: Ranks


@dataclass(frozen=True)
class Definition:
    """The definition in words: `parts` are titled sentences, `source` where it stands, `unverified` its reservation."""

    parts: tuple[tuple[str, str], ...]
    source: str
    pack: str
    unverified: bool


def visible_indicators(user: access.User, library: Library, choice: Choice) -> list[Indicator]:
    """The indicators whose figures the person may see here, in the order of the packs."""
    open_to: dict[str, bool] = {
        sensitivity: access.may(
            user, "view_figures", institution=choice.institution, sensitivity=sensitivity, department=choice.department
        )
        for sensitivity in access.SENSITIVITIES
    }
    return [each for each in library.indicators() if open_to[sensitivity_of(library, each)]]


def page_of(indicator: Indicator, choice: Choice) -> Page:
    value = values_at([indicator.code], choice.period, choice).get(indicator.code)
    if value is None:
        value = reading.Value(
            indicator.code,
            choice.period,
            choice.institution.code,
            choice.department.code if choice.department else None,
            None,
            None,
            None,
            "no_data",
            catalogue.current_version(),
        )
    target = reading.compare(value, "target").base
    return Page(
        tile_of(indicator, value, choice),
        unit_of(indicator),
        change_of(indicator, reading.compare(value, "mom")),
        target,
        shown(indicator, target),
        _plain(value.numerator),
        _plain(value.denominator),
        _months(indicator, choice),
        _departments(indicator, choice),
        _members(indicator, choice),
    )


def target_is_monthly(indicator: Indicator) -> bool:
    """Whether the target of a year is also that of each month: so for rates and averages, not for counts and sums."""
    return reading.is_rate(indicator)


def _plain(value: Decimal | None) -> str:
    """A numerator or denominator: a count as it is, money with its decimals."""
    if value is None:
        return ""
    return write_number(value, 0 if value == value.to_integral_value() else 2, grouped=True)


def _months(indicator: Indicator, choice: Choice) -> tuple[MonthRow, ...]:
    year = choice.period.first.year
    if choice.department is not None:  # whose months are not kept apart
        return ()
    now = reading.values([indicator.code], Period.year(year), choice.institution.code, by="month")
    compared = reading.compare_all(now, "yoy")
    past = months_at([indicator.code], year - 1, choice)[indicator.code]
    if not any(value is not None for value in (*(each.value for each in now), *past)):
        return ()
    return tuple(
        MonthRow(
            f"{each.period.first.number}月",
            shown(indicator, each.value),
            shown(indicator, before),
            number_of(indicator, each.value),
            number_of(indicator, before),
            change_of(indicator, change),
            each.status == "partial",
        )
        for each, before, change in zip(now, past, compared, strict=True)
    )


def _departments(indicator: Indicator, choice: Choice) -> Ranks:
    """Departments ranked; none when the records name no department, or for a person who sees one only."""
    if choice.department is not None:
        return Ranks()
    every = reading.values([indicator.code], choice.period, choice.institution.code, by="department")
    found = [value for value in every if value.department and value.value is not None]
    names = dict(Department.objects.filter(institution=choice.institution).values_list("code", "name"))
    return _ranks(indicator, [(names.get(code, code), code, value) for value in found if (code := value.department)])


def _members(indicator: Indicator, choice: Choice) -> Ranks:
    """The institutions right below, ranked; those without data at the end."""
    if choice.department is not None:
        return Ranks()
    names = {member.code: str(member) for member in choice.institution.members.all()}
    found = reading.values([indicator.code], choice.period, choice.institution.code, by="institution") if names else []
    return _ranks(indicator, [(names[value.institution], value.institution, value) for value in found])


def _ranks(indicator: Indicator, found: Sequence[tuple[str, str, reading.Value]]) -> Ranks:
    cases = {code: funnels.Cases(name, value.numerator, value.denominator) for name, code, value in found}
    rows = _ranked(indicator, found, funnels.standings(indicator, cases))
    return Ranks(tuple(rows[:ROWS_SHOWN]), funnels.figure(indicator, cases))


def _ranked(
    indicator: Indicator, found: Sequence[tuple[str, str, reading.Value]], standings: Mapping[str, Standing]
) -> list[RankRow]:
    numbers = [value.value for _, _, value in found if value.value is not None]
    longest = max((abs(number) for number in numbers), default=Decimal(0))
    rows = []
    for (name, code, value), change in zip(found, reading.compare_all([each[2] for each in found], "yoy"), strict=True):
        width = divide(abs(value.value) * 100, longest) if value.value is not None else None
        rows.append(
            RankRow(
                name,
                code,
                shown(indicator, value.value),
                number_of(indicator, value.value),
                round_half_up(width or Decimal(0), 1),
                change_of(indicator, change),
                value.numerator,
                value.denominator,
                value.status == "partial",
                standings.get(code),
                value.small,
            )
        )
    lowest_first = indicator.direction == "lower"
    rows.sort(key=lambda row: (row.shown is None, (row.shown or 0) * (1 if lowest_first else -1)))
    return rows


def definition_of(library: Library, indicator: Indicator) -> Definition:
    """Read by people who check it against the document it came from."""
    entry = library.entry("indicators", indicator.code)
    parts = [
        ("含义", indicator.meaning),
        *_how(library, indicator),
        ("为什么看", indicator.why),
        ("不计入", indicator.exclusions),
        ("两边不同的理由", indicator.mixed or ""),
        ("说明", indicator.notes),
    ]
    source = indicator.source + (f"（{indicator.edition}）" if indicator.edition else "")
    pack = next((pack.title for pack in library.packs if pack.pack == entry.pack), entry.pack)
    return Definition(tuple((title, text) for title, text in parts if text), source, pack, indicator.unverified)


def _how(library: Library, indicator: Indicator) -> list[tuple[str, str]]:
    """A ratio says its two sides one by one, everything else in one sentence."""
    if indicator.kind != "ratio":
        return [("算法", formula_in_words(library, indicator))]
    sides = (("分子", indicator.numerator), ("分母", indicator.denominator))
    return [
        (
            title,
            measure_in_words(library, side, side.aggregate)
            if isinstance(side, Measure)
            else library.indicator(side or "").title,
        )
        for title, side in sides
    ]
