"""Case mix of a place and period: the answer first, then where the money goes; and which schemes and weights hold."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from linghang.indicators import charts
from linghang.indicators.choices import Choice, choice_of
from linghang.indicators.failing import each_for_itself
from linghang.indicators.tiles import months_at, shown, tiles
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.payment import ledger, reach, summaries
from linghang.payment.basis import basis
from linghang.payment.grouping import waiting
from linghang.payment.jobs import regroup
from linghang.payment.models import Scheme, Weights
from linghang.payment.pages import SOURCE
from linghang.payment.published import CONFIDENCES
from linghang.payment.schemes import names_of
from linghang.payment.shown import GROUP_HEADS, PLACE_HEADS, Row, group_cells, place_cells, rows
from linghang.payment.summaries import Line
from linghang.payment.used import weights_used
from linghang.payment.validity import InForce
from linghang.registers.content import library
from linghang.registers.kept.store import department_names

FIGURES = (
    "drg_cmi", "drg_cases", "drg_groups", "drg_grouped_share", "drg_time_index", "drg_fee_index", "drg_rw2_share",
    "drg_fee_per_weight", "drg_medicine_per_weight", "drg_material_per_weight", "drg_surplus", "drg_loss_share",
)  # fmt: skip
TOP = 12


def place(request: HttpRequest) -> Choice:
    """The institution and period that the address names, refused unless its figures are open."""
    choice = choice_of(request)
    reach.require_figures(request.user, choice)
    return choice


def address(choice: Choice, name: str, *args: str, **more: str) -> str:
    """A page of case mix for the same place and period."""
    wish = {"institution": choice.institution.code, "period": str(choice.period)} | more
    return f"{reverse(name, args=args)}?{urlencode(wish)}"


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What came out: figures, departments or members, groups, months."""
    choice = place(request)
    department = choice.department.code if choice.department else None
    found = ledger.cases(choice.institution, choice.period, department)
    context: dict[str, Any] = {"choice": choice, "tab": "overview", "scheme": scheme_of(choice), "heads": PLACE_HEADS}
    context["case_count"] = found.height
    context["waiting"] = sum(waiting(choice.institution.subtree()).values())
    if found.height:
        context |= _figures(choice) | _tables(request.user, choice, found) | basis_of(choice)
    return render(request, "payment/overview.html", context)


def lines(choice: Choice, column: str) -> list[Line]:
    """The discharges that the page is about, added up by a column."""
    department = choice.department.code if choice.department else None
    return ledger.lines(summaries.by, choice.institution, choice.period, column, department)


def scheme_of(choice: Choice) -> Scheme | None:
    """The DRG scheme in force at the end of the period; for a region that of its first member which has one."""
    return InForce().first_below("drg", choice.institution, choice.period.last_day)


def _figures(choice: Choice) -> dict[str, Any]:
    indicators = [library().indicator(code) for code in FIGURES if library().has("indicators", code)]
    made, failed = each_for_itself(indicators, lambda some: tiles(some, choice))
    year = choice.period.first.year
    cmi = library().indicator("drg_cmi")
    both = [months_at(["drg_cmi"], each, choice)["drg_cmi"] for each in (year, year - 1)]
    now, past = ([shown(cmi, value) for value in series] for series in both)
    labels = [f"{number}月" for number in range(1, 13)]
    figure = charts.trend(labels, now, past, now_name=f"{year}年", past_name=f"{year - 1}年", unit="")
    return {"tiles": made, "failed": failed, "figure": figure, "months": list(zip(labels, now, past, strict=True))}


