"""Report cycles: 日报计划, 周报进度, 月报清单 and their kin (party_rules TK13, TK14). Pure.

A window is a day, a week (Monday to Sunday), ten days of a month, a month or a quarter. Its report is due on the last
working day in it; a window in which nobody works asks none. A report serves the window it names (`period`), else the
one in which it was made; so one report never serves two.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from linghang.core.workdays import last_workday
from linghang.tasks.history import State

Cycle = Literal["none", "daily", "weekly", "ten_days", "monthly", "quarterly"]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ReportDue:
    """A window from `start` to `end` and the day on which its report is due."""

    start: dt.date
    end: dt.date
    due: dt.date


@dataclass(frozen=True)
class Punctuality:
    """Of the `due` reports: made in time, made after their day, not made. `due` is their sum."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0


def reports_due(cycle: str, first: dt.date, last: dt.date) -> list[ReportDue]:
    """The reports due after `first` up to and including `last`: the day of acceptance itself asks none yet."""
    return [window for window in _windows(cycle, first, last) if first < window.due <= last]


def _windows(cycle: str, first: dt.date, last: dt.date) -> Iterator[ReportDue]:
    day = first
    while cycle != "none" and day <= last:
        start, end = window(cycle, day)
        due = last_workday(start, end)
        if due is not None:
            yield ReportDue(start, end, due)
        day = end + _DAY


def window(cycle: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the window in which `day` lies."""
    match cycle:
        case "daily":
            return day, day
        case "weekly":
            monday = day - _DAY * day.weekday()
            return monday, monday + _DAY * 6
        case "ten_days":
            start = min((day.day - 1) // 10, 2) * 10 + 1
            end = start + 9 if start < 21 else _length(day)
            return day.replace(day=start), day.replace(day=end)
        case "monthly":
            return day.replace(day=1), day.replace(day=_length(day))
        case "quarterly":
            last = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 3)
            return last.replace(month=last.month - 2), last.replace(day=_length(last))
    raise ValueError(f"unknown cycle {cycle}")


def _length(day: dt.date) -> int:
    return monthrange(day.year, day.month)[1]


@dataclass(frozen=True)
class Outcome:
    """What became of a due report: the day on which it was made, None when it was not."""

    asked: ReportDue
    made_on: dt.date | None

    @property
    def on_time(self) -> bool:
        return self.made_on is not None and self.made_on <= self.asked.due

    @property
    def late(self) -> bool:
        return self.made_on is not None and self.made_on > self.asked.due


def outcomes(cycle: str, state: State, today: dt.date) -> list[Outcome]:
    """Every report that was due from acceptance to `today`; today's own only when it is made.

    Nothing is asked on days of suspension, while the task waits for review, or when it is closed or withdrawn.
    Reports that a reviewer rejected do not count.
    """
    if cycle == "none" or state.accepted_on is None:
        return []
    made: dict[dt.date, dt.date] = {}
    for report in state.reports:
        if not report.rejected and report.on <= today:
            start = window(cycle, report.period)[0]
            made[start] = min(report.on, made.get(start, report.on))
    asked = [
        each
        for each in reports_due(cycle, state.accepted_on, today)
        if not any(span.covers(each.due) for span in state.idle)
    ]
    return [Outcome(each, made.get(each.start)) for each in asked if each.due < today or each.start in made]


def punctual(cycle: str, state: State, today: dt.date) -> Punctuality:
    """How the reports of a task came in until `today`."""
    return tally(outcomes(cycle, state, today))


def tally(found: list[Outcome]) -> Punctuality:
    """Counts of outcomes."""
    on_time, late = sum(each.on_time for each in found), sum(each.late for each in found)
    return Punctuality(len(found), on_time, late, len(found) - on_time - late)


def next_due(cycle: str, state: State, today: dt.date) -> ReportDue | None:
    """The report to be made now: of the window of `today`, unless it is made or nothing is asked."""
    if cycle == "none" or state.accepted_on is None or state.stage != "working":
        return None
    start, end = window(cycle, today)
    due = last_workday(start, end)
    made = any(not each.rejected and start <= each.period <= end for each in state.reports)
    return None if due is None or due <= state.accepted_on or made else ReportDue(start, end, due)
