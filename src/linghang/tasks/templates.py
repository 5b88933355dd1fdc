"""Tasks that come again: a template is a task with its steps, in days counted from the start."""

import datetime as dt
from typing import Any

from django.db import transaction

from linghang.core.errors import refuse
from linghang.core.workdays import add_workdays, workdays_between
from linghang.organization.models import Department, in_force
from linghang.tasks.models import Task, TaskTemplate, TemplateStep
from linghang.tasks.numbering import hold
from linghang.tasks.reading import rules_of
from linghang.tasks.store import amend, open_task, record


def start(
    template: TaskTemplate,
    *,
    on: dt.date,
    actor: Any,
    title: str = "",
    give_out: bool = True,
    by: str = "",
    **fields: Any,
) -> list[Task]:
    """Open the task of a template and one sub-task per step; the first of the list is the whole.

    A step is due `days` after `on` (working days where the institution counts so); the whole when the last step is.
    `give_out`: assign them at once with these due days; else they stay registered. `fields`: of the whole, as
    `open_task` takes them. Raises InputError, and then nothing is opened.
    """
    steps = list(template.steps.prefetch_related("after"))
    if not steps:
        raise refuse("模板没有步骤", "请先补充步骤", field="任务模板", value=template.title)
    days = {step.pk: due_day(template, on, step.days) for step in steps}
    common: dict[str, Any] = {"source": "assignment", "warn_days": template.warn_days}
    with transaction.atomic():
        hold()
        whole = open_task(
            template.institution,
            on=on,
            actor=actor,
            by=by,
            **common | {"requirement": template.requirement} | fields | {"title": title or template.title},
        )
        opened = {step.pk: _open_step(step, whole, on, actor, by, common | {"source": whole.source}) for step in steps}
        for step in steps:
            if before := [opened[each.pk] for each in step.after.all()]:
                amend(opened[step.pk], {"waits_for": before}, actor=actor, on=on, by=by)
        if give_out:
            record(whole, "assign", on=on, actor=actor, by=by, data={"due": max(days.values())})
            for step in steps:
                record(opened[step.pk], "assign", on=on, actor=actor, by=by, data={"due": days[step.pk]})
    return [whole, *(opened[step.pk] for step in steps)]


def due_day(template: TaskTemplate, on: dt.date, days: int) -> dt.date:
    """The day `days` after `on`, as the institution counts them."""
    if rules_of(template.institution, on).working_days:
        return add_workdays(on, days)
    return on + dt.timedelta(days=days)


def _open_step(step: TemplateStep, whole: Task, on: dt.date, actor: Any, by: str, common: dict[str, Any]) -> Task:
    return open_task(
        whole.institution,
        title=step.title,
        requirement=step.requirement,
        lead_department=_department(step, on) or whole.lead_department,
        parent=whole,
        leader=whole.leader,
        on=on,
        actor=actor,
        by=by,
        **common,
    )


def _department(step: TemplateStep, on: dt.date) -> Department | None:
    if not step.department:
        return None
    found = step.template.institution.departments.filter(in_force(on), code=step.department).first()
    if found is None:
        raise refuse(f"{on} 这一天没有这个科室", "请修改模板的牵头科室", field=step.title, value=step.department)
    return found


def save_as_template(task: Task, *, code: str, title: str = "") -> TaskTemplate:
    """Keep a task as a template: its sub-tasks, else its milestones, become the steps.

    Days count from the day the task was given out to the first due day of the step. Raises InputError when the code is
    taken, or when there is nothing to make steps of.
    """
    if TaskTemplate.objects.filter(institution=task.institution, code=code).exists():
        raise refuse("这个模板代码已经用过", "请换一个代码", field="模板代码", value=code)
    began = task.assigned_on or task.opened_on
    working = rules_of(task.institution, began).working_days
    children = [
        child for child in task.children.select_related("lead_department").order_by("number") if child.first_due
    ]
    milestones = [] if children else list(task.milestones.order_by("position"))
    if not children and not milestones:
        raise refuse("没有已交办的下级任务，也没有节点", "请先分解任务或设置节点", field="任务模板", value=str(task))
    with transaction.atomic():
        template = TaskTemplate.objects.create(
            institution=task.institution,
            code=code,
            title=(title or task.title)[:120],
            requirement=task.requirement,
            warn_days=task.warn_days,
        )
        for position, milestone in enumerate(milestones, 1):
            template.steps.create(
                position=position, title=milestone.title, days=_days(began, milestone.due, working=working)
            )
        made: dict[int, TemplateStep] = {}
        for position, child in enumerate(children, 1):
            made[child.pk] = template.steps.create(
                position=position,
                title=child.title[:120],
                requirement=child.requirement,
                department=child.lead_department.code if child.lead_department else "",
                days=_days(began, child.first_due or began, working=working),
            )
        for child in children:
            before = child.waits_for.filter(before__in=made).values_list("before", flat=True)
            made[child.pk].after.set([made[pk] for pk in before])
    return template


def _days(began: dt.date, due: dt.date, *, working: bool) -> int:
    return max(workdays_between(began, due) if working else (due - began).days, 0)
