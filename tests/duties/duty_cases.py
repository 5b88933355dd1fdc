"""Duties and days as tests write them."""

import datetime as dt
from decimal import Decimal

from linghang.duties.asked import Asked, Owed
from linghang.duties.clock import Deed
from linghang.duties.periods import ALWAYS, Span, span_of
from linghang.packs.duty import Duty

ACTIVITY = {"register": "party_activity", "owner": "branch", "serves": "makes_up"}


def day(text):
    return dt.date.fromisoformat(text)


def span(first, last):
    return Span(day(first), day(last))


def duty(**given):
    return Duty.model_validate(
        {"code": "meeting", "title": "会议", "source": "测试", "line": "组织生活", "base": "organization"}
        | {"period": "quarter", "activity": ACTIVITY}
        | given
    )


def theme_day(**given):
    activity = ACTIVITY | {"planned": "planned_on", "reason": "moved_reason"}
    return duty(period="month", fixed_day=True, activity=activity, **given)


def owed(of, on, *, window=None, fixed_day=None, extended_days=0):
    """The period of `of` in which `on` lies, as owed in full unless `window` says less."""
    found = span_of(of.period, day(on))
    asked = Asked(of, ALWAYS, of.period, of.minimum, fixed_day, extended_days)
    return Owed(asked, found, window or found)


def deed(on, amount=1, **given):
    if "serves" in given:
        given["serves"] = day(given["serves"])
    if "planned" in given:
        given["planned"] = day(given["planned"])
    return Deed(day(on), Decimal(amount), **given)
