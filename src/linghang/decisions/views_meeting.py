"""A meeting as a whole: planned, moved from stage to stage, and its notice confirmed by whoever is called."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linghang.core.errors import ConflictError, InputError
from linghang.decisions import desk, meetings
from linghang.decisions.catalogue import routing_of
from linghang.decisions.forms_meetings import MeetingForm
from linghang.decisions.models import Attendance, Meeting
from linghang.decisions.place import Place, place_of
from linghang.decisions.posted import posted_revision
from linghang.decisions.reach import Reach, announced, meeting_of
from linghang.organization import access

_DONE = {
    "convene": "通知已发出，等待签收。",
    "begin": "会议已开始，请登记到会。",
    "close": "已散会。没有议到的议题已顺延。",
    "issue": "纪要已印发。",
    "cancel": "会议已取消，议题已退回待上会。",
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; its members are called by the posts they hold that day."""
    place = place_of(request)
    access.require(request.user, "hold_meetings", institution=place.institution)
    if request.method == "GET":
        return _form(request, place, meeting_form(place, initial={"body": request.GET.get("body", "")}))
    form = meeting_form(place, request.POST, initial={})
    if form.is_valid():
        try:
            meeting = meetings.plan(place.institution, actor=request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error(None, [str(fault) for fault in error.faults])
        else:
            return redirect("meeting", pk=meeting.pk)
    return _form(request, place, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change time, place, name, chair and recorder before the notice is out."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    place = Place(Reach.of(request.user), meeting.institution, timezone.localdate().year)
    stored = _stored(meeting)
    if request.method == "GET":
        return _form(request, place, meeting_form(place, initial=stored, fixed=True), meeting)
    form = meeting_form(place, request.POST, initial=stored, fixed=True)
    if not form.is_valid():
        return _form(request, place, form, meeting)
    changes = {name: value for name, value in form.cleaned_data.items() if name != "body"}
    changes["title"] = changes["title"] or meeting.title
    try:
        meetings.amend(meeting, changes, actor=request.user, revision=posted_revision(request))
    except ConflictError as conflict:
        theirs = {
            name: str(value) if value not in (None, "") else "（空）"
            for name, value in _stored(conflict.current).items()
            if changes.get(name, value) != value
        }
        return _form(request, place, form, conflict.current, theirs=theirs)
    except InputError as error:
        form.add_error(None, [str(fault) for fault in error.faults])
        return _form(request, place, form, meeting)
    messages.success(request, "已保存。")
    return redirect("meeting", pk=pk)


def _stored(meeting: Meeting) -> dict[str, Any]:
    values = {name: getattr(meeting, name) for name in ("body", "title", "place", "chair", "recorder")}
    return values | {"begins_at": timezone.localtime(meeting.begins_at).replace(second=0, microsecond=0)}


def meeting_form(place: Place, data: Any = None, *, initial: dict[str, Any], fixed: bool = False) -> MeetingForm:
    """`fixed`: the body stands already, for members and rules follow from it."""
    routing = routing_of(place.institution, timezone.localdate())
    form = MeetingForm(data, institution=place.institution, routing=routing, initial=initial)
    form.fields["body"].disabled = fixed
    return form


def _form(
    request: HttpRequest,
    place: Place,
    form: MeetingForm,
    meeting: Meeting | None = None,
    *,
    theirs: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "meeting": meeting,
        "theirs": theirs or {},
        "conflict": theirs is not None,
        "revision": meeting.revision
        if meeting and not (form.is_bound and theirs is None)
        else posted_revision(request),
    }
    status = 409 if theirs is not None else 422 if form.errors else 200
    return render(request, "meetings/meeting_form.html", context, status=status)


@require_POST
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead the meeting to its next stage. What is wanting is said, and nothing has changed."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    deed = request.POST.get("do", "")
    if deed not in _DONE:
        raise Http404("没有这个步骤。")
    try:
        _lead(request, meeting, deed)
    except ConflictError:
        messages.error(request, "没有办成：您看这页期间，会议被他人改过。下面是现在的样子，请核对后再办。")
    except InputError as error:
        messages.error(request, f"没有办成。{'；'.join(str(fault) for fault in error.faults)}")
    else:
        messages.success(request, _DONE[deed])
    return redirect("meeting", pk=pk)


def _lead(request: HttpRequest, meeting: Meeting, deed: str) -> None:
    known: dict[str, Any] = {"actor": request.user, "revision": posted_revision(request)}
    steps: dict[str, Callable[[], Meeting]] = {
        "convene": lambda: meetings.convene(meeting, despite=_reasons(request, meeting), **known),
        "begin": lambda: meetings.begin(meeting, **known),
        "close": lambda: meetings.close(meeting, **known),
        "issue": lambda: meetings.issue(meeting, number=request.POST.get("minutes_number", ""), **known),
        "cancel": lambda: meetings.cancel(meeting, request.POST.get("reason", ""), **known),
    }
    steps[deed]()


def _reasons(request: HttpRequest, meeting: Meeting) -> dict[int, str]:
    """Why items stay on the agenda against the rules: only where one cannot be sure of the rule."""
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    return {
        line.item.pk: request.POST.get(f"override_{line.item.pk}", "")[:200]
        for line in desk.agenda_of(meeting, routing)
        if line.shown.overridable
    }


@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as the one who is called sees it, on the phone: when, where, about what; one button confirms."""
    meeting = Meeting.objects.select_related("institution", "chair").filter(pk=pk).first()
    if meeting is None:
        raise Http404("没有这个会议，或不在您的权限之内。")
    reach = Reach.of(request.user)
    calls = Attendance.objects.filter(meeting=meeting, person__user=request.user)
    call = calls.select_related("person__department").first()
    if call is None and not reach.may_see(meeting.institution):
        raise Http404("没有这个会议，或不在您的权限之内。")
    if call is None:
        raise PermissionDenied("您不在这次会议的通知名单上。")
    call.meeting = meeting
    if request.method == "POST":
        try:
            meetings.confirm_receipt(call)
        except InputError as error:
            messages.error(request, str(error))
        return redirect("meeting-receipt", pk=pk)
    return render(
        request,
        "meetings/receipt.html",
        {
            "meeting": meeting,
            "call": call,
            "items": announced(call, reach) if meeting.notified_at else (),
            "item_count": meeting.items.count() if meeting.notified_at else 0,
            "sees": reach.may_see(meeting.institution),
        },
    )
