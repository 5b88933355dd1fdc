"""The page of the proposals that indicators made, and what a person makes of each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linghang.core.days import parse_day
from linghang.core.errors import InputError
from linghang.core.keys import parse_key
from linghang.organization.as_of import departments_on, leader_of, name_of
from linghang.tasks import proposals, signals
from linghang.tasks.models import Signal, Task
from linghang.tasks.tabs import tabs
from linghang.tasks.telling import task_url
from linghang.tasks.views_ledger import institutions_of

PAGE = 30


@require_GET
def signal_list(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, or all of them, newest first."""
    institutions_of(request.user)  # who sees no tasks sees no proposals
    everything = request.GET.get("show") == "all"
    found = proposals.visible(request.user).order_by("-pk")
    if not everything:
        found = found.filter(state=Signal.State.WAITING)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = [proposals.proposal_of(request.user, each) for each in page]
    places = {each.signal.institution for each in shown if each.step == "open"}
    departments = {place.pk: departments_on(place, timezone.localdate()) for place in places}
    context = {
        "tabs": tabs(request),
        "page": page,
        "everything": everything,
        "lines": [(each, departments.get(each.signal.institution_id, [])) for each in shown],
    }
    return render(request, "tasks/signals.html", context)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the task, or declare it done."""
    signal = signal_decided_by(request, pk)
    by = name_of(request.user)
    try:
        fields = _fields(request, signal) if signal.kind == Signal.Kind.OPEN else {}
        done = signals.accept(signal, request.user, by=by, **fields)
    except InputError as error:
        messages.error(request, str(error.faults[0]))
        return redirect("task-signals")
    task = done if isinstance(done, Task) else done.task
    word = "已立项" if isinstance(done, Task) else "已申请办结"
    messages.success(request, f"{word}：{task.number}。")
    return redirect(task_url(task))


def _fields(request: HttpRequest, signal: Signal) -> dict[str, Any]:
    """The boxes of the form: title, leading department, deadline, months."""
    today, code = timezone.localdate(), request.POST.get("lead_department", "")
    department = next((each for each in departments_on(signal.institution, today) if each.code == code), None)
    months = parse_key(request.POST.get("goal_months", ""))
    return {
        "title": request.POST.get("title", "").strip(),
        "lead_department": department,
        "leader": leader_of(department, today) if department else None,
        "due": parse_day(request.POST.get("due", "")),
        "goal_months": months if months is not None and 1 <= months <= 36 else None,
    }


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it be, with the reason."""
    signal = signal_decided_by(request, pk)
    try:
        signals.dismiss(signal, request.user, request.POST.get("reason", ""))
    except InputError as error:
        messages.error(request, str(error.faults[0]))
    else:
        messages.success(request, "已记下不采纳的理由。")
    return redirect("task-signals")


def signal_decided_by(request: HttpRequest, pk: int) -> Signal:
    """The proposal that this person decides. Http404 when it is not theirs to see, else PermissionDenied."""
    signal = get_object_or_404(proposals.visible(request.user), pk=pk)
    if signal.state == Signal.State.WAITING and not proposals.step(request.user, signal):
        raise PermissionDenied("您不能处理这条建议。立项建议由督查督办部门处理，销号建议由承办科室和复核人处理。")
    return signal
