"""What is asked of one owner over time: the duty's versions, changed by local settings. Pure.

Every version of a duty (packs may hold several of one code) and every setting has its days. Together they cut time into
stretches, and in each exactly one thing is asked. A setting of an owner goes before one of the institution; of two
alike the later one goes first. What a setting leaves open stays as the duty has it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.duties.periods import Span, between, due_within, owes, spans
from linghang.packs.duty import Duty, DutyPeriod

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Setting:
    """What an institution decided for itself (`owner` ""), or for one owner, from `first` to `last`."""

    duty: str
    owner: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    adopted: bool | None = None
    period: DutyPeriod | None = None
    minimum: Decimal | None = None
    fixed_day: int | None = None
    extended_days: int | None = None
    document: str = ""

    def span(self) -> Span:
        return between(self.first, self.last)


@dataclass(frozen=True)
class Asked:
    """What is asked from `valid.first` to `valid.last`. `extended_days`: how much later the superior lets it be done.

    `fixed_day`: the day of the month that the owner keeps, None where none is set. `why_not`: why nothing is asked.
    """

    duty: Duty
    valid: Span
    period: DutyPeriod
    minimum: Decimal
    fixed_day: int | None = None
    extended_days: int = 0
    setting: Setting | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Owed:
    """A period with the rule asked in it. `window`: the days of it that count for this owner. `why_not`: why it is not
    owed; "" when it is.
    """

    asked: Asked
    span: Span
    window: Span
    why_not: str = ""


def stretches(versions: Sequence[Duty], settings: Iterable[Setting], owner: str) -> list[Asked]:
    """What is asked of `owner`, in the order of time, with no day twice.

    `versions`: of one duty, none of which overlap; `settings`: of this duty, of any owner.
    """
    own = [each for each in settings if each.owner in ("", owner)]
    found = []
    for duty in sorted(versions, key=lambda each: each.valid_from or dt.date.min):
        valid = between(duty.valid_from, duty.valid_to)
        found += [_asked(duty, part, _ruling(own, part.first)) for part in _cut(valid, own)]
    return found


def _cut(valid: Span, settings: Sequence[Setting]) -> Iterator[Span]:
    """`valid` in parts in which no setting begins or ends."""
    starts = {valid.first}
    for each in settings:
        span = each.span()
        starts |= {span.first} | ({span.last + _DAY} if span.last < dt.date.max else set())
    ordered = [day for day in sorted(starts) if valid.covers(day)]
    for start, following in zip(ordered, [*ordered[1:], None], strict=True):
        yield Span(start, following - _DAY if following else valid.last)


def _ruling(settings: Sequence[Setting], day: dt.date) -> Setting | None:
    """The setting that counts on a day. Of the owner's own and the institution's, only one."""
    there = [each for each in settings if each.span().covers(day)]
    return max(there, key=lambda each: (each.owner != "", each.first or dt.date.min), default=None)


def _asked(duty: Duty, valid: Span, setting: Setting | None) -> Asked:
    adopted = duty.adopted if setting is None or setting.adopted is None else setting.adopted
    why_not = "" if adopted else ("本单位设置为不要求" if duty.adopted else "本单位没有采用这项要求")
    if setting is None:
        return Asked(duty, valid, duty.period, duty.minimum, why_not=why_not)
    return Asked(
        duty,
        valid,
        setting.period or duty.period,
        setting.minimum or duty.minimum,
        setting.fixed_day if duty.fixed_day else None,
        setting.extended_days or 0,
        setting,
        why_not,
    )


def owed(asked: Iterable[Asked], exists: Sequence[Span], first: dt.date, last: dt.date) -> list[Owed]:
    """Every period that begins from `first` to `last` and of which the owner saw a day, with whether it owes it.

    `exists`: when the owner existed (or held the post), in stretches that do not touch.
    """
    found = []
    for rule in asked:
        for span in spans(rule.period, first, last):
            within = due_within(span, rule.duty.due_by if rule.period == "year" else None)
            if (valid := within.common(rule.valid)) is None:
                continue
            parts = [part for each in exists if (part := valid.common(each))]
            if parts:
                window = max(parts, key=lambda each: (each.days, -each.first.toordinal()))
                found.append(Owed(rule, within, window, rule.why_not or _too_short(within, window)))
    return sorted(found, key=lambda each: (each.span, each.window))


def _too_short(span: Span, window: Span) -> str:
    if owes(span, window):
        return ""
    return f"这一期只有 {window.days} 天（共 {span.days} 天）在职责范围内，不足一半，不计"
