"""The light of a task: computed from its days and its accepted reports, never set by hand. Pure.

Three schemes are in use and contradict each other, so an institution chooses one (party_rules TK09–TK12):

- *blue_yellow_red* (蓝黄红): blue near the deadline, yellow behind plan or of poor quality, red overdue;
- *white_yellow_red* (白黄红): letters that escalate: white given out, yellow not done in time, red still not done after
  it was pressed for;
- *green_yellow_red* (绿黄红): green on track, yellow near the deadline, red behind plan or overdue.

The due day itself is in time: a task is overdue from the day after. A deadline on a day off is not moved; only the
days of warning are counted in working days, when the institution says so.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from linghang.core.workdays import add_workdays, workdays_between
from linghang.tasks.history import Press, State, say_day

Scheme = Literal["blue_yellow_red", "white_yellow_red", "green_yellow_red"]
Colour = Literal["green", "white", "blue", "yellow", "red"]
Shape = Literal["circle", "ring", "diamond", "triangle", "square"]
SHAPES: dict[Colour, Shape] = {
    "green": "circle",
    "white": "ring",
    "blue": "diamond",
    "yellow": "triangle",
    "red": "square",
}
"""Every colour has a shape of its own: a light is told apart in print and by those who do not see colours."""
LIT = frozenset({"assigned", "working", "closing"})
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """How an institution lights its tasks: the scheme and how many (working or calendar) days before it warns."""

    scheme: Scheme = "green_yellow_red"
    warn_days: int = 3
    working_days: bool = True


@dataclass(frozen=True)
class Milestone:
    """A step with its own day; whether it is done the reports tell."""

    position: int
    title: str
    due: dt.date


@dataclass(frozen=True)
class Light:
    """`word`: what it means in a word; `reason`: why, in a sentence. `until`: the last day on which it stays so if
    nothing happens; None when only a deed changes it.
    """

    colour: Colour
    shape: Shape
    word: str
    reason: str
    until: dt.date | None = None


@dataclass(frozen=True)
class _View:
    """A task on a day, as the schemes look at it."""

    state: State
    due: dt.date
    rules: Rules
    warn_days: int
    milestones: tuple[Milestone, ...]
    today: dt.date

    @property
    def overdue(self) -> bool:
        return self.state.overdue(self.today)

    @property
    def waiting(self) -> bool:
        """Declared done: it waits for the reviewer, and no further day of the department counts."""
        return self.state.stage == "closing"

    @property
    def near(self) -> bool:
        return not self.waiting and warns_from(self.due, self.warn_days, self.rules) <= self.today <= self.due

    @property
    def missed(self) -> Milestone | None:
        """The first milestone whose day has passed without an accepted report."""
        open_ones = [each for each in self.milestones if each.position not in self.state.done]
        passed = [] if self.waiting else [each for each in open_ones if each.due < self.today]
        return min(passed, key=lambda each: (each.due, each.position), default=None)

    @property
    def pressed(self) -> Press | None:
        """The first press after the due day that was not answered by the day it demanded."""
        pressed = (*self.state.urges, *self.state.inspections)
        late = [each for each in pressed if each.on > self.due and answer_by(each, self.rules) < self.today]
        return min(late, key=lambda each: each.on, default=None)


def light(
    state: State,
    rules: Rules,
    today: dt.date,
    *,
    warn_days: int | None = None,
    milestones: Sequence[Milestone] = (),
) -> Light | None:
    """The light of a task on `today`. `warn_days` is the task's own, instead of the institution's.

    None when there is nothing to light: not yet given out, suspended, closed or withdrawn; under 蓝黄红 also a task in
    good order, for that scheme has no colour for it.
    """
    if state.stage not in LIT or state.due is None:
        return None
    warn = rules.warn_days if warn_days is None else warn_days
    view = _View(state, state.due, rules, warn, tuple(milestones), today)
    found = _SCHEMES[rules.scheme](view)
    if found is None:
        return None
    colour, word, reason = found
    return Light(colour, SHAPES[colour], word, reason, _until(view, colour))


def warns_from(due: dt.date, warn_days: int, rules: Rules) -> dt.date:
    """The first day on which no more than `warn_days` (working) days are left after it."""
    if not rules.working_days:
        return due - _DAY * warn_days
    return add_workdays(due + _DAY, -(warn_days + 1))


def answer_by(press: Press, rules: Rules) -> dt.date:
    """The day by which a press asks for an answer: its own, else as many days later as the institution warns before."""
    if press.until is not None:
        return press.until
    days = rules.warn_days
    return add_workdays(press.on, days) if rules.working_days else press.on + _DAY * days


_Found = tuple[Colour, str, str]


def _blue_yellow_red(view: _View) -> _Found | None:
    if view.overdue:
        return "red", "逾期", _overdue(view)
    if behind := _behind(view) or _poor(view):
        return "yellow", "滞后", behind
    return ("blue", "临近", _near(view)) if view.near else None


def _white_yellow_red(view: _View) -> _Found:
    if not view.overdue:
        return "white", "交办", "已申请办结，等待复核" if view.waiting else f"交办事项，时限 {say_day(view.due)}"
    if not view.waiting and (press := view.pressed):
        return "red", "通报", f"{_overdue(view)}，{say_day(press.on)}督办后仍未办结"
    return "yellow", "督办", _overdue(view)


def _green_yellow_red(view: _View) -> _Found:
    if view.overdue:
        return "red", "逾期", _overdue(view)
    if behind := _behind(view):
        return "red", "滞后", behind
    if view.near:
        return "yellow", "临近", _near(view)
    return "green", "正常", "已申请办结，等待复核" if view.waiting else f"时限 {say_day(view.due)}"


_SCHEMES = {
    "blue_yellow_red": _blue_yellow_red,
    "white_yellow_red": _white_yellow_red,
    "green_yellow_red": _green_yellow_red,
}


def _overdue(view: _View) -> str:
    if view.waiting and view.state.asked_on is not None:
        return f"申请办结时已逾期 {(view.state.asked_on - view.due).days} 天"
    return f"时限 {say_day(view.due)}，已逾期 {(view.today - view.due).days} 天"


def _behind(view: _View) -> str:
    if missed := view.missed:
        return f"节点“{missed.title}”应于 {say_day(missed.due)} 完成，还没有采信的反馈"
    return "督查结论：未达序时进度" if view.state.finding == "behind" and not view.waiting else ""


def _poor(view: _View) -> str:
    return "督查或复核认为质量不高" if view.state.finding == "poor" and not view.waiting else ""


def _near(view: _View) -> str:
    if view.today == view.due:
        return "今天到期"
    if view.rules.working_days:
        left = workdays_between(view.today, view.due)
        return f"距时限 {say_day(view.due)} 还有 {left} 个工作日"
    return f"距时限 {say_day(view.due)} 还有 {(view.due - view.today).days} 天"


def _after(day: dt.date) -> dt.date:
    return day + _DAY if day < dt.date.max else day


def _until(view: _View, colour: Colour) -> dt.date | None:
    """The light can only change on certain days; the first of them on which it does ends this one."""
    if view.waiting:
        return None
    presses = (*view.state.urges, *view.state.inspections)
    days = {
        warns_from(view.due, view.warn_days, view.rules),
        _after(view.due),
        *(_after(each.due) for each in view.milestones),
        *(_after(answer_by(each, view.rules)) for each in presses),
    }
    for day in sorted(each for each in days if each > view.today):
        later = _SCHEMES[view.rules.scheme](replace(view, today=day))
        if later is None or later[0] != colour:
            return day - _DAY
    return None
