"""Resolutions from promise to fact: what was resolved, which function it serves, its tasks and their evidence."""

from collections import Counter
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
from linghang.decisions.models import Resolution
from linghang.decisions.overview import resolutions_of
from linghang.decisions.place import place_of, years_of
from linghang.decisions.reach import Reach
from linghang.packs.routing import PARTY_FUNCTIONS
from linghang.tasks.models import Task

_STATES = (("none", "未立项也未说明"), ("open", "办理中"), ("closed", "已销号"), ("excused", "说明不立项"))


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
    every = list(found)
    chosen = [each for each in every if _in_state(each, state) and (not function or function in each.functions)]
    distribution = distribution_of(chosen)
    return render(
        request,
        "meetings/resolutions.html",
        {
            "place": place,
            "tabs": place.tabs("meeting-resolutions"),
            "years": years_of(place),
            "bodies": routing_of(place.institution, min(place.last, timezone.localdate())).bodies,
            "filters": [
                {"name": "function", "title": "职能", "value": function, "options": PARTY_FUNCTIONS.items()},
                {"name": "state", "title": "落实", "value": state, "options": _STATES},
            ],
            "lines": [_line(each) for each in chosen],
            "distribution": distribution if chosen else [],
            "figure": _figure(distribution),
        },
    )


def _line(resolution: Resolution) -> dict[str, Any]:
    return {
        "resolution": resolution,
        "item": resolution.item,
        "meeting": resolution.item.meeting,
        "functions": [PARTY_FUNCTIONS.get(code, code) for code in resolution.functions],
        "tasks": list(resolution.tasks.all()),
    }


def _in_state(resolution: Resolution, state: str) -> bool:
    tasks = list(resolution.tasks.all())
    closed = bool(tasks) and all(task.stage == Task.Stage.CLOSED for task in tasks)
    match state:
        case "none":
            return not tasks and not resolution.no_task_reason
        case "excused":
            return not tasks and bool(resolution.no_task_reason)
        case "closed":
            return closed
        case "open":
            return bool(tasks) and not closed
    return True


def distribution_of(resolutions: Sequence[Resolution]) -> list[dict[str, Any]]:
    """How many resolutions serve each of the five functions; one may serve several, so shares may exceed the whole."""
    counts = Counter(code for each in resolutions for code in each.functions)
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
    found = Resolution.objects.filter(pk=pk).select_related("item__meeting__institution").first()
    if found is None or found.item.meeting is None:
        raise Http404("没有这项决议。")
    reach = Reach.of(request.user)
    if reach.may_see(found.item.institution):
        return redirect(f"{address(found.item.meeting, found.item)}#outcome")
    return redirect("meeting-item", pk=found.item.pk)
