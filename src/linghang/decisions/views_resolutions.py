"""Resolutions from promise to fact: what was resolved, which function it serves, its tasks and their evidence."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.figures import divide, write_figure
from linghang.decisions.catalogue import routing_of
from linghang.decisions.desk_page import address
from linghang.decisions.execution import by_function
from linghang.decisions.models import Resolution
from linghang.decisions.overview import resolutions_of
from linghang.decisions.place import place_of, years_of
from linghang.decisions.reach import Reach
from linghang.decisions.verdicts import passes_on
from linghang.packs.routing import PARTY_FUNCTIONS, Routing
from linghang.tasks.models import Task

_STATES = (
    ("none", "未立项也未说明"),
    ("open", "办理中"),
    ("closed", "已销号"),
    ("excused", "说明不立项"),
    ("later", "提请下一机构"),
)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The year's resolutions, by function and by how far they have got."""
    place = place_of(request, seeing=True)
    state, function = request.GET.get("state", ""), request.GET.get("function", "")
    tasks = Task.objects.select_related("lead_department", "institution").annotate(
        evidence_count=Count("events__evidence"),
        accepted_count=Count("events__evidence", filter=Q(events__evidence__accepted=True)),
    )
    found = (
        resolutions_of(place)
        .select_related("item__meeting")
        .prefetch_related(Prefetch("tasks", tasks))
        .order_by("-decided_on", "-pk")
    )
    routing = routing_of(place.institution, min(place.last, timezone.localdate()))
    lines = [_line(each, routing) for each in found if not function or function in each.functions]
    lines = [line for line in lines if state in ("", line["state"])]
    distribution = distribution_of([line["resolution"] for line in lines])
    return render(
        request,
        "meetings/resolutions.html",
        {
            "place": place,
            "tabs": place.tabs("meeting-resolutions"),
            "years": years_of(place),
            "bodies": routing.bodies,
            "filters": [
                {"name": "function", "title": "职能", "value": function, "options": PARTY_FUNCTIONS.items()},
                {"name": "state", "title": "落实", "value": state, "options": _STATES},
            ],
            "lines": lines,
            "distribution": distribution if lines else [],
            "figure": _figure(distribution),
        },
    )


def _line(resolution: Resolution, routing: Routing) -> dict[str, Any]:
    meeting = resolution.item.meeting
    later = passes_on(resolution.item.matter, meeting.body if meeting else "", routing)
    return {
        "resolution": resolution,
        "state": _state(resolution, later),
        "passes_on": later,
        "item": resolution.item,
        "meeting": meeting,
        "functions": [PARTY_FUNCTIONS.get(code, code) for code in resolution.functions],
        "tasks": list(resolution.tasks.all()),
    }


def _state(resolution: Resolution, later: str) -> str:
    """How far it has got, as the filter names it."""
    tasks = list(resolution.tasks.all())
    if tasks:
        return "closed" if all(task.stage == Task.Stage.CLOSED for task in tasks) else "open"
    if later:
        return "later"
    return "excused" if resolution.no_task_reason else "none"


def distribution_of(resolutions: Sequence[Resolution]) -> list[dict[str, Any]]:
    """How many resolutions serve each of the five functions; one may serve several, so shares may exceed the whole."""
    counts = by_function(resolutions)
    total = len(resolutions)
    return [
        {
            "title": title,
            "count": counts[code],
            "share": write_figure(divide(Decimal(counts[code]), Decimal(total)), "%", 1),
        }
        for code, title in PARTY_FUNCTIONS.items()
    ]


def _figure(distribution: list[dict[str, Any]]) -> dict[str, Any]:
    """Ranked bars, the largest on top."""
    ranked = sorted(distribution, key=lambda row: row["count"])
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [row["count"] for row in ranked],
                "y": [row["title"] for row in ranked],
                "text": [row["count"] for row in ranked],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": "#0f6a7c"},
                "hoverinfo": "skip",
            }
        ],
        "layout": {
            "margin": {"l": 64, "r": 40, "t": 8, "b": 24},
            "xaxis": {"fixedrange": True, "rangemode": "tozero", "dtick": 1 if ranked[-1]["count"] < 10 else None},
            "yaxis": {"fixedrange": True},
            "bargap": 0.4,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
        },
    }


@require_GET
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """A resolution named by its task: the desk of its meeting for those who may see it, else the item."""
    reach = Reach.of(request.user)
    within = Resolution.objects.filter(pk=pk, item__in=reach.items())
    found = within.select_related("item__institution", "item__meeting__institution").first()
    if found is None or found.item.meeting is None:
        raise Http404("没有这项决议，或不在您的权限之内。")
    if reach.may_see(found.item.institution):
        return redirect(f"{address(found.item.meeting, found.item)}#outcome")
    return redirect("meeting-item", pk=found.item.pk)
