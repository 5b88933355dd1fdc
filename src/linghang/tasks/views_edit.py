"""Registering a task and changing what it says."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.organization import access
from linghang.organization.as_of import leader_of, name_of
from linghang.organization.models import Institution
from linghang.tasks import store
from linghang.tasks.boxes import unplaced
from linghang.tasks.models import Task, TaskTemplate
from linghang.tasks.task_form import MAIN, MORE, Choices, boxes, posted, read, standing
from linghang.tasks.telling import task_url
from linghang.tasks.views_act import _revision
from linghang.tasks.views_task import find

_OFFERED = ("title", "requirement", "source", "source_ref", "quote", "programmes", "indicator", "lead_department")
"""What a link may bring along: from a programme, an indicator, a resolution."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a task; with a deadline it can be given out at once."""
    institutions = access.scope(request.user, "supervise_tasks")
    institution = _chosen(request, institutions)
    choices, names = Choices(institution), (*MAIN, *MORE)
    if request.method == "GET":
        usual = {"source": ["assignment"], "priority": ["normal"], "cycle": ["none"]}
        offered = {name: request.GET.getlist(name) for name in _OFFERED if request.GET.get(name)}
        return _form(request, institution, choices, usual | offered, institutions=institutions)
    written = posted(request.POST, names)
    values, faults = read(choices, written, request.user)
    assign = "_assign" in request.POST
    if assign and not faults and values["due"] is None:
        faults.append(Fault(field="时限", reason="交办要有时限", remedy="请填时限，或先只保存"))
    if not faults:
        try:
            task = _open(request, institution, values, assign)
        except InputError as error:
            faults = list(error.faults)
        else:
            messages.success(request, f"已立项{'并交办' if assign else ''}，编号 {task.number}。")
            request.session["task_draft_done"] = _draft(request, institution, None)
            return redirect(task_url(task))
    return _form(request, institution, choices, written, faults, institutions=institutions)


def _chosen(request: HttpRequest, institutions: list[Institution]) -> Institution:
    named = request.POST.get("_institution") or request.GET.get("institution")
    found = next((each for each in institutions if each.code == named), None)
    if found is not None:
        return found
    if named or not institutions:
        raise PermissionDenied("您不能在这个机构立项。立项由督查督办部门办理；如工作需要，请联系本单位系统管理员。")
    return institutions[-1] if len(institutions) == 1 else institutions[0]


def _open(request: HttpRequest, institution: Institution, values: dict[str, Any], assign: bool) -> Task:
    today, due = timezone.localdate(), values.pop("due")
    if values["leader"] is None and values["lead_department"] is not None:
        values["leader"] = leader_of(values["lead_department"], today)
    by = name_of(request.user)
    with transaction.atomic():
        task = store.open_task(institution, on=today, actor=request.user, by=by, **values)
        if assign:
            store.require(request.user, task, "assign")
            store.record(task, "assign", on=today, actor=request.user, by=by, data={"due": due})
    return task


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, institution: str, number: str) -> HttpResponse:
    """Change what a task says. Who was faster is shown field by field, and nothing typed is lost."""
    task = find(request, institution, number)
    store.require(request.user, task, "amend")
    choices = Choices(task.institution)
    names = [name for name in (*MAIN, *MORE) if name != "due"]
    if request.method == "GET":
        return _form(request, task.institution, choices, standing(task), task=task)
    written = posted(request.POST, names)
    values, faults = read(choices, written, request.user, task)
    theirs = None
    if not faults:
        try:
            store.amend(task, values, actor=request.user, revision=_revision(request), by=_name(request))
        except InputError as error:
            faults = list(error.faults)
        except store.ConflictError:
            task = find(request, institution, number)
            theirs = standing(task)
        else:
            messages.success(request, "已保存。")
            request.session["task_draft_done"] = _draft(request, task.institution, task)
            return redirect(task_url(task))
    return _form(request, task.institution, choices, written, faults, task=task, theirs=theirs)


def _name(request: HttpRequest) -> str:
    return name_of(request.user)


def _draft(request: HttpRequest, institution: Institution, task: Task | None) -> str:
    return f"{request.user.pk}:task-form:{task.pk if task else institution.code}"


def _form(
    request: HttpRequest,
    institution: Institution,
    choices: Choices,
    written: Mapping[str, list[str]],
    faults: Iterable[Fault] = (),
    *,
    task: Task | None = None,
    theirs: Mapping[str, list[str]] | None = None,
    institutions: list[Institution] | None = None,
) -> HttpResponse:
    faults = list(faults)
    main = boxes(choices, [name for name in MAIN if not (task and name == "due")], written, faults, theirs)
    more = boxes(choices, MORE, written, faults, theirs)
    context = {
        "heading": "修改任务" if task else "立项",
        "institution": institution,
        "institutions": institutions or [institution],
        "task": task,
        "main": main,
        "more": more,
        "more_open": any(box.errors or box.theirs for box in more),
        "count": len(faults),
        "faults": unplaced(faults, [*main, *more]),
        "theirs": theirs is not None,
        "draft": _draft(request, institution, task),
        "templates": 0 if task else TaskTemplate.objects.filter(institution=institution).count(),
    }
    return render(request, "tasks/form.html", context, status=409 if theirs is not None else 400 if faults else 200)
