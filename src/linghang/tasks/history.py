"""What the events of a task say about it. Pure.

A task is the sum of its events: `replay` reads them in order and knows nothing else. It does not judge them; whether a
step is allowed is told by `flow.check` before it is written.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from types import MappingProxyType
from typing import Any

OPEN = frozenset({"registered", "assigned", "working", "closing", "suspended"})
"""Stages of a task that is still to be done."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `on`: the day; `data`: what its kind asks for besides (days as ISO text)."""

    kind: str
    on: dt.date
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    department: str = ""


@dataclass(frozen=True)
class Report:
    """A report on progress. `position`: its place among the events, from 1. `rejected`: not accepted by a reviewer."""

    position: int
    on: dt.date
    text: str
    percent: int | None
    milestones: tuple[int, ...]
    period: dt.date
    files: int
    rejected: bool = False


@dataclass(frozen=True)
class Extension:
    """A request for more time and its answer: `granted` is the new due day, None when refused or not yet answered."""

    asked_on: dt.date
    due: dt.date
    answered_on: dt.date | None = None
    granted: dt.date | None = None


@dataclass(frozen=True)
class Press:
    """The supervisor pressed for it (催办 or 督查); `until`: the day by which an answer was demanded."""

    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Span:
    """Days on which nothing was asked of the department, both included; `last` is open while it goes on."""

    first: dt.date
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class State:
    """A task as its events leave it. `stage` "" and `opened_on` None: nothing has happened yet.

    `first_due` is the due day of the first assignment and never changes: statistics measure against it. `asked_on`: the
    day on which the department last declared the task done (申请办结); it decides whether it was in time, since the
    review is not the department's. `idle`: suspensions, waiting for review, closed and withdrawn times. `finding` is
    the supervisor's latest judgement (`sound`, `behind`, `poor`). `before`: the stage a suspended task returns to.
    `leads`: the leading departments in turn, each from its day on. `evidence`: files that were not rejected.
    """

    stage: str = ""
    opened_on: dt.date | None = None
    assigned_on: dt.date | None = None
    accepted_on: dt.date | None = None
    first_due: dt.date | None = None
    due: dt.date | None = None
    percent: int = 0
    asked_on: dt.date | None = None
    closed_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    last_on: dt.date | None = None
    approval: str = ""
    before: str = ""
    finding: str = ""
    count: int = 0
    leads: tuple[tuple[dt.date, str], ...] = ()
    reports: tuple[Report, ...] = ()
    extensions: tuple[Extension, ...] = ()
    returns: tuple[dt.date, ...] = ()
    urges: tuple[Press, ...] = ()
    inspections: tuple[Press, ...] = ()
    suspensions: tuple[Span, ...] = ()
    idle: tuple[Span, ...] = ()
    circulations: tuple[dt.date, ...] = ()
    scores: tuple[tuple[dt.date, str], ...] = ()
    statement: str = ""
    evidence: int = 0

    @property
    def department(self) -> str:
        """The code of the leading department, "" when the institution as a whole answers."""
        return self.leads[-1][1] if self.leads else ""

    @property
    def pending(self) -> Extension | None:
        """The request for more time that waits for its answer."""
        last = self.extensions[-1] if self.extensions else None
        return last if last and last.answered_on is None else None

    @property
    def done(self) -> Mapping[int, dt.date]:
        """Milestones by position with the day of the first report, not rejected, that names them."""
        found: dict[int, dt.date] = {}
        for report in self.reports:
            for position in () if report.rejected else report.milestones:
                found.setdefault(position, report.on)
        return MappingProxyType(found)

    @property
    def open(self) -> bool:
        return self.stage in OPEN

    def overdue(self, today: dt.date) -> bool:
        """Whether the due day has passed without the task being declared done. A suspended task is never overdue."""
        if self.due is None or self.stage not in ("assigned", "working", "closing"):
            return False
        day = self.asked_on if self.stage == "closing" and self.asked_on else today
        return day > self.due

    def lead_on(self, day: dt.date) -> str:
        """The leading department at the end of `day`; the first one for days before."""
        held = [code for since, code in self.leads if since <= day]
        return held[-1] if held else (self.leads[0][1] if self.leads else "")


def replay(events: Iterable[Event]) -> State:
    """The state after all events."""
    return reduce(follow, events, State())


def steps(events: Iterable[Event]) -> Iterator[tuple[Event, State]]:
    """Each event with the state after it."""
    state = State()
    for event in events:
        state = follow(state, event)
        yield event, state


def follow(state: State, event: Event) -> State:
    """The state after one more event."""
    state = _but(state, count=state.count + 1, last_on=event.on)
    return _EFFECTS[event.kind](state, event)


def _but(state: State, **changes: Any) -> State:
    """`dataclasses.replace`, several times faster for so many fields: a page replays thousands of events."""
    changed = object.__new__(State)
    changed.__dict__.update(state.__dict__, **changes)
    return changed


def up_to(events: Iterable[Event], day: dt.date) -> list[Event]:
    """The events of `day` and before: what was so at the end of that day."""
    return [event for event in events if event.on <= day]


