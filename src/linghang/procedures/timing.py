"""Between which days a step may be done. Pure.

Every bound is the day of an earlier step plus a length of time, by the calendar or in working days. “满一年” is the
day of the same date a year later; from the 31st a month ends on the last day of a shorter one. The last day is in time,
and a deadline on a day off is not moved.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from linghang.packs.durations import Duration
from linghang.packs.procedure import OPENED, SUBJECT, Procedure, Step, TimeRule
from linghang.procedures.cases import Done, State
from linghang.tasks.history import as_day, say_day

BoundKind = Literal["not_before", "due", "lapses"]


@dataclass(frozen=True)
class Bound:
    """One limit in days: `day` is the first allowed (not_before), the last in time (due), the last good one (lapses).

    `warns_from`: the day from which a due day is near. `back_to`: the step to be done anew once it has lapsed.
    `blocks`: whether it refuses (a due day never does; an unverified rule never does). `field`: the date of the step
    that it binds; "" binds the day of the step itself. `reason`: where it comes from, in words, with the rule's id.
    """

    kind: BoundKind
    day: dt.date
    reason: str
    rule: str = ""
    warns_from: dt.date | None = None
    back_to: str = ""
    blocks: bool = False
    field: str = ""
    message: str = ""
    unverified: bool = False


@dataclass(frozen=True)
class Window:
    """Between which days a step may be done, None where nothing limits it; every bound stands in `bounds`."""

    not_before: dt.date | None
    due: dt.date | None
    warns_from: dt.date | None
    lapses_on: dt.date | None
    bounds: tuple[Bound, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every bound in words."""
        return tuple(bound.reason for bound in self.bounds)

    def lapsed(self, day: dt.date) -> Bound | None:
        """What had lapsed by `day`: of several the longest, for it goes back furthest."""
        past = [bound for bound in self.bounds if bound.kind == "lapses" and not bound.field and bound.day < day]
        return max(past, key=lambda bound: bound.day, default=None)


def window(
    procedure: Procedure,
    state: State,
    code: str,
    *,
    known: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    on: dt.date | None = None,
) -> Window:
    """The window of a step of a resolved procedure. `known`: facts of the subject; `data`, `on`: what the step itself
    says and its day, for rules that count from them."""
    step = procedure.step(code)
    bounds: list[Bound] = []
    for rule in step.times:
        start = start_of(state, step, rule, known or {}, data or {}, on)
        if start is not None:
            bounds += _bounds(procedure, rule, start)
    bounds += _repetition(procedure, state, step)
    own = [bound for bound in bounds if not bound.field]
    dues = [bound for bound in own if bound.kind == "due"]
    first = min(dues, key=lambda bound: bound.day, default=None)
    return Window(
        max((bound.day for bound in own if bound.kind == "not_before"), default=None),
        first.day if first else None,
        min((bound.warns_from for bound in dues if bound.warns_from), default=None),
        min((bound.day for bound in own if bound.kind == "lapses"), default=None),
        tuple(bounds),
    )


def start_of(
    state: State,
    step: Step,
    rule: TimeRule,
    known: Mapping[str, Any],
    data: Mapping[str, Any],
    on: dt.date | None = None,
) -> dt.date | None:
    """The day from which the rule counts; None while it is not known, so that the rule does not apply yet."""
    if rule.unless and state.times(rule.unless):
        return None
    if rule.since == SUBJECT:
        return _day(known.get(f"{SUBJECT}__{rule.since_field}"))
    if rule.since == OPENED:
        return _day(state.opened.get(rule.since_field)) if rule.since_field else state.opened_on
    if rule.since == step.code and not rule.since_outcome:
        if rule.since_field:
            return _day(data.get(rule.since_field))
        if rule.field:
            return on
    done = _start_step(state, rule)
    if done is None:
        return None
    return _day(done.data.get(rule.since_field)) if rule.since_field else done.on


