"""The first page of meetings: what is next and what it still wants, the year's meetings, the items that wait."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linghang.decisions import overview
from linghang.decisions.place import Place, place_of, years_of
from linghang.decisions.reach import Reach, calls_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """For leaders and the office the house's meetings; for everyone else the items they put forward.

    Whoever has neither but is called to a meeting is led to its notice.
    """
    call = calls_of(request.user).first()
    if call is not None and not Reach.of(request.user).institutions:
        return redirect("meeting-receipt", pk=call.meeting_id)
    place = place_of(request)
    context: dict[str, Any] = {
        "place": place,
        "tabs": place.tabs("meetings"),
        "sees": place.sees,
        "may_hold": place.may_hold,
        "may_submit": place.reach.departments_at(place.institution) != [],
        "calls": calls_of(request.user),
        "pool": overview.pool(place),
    }
    return render(request, "meetings/home.html", context | (_year(place) if place.sees else {}))


def _year(place: Place) -> dict[str, Any]:
    year = overview.Year.of(place)
    return {
        "upcoming": overview.upcoming(place),
        "pool_blocked": sum(line.light == "bad" for line in overview.pool(place)),
        "years": years_of(place),
        "months": range(1, 13),
        "strip": year.strip,
        "held": year.lines,
        "held_count": len(year.lines),
        "by_body": year.by_body,
        "exception_count": len(year.exceptions),
        "untasked": year.untasked,
        "resolution_count": year.resolutions,
    }
