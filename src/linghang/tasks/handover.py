"""A department that ends hands its open tasks over to whoever stands in its place."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from linghang.core.errors import Fault, InputError
from linghang.organization.as_of import successors
from linghang.organization.models import Department
from linghang.tasks.models import Task, TaskEvent
from linghang.tasks.store import amend, record

OPEN = ~Q(stage__in=(Task.Stage.CLOSED, Task.Stage.WITHDRAWN))


def orphaned(day: dt.date) -> list[Task]:
    """Open tasks whose leading department no longer exists on `day`."""
    found = Task.objects.filter(OPEN, lead_department__valid_to__lt=day)
    return list(found.select_related("lead_department", "institution"))


def hand_over(
    department: Department,
    *,
    on: dt.date,
    actor: Any,
    to: Mapping[int, Department] | None = None,
    text: str = "",
    by: str = "",
) -> list[TaskEvent]:
    """Transfer the open tasks that `department` leads to its successor on `on`; joined tasks follow too.

    `to` chooses for single tasks (by primary key): needed after a split, when there is more than one successor.
    Without any successor the institution as a whole answers. Raises InputError naming the tasks that need a choice;
    then nothing is handed over.
    """
    heirs = successors(department, on)
    chosen = dict(to or {})
    led = list(Task.objects.filter(OPEN, lead_department=department).order_by("number"))
    if len(heirs) > 1 and (undecided := [task for task in led if task.pk not in chosen]):
        names = "、".join(each.name for each in heirs)
        raise InputError(
            Fault(
                subject=str(task),
                field="接办科室",
                reason=f"{department.name}由{names}承接",
                remedy="请逐项选定接办科室",
            )
            for task in undecided
        )
    default = heirs[0] if heirs else None
    text = text or f"{department.name}撤并"
    with transaction.atomic():
        events = [
            record(
                task,
                "transfer",
                on=on,
                actor=actor,
                text=text,
                by=by,
                data={"department": chosen.get(task.pk, default) or ""},
            )
            for task in led
            if chosen.get(task.pk, default) != department
        ]
        for task in Task.objects.filter(OPEN, departments=department):
            joined = [each for each in task.departments.all() if each != department]
            joined += [each for each in heirs if each not in joined]
            amend(task, {"departments": joined}, actor=actor, on=on, text=text, by=by)
    return events
