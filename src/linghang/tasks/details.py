"""What a task says of itself, besides its events: how it is set, checked, and put into words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from linghang.core.errors import Fault, InputError, refuse
from linghang.organization.models import Department, in_force
from linghang.tasks import flow
from linghang.tasks.circles import waits_upon
from linghang.tasks.history import State, as_day
from linghang.tasks.models import Dependency, Milestone, Task, TaskProgramme

PLAIN = frozenset(
    {
        *("title", "requirement", "line", "source", "source_ref", "quote", "issuer", "parent", "lead_department"),
        *("branch", "leader", "owner", "priority", "cycle", "warn_days", "indicator"),
        *("goal_comparator", "goal_value", "goal_months"),
    }
)
"""Fields of a task that people write; the rest follows from the events."""
LISTS = frozenset({"departments", "programmes", "milestones", "waits_for"})
COMPARATORS = ("<", "<=", ">", ">=")
_CLOSED = (Task.Stage.CLOSED, Task.Stage.WITHDRAWN)


def set_plain(task: Task, fields: Mapping[str, Any], on: dt.date) -> None:
    """Set the plain fields among `fields`. TypeError for a name that a task does not have."""
    if unknown := set(fields) - PLAIN - LISTS:
        raise TypeError(f"unknown fields of a task: {', '.join(sorted(unknown))}")
    for name in (PLAIN & set(fields)) - {"lead_department"}:
        value = fields[name]
        setattr(task, name, value.strip() if isinstance(value, str) else value)
    if "lead_department" in fields:
        lead = fields["lead_department"]
        task.lead_department = _standing(task, lead, [task.lead_department], on, "牵头科室") if lead else None
    if fields.get("parent") is not None:
        _check_parent(task, fields["parent"])


def check(task: Task) -> None:
    """Raise InputError for a field that does not fit, in the words of the form."""
    faults: list[Fault] = []
    try:
        task.clean_fields(exclude=["created_by"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            title = str(Task._meta.get_field(name).verbose_name)
            faults += [Fault(subject="督办任务", field=title, reason=message.rstrip("。")) for message in messages]
    if task.goal_comparator and task.goal_comparator not in COMPARATORS:
        reason = f"请选 {'、'.join(COMPARATORS)}"
        faults.append(Fault(subject="督办任务", field="达标方向", value=task.goal_comparator, reason=reason))
    if bool(task.goal_comparator) != (task.goal_value is not None):
        faults.append(Fault(subject="督办任务", field="达标值", reason="达标方向和达标值要一起填写"))
    if Task.objects.filter(institution=task.institution, number=task.number).exclude(pk=task.pk).exists():
        faults.append(Fault(subject="督办任务", field="督办编号", value=task.number, reason="这个编号已经用过"))
    if faults:
        raise InputError(faults)


def set_lists(task: Task, fields: Mapping[str, Any], on: dt.date, state: State | None = None) -> None:
    """Set the lists among `fields`, each as a whole."""
    if "departments" in fields:
        joined = list(task.departments.all())
        wanted = {each.code: _standing(task, each, joined, on, "协办科室") for each in fields["departments"]}
        lead = task.lead_department.code if task.lead_department else ""
        task.departments.set([each for code, each in wanted.items() if code != lead])
    if "programmes" in fields:
        _set_programmes(task, fields["programmes"])
    if "milestones" in fields:
        _set_milestones(task, fields["milestones"], state or State())
    if "waits_for" in fields:
        _set_waits(task, fields["waits_for"])


def described(task: Task, names: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the named fields, in words, for the history."""
    return {name: _say(task, name) for name in names}


