"""The matrix counted again, another way: day by day, with plain loops and no spans. Pure.

Slow and plain on purpose. It shares nothing with `periods`, `asked` and `clock` but the words for what goes in, and
says of every period of one owner and one duty in which state it is. Where it and the matrix differ, one is wrong.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from linghang.duties.asked import Setting
from linghang.duties.clock import Deed
from linghang.packs.duty import Duty

Rule = tuple[int, int]
"""Which version of the duty rules a day, and which setting (-1: none)."""
_DAY = dt.timedelta(days=1)


def recount(
    versions: Sequence[Duty],
    settings: Sequence[Setting],
    rows: Iterable[Deed],
    *,
    owner: str,
    there: Callable[[dt.date], bool],
    holds: Callable[[dt.date], bool],
    excused: Iterable[tuple[dt.date, dt.date]] = (),
    first: dt.date,
    last: dt.date,
    today: dt.date,
) -> dict[tuple[str, dt.date], str]:
    """The state of every period that begins from `first` to `last`, by the kind of period and its first day.

    `there`: whether the owner existed (held the post, was a member) on a day; `holds`: whether the duty's condition
    was met; `excused`: the days of granted exemptions.
    """
    own = [each for each in settings if each.owner in ("", owner)]
    deeds, pardons = list(rows), list(excused)
    reach = [first + number * _DAY for number in range((last - first).days + 367)]
    if not any(there(day) for day in reach):
        return {}
    rules = {day: _rule(versions, own, day) for day in reach}
    found = {}
    for period in sorted({_period(versions, own, rule) for rule in rules.values() if rule is not None}):
        for days in _periods(period, first, last):
            state = _state(period, days, versions, own, rules, deeds, there, holds, pardons, today)
            if state:
                found[period, days[0]] = state
    return found


def _rule(versions: Sequence[Duty], settings: Sequence[Setting], day: dt.date) -> Rule | None:
    for number, duty in enumerate(versions):
        if (duty.valid_from is None or duty.valid_from <= day) and (duty.valid_to is None or day <= duty.valid_to):
            best = -1
            for index, each in enumerate(settings):
                if (each.first is not None and day < each.first) or (each.last is not None and each.last < day):
                    continue
                if best < 0:
                    best = index
                    continue
                kept = settings[best]
                mine, theirs = (
                    (each.owner != "", each.first or dt.date.min),
                    (kept.owner != "", kept.first or dt.date.min),
                )
                if mine > theirs:
                    best = index
            return number, best
    return None


def _period(versions: Sequence[Duty], settings: Sequence[Setting], rule: Rule) -> str:
    changed = settings[rule[1]].period if rule[1] >= 0 else None
    return changed or versions[rule[0]].period


def _label(period: str, day: dt.date) -> tuple[int, int]:
    if period == "week":
        year, week, _ = day.isocalendar()
        return year, week
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[period]
    return day.year, (day.month - 1) // months


def _periods(period: str, first: dt.date, last: dt.date) -> list[list[dt.date]]:
    """The days of every period that begins from `first` to `last`."""
    found: list[list[dt.date]] = []
    day = first
    while day <= last or (found and _label(period, found[-1][-1]) == _label(period, day)):
        if _label(period, day) != _label(period, day - _DAY):
            if day > last:
                break
            found.append([day])
        elif found:
            found[-1].append(day)
        day += _DAY
    return found


def _runs(days: Iterable[dt.date], counts: Callable[[dt.date], bool]) -> list[list[dt.date]]:
    found: list[list[dt.date]] = []
    for day in days:
        if counts(day):
            if found and found[-1][-1] + _DAY == day:
                found[-1].append(day)
            else:
                found.append([day])
    return found


def _longest(
    days: list[dt.date], rules: dict[dt.date, Rule | None], rule: Rule, there: Callable[[dt.date], bool]
) -> list[dt.date]:
    """The longest run of days on which this rule holds and the owner is there; the first of equals, [] of none."""

    def counts(day: dt.date) -> bool:
        return rules[day] == rule and there(day)

    return max(_runs(days, counts), key=len, default=[])


def _state(
    period: str,
    calendar: list[dt.date],
    versions: Sequence[Duty],
    settings: Sequence[Setting],
    rules: dict[dt.date, Rule | None],
    deeds: list[Deed],
    there: Callable[[dt.date], bool],
    holds: Callable[[dt.date], bool],
    pardons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> str:
    """The state of one period; "" when no rule that asks by such periods touches it while the owner is there."""
    here = [rule for rule in dict.fromkeys(rules[day] for day in calendar) if rule is not None]
    seen = False
    for rule in here:
        duty, setting = versions[rule[0]], settings[rule[1]] if rule[1] >= 0 else None
        if _period(versions, settings, rule) != period:
            continue
        days = calendar
        if duty.due_by and period == "year":
            days = [day for day in calendar if day.strftime("%m-%d") <= duty.due_by]
        best = _longest(days, rules, rule, there)
        if not best:
            continue
        seen = True
        adopted = setting.adopted if setting is not None and setting.adopted is not None else duty.adopted
        if not adopted or len(best) * 2 < len(days) or (len(best) * 2 == len(days) and best[0] != days[0]):
            continue
        window = next(run for run in _runs(days, lambda day: rules[day] is not None and there(day)) if best[0] in run)
        if not holds(window[0]):
            return "not_owed"
        grace = max((settings[each[1]].extended_days or 0 for each in here if each[1] >= 0), default=0)
        return _judged(duty, setting, days, window, grace, deeds, pardons, today)
    return "not_owed" if seen else ""


def _judged(
    duty: Duty,
    setting: Setting | None,
    days: list[dt.date],
    window: list[dt.date],
    grace: int,
    deeds: list[Deed],
    pardons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> str:
    minimum = setting.minimum if setting is not None and setting.minimum else duty.minimum
    deadline = window[-1] + grace * _DAY if window[-1] == days[-1] else window[-1]
    latest = max(deadline, days[-1] + duty.made_up_within * _DAY)
    timely, all_in_all = Decimal(0), Decimal(0)
    timely_keys, all_keys = set(), set()
    for deed in deeds:
        if (deed.serves or deed.on) not in days or deed.on > today or deed.on > latest or deed.on < days[0]:
            continue
        all_in_all += deed.amount
        all_keys.add(deed.key)
        if deed.on <= deadline:
            timely += deed.amount
            timely_keys.add(deed.key)
    if duty.activity.distinct:
        timely, all_in_all = Decimal(len(timely_keys)), Decimal(len(all_keys))
    if timely >= minimum:
        return "done"
    if all_in_all >= minimum:
        return "late"
    if any(begin <= window[0] and window[-1] <= end for begin, end in pardons):
        return "exempt"
    if today < window[0]:
        return "future"
    return "due" if today <= deadline else "missed"
