"""Where the objectives of a programme stand: the target beside the figure, which is never the same thing.

The target is the one the institution set itself; without one, that of the document. The figure comes from the ledgers,
for the year in which the target falls due when that year has begun, else for the latest year with data.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import cast
from urllib.parse import urlencode

from django.urls import reverse

from linghang.core.figures import MISSING, write_number
from linghang.core.periods import Period
from linghang.indicators import values as reading
from linghang.indicators.choices import sensitivity_of, usual_period
from linghang.indicators.failing import each_for_itself
from linghang.indicators.sparkline import Sparkline, sparkline
from linghang.indicators.tiles import Change, change_of
from linghang.indicators.values import Value
from linghang.indicators.wording import say_value
from linghang.organization import access
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.packs.programme import Comparator, Objective
from linghang.programmes.models import ObjectiveTarget
from linghang.programmes.progress import met, sign

PAST_YEARS = 3
"""Years shown as the trend, the year of the figure included."""


@dataclass(frozen=True)
class Target:
    """What is to be reached. `own`: set by the institution; else `claimed` says what the document states of it:
    aimed at (目标) or already achieved (文件称已达到)."""

    comparator: Comparator
    value: Decimal | None
    by: dt.date | None
    own: ObjectiveTarget | None
    claimed: bool

    @property
    def origin(self) -> str:
        if self.own is not None:
            return "本院目标"
        return "文件称已达到" if self.claimed else "文件目标"


@dataclass(frozen=True)
class Year:
    """One year of the trend."""

    year: int
    text: str


@dataclass(frozen=True)
class Figure:
    """The actual value and what surrounds it."""

    value: Value
    text: str
    change: Change
    years: tuple[Year, ...]
    spark: Sparkline | None
    url: str


@dataclass(frozen=True)
class Standing:
    """An objective on a day. `figure` is None where no indicator measures it, where it is `closed` to the reader, or
    where it cannot be computed (`failed` says why)."""

    objective: Objective
    target: Target
    indicator: Indicator | None
    figure: Figure | None = None
    closed: bool = False
    failed: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the figure reaches the target; None when one of them is missing or months are lacking."""
        if self.figure is None or self.figure.value.status != "ok":
            return None
        return met(self.figure.value.value, self.target.comparator, self.target.value)

    @property
    def target_text(self) -> str:
        """`≥100.0%`; without a sign what the document says was achieved; "" where it names no number."""
        if self.target.value is None:
            return ""
        start = "" if self.target.claimed else sign(self.target.comparator)
        if self.indicator is not None:
            return start + say_value(self.indicator, self.target.value)
        return start + write_number(self.target.value, 6, trim=True) + self.objective.unit

    @property
    def actual_text(self) -> str:
        """The figure as it is said, or 〔缺〕."""
        return MISSING if self.figure is None else self.figure.text

    @property
    def unverified(self) -> bool:
        return self.indicator is not None and self.indicator.unverified


def closed_to(user: access.User, library: Library, codes: Iterable[str], institution: Institution) -> frozenset[str]:
    """The indicators among `codes` whose figures `user` may not see at the institution."""
    found = {code for code in codes if library.has("indicators", code)}
    return frozenset(
        code
        for code in found
        if not access.may(
            user,
            "view_figures",
            institution=institution,
            sensitivity=sensitivity_of(library, library.indicator(code)),
        )
    )


def target_of(objective: Objective, own: Sequence[ObjectiveTarget], day: dt.date) -> Target:
    """The institution's next target still to come, or else its last; without any, what the document says."""
    if own:
        ahead = sorted((each for each in own if each.by >= day), key=lambda each: each.by)
        chosen = ahead[0] if ahead else max(own, key=lambda each: each.by)
        return Target(cast(Comparator, chosen.comparator), chosen.value, chosen.by, chosen, False)
    claimed = objective.status == "achieved"
    return Target(objective.comparator, objective.target, objective.by, None, claimed)


def standings(
    wanted: Sequence[tuple[Objective, Target]],
    institution: Institution,
    library: Library,
    day: dt.date,
    closed: Collection[str] = (),
) -> list[Standing]:
    """Each objective with its figure, in the order given; one reading of the values per period."""
    usual = usual_period(institution)
    periods = {id(objective): _period(target, usual, day) for objective, target in wanted}
    known = [
        (objective, target)
        for objective, target in wanted
        if objective.indicator and library.has("indicators", objective.indicator) and objective.indicator not in closed
    ]
    figures: dict[tuple[str, Period], Figure] = {}
    failed: dict[str, str] = {}
    for period in {periods[id(objective)] for objective, _ in known}:
        codes = {objective.indicator for objective, _ in known if periods[id(objective)] == period}
        indicators = [library.indicator(code) for code in sorted(code for code in codes if code)]
        made, broken = each_for_itself(indicators, partial(_figures, period, institution))
        figures |= {(figure.value.indicator, period): figure for figure in made}
        failed |= broken
    return [
        Standing(
            objective,
            target,
            library.indicator(code)
            if (code := objective.indicator or "") and library.has("indicators", code)
            else None,
            figures.get((code, periods[id(objective)])),
            closed=code in closed,
            failed=failed.get(code, ""),
        )
        for objective, target in wanted
    ]


def _period(target: Target, usual: Period, day: dt.date) -> Period:
    if target.by is not None and target.by.year <= day.year and (target.by <= day or target.by.year <= usual.last.year):
        return Period.year(target.by.year)
    return usual


def _figures(period: Period, institution: Institution, indicators: Sequence[Indicator]) -> list[Figure]:
    codes, year = [each.code for each in indicators], period.last.year
    found = {value.indicator: value for value in reading.values(codes, period, institution.code)}
    changes = dict(zip(found, reading.compare_all(list(found.values()), "yoy"), strict=True))
    earlier = {
        each: {value.indicator: value for value in reading.values(codes, Period.year(each), institution.code)}
        for each in range(year - PAST_YEARS + 1, year)
    }
    now, past = (_months(codes, each, institution) for each in (year, year - 1))
    return [
        Figure(
            found[each.code],
            say_value(each, found[each.code]),
            change_of(each, changes[each.code]),
            (
                *(Year(before, say_value(each, values[each.code])) for before, values in earlier.items()),
                Year(year, say_value(each, found[each.code])),
            ),
            sparkline(now[each.code], past[each.code]),
            f"{reverse('indicator', args=[each.code])}?"
            + urlencode({"institution": institution.code, "period": str(period)}),
        )
        for each in indicators
    ]


def _months(codes: Sequence[str], year: int, institution: Institution) -> dict[str, list[Decimal | None]]:
    months: dict[str, list[Decimal | None]] = {code: [None] * 12 for code in codes}
    for value in reading.values(codes, Period.year(year), institution.code, by="month"):
        months[value.indicator][value.period.first.number - 1] = value.value
    return months