def _say(task: Task, name: str) -> str:
    match name:
        case "departments":
            return "、".join(str(each) for each in task.departments.order_by("code"))
        case "programmes":
            return "、".join(str(each) for each in task.programme_links.all())
        case "milestones":
            return "；".join(f"{each.title}（{each.due}）" for each in task.milestones.order_by("position"))
        case "waits_for":
            waits = task.waits_for.select_related("before").order_by("before__number")
            return "、".join(str(each.before) for each in waits)
    field = Task._meta.get_field(name)
    if isinstance(field, models.Field) and field.choices:
        return str(dict(field.flatchoices).get(getattr(task, name), getattr(task, name)))
    value = getattr(task, name)
    return "" if value is None else str(value)


def _standing(
    task: Task, department: Department, before: Sequence[Department | None], on: dt.date, title: str
) -> Department:
    """The department under the name it has on the day. One that is there already (`before`) stays as it is: whoever
    changes something else need not know of a rename or an end."""
    if department.institution_id != task.institution_id:
        raise refuse("不是承办机构的科室", "请选承办机构自己的科室", field=title, value=department.name)
    if kept := next((each for each in before if each and each.code == department.code), None):
        return kept
    found = task.institution.departments.filter(in_force(on), code=department.code).order_by("valid_from").last()
    if found is None:
        raise refuse(f"{on} 这一天没有这个科室", "请选当时在运行的科室", field=title, value=department.name)
    return found


def _check_parent(task: Task, parent: Task) -> None:
    if parent.stage in _CLOSED:
        raise refuse("上级任务已经销号或撤销", "请先重启上级任务", field="上级任务", value=str(parent))
    if task.pk and waits_upon(task.pk, parent.pk):
        raise refuse("上级任务不能同时是它的下级或要等它办结", "请另选上级任务", field="上级任务", value=str(parent))


def _set_programmes(task: Task, programmes: Sequence[tuple[str, str]]) -> None:
    wanted = list(dict.fromkeys((str(programme), str(component)) for programme, component in programmes))
    task.programme_links.all().delete()
    for programme, component in wanted:
        TaskProgramme.objects.create(task=task, programme=programme, component=component)


def _set_milestones(task: Task, wanted: Sequence[tuple[str, dt.date]], state: State) -> None:
    """A milestone is known by its title and keeps its position; a position once named in a report names no other."""
    rows = [(title.strip(), as_day(due)) for title, due in wanted]
    titles = [title for title, _ in rows]
    if any(not title or due is None for title, due in rows):
        raise refuse("节点要有名称和时限", "请补填", field="里程碑")
    for title, due in rows:
        if due and (reason := flow.out_of_reach(due, timezone.localdate())):
            raise refuse(reason, "请改正", field="里程碑", value=f"{title} {due}")
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        raise refuse("节点重名", "请改成不同的名称", field="里程碑", value="、".join(twice))
    standing = {each.title: each for each in task.milestones.all()}
    gone = [each for title, each in standing.items() if title not in titles]
    if done := [each.title for each in gone if each.position in state.done]:
        raise refuse("已经完成的节点不能删除", "请保留它", field="里程碑", value="、".join(done))
    used = [each.position for each in standing.values()] + [each for r in state.reports for each in r.milestones]
    Milestone.objects.filter(pk__in=[each.pk for each in gone]).delete()
    last = max(used, default=0)
    for title, due in rows:
        if title in standing:
            Milestone.objects.filter(pk=standing[title].pk).update(due=due)
            continue
        last += 1
        milestone = Milestone(task=task, position=last, title=title, due=due)
        try:
            milestone.clean_fields()
        except ValidationError as error:
            raise refuse("；".join(error.messages), "请改正", field="里程碑", value=title) from error
        milestone.save()


def _set_waits(task: Task, wanted: Sequence[Task]) -> None:
    for before in wanted:
        if before.pk == task.pk or waits_upon(before.pk, task.pk):
            raise refuse("两项任务不能互相等待", "请检查前置任务", field="前置任务", value=str(before))
    task.waits_for.exclude(before__in=wanted).delete()
    for before in wanted:
        Dependency.objects.get_or_create(task=task, before=before)
