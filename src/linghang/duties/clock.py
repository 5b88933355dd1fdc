"""The duty clock: how one owner stands with one duty in one period, on a day. Pure.

States: `done`, `late` (made up after its day), `due` (the period runs), `missed`, `exempt`, `not_owed`, `future`.
Lights: `good`; `warn` (two thirds of the period have passed, or the fixed day; or done late; or moved without a
reason); `bad` (the period is over); "" for nothing to light.

Days are whole days. A share of a period has passed when that many of its days lie behind: of 90 days two thirds are
60, so day 61 is the first yellow one. The last day is in time; the day after is red.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from linghang.duties.asked import Asked, Owed
from linghang.duties.periods import ALWAYS, Span, say
from linghang.packs.duty import Duty

State = Literal["done", "late", "due", "missed", "exempt", "not_owed", "future"]
Light = Literal["good", "warn", "bad", ""]
STATE_TITLES: dict[State, str] = {
    "done": "已完成",
    "late": "已补办",
    "due": "待办",
    "missed": "未完成",
    "exempt": "已豁免",
    "not_owed": "不要求",
    "future": "未开始",
}
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Deed:
    """What fulfils a duty: on which day, how much, and which row it is ("" for a meeting that is no row of a ledger);
    `key` counts different things once.

    `serves`: a day of the period for which it makes up; None for the period of its own day. `planned`: the day it was
    moved from; `moved_why`: the reason given for it.
    """

    on: dt.date
    amount: Decimal = Decimal(1)
    row: str = ""
    serves: dt.date | None = None
    key: str = ""
    planned: dt.date | None = None
    moved_why: str = ""


@dataclass(frozen=True)
class Standing:
    """`needed` and `done` in the duty's unit; `due`: the last day in time. `reason`: all of it in a sentence."""

    state: State
    needed: Decimal
    done: Decimal
    light: Light
    due: dt.date
    reason: str
    deeds: tuple[Deed, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something has still to be done (in time, or afterwards)."""
        return self.state in ("due", "missed")


def standing(duty: Duty, span: Span, done: Iterable[Deed], *, today: dt.date, exempt: str = "") -> Standing:
    """How an owner stands that was there for the whole of `span`, under the duty as written. See `stand`."""
    return stand(Owed(Asked(duty, ALWAYS, duty.period, duty.minimum), span, span), done, today=today, exempt=exempt)


def stand(owed: Owed, done: Iterable[Deed], *, today: dt.date, exempt: str = "") -> Standing:
    """How an owner stands with one period on `today`. `done`: the owner's deeds, of any day; `exempt`: the reason of a
    granted exemption. Deeds of later days than `today` are not known yet.
    """
    asked, last = owed.asked, deadline(owed)
    counted = _counted(owed, done, today)
    if owed.why_not:
        return Standing("not_owed", asked.minimum, _amount(asked.duty, counted), "", last, owed.why_not, counted)
    on_time = tuple(each for each in counted if each.on <= last)
    amount, timely = _amount(asked.duty, counted), _amount(asked.duty, on_time)
    if timely >= asked.minimum:
        return _done(owed, on_time, timely, last)
    if amount >= asked.minimum:
        days = (max(each.on for each in counted) - last).days
        reason = f"{say(owed.span)}{_need(asked)}，在期后 {days} 天补齐"
        return Standing("late", asked.minimum, amount, "warn", last, reason, counted)
    if exempt:
        return Standing("exempt", asked.minimum, amount, "", last, f"已豁免：{exempt}", counted)
    if today < owed.window.first:
        return Standing("future", asked.minimum, amount, "", last, f"{owed.window.first} 起", counted)
    if today <= last:
        return _running(owed, counted, amount, last, today)
    return _missed(owed, counted, amount, last, today)


def deadline(owed: Owed) -> dt.date:
    """The last day in time: the window's last, and as much later as the superior allowed."""
    if owed.asked.extended_days and owed.window.last == owed.span.last:
        return owed.window.last + _DAY * owed.asked.extended_days
    return owed.window.last


def fixed_day(owed: Owed) -> dt.date | None:
    """The fixed day of the month of the period; a month that has no such day keeps its last."""
    if owed.asked.fixed_day is None:
        return None
    first = owed.span.first
    return first.replace(day=min(owed.asked.fixed_day, monthrange(first.year, first.month)[1]))


def pressing_from(owed: Owed) -> dt.date:
    """The first day on which it is yellow while it is not done."""
    passed = Fraction(owed.asked.duty.yellow_after) * owed.window.days
    share = owed.window.first + _DAY * -(-passed.numerator // passed.denominator)
    kept = fixed_day(owed)
    return share if kept is None else min(share, kept + _DAY)


def _counted(owed: Owed, done: Iterable[Deed], today: dt.date) -> tuple[Deed, ...]:
    """The deeds that serve the period: of its own days, or made up for it while that is allowed. None serves two.

    What was done in the period before the owner had to, or after, counts too: nobody holds a meeting twice.
    """
    latest = max(deadline(owed), owed.span.last + _DAY * owed.asked.duty.made_up_within)
    found = [
        each
        for each in done
        if each.on <= today and owed.span.covers(each.serves or each.on) and owed.span.first <= each.on <= latest
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.row)))


