"""Tasks as every list of them shows them: with their light, and with what is awaited next. Few queries, many tasks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from linghang.tasks import cycles, lights, store
from linghang.tasks.awaiting import Awaited, awaited
from linghang.tasks.history import State
from linghang.tasks.models import Task
from linghang.tasks.telling import task_url

WORDS: dict[str, str] = {
    "red": "红灯",
    "yellow": "黄灯",
    "blue": "蓝灯",
    "white": "白灯",
    "green": "绿灯",
    "off": "不亮灯",
}
"""Colours as the summary names them, the gravest first."""
KEPT_STATES = 20_000
"""States that are remembered: some kilobytes each."""
RANKS = {colour: rank for rank, colour in enumerate(WORDS)}


@dataclass(frozen=True)
class Row:
    """A task as a line of a list on the day `today`. `depth`: how far it is indented below its superior."""

    task: Task
    state: State
    light: lights.Light | None
    today: dt.date
    depth: int = 0

    @property
    def url(self) -> str:
        return task_url(self.task)

    @property
    def colour(self) -> str:
        return self.light.colour if self.light else "off"

    @property
    def rank(self) -> int:
        return RANKS[self.colour]

    @property
    def postponed(self) -> bool:
        return bool(self.task.first_due and self.task.due and self.task.due != self.task.first_due)

    @property
    def lead(self) -> str:
        """Who carries it out: the leading department, else the institution."""
        return str(self.task.lead_department or self.task.institution)

    @cached_property
    def next_report(self) -> cycles.ReportDue | None:
        return cycles.next_due(self.task.cycle, self.state, self.today)

    @cached_property
    def awaited(self) -> Awaited | None:
        report = self.next_report
        return awaited(self.state, self.lead, next_report=report.due if report else None)


@dataclass(frozen=True)
class Count:
    """How many tasks show a light; `address` lists them."""

    colour: str
    word: str
    count: int
    address: str = ""
    chosen: bool = False


def with_relations(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """What a row shows of other objects, in the same query."""
    return tasks.select_related("institution", "lead_department", "leader", "owner")


def rows_of(tasks: Iterable[Task], today: dt.date) -> list[Row]:
    """The tasks in their order, with state and light."""
    tasks = list(tasks)
    states = _states(tasks)
    shown = store.lights(tasks, today, states=states)
    return [Row(task, states[task.pk], shown[task.pk], today) for task in tasks]


_kept: dict[tuple[int, int, dt.datetime], State] = {}


def _states(tasks: Sequence[Task]) -> dict[int, State]:
    """The states of the tasks. Events are only appended and each raises the revision, so what a task of one revision
    says never changes and is read once; the time of writing tells it from another task after a restored database."""
    keys = {task.pk: (task.pk, task.revision, task.changed_at) for task in tasks}
    unread = [task for task in tasks if keys[task.pk] not in _kept]
    read = store.states(unread) if unread else {}
    found = {pk: read[pk] if pk in read else _kept[key] for pk, key in keys.items()}
    if len(_kept) + len(read) > KEPT_STATES:
        _kept.clear()
    _kept.update({keys[pk]: state for pk, state in read.items()})
    return found


def counts_of(rows: Sequence[Row]) -> list[Count]:
    """How many show which light, the gravest first; colours that nobody shows are left out."""
    found = Counter(row.colour for row in rows)
    return [Count(colour, word, found[colour]) for colour, word in WORDS.items() if found[colour]]


def tree_of(task: Task, visible: QuerySet[Task], today: dt.date) -> list[Row]:
    """All below `task`, superiors before their sub-tasks."""
    found: list[Task] = []
    depths: dict[int, int] = {task.pk: -1}
    frontier = [task.pk]
    while frontier:
        level = list(with_relations(visible.filter(parent__in=frontier)).order_by("number"))
        for each in level:
            depths[each.pk] = depths[each.parent_id or 0] + 1
        found += level
        frontier = [each.pk for each in level]
    ordered = _in_order(task.pk, found)
    return [Row(row.task, row.state, row.light, today, depths[row.task.pk]) for row in rows_of(ordered, today)]


def _in_order(root: int, found: list[Task]) -> list[Task]:
    below: dict[int | None, list[Task]] = {}
    for each in found:
        below.setdefault(each.parent_id, []).append(each)

    def walk(parent: int) -> Iterable[Task]:
        for each in below.get(parent, []):
            yield each
            yield from walk(each.pk)

    return list(walk(root))
