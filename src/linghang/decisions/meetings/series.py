"""Meetings that come again: the next one of a series, with what the last one did not reach."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.core.workdays import is_workday
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.items import pool
from linghang.decisions.meetings.agenda import add_item, put_on_agenda
from linghang.decisions.meetings.calling import plan
from linghang.decisions.models import Item, Meeting, Series
from linghang.organization.access import User

FIRST_TOPIC = "第一议题：传达学习"
A_YEAR = dt.timedelta(days=366)


@transaction.atomic
def from_series(series: Series, *, actor: User | None, day: dt.date | None = None) -> Meeting:
    """The next meeting of a series: first topic, standing items, and what earlier ones left over.

    `day`: another day than the one that is due.
    """
    day = day or next_day(series)
    if not series.valid_on(day):
        raise refuse(f"例会在 {day} 不在有效期内", "请改日期，或延长例会的有效期", subject=series.title)
    begins_at = timezone.make_aware(dt.datetime.combine(day, series.time))
    if series.meetings.filter(begins_at=begins_at).exclude(stage=Meeting.Stage.CANCELLED).exists():
        raise refuse(f"{day} 的例会已经安排", "请打开那次会议", subject=series.title)
    meeting = plan(series.institution, series.body, begins_at, actor=actor, place=series.place, series=series)
    if body_of(routing_of(series.institution, day), series.body).first_topic:
        add_item(meeting, actor=actor, kind=Item.Kind.FIRST_TOPIC, title=FIRST_TOPIC)
    for standing in series.standing_items:
        add_item(meeting, actor=actor, kind=standing.get("kind", Item.Kind.REPORT), title=standing["title"])
    for item in pool(series.institution).filter(carried_from__meeting__series=series):
        put_on_agenda(meeting, item, actor=actor)
    return meeting


def next_day(series: Series, today: dt.date | None = None) -> dt.date:
    """The day of the next meeting from today on, after the last one of the series.

    The regular days come every so many weeks, counted from the first such weekday of the series' validity. A holiday
    moves one meeting to the next working day and leaves the days after it as they are; where holidays bring two
    meetings onto one day, that is one meeting. InputError when the series begins more than a year from today.
    """
    today = today or timezone.localdate()
    if series.valid_from is not None and series.valid_from > today + A_YEAR:
        reason = f"例会自 {series.valid_from} 起才有效，离现在一年以上"
        raise refuse(reason, "请核对例会的开始日期，或到时候再生成", subject=series.title)
    meetings = series.meetings.exclude(stage=Meeting.Stage.CANCELLED)
    held = sorted(timezone.localdate(begins_at) for begins_at in meetings.values_list("begins_at", flat=True))
    step = dt.timedelta(weeks=series.every_weeks)
    regular = _first(series, held, today)
    if held:
        regular = _regular(held[-1], regular, step) + step
    while (day := _moved(regular)) < today or day in held:
        regular += step
    return day


def _first(series: Series, held: Sequence[dt.date], today: dt.date) -> dt.date:
    """The first regular day: by the validity, else in the week of the first meeting that was held, else from today."""
    if series.valid_from is None and held:
        return held[0] + dt.timedelta(days=series.weekday - held[0].isoweekday())
    begin = series.valid_from or today
    return begin + dt.timedelta(days=(series.weekday - begin.isoweekday()) % 7)


def _regular(held: dt.date, first: dt.date, step: dt.timedelta) -> dt.date:
    """The regular day in whose place a meeting was held: the one that holidays moved there, else the nearest."""
    before = first + (held - first) // step * step
    around = [before - step, before, before + step]
    moved = [day for day in around if _moved(day) == held]
    return moved[-1] if moved else min(around, key=lambda day: abs(day - held))


def _moved(day: dt.date) -> dt.date:
    while not is_workday(day):
        day += dt.timedelta(days=1)
    return day
