"""How departments carry out their tasks, counted from the events of a period. Pure; rates are exact fractions.

A task counts once, for the department that leads it at the end of the period (or led it when it ended); what happens
within the period (returns, extensions, urges, reports) counts for the department that led on that very day. So a task
of an abolished department counts for it until the transfer, and for its successor afterwards.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from linghang.tasks.cycles import outcomes
from linghang.tasks.history import OPEN, Event, State, steps, up_to


@dataclass(frozen=True)
class Facts:
    """A task as statistics see it: its key, where it belongs, its report cycle, and its events in order."""

    task: int
    institution: str
    cycle: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Line:
    """The counts of one department (`department` "": the institution as a whole) in a period that ends on day E.

    `assigned`: tasks to be done in the period: given out by E, not closed before the period, not withdrawn by E.
    `open`: of these, not closed at E; `overdue`: of these, past their due day and not declared done; `suspended`.
    `closed`: closed in the period; `closed_on_time`: of these, declared done by their first due day; `closed_in_due`:
    by the due day as extended. `returned`: reviews that ended in a return, of `reviewed`. `extended`: extensions
    granted. `urged`: urges. `reports_due`, `reports_on_time`: periodical reports. `tasks`: the tasks behind each count
    by its name; a task stands there as often as it counts.
    """

    institution: str
    department: str
    assigned: int = 0
    open: int = 0
    overdue: int = 0
    suspended: int = 0
    closed: int = 0
    closed_on_time: int = 0
    closed_in_due: int = 0
    withdrawn: int = 0
    reviewed: int = 0
    returned: int = 0
    extended: int = 0
    urged: int = 0
    reports_due: int = 0
    reports_on_time: int = 0
    tasks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def completion(self) -> Fraction | None:
        """办结率: closed of assigned."""
        return _rate(self.closed, self.assigned)

    @property
    def on_time(self) -> Fraction | None:
        """按时办结率: closed by the first due day, of closed."""
        return _rate(self.closed_on_time, self.closed)

    @property
    def in_due(self) -> Fraction | None:
        """Closed by the extended due day, of closed."""
        return _rate(self.closed_in_due, self.closed)

    @property
    def return_rate(self) -> Fraction | None:
        """退回率: returns of reviews."""
        return _rate(self.returned, self.reviewed)

    @property
    def report_rate(self) -> Fraction | None:
        """报告及时率: reports made in time, of those due."""
        return _rate(self.reports_on_time, self.reports_due)


COUNTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "assigned": ("应办", "期末以前交办、期初以前没有销号的任务，不含已撤销的"),
        "open": ("在办", "应办任务中期末还没有销号的，含已中止的"),
        "overdue": ("逾期", "在办任务中期末已过现行时限、没有申请办结的，或申请办结时已过时限的；已中止的不算"),
        "suspended": ("中止", "在办任务中期末处于中止状态的"),
        "closed": ("销号", "应办任务中期内销号、期末没有重启的"),
        "closed_on_time": ("按原定时限办结", "销号任务中申请办结的日期不晚于原定时限的"),
        "closed_in_due": ("按现行时限办结", "销号任务中申请办结的日期不晚于延期后的时限的"),
        "withdrawn": ("撤销", "期内撤销的任务，不计入应办"),
        "reviewed": ("复核", "期内复核的次数：销号和退回"),
        "returned": ("退回", "期内复核退回的次数"),
        "extended": ("延期", "期内同意延期的次数"),
        "urged": ("催办", "期内催办的次数"),
        "reports_due": ("应报", "期内到期的周期报告，中止、待复核期间不要求"),
        "reports_on_time": ("按时报告", "应报的周期报告中按时反馈的"),
    }
)
"""Every count with its title and how it is made, in the user's words."""
RATES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "completion": ("办结率", "closed", "assigned"),
        "on_time": ("按时办结率", "closed_on_time", "closed"),
        "in_due": ("按现行时限办结率", "closed_in_due", "closed"),
        "return_rate": ("退回率", "returned", "reviewed"),
        "report_rate": ("报告及时率", "reports_on_time", "reports_due"),
    }
)
"""Every rate with its title, its numerator and its denominator."""


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def by_department(facts: Iterable[Facts], first: dt.date, last: dt.date, today: dt.date) -> list[Line]:
    """One line per department that had anything to do from `first` to `last` (or to `today`, if that is earlier)."""
    end = min(last, today)
    book: dict[tuple[str, str], dict[str, list[int]]] = {}

    def count(task: Facts, department: str, name: str) -> None:
        line = book.setdefault((task.institution, department), {})
        line.setdefault(name, []).append(task.task)

    for task in facts:
        history = list(steps(up_to(task.events, end)))
        if not history or history[-1][1].assigned_on is None:
            continue
        state = history[-1][1]
        for name in _stock(state, first, end):
            count(task, state.department, name)
        for department, name in (*_deeds(history, first), *_reports(task, state, first, end, today)):
            count(task, department, name)
    return [_line(*key, found) for key, found in sorted(book.items())]


def _line(institution: str, department: str, tasks: Mapping[str, Sequence[int]]) -> Line:
    counts: dict[str, Any] = {name: len(found) for name, found in tasks.items()}
    return Line(institution, department, **counts, tasks={name: tuple(found) for name, found in tasks.items()})


def _stock(state: State, first: dt.date, end: dt.date) -> list[str]:
    """What a task is at the end of the period."""
    if state.stage == "withdrawn":
        return ["withdrawn"] if state.withdrawn_on is not None and state.withdrawn_on >= first else []
    if state.stage in OPEN:
        late = ["overdue"] if state.overdue(end) else []
        rests = ["suspended"] if state.stage == "suspended" else []
        return ["assigned", "open", *late, *rests]
    if state.closed_on is None or state.closed_on < first:
        return []
    return ["assigned", "closed", *_in_time(state)]


def _in_time(state: State) -> list[str]:
    found: list[str] = []
    done, first_due, due = state.asked_on, state.first_due, state.due
    if done is not None and first_due is not None and done <= first_due:
        found.append("closed_on_time")
    if done is not None and due is not None and done <= due:
        found.append("closed_in_due")
    return found


_DEEDS = {
    "return": ("reviewed", "returned"),
    "close": ("reviewed",),
    "grant_extension": ("extended",),
    "urge": ("urged",),
}


def _deeds(history: Sequence[tuple[Event, State]], first: dt.date) -> list[tuple[str, str]]:
    """What happened in the period, with the department that led when it did."""
    return [
        (state.department, name) for event, state in history if event.on >= first for name in _DEEDS.get(event.kind, ())
    ]


def _reports(task: Facts, state: State, first: dt.date, end: dt.date, today: dt.date) -> list[tuple[str, str]]:
    """Today's report may still come; one due on the last day of a period that is over is missing."""
    found: list[tuple[str, str]] = []
    for each in outcomes(task.cycle, state, end if end == today else end + dt.timedelta(days=1)):
        if first <= each.asked.due <= end:
            department = state.lead_on(each.asked.due)
            found.append((department, "reports_due"))
            found += [(department, "reports_on_time")] if each.on_time else []
    return found


def total(lines: Sequence[Line], institution: str = "", department: str = "合计") -> Line:
    """The sum of lines."""
    tasks = {name: [task for line in lines for task in line.tasks.get(name, ())] for name in COUNTS}
    return _line(institution, department, tasks)
