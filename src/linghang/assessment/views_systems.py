"""The indicator systems and frameworks in use, the browser of one, and how their items meet (对照)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment import browsing
from linghang.assessment.company import peers_of
from linghang.assessment.crosswalk import crosswalk
from linghang.assessment.place import CONFIDENCES, JUDGES, Place, place_of, query_of
from linghang.assessment.walking import indicators_of, leaves, unverified
from linghang.indicators.choices import Choice, choice_of
from linghang.indicators.failing import each_for_itself
from linghang.indicators.tiles import values_at
from linghang.organization import access
from linghang.organization.names import matches
from linghang.packs.framework import Framework, Item
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers import content


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Every framework with its edition, source and confidence, and how much of it has figures here."""
    library, choice = content.library(), choice_of(request)
    wanted = request.GET.get("q", "").strip()
    found = [each for each in library.frameworks() if matches(wanted, each.title, each.code)]
    valued = _valued(library, choice, found)
    context = {
        "choice": choice,
        "query": query_of(choice),
        "chosen": {"q": wanted},
        "frameworks": [_summary(library, each, valued) for each in found],
        "all": len(library.frameworks()),
        "may_import": access.may_everywhere(request.user, "assess"),
    }
    return render(request, "assessment/systems.html", context)


def _valued(library: Library, choice: Choice, frameworks: list[Framework]) -> set[str]:
    """The indicators of these frameworks that have a value here."""
    asked = {code for each in frameworks for code in indicators_of(each) if library.has("indicators", code)}
    found, _ = each_for_itself(
        [library.indicator(code) for code in sorted(asked)],
        lambda some: list(values_at([each.code for each in some], choice.period, choice).values()),
    )
    return {value.indicator for value in found if value.value is not None}


def _summary(library: Library, framework: Framework, valued: set[str]) -> dict[str, Any]:
    entry = library.entry("frameworks", framework.code)
    items = [node.item for node in leaves(framework)]
    return {
        "framework": framework,
        "judges": JUDGES[framework.judges],
        "pack": next((pack.title for pack in library.packs if pack.pack == entry.pack), entry.pack),
        "confidence": CONFIDENCES[framework.confidence],
        "leaves": len(items),
        "national": sum(any("国家监测" in tag for tag in item.tags) for item in items),
        "evidence": sum(item.evidence for item in items),
        "valued": sum(item.indicator in valued for item in items),
        "doubtful": sum(unverified(item, _measured_by(library, item)) for item in items),
    }


def _measured_by(library: Library, item: Item) -> Indicator | None:
    code = item.indicator
    return library.indicator(code) if code and library.has("indicators", code) else None


@require_GET
def system(request: HttpRequest, code: str) -> HttpResponse:
    """Dimension → item → value, target, light, last year, peers."""
    place = place_of(request, code)
    found = browsing.rows(place, peers_of(place))
    chosen = {name: request.GET.get(name, "").strip() for name in ("show", "q")}
    shown = [
        row
        for row in browsing.filtered(found, chosen["show"])
        if not chosen["q"] or not row.node.leaf or matches(chosen["q"], row.node.item.title, row.node.item.number)
    ]
    context = around(place, "assessment-system") | {
        "rows": shown,
        "count": browsing.count(found),
        "chosen": chosen,
        "filters": browsing.FILTERS,
        "with_peers": any(row.peers for row in found),
        "related": [
            place.library.framework(each) for each in place.framework.related if place.library.has("frameworks", each)
        ],
    }
    return render(request, "assessment/system.html", context)


def around(place: Place, current: str) -> dict[str, Any]:
    """What every page of a framework shows."""
    entry = place.library.entry("frameworks", place.framework.code)
    return {
        "place": place,
        "choice": place.choice,
        "framework": place.framework,
        "tabs": place.tabs(current),
        "query": place.query,
        "confidence": CONFIDENCES[place.framework.confidence],
        "pack": next((pack.title for pack in place.library.packs if pack.pack == entry.pack), entry.pack),
    }


@require_GET
def crossings(request: HttpRequest) -> HttpResponse:
    """Which items of which systems ask for the same indicator, and which clauses ask for the same in words."""
    library, choice = content.library(), choice_of(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "framework")}
    frameworks = library.frameworks()
    found = [
        each
        for each in crosswalk(frameworks, library)
        if matches(chosen["q"], each.title, *each.clauses) and chosen["framework"] in ("", *each.frameworks)
    ]
    context = {
        "choice": choice,
        "query": query_of(choice),
        "chosen": chosen,
        "frameworks": frameworks,
        "crossings": found,
        "shared": sum(len(each.frameworks) > 1 for each in found),
    }
    return render(request, "assessment/crosswalk.html", context)
