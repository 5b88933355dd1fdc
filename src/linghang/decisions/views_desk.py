"""The meeting desk as a page: everything of one meeting, and how one item ended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import ConflictError, InputError
from linghang.decisions import resolutions
from linghang.decisions.desk_page import address, desk_context, item_on, wanted
from linghang.decisions.forms_meetings import OutcomeForm, TaskForm
from linghang.decisions.models import Attendance, Item, Meeting
from linghang.decisions.posted import posted_revision
from linghang.decisions.reach import Reach, meeting_of


@require_GET
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One page from planning to minutes. Whoever is called but may not see it is led to his notice."""
    if Attendance.objects.filter(meeting__pk=pk, person__user=request.user).exists() and not _sees(request, pk):
        return redirect("meeting-receipt", pk=pk)
    meeting = meeting_of(request.user, pk)
    return render(request, "meetings/desk.html", desk_context(request, meeting, wanted(request)))


def _sees(request: HttpRequest, pk: int) -> bool:
    return Meeting.objects.filter(pk=pk, institution__in=Reach.of(request.user).sees).exists()


@require_POST
def outcome(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Record how an item ended, while the meeting is open. Whoever was slower sees both versions."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    found = item_on(meeting, item)
    form = OutcomeForm(request.POST)
    conflict: Item | None = None
    if form.is_valid():
        try:
            resolutions.resolve(found, actor=request.user, revision=posted_revision(request), **form.cleaned_data)
        except ConflictError as error:
            conflict = error.current
        except InputError as error:
            form.add_error(None, [str(fault) for fault in error.faults])
        else:
            request.session["ledger_draft_done"] = f"outcome:{request.user.pk}:{item}"
            messages.success(request, "已记录结果。")
            return redirect(address(meeting, found) + "#outcome")
    return _again(request, meeting, found, {"outcome_form": form, "conflict": conflict}, 409 if conflict else 422)


@require_POST
def reopen(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a result back, to put right who was there or how they voted."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    found = item_on(meeting, item)
    try:
        resolutions.reopen(found, actor=request.user, revision=posted_revision(request))
    except ConflictError:
        messages.error(request, "没有撤回：您看这页期间，这一项被他人改过。下面是现在的样子，请核对后再办。")
    except InputError as error:
        messages.error(request, f"没有撤回：{error}")
    else:
        messages.success(request, "已撤回结果，可以更正到会、回避和表决，然后重新记录结果。")
    return redirect(address(meeting, found) + "#outcome")


@require_POST
def task(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Make a task of the resolution, in place."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    found = item_on(meeting, item)
    resolution = getattr(found, "resolution", None)
    if resolution is None:
        raise Http404("这个议题还没有决议。")
    form = TaskForm(request.POST, institution=meeting.institution)
    if form.is_valid():
        try:
            made = resolutions.make_task(
                resolution, actor=request.user, revision=posted_revision(request), **form.cleaned_data
            )
        except ConflictError:
            tasks = "、".join(str(each) for each in resolution.tasks.all()) or "还没有任务"
            form.add_error(None, f"没有立项：您看这页期间，这一项被改过，或已经立项（{tasks}）。请核对后再立项。")
            return _again(request, meeting, found, {"task_form": form}, 409)
        except InputError as error:
            form.add_error(None, [str(fault) for fault in error.faults])
        else:
            messages.success(request, f"已立项：{made}。")
            return redirect(address(meeting, found) + "#outcome")
    return _again(request, meeting, found, {"task_form": form}, 422)


@require_POST
def no_task(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Say why a resolution needs no task."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    found = item_on(meeting, item)
    resolution = getattr(found, "resolution", None)
    if resolution is None:
        raise Http404("这个议题还没有决议。")
    try:
        resolutions.give_no_task(resolution, request.POST.get("reason", "")[:200], actor=request.user)
    except InputError as error:
        messages.error(request, f"没有保存：{error}")
    else:
        messages.success(request, "已记下不立项的理由。")
    return redirect(address(meeting, found) + "#outcome")


def _again(request: HttpRequest, meeting: Meeting, item: Item, changed: dict[str, Any], status: int) -> HttpResponse:
    """The desk once more, with what was typed and what is wrong with it."""
    context = desk_context(request, Meeting.objects.get(pk=meeting.pk), item.pk)
    return render(request, "meetings/desk.html", context | changed, status=status)


@require_GET
def present(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item for the screen of the meeting room: large, dark, turned by a presenter's keys."""
    meeting = meeting_of(request.user, pk)
    item_on(meeting, item)
    return render(request, "meetings/present.html", desk_context(request, meeting, item))
