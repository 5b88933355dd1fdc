"""A department that ends hands its open tasks over to whoever stands in its place.

A department is its institution and code: a rename ends nothing, its tasks follow to the row in force.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linghang.core.errors import Fault, InputError, refuse
from linghang.organization.as_of import successors
from linghang.organization.models import Department, in_force
from linghang.tasks.models import Task, TaskEvent
from linghang.tasks.reach import of_department
from linghang.tasks.store import amend, record

OPEN = ~Q(stage__in=(Task.Stage.CLOSED, Task.Stage.WITHDRAWN))
Ended = Mapping[tuple[int, str], Department]
"""Departments that are there no longer, by institution and code, in their last form."""


def ended(day: dt.date) -> Ended:
    """The departments that had ended before `day`."""
    found = _superseded(day).filter(~_alive(day)).order_by("valid_to", "valid_from")
    return {(each.institution_id, each.code): each for each in found.select_related("institution")}


def led_by(department: Department) -> QuerySet[Task]:
    """The open tasks that it leads."""
    return Task.objects.filter(OPEN, of_department("lead_department", department)).order_by("number")


def joined_by(department: Department) -> QuerySet[Task]:
    """The open tasks that it joins and does not lead."""
    joined = Task.objects.filter(OPEN, of_department("departments", department))
    return joined.exclude(of_department("lead_department", department)).distinct().order_by("number")


def follow_renames(day: dt.date) -> int:
    """Let open tasks name their departments as these are called on `day`. How many tasks were led under an old name."""
    moved = 0
    through = Task.departments.through
    for old in _superseded(day).filter(_alive(day)).filter(Q(tasks_led__in=_open()) | Q(tasks_joined__in=_open())):
        new = old.institution.departments.filter(in_force(day), code=old.code).order_by("valid_from")[0]
        moved += Task.objects.filter(OPEN, lead_department=old).update(lead_department=new)
        links = through._default_manager.filter(department=old, task__in=_open())
        links.filter(task__departments=new).delete()
        links.update(department=new)
    return moved


def hand_over(
    department: Department,
    *,
    on: dt.date,
    actor: Any,
    to: Mapping[int, Department | None] | None = None,
    text: str = "",
    by: str = "",
) -> list[TaskEvent]:
    """Transfer the open tasks that `department` leads to its successor on `on`; joined tasks follow too.

    `to` chooses for single tasks (by primary key): needed after a split, when there is more than one successor.
    Without any successor the institution as a whole answers. Raises InputError when the department has not ended, or
    naming the tasks that need a choice; then nothing is handed over.
    """
    department = _last_form(department)
    heirs = successors(department, on)
    if any(each.code == department.code for each in heirs):
        raise refuse(f"{department.name}还没有撤并", "撤并以后才能移交", field="科室", value=department.name)
    with transaction.atomic():
        led = list(led_by(department))
        chosen = dict.fromkeys((task.pk for task in led), heirs[0] if heirs else None) | dict(to or {})
        if len(heirs) > 1:
            _refuse_undecided(department, heirs, [task for task in led if task.pk not in (to or {})])
        told: dict[str, Any] = {"on": on, "actor": actor, "by": by, "text": text or f"{department.name}撤并"}
        events = [record(task, "transfer", data={"department": chosen[task.pk] or ""}, **told) for task in led]
        for task in joined_by(department):
            joined = [each for each in task.departments.all() if each.code != department.code]
            amend(task, {"departments": [*joined, *heirs]}, **told)
    return events


def _refuse_undecided(department: Department, heirs: list[Department], undecided: list[Task]) -> None:
    reason = f"{department.name}由{'、'.join(each.name for each in heirs)}承接"
    if undecided:
        raise InputError(
            Fault(subject=str(task), field="接办科室", reason=reason, remedy="请逐项选定接办科室") for task in undecided
        )


def _last_form(department: Department) -> Department:
    rows = Department.objects.filter(institution=department.institution_id, code=department.code)
    return rows.order_by("valid_from").last() or department


def _superseded(day: dt.date) -> QuerySet[Department]:
    """Rows of departments that were over before `day`, by an end or by a change of name."""
    return Department.objects.filter(valid_to__lt=day).select_related("institution").distinct()


def _alive(day: dt.date) -> Exists:
    """Whether the department of a row is there on `day`, under whatever name."""
    rows = Department.objects.filter(in_force(day), institution=OuterRef("institution"), code=OuterRef("code"))
    return Exists(rows)


def _open() -> QuerySet[Task]:
    return Task.objects.filter(OPEN)
