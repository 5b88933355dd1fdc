"""The tasks that serve the programmes of an institution, as they stood on a day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.programmes.progress import Progress, Work, progress
from linghang.tasks import store
from linghang.tasks.history import State, replay, up_to
from linghang.tasks.lights import Light
from linghang.tasks.models import Task, TaskProgramme
from linghang.tasks.reading import events_of

Served = tuple[str, str]
"""Programme and component; the component is "" for the programme as a whole."""


@dataclass(frozen=True)
class TaskRow:
    """A task on the day. `shown` is false for a task that counts but lies outside what the reader may open."""

    task: Task
    state: State
    light: Light | None
    overdue: bool
    shown: bool

    @property
    def work(self) -> Work:
        return Work(self.task.pk, self.state.stage, self.state.percent, self.overdue, self.task.parent_id)

    @property
    def stage(self) -> str:
        """The stage of the day, in words."""
        return str(Task.Stage(self.state.stage).label)


@dataclass(frozen=True)
class Linked:
    """The tasks by what they serve."""

    rows: dict[Served, tuple[TaskRow, ...]] = field(default_factory=dict)

    def of(self, programme: str, component: str) -> tuple[TaskRow, ...]:
        """The tasks of one component, or with "" of the programme as a whole."""
        return self.rows.get((programme, component), ())

    def of_programme(self, programme: str) -> list[TaskRow]:
        """All tasks that serve the programme, each once."""
        found = [row for (code, _), rows in self.rows.items() if code == programme for row in rows]
        return list({row.task.pk: row for row in found}.values())

    def progress(self, programme: str) -> Progress:
        """The progress of the programme as a whole."""
        return progress(row.work for row in self.of_programme(programme))


def linked(institution: Institution, programmes: Collection[str], day: dt.date, *, user: User | None = None) -> Linked:
    """The tasks that the institution carries out or gave to others, opened by `day`, as their events up to it tell.

    `user`: whose reach decides which tasks are shown; without one all are. A constant number of queries.
    """
    links = (
        TaskProgramme.objects.filter(programme__in=programmes)
        .filter(task__pk__in=_carried(institution).values("pk"))
        .order_by("task__number", "task")
    )
    served = list(links.values_list("task", "programme", "component"))
    rows = _rows({pk for pk, _, _ in served}, day, user)
    found: dict[Served, list[TaskRow]] = {}
    for pk, programme, component in served:
        if pk in rows:
            found.setdefault((programme, component), []).append(rows[pk])
    return Linked({key: tuple(each) for key, each in found.items()})


def _carried(institution: Institution) -> QuerySet[Task]:
    return Task.objects.filter(institution=institution) | Task.objects.filter(issuer=institution)


def _rows(keys: set[int], day: dt.date, user: User | None) -> dict[int, TaskRow]:
    tasks = list(
        Task.objects.filter(pk__in=keys, opened_on__lte=day).select_related(
            "institution", "lead_department", "leader", "owner"
        )
    )
    events = events_of(tasks)
    states = {pk: replay(up_to(each, day)) for pk, each in events.items()}
    lit = store.lights(tasks, day, states=states)
    mine = None if user is None else set(store.visible(user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        task.pk: TaskRow(
            task, states[task.pk], lit[task.pk], states[task.pk].overdue(day), mine is None or task.pk in mine
        )
        for task in tasks
        if states[task.pk].stage
    }
