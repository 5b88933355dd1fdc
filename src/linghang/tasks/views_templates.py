"""Task templates: what recurs is opened with its steps, and a well-made task is kept for the next time."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError
from linghang.organization import access
from linghang.organization.as_of import name_of
from linghang.tasks import store, templates
from linghang.tasks.models import TaskTemplate
from linghang.tasks.tabs import tabs
from linghang.tasks.telling import task_url
from linghang.tasks.views_ledger import institutions_of
from linghang.tasks.views_task import find


@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    """The templates of the institutions in reach, each with a box to begin it."""
    institutions, today = institutions_of(request.user), timezone.localdate()
    supervised = access.scope(request.user, "supervise_tasks")
    found = TaskTemplate.objects.filter(institution__in=institutions).select_related("institution")
    if named := request.GET.get("institution"):
        found = found.filter(institution__code=named)
    lines = [
        {
            "template": each,
            "working": store.rules_of(each.institution, today).working_days,
            "may_start": each.institution in supervised,
        }
        for each in found.prefetch_related("steps__after")
    ]
    return render(request, "tasks/templates.html", {"tabs": tabs(request), "lines": lines, "today": today})


@require_POST
def start(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Open and give out the task of a template with all its steps."""
    template = get_object_or_404(
        TaskTemplate.objects.select_related("institution"), institution__code=institution, code=code
    )
    if template.institution not in access.scope(request.user, "supervise_tasks"):
        raise PermissionDenied("您不能在这个机构立项。立项由督查督办部门办理；如工作需要，请联系本单位系统管理员。")
    on = parse_day(request.POST.get("on", "")) or timezone.localdate()
    title = request.POST.get("title", "").strip()
    made = templates.start(template, on=on, actor=request.user, title=title, by=name_of(request.user))
    messages.success(request, f"已立项并交办，编号 {made[0].number}，含 {len(made) - 1} 项子任务。")
    return redirect(task_url(made[0]))


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, institution: str, number: str) -> HttpResponse:
    """Keep a task as a template."""
    task = find(request, institution, number)
    access.require(request.user, "supervise_tasks", institution=task.institution)
    title, code = request.POST.get("title", task.title).strip()[:120], request.POST.get("code", "").strip()
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        faults = _faults(title, code)
        try:
            if not faults:
                made = templates.save_as_template(task, code=code, title=title)
                messages.success(request, f"已存为模板“{made.title}”，共 {made.steps.count()} 步。")
                return redirect("task-templates")
        except InputError as error:
            faults = error.faults
    context = {"task": task, "title": title, "code": code, "faults": faults}
    return render(request, "tasks/save_template.html", context, status=400 if faults else 200)


def _faults(title: str, code: str) -> tuple[Fault, ...]:
    found = [] if title else [Fault(field="模板名称", reason="没有填模板名称")]
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,40}", code):
        found.append(
            Fault(
                field="模板代码", value=code, reason="模板代码不合要求", remedy="请用字母、数字、- 和 _，不超过 40 个"
            )
        )
    return tuple(found)