def _start_step(state: State, rule: TimeRule) -> Done | None:
    if rule.since_outcome:
        return state.last(rule.since, rule.since_outcome)
    return state.done.get(rule.since)


def _bounds(procedure: Procedure, rule: TimeRule, start: dt.date) -> list[Bound]:
    """What one rule says, in days."""
    found = []
    said = _said(procedure, rule, start)
    common: dict[str, Any] = {
        "rule": rule.rule,
        "field": rule.field or "",
        "message": rule.message,
        "unverified": rule.unverified,
    }
    blocks = rule.severity == "block" and not rule.unverified
    mark = _mark(rule)
    if rule.at_least:
        length = Duration.parse(rule.at_least)
        day = length.after(start)
        text = f"{said}满{length}，最早{say_day(day)}{mark}"
        found.append(Bound("not_before", day, text, blocks=blocks, **common))
    if rule.within:
        length = Duration.parse(rule.within)
        day = length.after(start)
        near = Duration.parse(rule.warn_after).after(start) if rule.warn_after else _near(start, day)
        text = f"{said}{length}内，最迟{say_day(day)}{mark}"
        found.append(Bound("due", day, text, warns_from=near, blocks=blocks and bool(rule.field), **common))
    if rule.lapses_after and rule.back_to:
        length = Duration.parse(rule.lapses_after)
        day = length.after(start)
        back = procedure.step(rule.back_to).title
        text = f"{said}超过{length}（{say_day(day)}）未办，须重新办理“{back}”{mark}"
        found.append(Bound("lapses", day, text, blocks=blocks, back_to=rule.back_to, **common))
    return found


def _repetition(procedure: Procedure, state: State, step: Step) -> list[Bound]:
    """When a repeating step is due: so long after it was done last, or after what comes before it."""
    if not step.repeats:
        return []
    after = procedure.after(step.code)
    before = [state.done[code].on for code in after if code in state.done]
    last = state.done.get(step.code)
    start = last.on if last else max(before, default=None if after else state.opened_on)
    if start is None:
        return []
    length = Duration.parse(step.repeats)
    day = length.after(start)
    words = f"上次{say_day(start)}" if last else f"自{say_day(start)}起"
    mark = f"（{step.rule}）" if step.rule else ""
    text = f"每{length}一次，{words}，最迟{say_day(day)}{mark}"
    return [Bound("due", day, text, step.rule, warns_from=_near(start, day))]


def _near(start: dt.date, day: dt.date) -> dt.date:
    """The day on which two thirds of the time are over (领航自拟, where the rule itself does not say)."""
    return start + dt.timedelta(days=-(-(day - start).days * 2 // 3))


def _said(procedure: Procedure, rule: TimeRule, start: dt.date) -> str:
    """自“递交入党申请书”（2025年3月1日）起, or 自出生日期（…）起."""
    if rule.since == SUBJECT:
        what = {"birthday": "出生日期", "leaving_on": "离开日期"}.get(rule.since_field or "", "对象的日期")
        return f"自{what}（{say_day(start)}）起"
    if rule.since == OPENED:
        fields = {field.code: field.title for field in procedure.fields}
        return f"自{fields.get(rule.since_field or '', '启动')}（{say_day(start)}）起"
    step = procedure.step(rule.since)
    what = step.field(rule.since_field).title if rule.since_field else step.title
    return f"自“{what}”（{say_day(start)}）起"


def _mark(rule: TimeRule) -> str:
    """The id of the rule and whether it is verified: （MD06）, （MD12，未核实，只提醒）."""
    words = [rule.rule] if rule.rule else []
    if rule.unverified:
        words.append("未核实，只提醒")
    return f"（{'，'.join(words)}）" if words else ""


def _day(value: Any) -> dt.date | None:
    """A date as stored or typed; None for what is missing or no date (the field itself says so)."""
    try:
        return as_day(value)
    except ValueError:
        return None
