"""When a number opens a task and when it closes one. Pure.

An indicator is inside its band while low ≤ value ≤ high. What is incomplete is not judged: a month in which somebody
has not reported yet proves nothing, neither that the band was left nor that the goal was reached.
"""

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from linghang.core.periods import Month

Side = Literal["low", "high"]
Comparator = Literal["<", "<=", ">", ">="]
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)


@dataclass(frozen=True)
class Band:
    """Where a value may lie, both ends included; None: no limit on that side."""

    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Measured:
    """The value of one month. `status`: `ok`, `partial` or `no_data`; only `ok` is judged."""

    month: Month
    value: Decimal | None
    status: str


@dataclass(frozen=True)
class Goal:
    """On which side of `value` the indicator must stand, and for how many months in a row (at least one)."""

    comparator: Comparator
    value: Decimal
    months: int = 1

    def reached(self, measured: Measured) -> bool:
        """Whether one month reaches it."""
        known = measured.status == "ok" and measured.value is not None
        return known and _HOLDS[self.comparator](measured.value or Decimal(0), self.value)


def last_complete_month(today: dt.date) -> Month:
    """The month that ended before `today`; on its last day a month is not over yet."""
    return Month.of(today).shift(-1)


def band_of_target(target: Decimal, direction: str) -> Band:
    """The target is the floor of what should be high and the ceiling of what should be low; else there is no band."""
    return Band(low=target if direction == "higher" else None, high=target if direction == "lower" else None)


def breach(band: Band, value: Decimal | None, status: str) -> Side | None:
    """On which side the value left its band; None when it did not, or when nobody can tell."""
    if status != "ok" or value is None:
        return None
    if band.low is not None and value < band.low:
        return "low"
    return "high" if band.high is not None and value > band.high else None


def goal_of(band: Band, side: Side) -> Goal | None:
    """What closes the task that this breach opens: to be back at the limit that was left."""
    limit = band.low if side == "low" else band.high
    return None if limit is None else Goal(">=" if side == "low" else "<=", limit)


def recovered(goal: Goal, measured: Sequence[Measured], opened_on: dt.date, today: dt.date) -> bool:
    """Whether each of the last `goal.months` complete months reaches the goal.

    Months that were over before the task was opened do not count: a task is not closed by what was before it.
    """
    last, by_month = last_complete_month(today), {each.month: each for each in measured}
    asked = [last.shift(-back) for back in range(max(goal.months, 1))]
    return all(month.last_day >= opened_on and month in by_month and goal.reached(by_month[month]) for month in asked)
