"""What is asked of one owner over time: the duty's versions, changed by local settings. Pure.

Every version of a duty (packs may hold several of one code) and every setting has its days. Together they cut time into
stretches, and in each exactly one thing is asked. A setting of an owner goes before one of the institution; of two
alike the later one goes first. What a setting leaves open stays as the duty has it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from linghang.duties.periods import Span, between, due_within, merged, owes, spans
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
    found: list[Asked] = []
    for duty in sorted(versions, key=lambda each: each.valid_from or dt.date.min):
        for part in _cut(between(duty.valid_from, duty.valid_to), own):
            made = _asked(duty, part, _ruling(own, part.first))
            if found and (found[-1].duty, found[-1].setting) == (duty, made.setting):
                made = replace(made, valid=Span(found.pop().valid.first, part.last))
            found.append(made)
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
    """Every period that begins from `first` to `last` and of which the owner saw a day, with whether he owes it.

    `exists`: when the owner existed (or held the post), in stretches that do not touch. Which rule is asked in a period
    is decided by more than half of its days; the time to fulfil it is not cut by a change of rules.
    """
    rules = list(asked)
    life = merged(rule.valid for rule in rules)
    found: dict[Span, Owed] = {}
    for rule in rules:
        for span in spans(rule.period, first, last):
            within = due_within(span, rule.duty.due_by if rule.period == "year" else None)
            part = _longest_part(within, [rule.valid], exists)
            if part is None or (within in found and not found[within].why_not):
                continue
            why_not = rule.why_not if owes(within, part) else _too_short(within, part)
            if within in found and why_not:
                continue
            windows = [each for each in _parts(within, life, exists) if each.covers(part.first)]
            found[within] = Owed(_put_off(rule, span, rules), within, windows[0], why_not)
    return sorted(found.values(), key=lambda each: each.span)


def _parts(span: Span, valid: Iterable[Span], exists: Iterable[Span]) -> list[Span]:
    there = list(exists)
    return [
        part
        for each in valid
        if (within := span.common(each)) is not None
        for other in there
        if (part := within.common(other)) is not None
    ]


def _longest_part(span: Span, valid: Iterable[Span], exists: Iterable[Span]) -> Span | None:
    return max(_parts(span, valid, exists), key=lambda each: (each.days, -each.first.toordinal()), default=None)


def _put_off(rule: Asked, span: Span, rules: Iterable[Asked]) -> Asked:
    """What the superior allowed at any time of the period counts for all of it."""
    allowed = max(each.extended_days for each in rules if each.valid.common(span))
    return rule if allowed == rule.extended_days else replace(rule, extended_days=allowed)


def _too_short(span: Span, part: Span) -> str:
    return f"这一期只有 {part.days} 天（共 {span.days} 天）在职责范围内，不足一半，不计"
