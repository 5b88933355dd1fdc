"""Tasks as the lines of their workbook: read into an empty workspace, they are the same tasks again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import QuerySet

from linghang.core.workbook import Line
from linghang.tasks.flow import STAGE_TITLES
from linghang.tasks.history import Event
from linghang.tasks.models import Dependency, Milestone, SupervisionRules, Task, TaskEvent
from linghang.tasks.workbook import (
    COMPUTED,
    CYCLES,
    FIELDS,
    MILESTONES,
    PRIORITIES,
    RECORDS,
    RULES,
    SCHEMES,
    SOURCES,
    TASKS,
    WAITS,
    event_cells,
    write_workbook,
)

Key = tuple[str, str]
"""Code of the institution and number of the task."""
_TITLES = {"source": SOURCES, "priority": PRIORITIES, "cycle": CYCLES}
_RELATED = ("institution", "issuer", "parent__institution", "lead_department", "branch", "leader", "owner")


def export_tasks(path: Path | BinaryIO, tasks: "Iterable[Task] | QuerySet[Task]") -> Mapping[str, int]:
    """Write the workbook of these tasks and say how many lines each sheet has."""
    lines = read_lines(tasks)
    write_workbook(path, lines)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines(tasks: "Iterable[Task] | QuerySet[Task]") -> dict[str, list[Line]]:
    """The lines of every sheet, by institution and number; a constant number of queries."""
    keys = [task.pk for task in tasks]
    found = list(loaded(Task.objects.filter(pk__in=keys)).order_by("institution__code", "number"))
    places = {task.pk: _place(task) for task in found}
    order = {pk: position for position, pk in enumerate(places)}
    return {
        TASKS: [{**places[task.pk], **field_cells(fields_of(task), _home(task)), **_computed(task)} for task in found],
        MILESTONES: [
            {**places[each.task_id], "次序": each.position, "节点": each.title, "时限": each.due}
            for each in sorted(Milestone.objects.filter(task__in=keys), key=lambda each: order[each.task_id])
        ],
        WAITS: _waits(keys, places, order),
        RECORDS: _records(keys, places, order),
        RULES: rules_of({task.institution_id for task in found}),
    }


def rules_of(institutions: Iterable[int]) -> list[Line]:
    """How these institutions supervise, and did before: their own rules, not those of the ones above."""
    stored = SupervisionRules.objects.filter(institution__in=institutions, valid_from__isnull=False)
    return [
        {
            "机构代码": each.institution.code,
            "亮灯方案": SCHEMES[each.scheme],
            "提前提醒天数": each.warn_days,
            "按什么日子计": "工作日" if each.working_days else "自然日",
            "自何日起": each.valid_from,
            "到何日止": each.valid_to,
        }
        for each in stored.select_related("institution").order_by("institution__code", "valid_from")
    ]


def loaded(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With everything that `fields_of` looks at."""
    return tasks.select_related(*_RELATED).prefetch_related("departments", "programme_links")


def fields_of(task: Task) -> dict[str, Any]:
    """The fields of a task that people write; other tasks by their key."""
    fields = {name: getattr(task, name) for name in FIELDS.values() if name not in ("departments", "programmes")}
    fields["parent"] = key_of(task.parent) if task.parent else None
    fields["departments"] = sorted(task.departments.all(), key=lambda each: each.code)
    fields["programmes"] = [(each.programme, each.component) for each in task.programme_links.all()]
    return fields


def key_of(task: Task) -> Key:
    return task.institution.code, task.number


def field_cells(fields: Mapping[str, Any], home: str) -> Line:
    """Fields as the cells of a line; what is empty has no cell. `home`: the institution, which need not be named."""
    cells = {column: _cell(name, fields[name], home) for column, name in FIELDS.items() if name in fields}
    return {column: value for column, value in cells.items() if value not in (None, "")}


def _cell(name: str, value: Any, home: str) -> str | int | None:
    if value is None:
        return None
    match name:
        case "source" | "priority" | "cycle":
            return _TITLES[name][value]
        case "parent":
            return said(value, home)
        case "departments":
            return "、".join(sorted(each.code for each in value))
        case "programmes":
            return "、".join(sorted(f"{code}/{component}" if component else code for code, component in value))
        case "goal_value":
            return f"{Decimal(value).normalize():f}"
        case "goal_months":
            return value or None
        case "warn_days":
            return int(value)
        case "issuer" | "lead_department" | "branch" | "leader" | "owner":
            return str(value.code)
    return str(value)


def said(key: Key, home: str) -> str:
    """How a line of `home` names another task."""
    return key[1] if key[0] == home else "/".join(key)


def _home(task: Task) -> str:
    return task.institution.code


def _place(task: Task) -> Line:
    return {"机构代码": task.institution.code, "督办编号": task.number}


def _computed(task: Task) -> Line:
    cells: dict[str, str | int | dt.date | None] = {column: getattr(task, name) for column, name in COMPUTED.items()}
    return {**cells, "状态": STAGE_TITLES[task.stage], "修订号": task.revision}


def _waits(keys: list[int], places: Mapping[int, Line], order: Mapping[int, int]) -> list[Line]:
    links = Dependency.objects.filter(task__in=keys).select_related("before__institution")
    lines = [
        (order[link.task_id], {**places[link.task_id], "前置任务": said(key_of(link.before), _code(places, link))})
        for link in links
    ]
    return [line for _, line in sorted(lines, key=lambda pair: (pair[0], pair[1]["前置任务"]))]


def _code(places: Mapping[int, Line], link: Dependency) -> str:
    return str(places[link.task_id]["机构代码"])


def _records(keys: list[int], places: Mapping[int, Line], order: Mapping[int, int]) -> list[Line]:
    stored = TaskEvent.objects.filter(task__in=keys).select_related("department", "actor")
    ordered = sorted(stored, key=lambda each: (order[each.task_id], each.position))
    return [{**places[each.task_id], "序号": each.position, **stored_cells(each)} for each in ordered]


def stored_cells(stored: TaskEvent) -> Line:
    """A stored event as its cells; who did it is told by name when nobody else was named."""
    return event_cells(event_of(stored), stored.by or (stored.actor.first_name if stored.actor else ""))


def event_of(stored: TaskEvent) -> Event:
    """A stored event as the pure modules read it."""
    return Event(stored.kind, stored.on, stored.text, stored.data, stored.department.code if stored.department else "")