def _tables(user: Any, choice: Choice, found: Any) -> dict[str, Any]:
    scheme = scheme_of(choice)
    called = names_of(scheme) if scheme else {}
    members = len(set(found["institution"].unique())) > 1
    if members:
        places = {each.code: str(each) for each in choice.institution.subtree()}
        by_place = rows(
            lines(choice, "institution"), place_cells, places,
            lambda code: address(choice, "payment", institution=code),
        )  # fmt: skip
    else:
        own = Institution.objects.get(code=found["institution"][0])
        open_to = reach.cases_at(user, own)
        by_place = rows(
            lines(choice, "department"), place_cells, department_names([own]),
            lambda code: address(choice, "payment-cases", institution=own.code, department=code) if open_to else "",
        )  # fmt: skip
    groups = lines(choice, "drg")

    def show(some: list[Line]) -> list[Row]:
        return rows(some[:TOP], group_cells, called, lambda code: address(choice, "payment-group", code))

    return {
        **_lacking(choice, found, called),
        "members": members,
        "places": by_place,
        "group_heads": GROUP_HEADS,
        "top": show(groups),
        "losing": show(summaries.losses(groups)),
        "gaining": show(summaries.gains(groups)),
    }


def basis_of(choice: Choice) -> dict[str, Any]:
    """Which weights the period rests on, and whether they are of several kinds."""
    used = weights_used(choice.institution, choice.period)
    told = [basis(each) for each in used]
    mixed = len({each.published_id for each in used}) > 1
    doubtful = mixed or any(each.provisional or each.unverified for each in told)
    return {"weights": told, "doubtful": doubtful, "mixed": mixed}


def _lacking(choice: Choice, found: pl.DataFrame, called: Mapping[str, str]) -> dict[str, Any]:
    """The groups of cases that have no weight: shown, and never guessed."""
    without = found.filter((pl.col("status") == "grouped") & pl.col("weight").is_null())
    groups = without["drg"].value_counts().sort(["count", "drg"], descending=[True, False])
    listed = [
        {"code": code, "name": called.get(code, ""), "cases": cases, "url": address(choice, "payment-group", code)}
        for code, cases in groups.iter_rows()
    ]
    return {"lacking": listed[:TOP], "lacking_groups": len(listed), "lacking_cases": without.height}


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """The schemes with their validity, the weights of their groups, and what waits to be grouped."""
    return schemes_page(request, place(request), {})


def schemes_page(request: HttpRequest, choice: Choice, given: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of schemes; `given`: what was wrong with a table of weights that somebody brought or took back, and what
    he typed."""
    houses = Institution.objects.filter(batches__register=SOURCE, pk__in=[each.pk for each in choice.reachable])
    waits = waiting(choice.reachable)
    known = Scheme.objects.select_related("institution", "imported_by", "weighs", "withdrawal")
    weighing, reigning = reach.weighing_places(request.user), InForce()
    codes = {each.pk for each in weighing}
    listed = [
        {"scheme": each, "until": reigning.until(each), "may_withdraw": each.institution_id in codes} for each in known
    ]
    states = [
        {"institution": each, "waiting": waits.get(each.code, 0), "may_group": reach.may_group(request.user, each)}
        for each in houses.distinct()
    ]
    context = {
        "choice": choice,
        "tab": "schemes",
        "schemes": [each for each in listed if not each["scheme"].weighs_id],
        "tables": [each for each in listed if each["scheme"].weighs_id],
        "confidences": CONFIDENCES,
        "weights": Weights.objects.select_related("scheme", "published__withdrawal"),
        "states": states,
        "weighing_places": weighing,
        "drg_schemes": known.filter(kind=Scheme.Kind.DRG, withdrawal=None),
    }
    return render(request, "payment/schemes.html", context | given, status=status)


@require_POST
def group_again(request: HttpRequest) -> HttpResponse:
    """Group the front pages of an institution in the background."""
    code = request.POST.get("institution", "")
    found = Institution.objects.filter(code=code).first()
    reach.require(found is not None and reach.may_group(request.user, found), access.ACTION_TITLES["load"])
    assert found is not None
    trail.record(request.user, "重新分组", found)
    regroup.enqueue(found.code)
    messages.success(request, f"{found} 的首页正在后台分组，完成后指标随之更新。")
    return redirect("payment-schemes")
