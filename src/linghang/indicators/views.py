"""The catalogue of indicators, and the page of each: answer, trend, departments, members, definition, trace."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.indicators import charts, pages, tables
from linghang.indicators import trace as tracing
from linghang.indicators.choices import Choice, choice_of, sensitivity_of
from linghang.indicators.failing import each_for_itself
from linghang.indicators.reported import VALUES
from linghang.indicators.tiles import tiles, unit_of
from linghang.indicators.variation import variation_of
from linghang.organization import access, trail
from linghang.organization.names import matches
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers.content import library as content

SAMPLE = 10


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """All indicators by subject, found by name, pinyin initials or Traditional spelling, with their value here."""
    library, choice = content(), choice_of(request)
    packs = {entry.item.code: entry.pack for entry in library.of_kind("indicators")}
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "subject", "pack")}
    found = [
        each
        for each in pages.visible_indicators(request.user, library, choice)
        if matches(chosen["q"], each.title, each.code)
        and chosen["subject"] in ("", each.subject)
        and chosen["pack"] in ("", packs[each.code])
    ]
    made, failed = each_for_itself(found, lambda some: tiles(some, choice, sparklines=False))
    valued = {tile.indicator.code: tile for tile in made}
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        groups.setdefault(each.subject or "其他", []).append(
            {"indicator": each, "tile": valued.get(each.code), "failed": failed.get(each.code)}
        )
    return render(
        request,
        "indicators/catalogue.html",
        {
            "choice": choice,
            "groups": groups,
            "count": len(found),
            "chosen": chosen,
            "subjects": list(dict.fromkeys(each.subject for each in library.indicators() if each.subject)),
            "packs": [pack for pack in library.packs if pack.pack in packs.values()],
        },
    )


def _indicator(request: HttpRequest, code: str) -> tuple[Library, Indicator, Choice, str]:
    """The indicator asked for and where; refused when its records are closed to the person even as figures."""
    library, choice = content(), choice_of(request)
    if not library.has("indicators", code):
        raise Http404
    found = library.indicator(code)
    sensitivity = sensitivity_of(library, found)
    access.require(
        request.user,
        "view_figures",
        institution=choice.institution,
        sensitivity=sensitivity,
        department=choice.department,
    )
    return library, found, choice, sensitivity


@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    library, found, choice, _ = _indicator(request, code)
    page, year = pages.page_of(found, choice), choice.period.first.year
    figure = charts.trend(
        [row.label for row in page.months],
        [row.shown for row in page.months],
        [row.shown_past for row in page.months],
        now_name=f"{year}年",
        past_name=f"{year - 1}年",
        unit=unit_of(found),
        direction=found.direction,
        target=page.shown_target if pages.target_is_monthly(found) else None,
    )
    return render(
        request,
        "indicators/indicator.html",
        {
            "choice": choice,
            "page": page,
            "indicator": found,
            "figure": figure,
            "variation": variation_of(found, choice, library, page.target if pages.target_is_monthly(found) else None),
            "definition": pages.definition_of(library, found),
        },
    )


@require_GET
def trace(request: HttpRequest, code: str) -> HttpResponse:
    """From the figure down to its rows. By itself a page with a stable address; inside a page, a drawer."""
    library, found, choice, sensitivity = _indicator(request, code)
    where: dict[str, Any] = {"institution": choice.institution, "department": choice.department}
    place = where | {"sensitivity": sensitivity}
    access.require(request.user, "view_trace", **place)
    rows_open = access.may(request.user, "view_rows", **place)
    typed_open = library.has("registers", VALUES) and access.may(
        request.user, "view_rows", **where, sensitivity=library.register(VALUES).sensitivity
    )
    department = choice.department.code if choice.department else request.GET.get("department") or None
    followed = tracing.trace(
        code,
        choice.period,
        choice.institution.code,
        department=department,
        sample=SAMPLE if rows_open else 0,
        evidence=typed_open,
    )
    if rows_open and sensitivity in ("patient", "member"):
        trail.record(request.user, "追溯查看样例行", choice.institution, 指标=found.title, 期间=str(choice.period))
    template = "indicators/_trace.html" if request.htmx else "indicators/trace.html"
    return render(
        request,
        template,
        {
            "choice": choice,
            "indicator": found,
            "trace": followed,
            "rows_open": rows_open,
            "batches_open": access.may(request.user, "load", **place),
        },
    )


@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The tables of the indicator page as one CSV or one workbook."""
    library, found, choice, _ = _indicator(request, code)
    if form not in tables.FORMS:
        raise Http404
    page = pages.page_of(found, choice)
    trail.record(request.user, "导出指标", choice.institution, 指标=found.title, 期间=str(choice.period))
    return tables.response(page, found, choice, pages.definition_of(library, found), form)