def as_day(value: Any) -> dt.date | None:
    """A day given as a date or as ISO text; None when there is none. ValueError when it is neither."""
    if value is None or value == "":
        return None
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def say_day(day: dt.date) -> str:
    """2023年5月4日, as official documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _register(state: State, event: Event) -> State:
    lead = str(event.data.get("department", ""))
    return _but(state, stage="registered", opened_on=event.on, leads=((event.on, lead),))


def _approve(state: State, event: Event) -> State:
    return _but(state, approval="passed" if event.data.get("passed", True) else "refused")


def _assign(state: State, event: Event) -> State:
    due = as_day(event.data["due"])
    return _but(state, stage="assigned", assigned_on=event.on, due=due, first_due=due)


def _report(state: State, event: Event) -> State:
    percent = event.data.get("percent")
    files = len(event.data.get("files", ()))
    report = Report(
        position=state.count,
        on=event.on,
        text=event.text,
        percent=None if percent in (None, "") else int(percent),
        milestones=tuple(int(position) for position in event.data.get("milestones", ())),
        period=as_day(event.data.get("period")) or event.on,
        files=files,
    )
    said = state.percent if report.percent is None else report.percent
    return _but(state, reports=(*state.reports, report), percent=said, evidence=state.evidence + files)


def _press(state: State, event: Event) -> Press:
    return Press(event.on, as_day(event.data.get("until")))


def _inspect(state: State, event: Event) -> State:
    state = _reject(state, event)
    finding = str(event.data.get("finding") or state.finding)
    return _but(state, inspections=(*state.inspections, _press(state, event)), finding=finding)


def _reject(state: State, event: Event) -> State:
    """Reports that the supervisor does not accept: their milestones are open again and their files prove nothing."""
    refused = {int(position) for position in event.data.get("rejected", ())}
    lost = sum(report.files for report in state.reports if report.position in refused and not report.rejected)
    reports = tuple(replace(each, rejected=each.rejected or each.position in refused) for each in state.reports)
    return _but(state, reports=reports, evidence=state.evidence - lost)


def _answer(state: State, event: Event, *, granted: bool) -> State:
    *earlier, asked = state.extensions
    due = (as_day(event.data.get("due")) or asked.due) if granted else None
    answered = replace(asked, answered_on=event.on, granted=due)
    return _but(state, extensions=(*earlier, answered), due=due or state.due)


def _drop_request(state: State, event: Event) -> State:
    """A request for more time falls away when the task is declared done or taken back."""
    return _answer(state, event, granted=False) if state.pending else state


def _rest(state: State, event: Event) -> State:
    return _but(state, idle=(*state.idle, Span(event.on)))


def _wake(state: State, event: Event) -> State:
    if not state.idle or state.idle[-1].last is not None:
        return state
    return _but(state, idle=(*state.idle[:-1], replace(state.idle[-1], last=event.on)))


def _suspend(state: State, event: Event) -> State:
    suspended = _but(state, stage="suspended", before=state.stage, suspensions=(*state.suspensions, Span(event.on)))
    return _rest(suspended, event)


def _resume(state: State, event: Event) -> State:
    state = _wake(_end_suspension(state, event), event)
    return _but(state, stage=state.before, before="", due=as_day(event.data.get("due")) or state.due)


def _end_suspension(state: State, event: Event) -> State:
    return _but(state, suspensions=(*state.suspensions[:-1], replace(state.suspensions[-1], last=event.on)))


def _lead(state: State, event: Event) -> State:
    """Another department leads from now on: by 移交, or by 修改 before the task is given out."""
    if "department" not in event.data:
        return state
    return _but(state, leads=(*state.leads, (event.on, str(event.data["department"]))))


def _ask_close(state: State, event: Event) -> State:
    files = len(event.data.get("files", ()))
    state = _rest(_drop_request(state, event), event)
    statement = str(event.data.get("statement", ""))
    return _but(state, stage="closing", asked_on=event.on, evidence=state.evidence + files, statement=statement)


def _return(state: State, event: Event) -> State:
    state = _wake(_reject(state, event), event)
    return _but(state, stage="working", asked_on=None, returns=(*state.returns, event.on), finding="poor")


def _close(state: State, event: Event) -> State:
    return _but(state, stage="closed", closed_on=event.on, percent=100, finding="")


def _reopen(state: State, event: Event) -> State:
    stage = "working" if state.accepted_on else "assigned" if state.assigned_on else "registered"
    state = _wake(state, event)
    due = as_day(event.data.get("due")) or state.due
    return _but(state, stage=stage, due=due, asked_on=None, closed_on=None, withdrawn_on=None, before="")


def _withdraw(state: State, event: Event) -> State:
    state = _drop_request(state, event)
    if state.stage == "suspended":
        state = _end_suspension(state, event)
    elif state.stage != "closing":
        state = _rest(state, event)
    return _but(state, stage="withdrawn", withdrawn_on=event.on, before="")


_EFFECTS: dict[str, Callable[[State, Event], State]] = {
    "register": _register,
    "ask_approval": lambda state, event: _but(state, approval="asked"),
    "approve": _approve,
    "decompose": lambda state, event: state,
    "assign": _assign,
    "accept": lambda state, event: _but(state, stage="working", accepted_on=event.on),
    "report": _report,
    "urge": lambda state, event: _but(state, urges=(*state.urges, _press(state, event))),
    "inspect": _inspect,
    "ask_extension": lambda state, event: _but(
        state, extensions=(*state.extensions, Extension(event.on, as_day(event.data["due"]) or event.on))
    ),
    "grant_extension": partial(_answer, granted=True),
    "refuse_extension": partial(_answer, granted=False),
    "suspend": _suspend,
    "resume": _resume,
    "transfer": _lead,
    "ask_close": _ask_close,
    "return": _return,
    "close": _close,
    "reopen": _reopen,
    "circulate": lambda state, event: _but(state, circulations=(*state.circulations, event.on)),
    "appraise": lambda state, event: _but(state, scores=(*state.scores, (event.on, str(event.data.get("score", ""))))),
    "withdraw": _withdraw,
    "amend": _lead,
}
