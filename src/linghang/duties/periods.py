"""The periods in which something is owed: weeks, months, quarters, half-years and years. Pure.

A period is its first and last day, both included. Whoever exists, and whatever is in force, for only a part of it has a
window of it. The period is owed when the window is more than half of its days; at exactly half, the beginning half owes
it. So of two rules that meet within a period one is asked and not both, and nobody owes a year for its last weeks.
(The rules are silent on this: 领航自拟.)
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_DAY = dt.timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PERIOD_TITLES = {"week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年"}


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def covers(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def common(self, other: "Span") -> "Span | None":
        """The days in both; None without any."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


ALWAYS = Span(dt.date.min, dt.date.max)


def between(first: dt.date | None, last: dt.date | None) -> Span:
    """A validity period with open ends as a span. ValueError when it ends before it begins."""
    found = Span(first or dt.date.min, last or dt.date.max)
    if found.last < found.first:
        raise ValueError(f"{found.last} lies before {found.first}")
    return found


def span_of(period: str, day: dt.date) -> Span:
    """The period in which `day` lies. Weeks begin on Monday. KeyError for an unknown period."""
    if period == "week":
        monday = day - _DAY * day.weekday()
        return Span(monday, monday + _DAY * 6)
    length = _MONTHS[period]
    start = (day.month - 1) // length * length + 1
    end = start + length - 1
    return Span(dt.date(day.year, start, 1), dt.date(day.year, end, monthrange(day.year, end)[1]))


def spans(period: str, first: dt.date, last: dt.date) -> list[Span]:
    """Every period that begins from `first` to `last`: consecutive stretches of time share none and lose none."""
    return list(_beginning(period, first, last))


@lru_cache(maxsize=256)
def _beginning(period: str, first: dt.date, last: dt.date) -> tuple[Span, ...]:
    """Kept: every owner is asked about the same year."""
    found, each = [], span_of(period, first)
    if each.first < first:
        each = span_of(period, each.last + _DAY)
    while each.first <= last:
        found.append(each)
        each = span_of(period, each.last + _DAY)
    return tuple(found)


def due_within(span: Span, due_by: str | None) -> Span:
    """The part of a year that ends with `due_by` (`06-30`); the whole without."""
    if due_by is None:
        return span
    return Span(span.first, span.first.replace(month=int(due_by[:2]), day=int(due_by[3:])))


def owes(span: Span, window: Span | None) -> bool:
    """Whether who was there for `window` of `span` owes it: for more than half, or for the first half exactly."""
    if window is None:
        return False
    twice = window.days * 2
    return twice > span.days or (twice == span.days and window.first == span.first)


def longest(found: Iterable[Span]) -> Span | None:
    """The longest unbroken stretch of these, those that touch taken together; the earliest of equals."""
    best: Span | None = None
    for each in merged(found):
        if best is None or each.days > best.days:
            best = each
    return best


def merged(found: Iterable[Span]) -> list[Span]:
    """The same days in as few stretches as possible, in order."""
    made: list[Span] = []
    for each in sorted(found):
        if made and (made[-1].last == dt.date.max or each.first <= made[-1].last + _DAY):
            made[-1] = Span(made[-1].first, max(made[-1].last, each.last))
        else:
            made.append(each)
    return made


def say(span: Span) -> str:
    """As people call it: 2023年, 2023年第一季度, 2023年3月, 2023年上半年, 3月6日至12日所在周."""
    year, month = f"{span.first.year}年", span.first.month
    for period, words in (
        ("year", year),
        ("half_year", f"{year}{'上' if month == 1 else '下'}半年"),
        ("quarter", f"{year}第{'一二三四'[(month - 1) // 3]}季度"),
        ("month", f"{year}{month}月"),
        ("week", f"{year}{month}月{span.first.day}日这一周"),
    ):
        if span_of(period, span.first) == span:
            return words
    return f"{span.first}至{span.last}"


def short(span: Span) -> str:
    """The same in a narrow column: 3月, 一季度, 上半年, 全年, 3.6周."""
    month = span.first.month
    for period, words in (
        ("year", "全年"),
        ("half_year", "上半年" if month == 1 else "下半年"),
        ("quarter", f"{'一二三四'[(month - 1) // 3]}季度"),
        ("month", f"{month}月"),
        ("week", f"{month}.{span.first.day}周"),
    ):
        if span_of(period, span.first) == span:
            return words
    return f"{span.first.month}.{span.first.day}—{span.last.month}.{span.last.day}"
