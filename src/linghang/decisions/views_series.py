"""Meetings that come again, and the sessions of the theory-study group."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import InputError
from linghang.decisions import meetings
from linghang.decisions.catalogue import routing_of
from linghang.decisions.forms_research import WEEKDAYS, SeriesForm
from linghang.decisions.models import Attendance, Item, Meeting, Series
from linghang.decisions.overview import meetings_of
from linghang.decisions.place import Place, place_of, years_of
from linghang.decisions.rhythm import CYCLE_TITLES
from linghang.organization import access
from linghang.organization.models import in_force
from linghang.packs.routing import Body, Routing

STUDY = "study_group"
"""The body of the catalogue whose meetings are the sessions of the theory-study group."""
_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_COMING = (Meeting.Stage.PLANNED, Meeting.Stage.CONVENED)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The series of the house, each with its last and next meeting; and a form for another."""
    place = place_of(request, seeing=True)
    routing = routing_of(place.institution, timezone.localdate())
    form = SeriesForm(request.POST or None, routing=routing, initial={"valid_from": timezone.localdate()})
    if request.method == "POST":
        access.require(request.user, "hold_meetings", institution=place.institution)
        if form.is_valid():
            series = Series.objects.create(institution=place.institution, **form.cleaned_data)
            messages.success(request, f"已登记例会“{series}”。")
            return redirect(f"{request.path}?{place.address}")
    found = Series.objects.filter(in_force(timezone.localdate()), institution=place.institution)
    context = {
        "place": place,
        "tabs": place.tabs("meeting-series"),
        "lines": [_line(series, routing) for series in found],
        "form": form,
        "may_hold": place.may_hold,
    }
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


def _line(series: Series, routing: Routing) -> dict[str, Any]:
    held = series.meetings.exclude(stage__in=(*_COMING, Meeting.Stage.CANCELLED)).order_by("-begins_at")
    last = held.first()
    titles = {body.code: body.title for body in routing.bodies}
    weeks = f"每{series.every_weeks}周" if series.every_weeks > 1 else "每周"
    return {
        "series": series,
        "body": titles.get(series.body, series.body),
        "rhythm": f"{weeks}{_weekday(series)} {series.time:%H:%M}",
        "standing": "、".join(item.get("title", "") for item in series.standing_items),
        "last": last,
        "left": last.items.filter(outcome=Item.Outcome.NOT_REACHED).count() if last else 0,
        "next": series.meetings.filter(stage__in=_COMING).order_by("begins_at").first(),
    }


def _weekday(series: Series) -> str:
    return WEEKDAYS[series.weekday - 1] if 1 <= series.weekday <= 7 else ""


@require_POST
def make_next(request: HttpRequest, pk: int) -> HttpResponse:
    """The next meeting of a series, with its standing items and what the last one did not reach."""
    series = get_object_or_404(Series.objects.select_related("institution"), pk=pk)
    access.require(request.user, "hold_meetings", institution=series.institution)
    try:
        meeting = meetings.from_series(series, actor=request.user)
    except InputError as error:
        messages.error(request, f"没有生成：{error}")
        return redirect("meeting-series")
    messages.success(request, "已生成下一次会议，固定议题和上次未议及的议题已带入。")
    return redirect("meeting", pk=meeting.pk)


@require_GET
def study(request: HttpRequest) -> HttpResponse:
    """The sessions of the theory-study group by quarter: what was studied, who came, who spoke."""
    place = place_of(request, seeing=True)
    routing = routing_of(place.institution, min(place.last, timezone.localdate()))
    body = next((each for each in routing.bodies if each.code == STUDY), None)
    sessions = [_session(meeting) for meeting in _sessions(place)] if body else []
    context = {
        "place": place,
        "tabs": place.tabs("meeting-study"),
        "years": years_of(place),
        "bodies": (),
        "body": body,
        "may_hold": place.may_hold,
        "cycle": f"{CYCLE_TITLES[body.cycle]}不少于一次" if body and body.cycle else "",
        "sessions": sessions,
        "quarters": _quarters(place, body, [line["meeting"] for line in sessions]) if body else (),
    }
    return render(request, "meetings/study.html", context)


def _sessions(place: Place) -> list[Meeting]:
    found = meetings_of(place).filter(body=STUDY).exclude(stage=Meeting.Stage.CANCELLED)
    return list(found.prefetch_related("items__speeches__person", "attendances"))


def _session(meeting: Meeting) -> dict[str, Any]:
    items = sorted(meeting.items.all(), key=lambda item: (item.position, item.pk))
    members = [call for call in meeting.attendances.all() if call.member]
    speakers = [speech.person.name for item in items for speech in item.speeches.all()]
    return {
        "meeting": meeting,
        "contents": "；".join(item.title for item in items),
        "members": len(members),
        "present": sum(call.presence == Attendance.Presence.PRESENT for call in members),
        "speakers": "、".join(dict.fromkeys(speakers)),
    }


def _quarters(place: Place, body: Body, sessions: list[Meeting]) -> list[dict[str, Any]]:
    """Each quarter with its number of sessions; a quarter without any is wanting only when it is over."""
    held = [meeting for meeting in sessions if meeting.stage not in _COMING]
    counts = [0, 0, 0, 0]
    for meeting in held:
        counts[(timezone.localtime(meeting.begins_at).month - 1) // 3] += 1
    today = timezone.localdate()
    over = 4 if place.year < today.year else (today.month - 1) // 3 if place.year == today.year else 0
    found = []
    for number, (title, count) in enumerate(zip(_QUARTERS, counts, strict=True)):
        light, word = ("good", "已学习") if count else ("bad", "没有学习") if number < over else ("", "尚未学习")
        if body.cycle != "quarterly" and not count:
            light, word = "", "没有学习"
        found.append({"title": title, "count": count, "light": light, "word": word})
    return found
