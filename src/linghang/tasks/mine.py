"""My desk: what one person owes today, each thing once, the most pressing first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from linghang.organization import access
from linghang.organization.as_of import person_of
from linghang.tasks import handover, store
from linghang.tasks.models import Task, TaskEvent
from linghang.tasks.reach import of_department
from linghang.tasks.rows import Row, rows_of, with_relations
from linghang.tasks.wishes import OPEN, Wish


@dataclass(frozen=True)
class Item:
    """A task with what it wants from this person: why, the verb of the button, where it leads."""

    row: Row
    why: str
    verb: str
    url: str


@dataclass(frozen=True)
class Part:
    code: str
    title: str
    hint: str
    rows: tuple[Item, ...]

    @property
    def shown(self) -> tuple[Item, ...]:
        """The first of them; a desk is no archive."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> str:
        """The address of the ledger with all of them, when not all are shown."""
        if len(self.rows) <= SHOWN:
            return ""
        keys = ".".join(str(item.row.task.pk) for item in self.rows)
        return f"{reverse('tasks')}?{Wish(stage='all', tasks=keys).address(caption=self.title)}"


@dataclass(frozen=True)
class Desk:
    parts: tuple[Part, ...]
    done: tuple[TaskEvent, ...]
    owned: tuple[Row, ...]

    @property
    def owed(self) -> int:
        """Tasks that want something from this person now."""
        return sum(len(part.rows) for part in self.parts)


SHOWN = 20
_PARTS = (
    ("accept", "待签收", "交办给您，还没有签收"),
    ("overdue", "已逾期", "先反馈原因、进展和措施"),
    ("report", "该报告", "本周期的报告还没有交"),
    ("due", "快到期", "按提前提醒天数"),
    ("close", "待复核", "逐项核对后销号或退回"),
    ("approve", "待审批", "立项审核、延期答复"),
    ("assign", "待交办", "已立项，还没有交办"),
    ("orphan", "待移交", "牵头科室已经撤并"),
    ("stuck", "逾期未催", "逾期后还没有催办"),
)


def desk_of(user: Any, today: dt.date) -> Desk:
    """Every open task that this person may act on, sorted into what it wants from him or her now."""
    tasks = with_relations(store.visible(user).filter(stage__in=(*OPEN, Task.Stage.SUSPENDED)))
    rows = rows_of(tasks.order_by("due", "number"), today)
    own = set(owned(user).values_list("pk", flat=True))
    found: dict[str, list[Item]] = {code: [] for code, _, _ in _PARTS}
    ended = handover.ended(today)
    for row in rows:
        placed = _executed(row, user) if row.task.pk in own else None
        if placed or (placed := _supervised(row, user, ended)):
            code, why, kind, verb = placed
            url = handover_url(row.task) if code == "orphan" else f"{row.url}#act-{kind}"
            found[code].append(Item(row, why, verb, url))
    parts = tuple(Part(code, title, hint, tuple(found[code])) for code, title, hint in _PARTS if found[code])
    return Desk(parts, tuple(_done(user, today)), tuple(row for row in rows if row.task.pk in own))


def handover_url(task: Task) -> str:
    """Where the tasks of the department that leads this one are handed over."""
    code = task.lead_department.code if task.lead_department else ""
    return reverse("task-handover", args=[task.institution.code, code])


def owned(user: Any) -> QuerySet[Task]:
    """The tasks this person carries out: led by a department headed, or named as owner. Not the office's whole house:
    what everybody may report on nobody owes."""
    mine = Q(pk=None)
    for department in access.departments(user, "execute_tasks"):
        mine |= of_department("lead_department", department)
    person = person_of(user)
    if person is not None:
        mine |= Q(owner=person)
        if person.department and access.may_anywhere(user, "execute_tasks"):
            mine |= of_department("lead_department", person.department)
    return store.visible(user).filter(mine)


_Placed = tuple[str, str, str, str]
"""Part, why, the step the button leads to, and its verb."""


def _executed(row: Row, user: Any) -> _Placed | None:
    """What a task that the person carries out wants."""
    state, task = row.state, row.task
    if state.stage == "assigned" and store.may(user, task, "accept"):
        return "accept", f"{task.assigned_on} 交办，时限 {task.due}", "accept", "签收"
    if state.stage != "working" or not store.may(user, task, "report"):
        return None
    if state.overdue(row.today):
        return "overdue", row.light.reason if row.light else f"时限 {task.due}", "report", "反馈"
    if row.next_report and row.next_report.due <= row.today + dt.timedelta(days=2):
        return "report", f"{task.get_cycle_display()}，{row.next_report.due} 前交", "report", "反馈"
    if row.light and row.light.colour in ("yellow", "blue"):
        return "due", row.light.reason, "report", "反馈"
    return None


def _supervised(row: Row, user: Any, ended: handover.Ended) -> _Placed | None:
    """What a task wants from those who supervise or approve."""
    state, task = row.state, row.task
    if state.pending and store.may(user, task, "grant_extension"):
        return "approve", f"申请延至 {state.pending.due}", "grant_extension", "答复"
    lead = task.lead_department
    gone = ended.get((lead.institution_id, lead.code)) if lead else None
    if gone and store.may(user, task, "transfer"):
        return "orphan", f"{gone}已于 {gone.valid_to} 撤并", "transfer", "移交"
    if state.stage == "registered":
        if state.approval == "asked":
            return ("approve", "立项送审", "approve", "审核") if store.may(user, task, "approve") else None
        return ("assign", f"{task.opened_on} 立项", "assign", "交办") if store.may(user, task, "assign") else None
    if state.stage == "closing" and store.may(user, task, "close"):
        return "close", f"{state.asked_on} 申请办结", "close", "复核"
    if state.overdue(row.today) and state.stage != "closing" and not _urged(row) and store.may(user, task, "urge"):
        return "stuck", row.light.reason if row.light else f"时限 {task.due}", "urge", "催办"
    return None


def _urged(row: Row) -> bool:
    return any(press.on > (row.task.due or press.on) for press in (*row.state.urges, *row.state.inspections))


def _done(user: Any, today: dt.date) -> Iterable[TaskEvent]:
    start = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    events = TaskEvent.objects.filter(actor=user.pk, recorded_at__gte=start).order_by("-recorded_at")
    return events.select_related("task__institution", "department", "actor")[:20]


def holdings(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """What stands in this person's name, by how it stands."""
    groups = (
        ("未销号", [row for row in rows if row.state.open]),
        ("亮灯提醒", [row for row in rows if row.colour in ("red", "yellow", "blue")]),
        ("已中止", [row for row in rows if row.state.stage == "suspended"]),
    )
    return [(title, found) for title, found in groups if found]
