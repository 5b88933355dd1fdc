"""Discharges of a place by DIP: departments or members, groups, and where the cost is above the standard."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.indicators.choices import Choice
from linghang.indicators.failing import each_for_itself
from linghang.indicators.tiles import tiles
from linghang.organization.models import Institution
from linghang.organization.names import matches
from linghang.payment import dip_summaries, ledger, reach
from linghang.payment.dip_summaries import Line
from linghang.payment.models import Scheme
from linghang.payment.schemes import dip_of
from linghang.payment.shown import Cell, Row, count, number, percent, wan
from linghang.payment.validity import InForce
from linghang.payment.views import TOP, address, place
from linghang.payment.views_groups import FOUND
from linghang.registers.content import library
from linghang.registers.kept.store import department_names

FIGURES = ("dip_entered_share", "dip_core_share", "cmi_dip", "dip_surplus", "dip_loss_share")
PLACE_HEADS = ("例数", "入组率", "核心病种占比", "CMI（DIP）", "总分值", "超标准占比", "结余（万元）")
GROUP_HEADS = ("例数", "相对权重", "次均费用（元）", "次均标准（元）", "超标准占比", "结余（万元）")


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """What the catalogue in force makes of the period; without one, what to do."""
    choice = place(request)
    scheme = scheme_of(choice)
    department = choice.department.code if choice.department else None
    found = dip_summaries.reckoned(ledger.cases(choice.institution, choice.period, department))
    context: dict[str, Any] = {"choice": choice, "tab": "dip-groups", "scheme": scheme, "case_count": found.height}
    if scheme is None:
        context["later"] = Scheme.objects.filter(kind=Scheme.Kind.DIP, withdrawal=None).order_by("valid_from").first()
    if found.height:
        context |= _figures(choice) | _places(choice, found) | _groups(request, choice, scheme)
        context["point_value"] = dip_of(scheme).point_value if scheme else None
    if scheme is not None and (query := request.GET.get("q", "").strip()[:40]):
        context |= _found(request, choice, scheme, query)
    return render(request, "payment/dip_groups.html", context)


def scheme_of(choice: Choice) -> Scheme | None:
    """The catalogue in force at the end of the period; for a region that of its first member which has one."""
    return InForce().first_below("dip", choice.institution, choice.period.last_day)


def _figures(choice: Choice) -> dict[str, Any]:
    indicators = [library().indicator(code) for code in FIGURES if library().has("indicators", code)]
    made, failed = each_for_itself(indicators, lambda some: tiles(some, choice))
    return {"tiles": made, "failed": failed}


def _places(choice: Choice, found: Any) -> dict[str, Any]:
    """By institution where there are several, else by department."""
    codes = found["institution"].unique().to_list()
    if len(codes) > 1:
        column, named = "institution", {each.code: str(each) for each in choice.institution.subtree()}
    else:
        column, named = "department", department_names([Institution.objects.get(code=codes[0])])

    def url(code: str) -> str:
        return address(choice, "payment-dip-groups", institution=code) if column == "institution" else ""

    lines = _lines(choice, column)
    rows = [Row(each.key, named.get(each.key, each.key), url(each.key), place_cells(each)) for each in lines]
    return {"members": column == "institution", "places": rows, "heads": PLACE_HEADS}


def _lines(choice: Choice, column: str) -> list[Line]:
    department = choice.department.code if choice.department else None
    return ledger.lines(dip_summaries.by, choice.institution, choice.period, column, department)


def _groups(request: HttpRequest, choice: Choice, scheme: Scheme | None) -> dict[str, Any]:
    named = {each.code: each.name for each in dip_of(scheme).catalogue.groups} if scheme else {}
    lines, url = _lines(choice, "dip"), _to_cases(request, choice)

    def show(some: list[Line]) -> list[Row]:
        return [Row(each.key, named.get(each.key, ""), url(each.key), group_cells(each)) for each in some[:TOP]]

    return {"group_heads": GROUP_HEADS, "top": show(lines), "losing": show(dip_summaries.losses(lines))}


def _to_cases(request: HttpRequest, choice: Choice) -> Callable[[str], str]:
    """The address of the cases of a group, for those who may read them."""
    if not reach.cases_at(request.user, choice.institution):
        return lambda code: ""
    return lambda code: address(choice, "payment-cases", dip=code)


def _found(request: HttpRequest, choice: Choice, scheme: Scheme, query: str) -> dict[str, Any]:
    """Groups of the catalogue whose code or name answers, with what of them was treated here."""
    known, url = {each.key: each for each in _lines(choice, "dip")}, _to_cases(request, choice)
    groups = {each.code: each for each in dip_of(scheme).catalogue.groups if matches(query, each.code, each.name)}
    hits = [
        {
            "group": each, "weight": number(each.weight), "mean_cost": number(each.mean_cost),
            "url": url(each.code) if each.code in known else "",
            "cells": group_cells(known[each.code]) if each.code in known else (),
        }
        for each in list(groups.values())[:FOUND]
    ]  # fmt: skip
    return {"query": query, "hits": hits, "hit_count": len(groups)}


def place_cells(line: Line) -> tuple[Cell, ...]:
    """A department or institution, under PLACE_HEADS."""
    return (
        count(line.cases), percent(line.entered_share), percent(line.core_share), number(line.cmi, 4),
        number(line.score), percent(line.losing_share), wan(line.balance),
    )  # fmt: skip


def group_cells(line: Line) -> tuple[Cell, ...]:
    """A group, under GROUP_HEADS. Weight and standard are the mean of its cases: catalogues and institutions differ."""
    return (
        count(line.cases), number(line.cmi, 4), number(line.mean_fee), number(line.mean_standard),
        percent(line.losing_share), wan(line.balance),
    )  # fmt: skip
