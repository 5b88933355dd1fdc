"""Reminders: what a task waits for, told once for each thing and stage to those whom it concerns."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from linghang.notices.send import notify
from linghang.tasks import cycles, store
from linghang.tasks.history import State, say_day
from linghang.tasks.lights import Rules, warns_from
from linghang.tasks.models import Signal, Task
from linghang.tasks.recipients import Recipients

_AWAKE = (Task.Stage.REGISTERED, Task.Stage.ASSIGNED, Task.Stage.WORKING, Task.Stage.CLOSING)


@dataclass(frozen=True)
class Reminder:
    """One thing to tell. `stage` and `mark` make its key: a new due day makes a new reminder."""

    stage: str
    mark: str
    title: str
    to: str
    urgent: bool = False


def remind(today: dt.date | None = None) -> int:
    """Tell who owes something on an open task or has a proposal to decide; returns how many notices are new."""
    today = today or timezone.localdate()
    recipients = Recipients(today)
    tasks = list(
        Task.objects.filter(stage__in=_AWAKE).select_related(
            "institution__parent", "issuer__parent", "lead_department", "owner__user", "leader__user"
        )
    )
    states, rules = store.states(tasks), _RulesByPlace(today)
    count = 0
    for task in tasks:
        for each in reminders_of(task, states[task.pk], rules.of(task), today):
            count += notify(
                _to(task, each.to, recipients),
                key=f"task:{task.pk}:{each.stage}:{each.mark}",
                subject="task",
                title=f"{each.title}：{task.title}",
                text=_text(task),
                url=_address(task),
                urgent=each.urgent,
            )
    return count + _signals(recipients)


def reminders_of(task: Task, state: State, rules: Rules, today: dt.date) -> Iterator[Reminder]:
    """What a task wants said on `today`. Several may hold at once: overdue, and its report missing."""
    if state.stage == "registered" and state.approval == "asked":
        yield Reminder("approval", str(state.last_on), "待审核", "approvers")
    if state.stage == "assigned":
        yield Reminder("sign", str(state.assigned_on), "待签收", "executors")
    if state.pending is not None:
        asked = state.pending
        mark = f"{asked.asked_on}:{asked.due}"
        yield Reminder("extension", mark, f"申请延至{say_day(asked.due)}，待答复", "approvers")
    if state.stage == "closing":
        yield Reminder("review", str(state.asked_on), "申请办结，待复核", "approvers")
    else:
        yield from _owed(task, state, rules, today)


def _owed(task: Task, state: State, rules: Rules, today: dt.date) -> Iterator[Reminder]:
    """What the department owes: by its day, by its cycle, after a return."""
    due = state.due
    if due is not None and state.overdue(today):
        yield Reminder("overdue", str(due), f"已逾期（时限{say_day(due)}）", "both")
    elif due is not None and state.stage in ("assigned", "working"):
        warn = rules.warn_days if task.warn_days is None else task.warn_days
        if warns_from(due, warn, rules) <= today <= due:
            yield Reminder("due", str(due), "今天到期" if today == due else f"{say_day(due)}到期", "executors")
    if state.stage == "working" and state.returns and state.last_on == state.returns[-1]:
        yield Reminder("returned", str(state.returns[-1]), "被退回，需整改", "executors")
    if missing := _missing(task, state, today):
        yield Reminder("report", str(missing.start), f"{_window(task, missing)}报告未交", "executors")


def _missing(task: Task, state: State, today: dt.date) -> cycles.ReportDue | None:
    """The newest report that was due before today and was not made; older ones were told in their time."""
    if state.stage != "working":
        return None
    newest = [each for each in cycles.outcomes(task.cycle, state, today) if each.asked.due < today][-1:]
    return newest[0].asked if newest and newest[0].made_on is None else None


def _window(task: Task, asked: cycles.ReportDue) -> str:
    start, end = asked.start, asked.end
    if start == end:
        return f"{start.month}月{start.day}日"
    return f"{start.month}月{start.day}日至{end.month}月{end.day}日"


class _RulesByPlace:
    """How each institution warns, looked up once."""

    def __init__(self, day: dt.date) -> None:
        self.day, self._found = day, dict[int, Rules]()

    def of(self, task: Task) -> Rules:
        if task.institution_id not in self._found:
            self._found[task.institution_id] = store.rules_of(task.institution, self.day)
        return self._found[task.institution_id]


def _to(task: Task, to: str, recipients: Recipients) -> Iterable[Any]:
    match to:
        case "approvers":
            return recipients.approvers(task)
        case "both":
            return [*recipients.executors(task), *recipients.office(task.issuer or task.institution)]
    return recipients.executors(task)


def _text(task: Task) -> str:
    lead = task.lead_department or task.institution
    due = f"，时限{say_day(task.due)}" if task.due else ""
    return f"{task.number}，{lead}牵头{due}。"


def _address(task: Task) -> str:
    return reverse("task", args=[task.institution.code, task.number])


def _signals(recipients: Recipients) -> int:
    """Proposals that nobody has decided."""
    waiting = Signal.objects.filter(state=Signal.State.WAITING).select_related("institution__parent")
    return sum(
        notify(
            recipients.office(signal.institution),
            key=f"signal:{signal.pk}",
            subject="signal",
            title=f"{signal.get_kind_display()}：{signal.institution}{signal.evidence.get('title', signal.indicator)}",
            text=f"{signal.period} 的数值提出建议，请采纳或写明理由不采纳。",
            url=reverse("task-signals"),
        )
        for signal in waiting
    )
