"""How far a programme is: counted from its tasks, its phases and its objectives. Pure.

Every task counts the same: the percent of a component or programme is the plain mean of its tasks' percents, a closed
task being 100. A withdrawn task is not counted, and neither is a sub-task whose superior task serves the same thing
(the superior's percent already speaks for it). Without tasks there is no percent, rather than zero.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.core.figures import divide, round_half_up
from linghang.packs.programme import Comparator, Phase

_CLOSED, _WITHDRAWN = "closed", "withdrawn"
_SIGNS: dict[str, str] = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}


@dataclass(frozen=True)
class Work:
    """A task as progress sees it. `key` and `parent`: its primary key and its superior's. `stage`: as in tasks."""

    key: int
    stage: str
    percent: int
    overdue: bool = False
    parent: int | None = None


@dataclass(frozen=True)
class Progress:
    """`tasks` that count, of them `closed` and `overdue`; `percent` is exact, None without tasks."""

    tasks: int = 0
    closed: int = 0
    overdue: int = 0
    percent: Decimal | None = None

    @property
    def open(self) -> int:
        return self.tasks - self.closed

    @property
    def shown(self) -> int | None:
        """The percent in whole points, rounded half-up; 100 only when every task is closed."""
        if self.percent is None:
            return None
        whole = int(round_half_up(self.percent, 0))
        return min(whole, 99) if self.closed < self.tasks else whole


def progress(works: Iterable[Work]) -> Progress:
    """The progress of what these tasks serve; a task named twice counts once."""
    by_key = {work.key: work for work in works if work.stage != _WITHDRAWN}
    counted = [work for work in by_key.values() if work.parent not in by_key]
    done = sum(100 if work.stage == _CLOSED else work.percent for work in counted)
    return Progress(
        tasks=len(counted),
        closed=sum(work.stage == _CLOSED for work in counted),
        overdue=sum(work.overdue for work in counted),
        percent=divide(Decimal(done), Decimal(len(counted))),
    )


@dataclass(frozen=True)
class Span:
    """A phase in days, both ends included. `standing`: whether the day asked for lies after, in or before it."""

    title: str
    first: dt.date
    last: dt.date
    standing: Literal["past", "now", "future"]

    @property
    def years(self) -> str:
        """`2021—2023年`."""
        first, last = self.first.year, self.last.year
        return f"{first}年" if first == last else f"{first}—{last}年"


def spans(phases: Sequence[Phase], day: dt.date, begins: int | None = None) -> list[Span]:
    """The phases one after the other. `begins`: the year of adoption, for a first phase that names no year of its own.

    Empty when it is not known when they begin.
    """
    found: list[Span] = []
    year = begins
    for phase in phases:
        year = phase.first_year or year
        if year is None:
            return []
        first, last = dt.date(year, 1, 1), dt.date(year + phase.years - 1, 12, 31)
        standing: Literal["past", "now", "future"] = "past" if last < day else "future" if day < first else "now"
        found.append(Span(phase.title, first, last, standing))
        year += phase.years
    return found


def share_passed(first: dt.date, last: dt.date, day: dt.date) -> Decimal:
    """How much of `first` to `last` lies before `day`, 0 to 100."""
    whole = (last - first).days + 1
    return Decimal(100 * min(max((day - first).days, 0), whole)) / whole


def met(value: Decimal | None, comparator: Comparator, target: Decimal | None) -> bool | None:
    """Whether the actual value reaches the target; None when either is missing."""
    if value is None or target is None:
        return None
    match comparator:
        case "ge":
            return value >= target
        case "gt":
            return value > target
        case "le":
            return value <= target
        case "lt":
            return value < target
        case "eq":
            return value == target


def sign(comparator: str) -> str:
    """≥, >, ≤, < or =."""
    return _SIGNS[comparator]
