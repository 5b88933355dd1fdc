"""Whether the bodies of a house met as often as their rules ask. Pure.

A weekly or fortnightly body is judged by the days from one meeting to the next. A monthly or quarterly one is judged
by the calendar: 每季度不少于一次 is kept by one meeting in January and the next in June.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linghang.core.periods import Month
from linghang.core.workdays import is_workday
from linghang.decisions.exceptions import Irregularity, MeetingFacts
from linghang.decisions.routing import finding
from linghang.packs.routing import Body, Routing

CYCLE_DAYS = {"weekly": 7, "fortnightly": 14}
CYCLE_MONTHS = {"monthly": 1, "quarterly": 3}
CYCLE_TITLES = {"weekly": "每周", "fortnightly": "每两周", "monthly": "每月", "quarterly": "每季度"}

Catalogue = Callable[[dt.date], Routing]
"""The agenda catalogue of the house on a day."""


@dataclass(frozen=True)
class Span:
    """The days looked at, both included, and the day of looking.

    `since`: the day of the first meeting that the house has on record; what was before nobody can tell. `before`: body
    → the day of its last meeting before `first`.
    """

    first: dt.date
    last: dt.date
    today: dt.date
    since: dt.date
    before: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def begins(self) -> dt.date:
        """From when on meetings are missed: the month of the first record counts as a whole."""
        return max(self.first, self.since.replace(day=1))

    @property
    def until(self) -> dt.date:
        return min(self.last, self.today)


def gaps(meetings: Iterable[MeetingFacts], catalogue: Catalogue, span: Span) -> list[Irregularity]:
    """Where a body did not meet in time, for all bodies of the catalogue; `meetings`: those of the span."""
    held = sorted((each for each in meetings if not each.circulated), key=lambda each: (each.on, each.ref))
    found: list[Irregularity] = []
    for body in catalogue(span.until).bodies:
        own = [meeting for meeting in held if meeting.body == body.code]
        found += [*_distances(body.code, own, catalogue, span), *_periods(body.code, own, catalogue, span)]
    return found


def due(last: dt.date, cycle: str) -> dt.date:
    """The last day on which a weekly or fortnightly body keeps its rhythm; a day off moves it on to a working day."""
    day = last + dt.timedelta(days=CYCLE_DAYS[cycle])
    while not is_workday(day):
        day += dt.timedelta(days=1)
    return day


def _distances(code: str, meetings: Sequence[MeetingFacts], catalogue: Catalogue, span: Span) -> Iterator[Irregularity]:
    last = span.before.get(code)
    for meeting in meetings:
        if last and (body := _late(code, last, meeting.on, catalogue)):
            text = f"距上次{body.title}{(meeting.on - last).days}天，应{CYCLE_TITLES[body.cycle]}一次"
            yield from _entry(catalogue(meeting.on), body, meeting.on, text, "请按周期召开", meeting)
        last = meeting.on
    start = last or span.begins
    if body := _late(code, start, span.until, catalogue):
        days = (span.until - start).days
        text = f"{start}以后{days}天没有{body.title}的会议记录，应{CYCLE_TITLES[body.cycle]}一次"
        at = meetings[-1] if meetings else None
        yield from _entry(
            catalogue(span.until), body, at.on if at else span.until, text, "请尽快召开；开过的请补录", at
        )


def _late(code: str, last: dt.date, on: dt.date, catalogue: Catalogue) -> Body | None:
    """The body as it stood on `on`, when that was too late after `last`."""
    body = _body(catalogue(on), code)
    return body if body and body.cycle in CYCLE_DAYS and on > due(last, body.cycle) else None


def _periods(code: str, meetings: Sequence[MeetingFacts], catalogue: Catalogue, span: Span) -> Iterator[Irregularity]:
    """Months or quarters that are over and lie in the span as a whole, without any meeting."""
    days = [meeting.on for meeting in meetings]
    month = Month.of(span.begins)
    while (end := month.last_day) <= span.last and end < span.today:
        routing = catalogue(end)
        body = _body(routing, code)
        months = CYCLE_MONTHS.get(body.cycle) if body else None
        if body and months and month.number % months == 0:
            start = month.shift(1 - months).first_day
            if start >= span.begins and not any(start <= day <= end for day in days):
                name = f"{month.year}年{month.number}月" if months == 1 else f"{month.year}年第{month.number // 3}季度"
                text = f"{name}没有{body.title}的会议记录，应{CYCLE_TITLES[body.cycle]}一次"
                yield from _entry(routing, body, end, text, "请按周期召开；开过的请补录")
        month = month.shift(1)


def _body(routing: Routing, code: str) -> Body | None:
    return next((body for body in routing.bodies if body.code == code), None)


def _entry(
    routing: Routing, body: Body, on: dt.date, reason: str, remedy: str, meeting: MeetingFacts | None = None
) -> Iterator[Irregularity]:
    """ED03 asks bodies that learn for a rhythm, DC11 those that decide; nothing where the house does not follow it."""
    found = finding(routing, "DC11" if body.decides else "ED03", reason, remedy)
    if found is not None:
        ref, number = (meeting.ref, meeting.number) if meeting else (None, "")
        yield Irregularity(ref, number, body.code, on, None, "", found)
