"""What comes next in a case: which steps, between which days, and what stands in their way. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linghang.packs.procedure import Step
from linghang.procedures.cases import State
from linghang.procedures.course import Course, judge, row_of
from linghang.procedures.facts import NOTHING, Known
from linghang.procedures.timing import Window, window
from linghang.tasks.history import say_day
from linghang.tasks.lights import SHAPES, Colour, Light


@dataclass(frozen=True)
class Due:
    """A step that is to be done next. `light`: None while nothing limits it. `blocked_by`: what stands in its way
    today, in words with the rule's id; empty when it may be done. `optional`: the case may go on without it."""

    step: Step
    not_before: dt.date | None
    due: dt.date | None
    lapses_on: dt.date | None
    light: Light | None
    blocked_by: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    optional: bool = False


def possible(course: Course, state: State, today: dt.date, known: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The steps that may be taken up: the current ones, and those to be done anew because something has lapsed."""
    return tuple(dict.fromkeys((*_to_redo(course, state, today, known or {}), *state.current)))


def next_up(course: Course, state: State, today: dt.date, known: Known = NOTHING) -> list[Due]:
    """The steps to be done next, with their days, their light and what stands in their way."""
    row = row_of(course, state, known) | {"done_on": today}
    found, needed = [], must(course, state)
    for code in possible(course, state, today, known.values):
        step = course.procedure.step(code)
        limits = window(course.procedure, state, code, known=known.values)
        found.append(
            Due(
                step,
                limits.not_before,
                limits.due,
                limits.lapses_on,
                _light(limits, today),
                _obstacles(course, step, limits, row, today),
                limits.reasons,
                code not in needed,
            )
        )
    return found


def must(course: Course, state: State) -> set[str]:
    """Of the current steps those without which the case does not go on."""
    steps = (course.procedure.step(code) for code in state.current)
    return {
        step.code
        for step in steps
        if not (step.optional and step.code not in state.required) and not (step.repeats and step.code in state.done)
    }


def _to_redo(course: Course, state: State, today: dt.date, known: Mapping[str, Any]) -> list[str]:
    """Steps that were done and have to be done anew: what stood on them has lapsed."""
    lapsed = (window(course.procedure, state, code, known=known).lapsed(today) for code in state.current)
    return [bound.back_to for bound in lapsed if bound is not None and bound.back_to in state.done]


def _obstacles(course: Course, step: Step, limits: Window, row: Mapping[str, Any], today: dt.date) -> tuple[str, ...]:
    found = [
        bound.reason for bound in limits.bounds if bound.kind == "not_before" and not bound.field and today < bound.day
    ]
    lapsed = limits.lapsed(today)
    if lapsed is not None:
        found.append(lapsed.reason)
    own = f"{step.code}__"
    others = {name: None if name.startswith(own) else value for name, value in row.items()}
    found += [finding.said for finding in judge(course, step.code, others) if finding.blocks]
    return tuple(found)


def _light(limits: Window, today: dt.date) -> Light | None:
    """Red when overdue or lapsed, yellow when near, blue while it is too early, green while there is time."""
    lapsed = limits.lapsed(today)
    if lapsed is not None and lapsed.blocks:
        return _lamp("red", "失效", lapsed.reason)
    if limits.due is not None and today > limits.due:
        return _lamp("red", "逾期", f"应于{say_day(limits.due)}前办理，已逾期{(today - limits.due).days}天")
    if limits.not_before is not None and today < limits.not_before:
        return _lamp("blue", "未到", f"{say_day(limits.not_before)}起可以办理")
    if limits.due is None:
        return None
    if limits.warns_from is not None and today >= limits.warns_from:
        return _lamp("yellow", "临近", f"应于{say_day(limits.due)}前办理")
    return _lamp("green", "正常", f"应于{say_day(limits.due)}前办理")


def _lamp(colour: Colour, word: str, reason: str) -> Light:
    return Light(colour, SHAPES[colour], word, reason)
