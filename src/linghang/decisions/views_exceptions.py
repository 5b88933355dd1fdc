"""What went against the rules in a year's meetings: list, filters, workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linghang.decisions import exception_list
from linghang.decisions.catalogue import routing_of
from linghang.decisions.exception_list import ExceptionLine, kinds_of, lines_of
from linghang.decisions.governing import governing_documents
from linghang.decisions.place import Place, place_of, years_of
from linghang.organization import trail
from linghang.packs.routing import Routing

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Each exception with its rule, source, confidence and remedy, and where the two sets of rules stand."""
    place = place_of(request, seeing=True)
    routing, every = _read(place)
    wish = _wish(request)
    lines = _narrowed(every, wish)
    context: dict[str, Any] = {
        "place": place,
        "tabs": place.tabs("meeting-exceptions"),
        "years": years_of(place),
        "bodies": routing.bodies,
        "exceptions": lines,
        "narrowed": any(wish.values()) or bool(place.body),
        "address": f"{place.address}&{urlencode(wish)}",
        "kinds": [
            {
                "title": f"{kind.rule} {kind.title}",
                "count": kind.count,
                "current": wish["rule"] == kind.rule,
                "address": _toggled(place, wish, kind.rule),
            }
            for kind in kinds_of(every)
        ],
        "filters": [
            {
                "name": "rule",
                "title": "规则",
                "value": wish["rule"],
                "options": [(kind.rule, f"{kind.rule} {kind.title}") for kind in kinds_of(every)],
            }
        ],
        "documents": governing_documents(place.institution, timezone.localdate()),
    }
    return render(request, "meetings/exceptions.html", context)


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; that it was carried out is on record."""
    place = place_of(request, seeing=True)
    lines = _narrowed(_read(place)[1], _wish(request))
    trail.record(request.user, "导出议事例外", place.institution, 期间=place.period_label, 行数=len(lines))
    response = HttpResponse(exception_list.to_xlsx(lines), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="exceptions-{place.institution.code}-{place.year}.xlsx"'
    return response


def _read(place: Place) -> tuple[Routing, list[ExceptionLine]]:
    today = timezone.localdate()
    routing = routing_of(place.institution, min(place.last, today))
    return routing, lines_of(place, routing, today)


def _wish(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("rule", "meeting")}


def _toggled(place: Place, wish: dict[str, str], rule: str) -> str:
    """The address with this rule chosen, or with none when it is."""
    return f"{place.address}&{urlencode(wish | {'rule': '' if wish['rule'] == rule else rule})}"


def _narrowed(lines: list[ExceptionLine], wish: dict[str, str]) -> list[ExceptionLine]:
    return [
        line for line in lines if wish["rule"] in ("", line.rule) and wish["meeting"] in ("", str(line.found.meeting))
    ]
