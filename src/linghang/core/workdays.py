"""Working days of mainland China: holidays and make-up working days as the State Council announces them. Pure.

The announcements come year by year. Beyond the last one only weekends are known to be free; `announced` says which it
is, so that a page can warn that a day far ahead may still move.
"""

import datetime as dt

from chinese_calendar import holidays, workdays

_YEARS = range(min(holidays).year, max(holidays).year + 1)
_DAY = dt.timedelta(days=1)


def announced(day: dt.date) -> bool:
    """Whether the holidays of that year are known."""
    return day.year in _YEARS


def is_workday(day: dt.date) -> bool:
    """Whether people work on `day`: make-up working days (调休) count, holidays and weekends do not."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def add_workdays(day: dt.date, n: int) -> dt.date:
    """The n-th working day after `day` (before it when `n` is negative); `day` itself for 0, working day or not."""
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays_between(first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to and including `last`.

    When `last` lies before `first` the result is negative: the working days before `first` back to and including
    `last`. So `workdays_between(day, add_workdays(day, n)) == n`.
    """
    if last < first:
        return -sum(is_workday(last + _DAY * i) for i in range((first - last).days))
    return sum(is_workday(first + _DAY * i) for i in range(1, (last - first).days + 1))


def last_workday(first: dt.date, last: dt.date) -> dt.date | None:
    """The last working day from `first` to `last`, both included; none when everybody is off all the time."""
    day = last
    while day >= first:
        if is_workday(day):
            return day
        day -= _DAY
    return None
