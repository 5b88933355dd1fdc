"""Tasks as their events tell them, many at a time: states, lights and the facts of statistics."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from linghang.organization.models import Institution, in_force
from linghang.tasks import lights as light_rules
from linghang.tasks.history import Event, State, replay
from linghang.tasks.models import Milestone, SupervisionRules, Task, TaskEvent
from linghang.tasks.statistics import Facts

DEFAULT_RULES = light_rules.Rules()
"""绿黄红, three working days: what holds where an institution has set nothing (party_rules TK12)."""


def events_of(tasks: Iterable[Task]) -> dict[int, list[Event]]:
    """The events of each task in order, by its primary key; one query."""
    found: dict[int, list[Event]] = {task.pk: [] for task in tasks}
    stored = TaskEvent.objects.filter(task__in=found).order_by("task", "position")
    columns = stored.values_list("task", "kind", "on", "text", "data", "department__code")
    for task, kind, on, text, data, department in columns:
        found[task].append(Event(kind, on, text, data, department or ""))
    return found


def state_of(task: Task) -> State:
    """The state of one task."""
    return states([task])[task.pk]


def states(tasks: Iterable[Task]) -> dict[int, State]:
    """The state of each task by its primary key; one query."""
    return {pk: replay(events) for pk, events in events_of(tasks).items()}


def facts(tasks: Iterable[Task]) -> list[Facts]:
    """What statistics count from; a constant number of queries."""
    tasks = list(tasks)
    codes = dict(Institution.objects.values_list("pk", "code"))
    events = events_of(tasks)
    return [Facts(task.pk, codes[task.institution_id], task.cycle, tuple(events[task.pk])) for task in tasks]


def rules_of(institution: Institution, day: dt.date) -> light_rules.Rules:
    """How `institution` lights its tasks on `day`: its own rules, else those of the nearest institution above it."""
    return _Rules(day).of(institution.pk)


def lights(
    tasks: Iterable[Task], today: dt.date | None = None, *, states: Mapping[int, State] | None = None
) -> dict[int, light_rules.Light | None]:
    """The light of each task by its primary key; few queries. `states`: when they are known already."""
    tasks, today = list(tasks), today or timezone.localdate()
    known = _states(tasks) if states is None else states
    rules, milestones = _Rules(today), milestones_of(tasks)
    return {
        task.pk: light_rules.light(
            known[task.pk],
            rules.of(task.institution_id),
            today,
            warn_days=task.warn_days,
            milestones=milestones.get(task.pk, ()),
        )
        for task in tasks
    }


_states = states


def milestones_of(tasks: Iterable[Task]) -> dict[int, list[light_rules.Milestone]]:
    """The milestones of each task that has any, by its primary key."""
    found: dict[int, list[light_rules.Milestone]] = {}
    for each in Milestone.objects.filter(task__in=[task.pk for task in tasks]):
        found.setdefault(each.task_id, []).append(light_rules.Milestone(each.position, each.title, each.due))
    return found


class _Rules:
    """The rules in force on a day, looked up along the tree of institutions."""

    def __init__(self, day: dt.date) -> None:
        self.parents = dict(Institution.objects.values_list("pk", "parent_id"))
        stored = SupervisionRules.objects.filter(in_force(day)).order_by("valid_from", "pk")
        self.own = {
            each.institution_id: light_rules.Rules(each.scheme, each.warn_days, each.working_days) for each in stored
        }

    def of(self, institution: int) -> light_rules.Rules:
        place: int | None = institution
        while place is not None:
            if place in self.own:
                return self.own[place]
            place = self.parents.get(place)
        return DEFAULT_RULES
