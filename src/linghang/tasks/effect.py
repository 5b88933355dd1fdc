"""The effect of a task on the indicator it is tied to: the months around it, and before against after.

Before: up to twelve whole months that ended before the task was opened. After: the whole months after it was closed,
or, while it is open, after it was given out; up to twelve. Months in between belong to the work and to neither side.
A rate of several months is its numerators over its denominators, never the mean of monthly rates; a count is told as
its mean per month. Two sides that differ prove no cause: the page says so.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.core.figures import divide
from linghang.core.periods import Month, Period
from linghang.indicators import charts
from linghang.indicators.status import Status
from linghang.indicators.tiles import shown, unit_of
from linghang.indicators.values import Value, definition, is_rate, values
from linghang.indicators.wording import say_value
from linghang.organization.models import Institution
from linghang.packs.model import Indicator
from linghang.registers.content import library
from linghang.tasks import store
from linghang.tasks.judgement import last_complete_month
from linghang.tasks.models import Task

SIDE = 12
"""Months on each side, at most."""


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day: 立项, 交办, 时限, 销号."""

    title: str
    on: dt.date


@dataclass(frozen=True)
class Side:
    """One side of the comparison. `value`: the rate over all its months, the mean of a month, or what stood at its end.

    `months`: how many it spans, `known`: how many of them have data; `status` is `partial` when they differ.
    """

    period: Period | None
    value: Decimal | None
    said: str
    months: int
    known: int
    status: Status


@dataclass(frozen=True)
class Point:
    """One month as it stands in the table behind the figure."""

    value: Value
    said: str
    marks: tuple[Mark, ...]

    @property
    def month(self) -> Month:
        return self.value.period.first


@dataclass(frozen=True)
class Effect:
    """Points month by month with the marks, both sides, and the figure that Plotly draws."""

    indicator: Indicator
    institution: Institution
    points: tuple[Point, ...]
    before: Side
    after: Side
    figure: dict[str, Any]

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return any(point.value.value is not None for point in self.points)


def effect(
    code: str,
    institution: Institution,
    dates: Sequence[Mark],
    *,
    until: dt.date,
    today: dt.date,
    department: str | None = None,
) -> Effect:
    """The months of an indicator around `dates`, in order of day; the first one parts before from after.

    `until`: the day after whose month the after side begins. `department`: of one department (code), not of the whole
    institution. Raises InputError for an unknown indicator.
    """
    last = last_complete_month(today)
    opened = Month.of(dates[0].on)
    ended = Month.of(until)
    before = _span(opened.shift(-SIDE), opened.shift(-1))
    after = _span(ended.shift(1), min(ended.shift(SIDE), last))
    indicator = definition(library(), code, last.last_day)
    whole = Period(opened.shift(-SIDE), max(min(ended.shift(SIDE), last), Month.of(dates[-1].on), opened))
    months = (
        [values([code], Period(month, month), institution.code, department=department)[0] for month in whole.months()]
        if department
        else values([code], whole, institution.code, by="month")
    )
    points = tuple(
        Point(each, say_value(indicator, each), tuple(mark for mark in dates if Month.of(mark.on) == each.period.first))
        for each in months
    )
    return Effect(
        indicator,
        institution,
        points,
        _side(indicator, institution, before, points, department),
        _side(indicator, institution, after, points, department),
        _figure(indicator, points),
    )


def effect_of(task: Task, today: dt.date) -> Effect:
    """The effect of a task on its indicator. Raises InputError when the packs have no such indicator."""
    state = store.state_of(task)
    days = (
        ("立项", state.opened_on),
        ("交办", state.assigned_on),
        ("时限", state.due),
        ("销号", state.closed_on),
    )
    marks = sorted((Mark(title, on) for title, on in days if on is not None), key=lambda mark: mark.on)
    until = state.closed_on or state.assigned_on or task.opened_on
    opened = Mark("立项", task.opened_on)
    return effect(task.indicator, task.institution, marks or [opened], until=until, today=today)


def _span(first: Month, last: Month) -> Period | None:
    return Period(first, last) if first <= last else None


def _side(
    indicator: Indicator,
    institution: Institution,
    period: Period | None,
    points: Sequence[Point],
    department: str | None,
) -> Side:
    if period is None:
        return Side(None, None, "还没有满一个月", 0, 0, "no_data")
    inside = [each.value for each in points if period.first <= each.month <= period.last]
    known = [each for each in inside if each.value is not None]
    if is_rate(indicator):
        found: Decimal | None = values([indicator.code], period, institution.code, department=department)[0].value
    else:
        found = divide(sum((each.value for each in known if each.value is not None), Decimal(0)), Decimal(len(known)))
    whole = len(known) == period.length and all(each.status == "ok" for each in known)
    status: Status = "no_data" if found is None else "ok" if whole else "partial"
    said = say_value(indicator, found)
    said = said if found is None else _kind(indicator) + said
    return Side(period, found, said, period.length, len(known), status)


def _kind(indicator: Indicator) -> str:
    """What the number of a side is, where it is not a rate over the whole of it."""
    if not is_rate(indicator):
        return "月均"
    return "期末" if indicator.rollup == "last" else ""


def _figure(indicator: Indicator, points: Sequence[Point]) -> dict[str, Any]:
    return charts.marked(
        [str(point.month) for point in points],
        [shown(indicator, point.value.value) for point in points],
        [(str(point.month), mark.title) for point in points for mark in point.marks],
        name=indicator.title,
        unit=unit_of(indicator),
    )
