"""What the events of a case say about it. Pure.

A case is the sum of its events: `replay` reads them in order and knows nothing else. It does not judge them; whether a
step is allowed is told by `flow.check` before it is written.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from linghang.packs.procedure import Outcome, Procedure, Step

OPENED, SUSPENDED, RESUMED, CLOSED, TAKEN_BACK, MOVED = (
    "_opened",
    "_suspended",
    "_resumed",
    "_closed",
    "_taken_back",
    "_moved",
)
"""Events that are no step of the procedure. Taken back: the event before it does not stand. Moved: to another Party
branch."""
EVENT_TITLES: Mapping[str, str] = {
    OPENED: "启动",
    SUSPENDED: "中止",
    RESUMED: "恢复",
    CLOSED: "终止",
    TAKEN_BACK: "撤回上一步",
    MOVED: "转到其他党支部",
}
DONE, ENDED = "done", "ended"
"""Results of a case that went through, and of one that was closed before its end; else the outcome of its last step."""


@dataclass(frozen=True)
class Tally:
    """A vote in numbers: who was entitled, who came, and how they voted; written opinions of absent members apart."""

    entitled: int
    present: int
    in_favour: int
    against: int = 0
    abstain: int = 0
    written_in_favour: int = 0
    written_against: int = 0
    written_abstain: int = 0


@dataclass(frozen=True)
class Event:
    """One thing that happened. `step`: a step's code, or one of `EVENT_TITLES`; `on`: the day; `data`: the step's
    fields as stored (days as ISO text); `documents`: the codes of the papers that came with it."""

    step: str
    on: dt.date
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    tally: Tally | None = None
    text: str = ""


@dataclass(frozen=True)
class Done:
    """A step that was done. `position`: its place among the events, from 1."""

    step: str
    on: dt.date
    outcome: str
    data: Mapping[str, Any]
    documents: tuple[str, ...]
    tally: Tally | None
    position: int


@dataclass(frozen=True)
class State:
    """A case as its events leave it. `opened_on` None: nothing has happened yet.

    `opened`: what was said when it was opened. `done`: the steps that are done in this round, each as it was done
    last. `past`: all that was done, also what was gone back behind. `current`: the steps that may be done. `required`:
    optional steps that an outcome went back to. `papers`: what was
    handed in with the steps that stand, by step. `round`: how often the case went back, plus one. `result`: how it
    ended (`DONE`, `ENDED`, or an outcome). `last_step`: what the last event that stands was about.
    """

    opened_on: dt.date | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    done: Mapping[str, Done] = field(default_factory=dict)
    past: tuple[Done, ...] = ()
    current: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    papers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    suspended_on: dt.date | None = None
    closed_on: dt.date | None = None
    result: str = ""
    round: int = 1
    count: int = 0
    last_on: dt.date | None = None
    last_step: str = ""

    @property
    def open(self) -> bool:
        return self.opened_on is not None and self.closed_on is None

    def times(self, step: str) -> int:
        """How often the step was done in the whole case."""
        return sum(each.step == step for each in self.past)

    def last(self, step: str, outcome: str) -> Done | None:
        """The last time the step ended so, also in an earlier round."""
        return next((each for each in reversed(self.past) if (each.step, each.outcome) == (step, outcome)), None)


def replay(procedure: Procedure, events: Iterable[Event]) -> State:
    """The state after all events."""
    everything = list(events)
    state = State()
    for position, event in standing(everything):
        state = _follow(procedure, state, event, position)
        state = replace(state, last_step=event.step)
    last_on = everything[-1].on if everything else None
    return replace(state, count=len(everything), last_on=last_on, current=_current(procedure, state))


def standing(events: Iterable[Event]) -> list[tuple[int, Event]]:
    """The events that were not taken back, each with its place among all, from 1."""
    found: list[tuple[int, Event]] = []
    for position, event in enumerate(events, 1):
        if event.step != TAKEN_BACK:
            found.append((position, event))
        elif len(found) > 1:
            found.pop()
    return found


def satisfied(procedure: Procedure, state: State, code: str, *, seen: frozenset[str] = frozenset()) -> bool:
    """Whether what comes after the step may begin: it is done, or it may be left out and what is before it is done."""
    if code in state.done or code in seen:
        return True
    if not left_out(procedure, state, code):
        return False
    return all(satisfied(procedure, state, each, seen=seen | {code}) for each in procedure.after(code))


def lacking(procedure: Procedure, state: State, code: str) -> tuple[str, ...]:
    """The steps that really are missing before this one: those that may be left out are looked through."""
    found: dict[str, None] = {}
    waiting, seen = list(procedure.after(code)), set[str]()
    while waiting:
        each = waiting.pop(0)
        if each in state.done or each in seen:
            continue
        seen.add(each)
        if left_out(procedure, state, each):
            waiting += procedure.after(each)
        else:
            found[each] = None
    return tuple(found)


def left_out(procedure: Procedure, state: State, code: str) -> bool:
    """Whether the case may go on without the step."""
    return procedure.step(code).optional and code not in state.required


def _follow(procedure: Procedure, state: State, event: Event, position: int) -> State:
    match event.step:
        case "_opened":
            return replace(state, opened_on=event.on, opened=event.data)
        case "_suspended":
            return replace(state, suspended_on=event.on)
        case "_resumed":
            return replace(state, suspended_on=None)
        case "_closed":
            return replace(state, closed_on=event.on, result=ENDED, suspended_on=None)
        case "_moved":
            return state
    return _step(procedure, state, event, position)


def _step(procedure: Procedure, state: State, event: Event, position: int) -> State:
    step = procedure.step(event.step)
    made = Done(step.code, event.on, event.outcome, event.data, event.documents, event.tally, position)
    if step.code in state.done and not step.repeats:
        state = (
            replace(state, round=state.round + 1)
            if _alone(procedure, step.code)
            else _undone(procedure, state, step.code)
        )
    done = {**state.done, step.code: made}
    papers = {**state.papers, step.code: state.papers.get(step.code, frozenset()) | set(event.documents)}
    state = replace(state, done=done, past=(*state.past, made), required=state.required - {step.code}, papers=papers)
    return _ended(procedure, state, step, step.outcomes.get(event.outcome), event)


def _ended(procedure: Procedure, state: State, step: Step, outcome: Outcome | None, event: Event) -> State:
    """Where the end of the step leaves the case: behind, closed, or on its way."""
    if outcome is not None and outcome.back_to:
        state = _undone(procedure, state, outcome.back_to, step.code)
        wanted = {outcome.back_to} if procedure.step(outcome.back_to).optional else set[str]()
        return replace(state, required=state.required | wanted)
    if outcome is not None and outcome.ends:
        return replace(state, closed_on=event.on, result=event.outcome)
    if all(each.code in state.done or left_out(procedure, state, each.code) for each in procedure.steps):
        return replace(state, closed_on=event.on, result=DONE)
    return state


def _alone(procedure: Procedure, code: str) -> bool:
    """Whether the step is done anew without what follows it: its result lapses by itself (政治审查)."""
    redone = {rule.redo for step in procedure.steps for rule in step.times if rule.back_to == code}
    return redone == {"step"}


def _undone(procedure: Procedure, state: State, back_to: str, also: str = "") -> State:
    """The case goes back to a step: it and all that come after it are to be done anew."""
    gone = {back_to, also} | procedure.behind(back_to)
    done = {code: each for code, each in state.done.items() if code not in gone}
    papers = {code: each for code, each in state.papers.items() if code not in gone}
    return replace(state, done=done, papers=papers, round=state.round + 1)


def _current(procedure: Procedure, state: State) -> tuple[str, ...]:
    if not state.open or state.suspended_on is not None:
        return ()
    return tuple(step.code for step in procedure.steps if _may_be_done(procedure, state, step))


def _may_be_done(procedure: Procedure, state: State, step: Step) -> bool:
    if step.code in state.done and not step.repeats:
        return False
    if step.only_back and step.code not in state.required:
        return False
    if step.repeats and any(code in state.done for code in procedure.later(step.code)):
        return False
    if step.optional and step.code not in state.required and procedure.behind(step.code) & set(state.done):
        return False
    return all(satisfied(procedure, state, code) for code in procedure.after(step.code))
