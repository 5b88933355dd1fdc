"""The inspection desk: suspicions by rule, each with its reason, judged by a person who gives one."""

from typing import Any

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linghang.casemix.inspection import RULES
from linghang.core.errors import InputError
from linghang.indicators.choices import Choice
from linghang.organization import trail
from linghang.payment import checks, reach
from linghang.payment.models import Judgement
from linghang.payment.views import address, place
from linghang.registers.kept.store import department_names

PAGE = 30
CASES_SHOWN = 10


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What the rules found, for those who may read the cases."""
    return _desk(request, place(request), {})


def _desk(request: HttpRequest, choice: Choice, given: dict[str, Any], status: int = 200) -> HttpResponse:
    found, rule = _open(request, choice), request.GET.get("rule", "")
    counts = dict(found["rule"].value_counts().iter_rows())
    rule = rule if rule in RULES else next((code for code in RULES if counts.get(code)), next(iter(RULES)))
    chosen = found.filter(pl.col("rule") == rule)
    page = Paginator(range(chosen.height), PAGE).get_page(request.GET.get("page"))
    rows = chosen[page.start_index() - 1 if chosen.height else 0 : page.end_index()].to_dicts()
    known = checks.judged(choice.institution, rule, [row["case"] for row in rows if row["case"]])
    trail.record(request.user, "查看病案核查线索", choice.institution, 规则=RULES[rule].title, 行数=len(rows))
    context = {
        "choice": choice, "tab": "checks", "page": page, "rows": [_row(each, known) for each in rows],
        "rules": [(each, counts.get(code, 0), code == rule, address(choice, "payment-checks", rule=code))
                  for code, each in RULES.items() if code in counts or code == rule],
        "rule": RULES[rule], "findings": Judgement.Finding.choices, "kept_in_picker": {"rule": rule},
        "address": address(choice, "payment-checks", rule=rule), "departments": department_names([choice.institution]),
        "may_judge": reach.may_judge(request.user, choice.institution),
    }  # fmt: skip
    return render(request, "payment/checks.html", context | given, status=status)


def _open(request: HttpRequest, choice: Choice) -> pl.DataFrame:
    """The suspicions about cases that the person may read."""
    open_to = reach.cases_at(request.user, choice.institution)
    if not open_to:
        reach.require_case(request.user, choice.institution, None)
    found = checks.found(choice.institution, choice.period)
    return found if open_to.whole else found.filter(pl.col("department").is_in(sorted(open_to.departments)))


def _row(row: dict[str, Any], known: dict[str, Judgement]) -> dict[str, Any]:
    named = [row["case"]] if row["case"] else []
    others = [case for case in row["cases"] if case != row["case"]][:CASES_SHOWN]
    links = [(*checks.place_of(case), case) for case in named + others]
    return row | {"links": links, "judged": known.get(row["case"]), "more": len(row["cases"]) - len(links)}


@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """Write down what a suspicion came to."""
    choice = place(request)
    reach.require(reach.may_judge(request.user, choice.institution), "判断病案核查线索")
    found, case, rule = _open(request, choice), request.POST.get("case", ""), request.GET.get("rule", "")
    rows = found.filter((pl.col("rule") == rule) & (pl.col("case") == case)).to_dicts()
    if not rows:
        raise Http404("没有这条线索，或数据已经更新。请刷新页面。")
    finding, reason = request.POST.get("finding", ""), request.POST.get("reason", "")
    try:
        checks.judge(rows[0], choice.institution, finding=finding, reason=reason, actor=request.user)
    except InputError as error:
        return _desk(request, choice, {"faults": error.faults}, 400)
    messages.success(request, "已记录。")
    return redirect(address(choice, "payment-checks", rule=rule))
