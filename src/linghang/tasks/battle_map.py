"""The battle map (挂图作战): who carries what by when, over a stretch of time, as bars with the light at their end.

Positions are per cent of the stretch, so that one drawing fits a desk, a wall and A3.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.core.days import FIRST_DAY, LAST_DAY
from linghang.core.figures import round_half_up
from linghang.core.keys import parse_key
from linghang.core.periods import Month, Period
from linghang.tasks.rows import Count, Row, counts_of

GROUPINGS = {"programme": "按工程", "line": "按工作条线", "department": "按牵头科室", "leader": "按责任领导"}
NO_GROUP = {"programme": "未列入工程", "line": "其他条线", "department": "全院", "leader": "未定责任领导"}


@dataclass(frozen=True)
class Span:
    """The stretch of time on the map. `code`: as it stands in the address (2023, 2023H1, 2023Q2)."""

    code: str
    label: str
    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> Decimal:
        """Where a day begins, in per cent; days outside lie on the edges."""
        days = (min(max(day, self.first), self.last + dt.timedelta(days=1)) - self.first).days
        return round_half_up(Decimal(100 * days) / ((self.last - self.first).days + 1), 2)

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Tick:
    """A month on the axis: where it begins, where its name stands."""

    x: Decimal
    middle: Decimal
    label: str


@dataclass(frozen=True)
class Mark:
    x: Decimal
    title: str
    done: bool


@dataclass(frozen=True)
class Bar:
    """A task on the map: from its opening to its first deadline, `extra` for an extension, `progress` done.

    `end`: where its light stands: on the deadline, or on the day it was closed; None when that lies outside.
    """

    row: Row
    x: Decimal
    width: Decimal
    extra_x: Decimal
    extra: Decimal
    progress: Decimal
    end: Decimal | None
    milestones: tuple[Mark, ...]

    @property
    def closed(self) -> bool:
        return self.row.task.stage == "closed"

    @property
    def colour(self) -> str:
        return self.row.colour

    @property
    def said(self) -> str:
        task = self.row.task
        until = f"至 {task.due}" if task.due else "，未定时限"
        return f"{task.title}：{task.opened_on} {until}，进度 {task.percent}%，{task.get_stage_display()}"


@dataclass(frozen=True)
class Group:
    title: str
    bars: tuple[Bar, ...]

    @property
    def counts(self) -> list[Count]:
        return [each for each in counts_of([bar.row for bar in self.bars]) if each.colour != "off"]

    @property
    def closed(self) -> int:
        return sum(bar.closed for bar in self.bars)


@dataclass(frozen=True)
class Map:
    span: Span
    ticks: tuple[Tick, ...]
    groups: tuple[Group, ...]
    today: Decimal | None

    @property
    def rows(self) -> list[Row]:
        """Every task once, however many groups show it."""
        return list({bar.row.task.pk: bar.row for group in self.groups for bar in group.bars}.values())

    @property
    def count(self) -> int:
        return len(self.rows)


def spans(year: int) -> list[Span]:
    """The year, its halves and its quarters, and the years around it."""
    halves = [_span(f"{year}H{n}", f"{year}年{'上下'[n - 1]}半年", year, 6 * n - 5, 6 * n) for n in (1, 2)]
    quarters = [_span(f"{year}Q{n}", f"{year}年第{'一二三四'[n - 1]}季度", year, 3 * n - 2, 3 * n) for n in range(1, 5)]
    years = [_span(str(each), f"{each}年", each, 1, 12) for each in (year, year - 1, year + 1)]
    return [years[0], *halves, *quarters, *years[1:]]


def _span(code: str, label: str, year: int, first: int, last: int) -> Span:
    return Span(code, label, Month(year, first).first_day, Month(year, last).last_day)


def span_of(code: str, today: dt.date) -> Span:
    """The stretch named in an address; what cannot be read means this year."""
    year = parse_key(code[:4])
    if year is None or not FIRST_DAY.year <= year <= LAST_DAY.year:
        year = today.year
    known = spans(year)
    return next((each for each in known if each.code == code), known[0])


def draw(
    rows: Iterable[Row],
    span: Span,
    today: dt.date,
    groups_of: Callable[[Row], Sequence[tuple[str, str]]],
    milestones: Mapping[int, Sequence[tuple[str, dt.date, bool]]],
) -> Map:
    """The map of the tasks that touch the span. `groups_of`: sort key and title of each group that shows a row;
    `milestones`: title, day and whether it is done, by task."""
    grouped: dict[tuple[str, str], list[Bar]] = {}
    for row in rows:
        if touches(row, span):
            bar = bar_of(row, span, milestones.get(row.task.pk, ()))
            for group in groups_of(row):
                grouped.setdefault(group, []).append(bar)
    groups = tuple(Group(title, tuple(sorted(bars, key=_order))) for (_, title), bars in sorted(grouped.items()))
    return Map(span, _ticks(span), groups, span.at(today) if span.holds(today) else None)


def _order(bar: Bar) -> tuple[dt.date, str]:
    return bar.row.task.due or dt.date.max, bar.row.task.number


def touches(row: Row, span: Span) -> bool:
    """Whether the task was there at some time of the span: opened by its end, not ended before it."""
    task = row.task
    ended = task.closed_on or (row.state.withdrawn_on if task.stage == "withdrawn" else None)
    return task.opened_on <= span.last and (ended is None or ended >= span.first)


def bar_of(row: Row, span: Span, milestones: Sequence[tuple[str, dt.date, bool]]) -> Bar:
    """Where the task lies on the span. A task without a deadline is drawn to the span's end."""
    task = row.task
    day = dt.timedelta(days=1)
    first_due = task.first_due or task.due or span.last
    due = task.due or first_due
    x, planned, end = span.at(task.opened_on), span.at(first_due + day), span.at(due + day)
    width = max(planned - x, Decimal(0))
    whole = max(end - x, Decimal(0))
    done = round_half_up(whole * task.percent / 100, 2)
    light_at = due
    if task.closed_on:
        light_at, done = task.closed_on, max(span.at(task.closed_on + day) - x, Decimal(0))
    marks = tuple(
        Mark(span.at(due_on), f"{title} {due_on}", done) for title, due_on, done in milestones if span.holds(due_on)
    )
    return Bar(
        row,
        x,
        width,
        max(planned, x),
        max(end - max(planned, x), Decimal(0)),
        done,
        span.at(light_at + day) if task.due and span.holds(light_at) else None,
        marks,
    )


def _ticks(span: Span) -> tuple[Tick, ...]:
    months = Period(Month.of(span.first), Month.of(span.last)).months()
    edges = [(span.at(month.first_day), span.at(month.last_day + dt.timedelta(days=1))) for month in months]
    return tuple(
        Tick(x, round_half_up((x + end) / 2, 2), f"{month.number}月")
        for month, (x, end) in zip(months, edges, strict=True)
    )


def slides(made: Map, lines: int) -> list[list[Group]]:
    """The groups cut into screens of so many lines; a group that is cut begins again with its title."""
    found: list[list[Group]] = [[]]
    left = lines
    for group in made.groups:
        bars = list(group.bars)
        while bars:
            if left < 2:
                found.append([])
                left = lines
            taken, bars = bars[: left - 1], bars[left - 1 :]
            found[-1].append(Group(group.title, tuple(taken)))
            left -= len(taken) + 1
    return [slide for slide in found if slide]
