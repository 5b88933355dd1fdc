"""Breaking a task down: several sub-tasks at once, typed in or pasted from a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.organization.as_of import leader_of, name_of
from linghang.organization.models import Department
from linghang.tasks import store
from linghang.tasks.acts import departments_of
from linghang.tasks.models import Task
from linghang.tasks.task_form import day
from linghang.tasks.telling import task_url
from linghang.tasks.views_act import _revision
from linghang.tasks.views_task import find

_COLUMNS = ("title", "department", "due", "requirement")
_EMPTY_ROWS = 5
MOST = 200


@dataclass(frozen=True)
class Line:
    """A row of the grid as it was written."""

    title: str = ""
    department: str = ""
    due: str = ""
    requirement: str = ""
    wrong: bool = False

    @property
    def empty(self) -> bool:
        return not (self.title or self.department or self.due or self.requirement)


@require_http_methods(["GET", "POST"])
def decompose(request: HttpRequest, institution: str, number: str) -> HttpResponse:
    """All sub-tasks are made, or none: then the wrong rows are named."""
    task = find(request, institution, number)
    store.require(request.user, task, "decompose")
    may_assign = store.may(request.user, task, "assign")
    if request.method == "GET":
        return _page(request, task, [Line()] * _EMPTY_ROWS, [], may_assign)
    lines = _posted(request)
    assign = may_assign and "assign" in request.POST
    parts, faults = _read(task, lines, assign)
    if not faults:
        try:
            made = _make(request, task, parts, assign)
        except InputError as error:
            faults = list(error.faults)
        except store.ConflictError:
            faults = [Fault(reason="您填写期间，别人更新了这项任务", remedy="您写的都在下面；核对任务后再保存")]
            task = find(request, institution, number)
        else:
            messages.success(request, f"已建立 {len(made)} 项子任务{'并交办' if assign else ''}。")
            request.session["task_draft_done"] = _draft(request, task)
            return redirect(task_url(task))
    return _page(request, task, lines, faults, may_assign)


def _posted(request: HttpRequest) -> list[Line]:
    columns = [request.POST.getlist(name)[:MOST] for name in _COLUMNS]
    longest = max(map(len, columns), default=0)
    padded = [[*column, *[""] * (longest - len(column))] for column in columns]
    return [Line(*(text.strip() for text in cells)) for cells in zip(*padded, strict=True)]


def _read(task: Task, lines: Sequence[Line], assign: bool) -> tuple[list[dict[str, Any]], list[Fault]]:
    known = {name: each for each in departments_of(task) for name in (each.code, each.name)}
    parts, faults = [], []
    for number, line in enumerate(lines, 1):
        if line.empty:
            continue
        part, wrong = _part(task, line, known, assign)
        faults += [replace(each, line=number) for each in wrong]
        parts.append(part)
    if not parts:
        faults.append(Fault(reason="还没有填子任务", remedy="请至少填一行"))
    return parts, faults


def _part(task: Task, line: Line, known: dict[str, Department], assign: bool) -> tuple[dict[str, Any], list[Fault]]:
    faults = []
    department = known.get(line.department) or (task.lead_department if not line.department else None)
    if not line.title:
        faults.append(Fault(field="子任务", reason="没有填"))
    if line.department and department is None:
        faults.append(
            Fault(field="牵头科室", value=line.department, reason="没有这个科室", remedy="请写现有科室的名称或代码")
        )
    due = None
    try:
        due = day(line.due) if line.due else None
    except ValueError:
        faults.append(Fault(field="时限", value=line.due, reason="不是日期", remedy="请写成 2023-05-31"))
    if assign and not line.due:
        faults.append(Fault(field="时限", reason="没有填", remedy="同时交办的子任务都要有时限"))
    if due and task.due and due > task.due:
        faults.append(Fault(field="时限", value=line.due, reason=f"晚于上级任务的时限 {task.due}", remedy="请提前"))
    part = {"title": line.title, "requirement": line.requirement, "lead_department": department, "due": due}
    return part, faults


def _make(request: HttpRequest, task: Task, parts: list[dict[str, Any]], assign: bool) -> list[Task]:
    today = timezone.localdate()
    by = name_of(request.user)
    with transaction.atomic():
        locked = Task.objects.select_for_update().get(pk=task.pk)
        if locked.revision != _revision(request):
            raise store.ConflictError(locked, store.state_of(locked))
        fields = [
            {name: value for name, value in part.items() if name != "due"} | _leader(part, today) for part in parts
        ]
        made = store.decompose(task, fields, on=today, actor=request.user, by=by)
        for child, part in zip(made, parts, strict=True):
            if assign:
                store.record(child, "assign", on=today, actor=request.user, by=by, data={"due": part["due"]})
    return made


def _leader(part: dict[str, Any], today: Any) -> dict[str, Any]:
    department = part["lead_department"]
    return {"leader": leader_of(department, today)} if department else {}


def _draft(request: HttpRequest, task: Task) -> str:
    return f"{request.user.pk}:decompose:{task.pk}"


def _page(
    request: HttpRequest, task: Task, lines: Sequence[Line], faults: list[Fault], may_assign: bool
) -> HttpResponse:
    wrong = {fault.line for fault in faults}
    context = {
        "task": task,
        "rows": [
            replace(line, wrong=number in wrong) for number, line in enumerate(lines or [Line()] * _EMPTY_ROWS, 1)
        ],
        "faults": faults,
        "departments": departments_of(task),
        "may_assign": may_assign,
        "assign": request.method == "GET" or "assign" in request.POST,
        "draft": _draft(request, task),
    }
    return render(request, "tasks/decompose.html", context, status=400 if faults else 200)
