"""Days on which ledger rows fall."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from linghang.core.periods import Period


def days(rng: np.random.Generator, period: str, number: int) -> list[dt.date]:
    """`number` working days of a period, in order, possibly the same one twice."""
    span = Period.parse(period)
    every = [span.first_day + dt.timedelta(days=i) for i in range((span.last_day - span.first_day).days + 1)]
    working = [day for day in every if day.weekday() < 5]
    return [working[i] for i in sorted(rng.integers(0, len(working), number))]


def month_ends(period: str) -> list[dt.date]:
    return [month.last_day for month in Period.parse(period).months()]


def month_starts(period: str) -> list[dt.date]:
    return [month.first_day for month in Period.parse(period).months()]


def numbered(prefix: str, number: int) -> Iterator[str]:
    """`prefix-001` and so on."""
    return (f"{prefix}-{i:03d}" for i in range(1, number + 1))


def later(rng: np.random.Generator, day: dt.date, most: int, limit: dt.date) -> dt.date:
    """A day up to `most` days after `day`, not after `limit`."""
    return min(day + dt.timedelta(days=int(rng.integers(1, most + 1))), limit)
