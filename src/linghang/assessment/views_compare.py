"""Institutions side by side, and departments against items."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment import comparing, heat
from linghang.assessment.few import FEW
from linghang.assessment.place import place_of
from linghang.assessment.views_systems import around


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Items × institutions, best and worst marked; a rate of few cases is not ranked."""
    place = place_of(request, code, whole=True)
    candidates, chosen = comparing.compared(place, request.GET.getlist("members"))
    lines = comparing.lines(place, chosen)
    context = around(place, "assessment-compare") | {
        "candidates": candidates,
        "institutions": chosen,
        "lines": lines,
        "with_data": sum(bool(line.cells) and not line.empty for line in lines),
        "few": FEW,
        "most": comparing.MOST,
    }
    return render(request, "assessment/compare.html", context)


@require_GET
def heat_map(request: HttpRequest, code: str) -> HttpResponse:
    """Where each department stands inside the hospital, item by item; every cell leads to its rows."""
    place = place_of(request, code, whole=True)
    return render(request, "assessment/heat.html", around(place, "assessment-heat") | {"heat": heat.heat(place)})
