"""The list of individual review 特例单议: discharges put up, what was decided, and which may be put up."""

from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import InputError
from linghang.core.figures import divide
from linghang.indicators.choices import Choice
from linghang.organization import trail
from linghang.payment import dip, reach, reviews
from linghang.payment.checks import place_of
from linghang.payment.models import Review, ReviewDecision
from linghang.payment.schemes import dip_of
from linghang.payment.shown import number
from linghang.payment.views import address, place
from linghang.payment.views_cases import CASE
from linghang.registers.kept.store import department_names

SHOWN = 30
DEED = "申请和登记特例单议"


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The reviews of the institution's own discharges of the year, and its candidates."""
    return _desk(request, place(request), {})


def _desk(request: HttpRequest, choice: Choice, given: dict[str, Any], status: int = 200) -> HttpResponse:
    open_to, year = _open(request, choice), choice.period.first.year
    known = dip.scored(choice.institution, year)
    known = known if known and known.schemes else None
    listed = [each for each in reviews.standing([choice.institution], year) if open_to.may(each.review.department)]
    trail.record(request.user, "查看特例单议", choice.institution, 年度=year, 行数=len(listed))
    there = reviews.still_there(known, listed)
    context = {
        "choice": choice, "tab": "reviews", "year": year, "known": known,
        "group_names": _group_names(known),
        "rows": [_row(each) | {"there": str(each.review) in there} for each in listed],
        "outcomes": ReviewDecision.Outcome.choices,
        "departments": department_names([choice.institution]),
        "may_judge": reach.may_judge(request.user, choice.institution),
    }  # fmt: skip
    if known:
        context |= _candidates(request, choice, known, {str(each.review) for each in listed}, open_to)
    return render(request, "payment/reviews.html", context | given, status=status)


def _open(request: HttpRequest, choice: Choice) -> reach.Cases:
    found = reach.cases_at(request.user, choice.institution)
    if not found:
        reach.require_case(request.user, choice.institution, None)
    return found


def _row(standing: reviews.Standing) -> dict[str, Any]:
    review = standing.review
    return {
        "standing": standing, "review": review, "case": str(review), "times": _times(review.cost, review.standard),
        "told": {name: number(getattr(review, name)).text for name in ("cost", "standard", "score")},
        "decisions": [(each, number(each.value).text if each.value else "") for each in standing.decisions],
    }  # fmt: skip


def _group_names(known: dip.Scored | None) -> dict[str, str]:
    groups = dip_of(known.schemes[0]).catalogue.groups if known else ()
    return {each.code: each.name for each in groups}


def _times(cost: Any, standard: Any) -> str:
    return number(divide(cost, standard)).text if standard else ""


def _candidates(
    request: HttpRequest, choice: Choice, known: dip.Scored, taken: set[str], open_to: reach.Cases
) -> dict[str, Any]:
    """What may be put up: the one the address names first, then those within the share that the parameters allow."""
    mine = known.cases.filter(institution=choice.institution.code)
    if not open_to.whole:
        mine = mine.filter(pl.col("department").is_in(sorted(open_to.departments)))
    wanting = reviews.wanting(known, choice.institution).filter(pl.col("case").is_in(mine["case"].implode()))
    free = wanting.filter(pl.col("within_cap") & ~pl.col("case").is_in(list(taken)))
    asked = request.GET.get("case", "")
    chosen = mine.filter((pl.col("case") == asked) & (pl.col("dip_status") == "entered"))
    rows = [*(chosen.to_dicts() if asked not in taken else []), *free.head(SHOWN).to_dicts()]
    return {
        "candidates": [_candidate(each) for each in {row["case"]: row for row in rows}.values()],
        "within": free.height, "beyond": wanting.height, "ratio": known.parameters.review.ratio,
        "share": known.parameters.review.share * 1000, "asked": asked,
    }  # fmt: skip


def _candidate(row: dict[str, Any]) -> dict[str, Any]:
    source, line = place_of(row["case"])
    told = {name: number(row[name]).text for name in ("cost", "standard", "score")}
    return row | {"source": source, "line": line, "told": told, "times": _times(row["cost"], row["standard"])}


@require_POST
def put_up(request: HttpRequest) -> HttpResponse:
    """Put a discharge up for review."""
    choice = place(request)
    reach.require(reach.may_judge(request.user, choice.institution), DEED)
    case, reason, year = request.POST.get("case", ""), request.POST.get("reason", ""), choice.period.first.year
    known = dip.scored(choice.institution, year)
    if known is None or not known.schemes or not CASE.fullmatch(case):
        raise Http404("没有这个病例，或这一年没有施行的 DIP 目录。")
    try:
        reviews.put_up(known, choice.institution, year, case, reason=reason, actor=request.user)
    except InputError as error:
        return _desk(request, choice, {"faults": error.faults, "typed": {case: {"reason": reason}}}, 400)
    messages.success(request, "已申请。")
    return redirect(address(choice, "payment-reviews"))


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was decided about a review."""
    choice = place(request)
    reach.require(reach.may_judge(request.user, choice.institution), DEED)
    review = Review.objects.filter(pk=number, institution=choice.institution).first()
    if review is None:
        raise Http404("没有这个申请。请刷新页面。")
    given = {name: request.POST.get(name, "") for name in ("outcome", "value", "reason")}
    try:
        reviews.decide(review, **given, actor=request.user)
    except InputError as error:
        return _desk(request, choice, {"faults": error.faults, "typed": {str(review): given}}, 400)
    messages.success(request, "已登记。")
    return redirect(address(choice, "payment-reviews"))
