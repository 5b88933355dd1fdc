"""Taking a step on a task. What was typed is never lost: a refused or late form comes back with everything in it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError
from linghang.core.keys import parse_key
from linghang.organization import access
from linghang.organization.as_of import name_of
from linghang.organization.models import Department
from linghang.tasks import acts, evidence, flow, posting, store
from linghang.tasks.evidence import Kept
from linghang.tasks.models import Task, TaskEvent
from linghang.tasks.telling import task_url
from linghang.tasks.views_task import find, told_of

MOST_FILES = 20


@require_POST
def act(request: HttpRequest, institution: str, number: str, kind: str) -> HttpResponse:
    """Record the step `kind`. 409 when somebody else wrote meanwhile, 400 when the step is refused; both with the form
    as it was typed."""
    if kind not in flow.STEPS or kind in acts.ELSEWHERE:
        raise Http404("没有这一步。")
    task = find(request, institution, number)
    store.require(request.user, task, kind)
    kept, faults = _files(request)
    today = timezone.localdate()
    on = parse_day(request.POST["on"]) if "on" in request.POST else today
    if on is None:
        faults.append(Fault(field="日期", value=request.POST.get("on", ""), reason="不是日期", remedy="请重新选择"))
    if faults:
        return _again(request, task, kind, kept, faults)
    try:
        event = _record(request, task, kind, on or today, today, kept)
    except store.ConflictError:
        return _again(request, task, kind, kept, [], conflict=True)
    except InputError as error:
        return _again(request, task, kind, kept, list(error.faults))
    _say(request, event)
    request.session["task_draft_done"] = (
        f"{request.user.pk}:task:{task.pk}:{acts.head_of(kind, request.POST.get('_form', ''))}"
    )
    return redirect(task_url(task))


def _record(request: HttpRequest, task: Task, kind: str, on: dt.date, today: dt.date, kept: list[Kept]) -> TaskEvent:
    text, data = posting.said(store.state_of(task), kind, on, request.POST, today)
    by = name_of(request.user)
    return store.record(
        task,
        kind,
        on=on,
        actor=request.user,
        text=text,
        data=data,
        department=speaker(request.user, task),
        by=by,
        files=kept,
        revision=_revision(request),
        entered=today,
    )


def speaker(user: Any, task: Task) -> Department | None:
    """The co-operating department for which a person speaks who does not speak for the leading one."""
    own = {(each.institution_id, each.code) for each in access.departments(user, "execute_tasks")}
    lead = task.lead_department
    if lead and (lead.institution_id, lead.code) in own:
        return None
    return next((each for each in task.departments.all() if (each.institution_id, each.code) in own), None)


def _say(request: HttpRequest, event: TaskEvent) -> None:
    title = flow.STEPS[event.kind].title
    said = f"已{title}" if not title.startswith("不") else f"已答复：{title}"
    letter = getattr(event, "letter", None)
    messages.success(request, f"{said}，函件：{letter.number}。" if letter else f"{said}。")


def _revision(request: HttpRequest) -> int:
    """The revision that the form was opened with. A form without it counts as opened long ago."""
    return parse_key(request.POST.get("_revision", "")) or 0


def _files(request: HttpRequest) -> tuple[list[Kept], list[Fault]]:
    """What came with the form: files kept from its first sending, and new ones. Each that is no evidence is a fault."""
    kept = [each for token in request.POST.getlist("_kept") if (each := posting.from_token(token))]
    faults: list[Fault] = []
    uploads = [*request.FILES.getlist("photo"), *request.FILES.getlist("files")]
    if len(uploads) + len(kept) > MOST_FILES:
        faults.append(Fault(field="佐证材料", reason=f"一次最多 {MOST_FILES} 个文件", remedy="请分几次反馈"))
        return kept, faults
    for upload in uploads:
        try:
            kept.append(evidence.keep(upload))
        except InputError as error:
            faults += error.faults
    return kept, faults


def _again(
    request: HttpRequest, task: Task, kind: str, kept: list[Kept], faults: list[Fault], *, conflict: bool = False
) -> HttpResponse:
    """The form once more with what was typed beside how the task stands now."""
    task = find(request, task.institution.code, task.number)
    state = store.state_of(task)
    allowed = acts.kinds_for(request.user, task, state)
    asked = acts.head_of(kind, request.POST.get("_form", ""))
    form = acts.form(
        request.user,
        task,
        state,
        asked if asked in allowed else kind,
        timezone.localdate(),
        written=posting.written(request.POST),
        faults=faults,
        kept=tuple(posting.token(each) for each in kept),
    )
    meanwhile = [each for each in told_of(task) if each.event.position > _revision(request)] if conflict else []
    context: dict[str, Any] = {
        "task": task,
        "form": form,
        "conflict": conflict,
        "meanwhile": meanwhile,
        "url": task_url(task),
        "said": _reason(task, kind, conflict, meanwhile, kind in allowed),
    }
    return render(request, "tasks/conflict.html", context, status=409 if conflict else 400)


def _reason(task: Task, kind: str, conflict: bool, meanwhile: list[Any], allowed: bool) -> str:
    title = flow.STEPS[kind].title
    if not conflict:
        return f"没有{title}成功，任务没有改动。您写的都在下面，改好后再提交。"
    who = "、".join(dict.fromkeys(each.who or "他人" for each in meanwhile)) or "他人"
    left = "核对后可以再提交。" if allowed else f"任务现在{task.get_stage_display()}，已不能{title}；要紧的话请先抄下。"
    return f"没有提交：您填写期间，{who}更新了这项任务。您写的都在下面，{left}"