def _amount(duty: Duty, deeds: Sequence[Deed]) -> Decimal:
    if duty.activity.distinct:
        return Decimal(len({each.key for each in deeds}))
    return sum((each.amount for each in deeds), Decimal(0))


def _done(owed: Owed, deeds: tuple[Deed, ...], amount: Decimal, last: dt.date) -> Standing:
    asked = owed.asked
    reason = f"{say(owed.span)}{_need(asked)}，已完成 {_plain(amount)} {asked.duty.unit}（{_days(deeds)}）"
    if moved := _moved(owed, deeds):
        return Standing("done", asked.minimum, amount, "warn", last, f"{reason}；{moved}", deeds)
    return Standing("done", asked.minimum, amount, "good", last, reason, deeds)


def _moved(owed: Owed, deeds: Sequence[Deed]) -> str:
    """What is wrong with the day of a duty that has a fixed one: none of its deeds is on it or says why not."""
    if not owed.asked.duty.fixed_day:
        return ""
    kept = fixed_day(owed)
    excused = [each.moved_why or (each.planned or kept or each.on) == each.on for each in deeds]
    if any(excused):
        return ""
    return f"固定日是 {_short(deeds[0].planned or kept or deeds[0].on)}，改期没有写原因"


def _running(owed: Owed, deeds: tuple[Deed, ...], amount: Decimal, last: dt.date, today: dt.date) -> Standing:
    asked = owed.asked
    left = (
        f"{say(owed.span)}{_need(asked)}，{_so_far(asked, amount)}，还有 {(last - today).days} 天（{_short(last)}止）"
    )
    if today < pressing_from(owed):
        return Standing("due", asked.minimum, amount, "", last, left, deeds)
    kept = fixed_day(owed)
    share = Fraction(asked.duty.yellow_after)
    why = (
        f"固定日 {_short(kept)} 已过"
        if kept is not None and today > kept
        else f"时间已过 {share.numerator}/{share.denominator}"
    )
    return Standing("due", asked.minimum, amount, "warn", last, f"{left}；{why}", deeds)


def _missed(owed: Owed, deeds: tuple[Deed, ...], amount: Decimal, last: dt.date, today: dt.date) -> Standing:
    asked = owed.asked
    reason = f"{say(owed.span)}{_need(asked)}，{_so_far(asked, amount)}，已过期 {(today - last).days} 天"
    until = owed.span.last + _DAY * asked.duty.made_up_within
    if today <= until:
        reason += f"，{_short(until)}前可以补办"
    return Standing("missed", asked.minimum, amount, "bad", last, reason, deeds)


def _need(asked: Asked) -> str:
    return f"应有 {_plain(asked.minimum)} {asked.duty.unit}"


def _so_far(asked: Asked, amount: Decimal) -> str:
    return f"已有 {_plain(amount)} {asked.duty.unit}" if amount else "还没有"


def _days(deeds: Sequence[Deed]) -> str:
    named = [_short(each.on) for each in deeds[:3]]
    return "、".join(named) + (f"等 {len(deeds)} 次" if len(deeds) > len(named) else "")


def _short(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
