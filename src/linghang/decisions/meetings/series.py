"""Meetings that come again: the next one of a series, with what the last one did not reach."""

import datetime as dt

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
    """The day of the next meeting: so many weeks after the last one, on its weekday, from today on.

    A holiday moves it to the next working day.
    """
    today = today or timezone.localdate()
    last = series.meetings.exclude(stage=Meeting.Stage.CANCELLED).order_by("begins_at").last()
    if last is None:
        day = max(today, series.valid_from or today)
        day += dt.timedelta(days=(series.weekday - day.isoweekday()) % 7)
    else:
        before = timezone.localdate(last.begins_at)
        due = before - dt.timedelta(days=before.isoweekday() - series.weekday)
        day = due + dt.timedelta(weeks=series.every_weeks)
        while day < today:
            day += dt.timedelta(weeks=series.every_weeks)
    while not is_workday(day):
        day += dt.timedelta(days=1)
    return day
