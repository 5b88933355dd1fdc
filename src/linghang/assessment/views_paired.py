"""Party standing beside performance, department by department: where the two have come apart (两张皮)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linghang.assessment import charts, evidence, reach
from linghang.assessment.paired import BRANCHES, DEPARTMENTS, Paired
from linghang.assessment.pairing import MIDDLE, QUADRANT_WORDS, THRESHOLD, Pair
from linghang.assessment.place import query_of
from linghang.assessment.results import paired_of
from linghang.assessment.units import Unit
from linghang.core.errors import InputError
from linghang.core.figures import write_number
from linghang.indicators.choices import Choice, choice_of
from linghang.organization import access
from linghang.packs.framework import Framework
from linghang.registers import content


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """The quadrants and the table, widest gap first."""
    choice = choice_of(request)
    access.require(request.user, "view_figures", institution=choice.institution)
    work, party = _offered("department"), _offered("branch")
    chosen = {
        "work": _chosen(work, request.GET.get("work", ""), DEPARTMENTS),
        "party": _chosen(party, request.GET.get("party", ""), _most_rated(party, choice) or BRANCHES),
    }
    context: dict[str, Any] = {
        "choice": choice,
        "query": query_of(choice),
        "work": work,
        "party": party,
        "chosen": chosen,
        "kept": {name: each.code for name, each in chosen.items() if each},
        "threshold": write_number(THRESHOLD * 100, 0),
    }
    if chosen["work"] and chosen["party"]:
        _require(request.user, choice, (chosen["work"], chosen["party"]))
        try:
            found = paired_of(content.library(), choice, chosen["work"].code, chosen["party"].code)
        except InputError as error:
            return render(request, "assessment/paired.html", context | {"faults": error.faults})
        context |= _shown(choice, found)
    return render(request, "assessment/paired.html", context)


def _offered(judges: str) -> list[Framework]:
    """The frameworks that judge these and give points."""
    return [each for each in content.library().frameworks() if each.judges == judges and each.full_marks is not None]


def _most_rated(offered: Sequence[Framework], choice: Choice) -> str:
    """The framework by which most branches were rated in the period, of equal ones the first; "" when none was."""
    rated = evidence.rated_units([each.code for each in offered], choice.period, "branch", choice.institution)
    return max((each.code for each in offered if each.code in rated), key=rated.__getitem__, default="")


def _chosen(offered: Sequence[Framework], asked: str, usual: str) -> Framework | None:
    by_code = {each.code: each for each in offered}
    return by_code.get(asked) or by_code.get(usual) or next(iter(offered), None)


def _require(user: access.User, choice: Choice, frameworks: Sequence[Framework]) -> None:
    """All departments and branches of the house side by side are for those who see the sheets of each."""
    home = choice.institution
    for framework in frameworks:
        unit = Unit(framework.judges, home.code, "", "")
        whole = access.may(user, "view_tasks", institution=home) and access.may(
            user, "view_figures", institution=home, sensitivity=reach.sensitivity(framework)
        )
        reach.require(whole and unit.kind != "institution", "查看科室和党支部的评分表")


def _shown(choice: Choice, found: Paired) -> dict[str, Any]:
    known = [each for each in found.pairs if each.gap is not None]
    points = [
        (found.names.get(each.department, each.department), *_heights(each), each.apart)
        for each in known
        if each.gap is not None
    ]
    said = QUADRANT_WORDS
    words = (said["both_high"], said["party_ahead"], said["both_low"], said["performance_ahead"])
    return {
        "rows": [_row(choice, found, each) for each in found.pairs],
        "compared": len(known),
        "apart": len(found.apart),
        "quadrants": [
            (word, sum(each.quadrant == code for each in found.pairs))
            for code, word in QUADRANT_WORDS.items()
            if code != "unknown"
        ],
        "figure": charts.quadrants(points, middle=MIDDLE, words=words) if points else None,
    }


def _heights(pair: Pair) -> tuple[Decimal, Decimal]:
    """Heights of the department and of its branch."""
    work = pair.performance.height if pair.performance else None
    party = pair.party.height if pair.party else None
    return work or Decimal(0), party or Decimal(0)


def _row(choice: Choice, found: Paired, pair: Pair) -> dict[str, Any]:
    return {
        "pair": pair,
        "department": found.names.get(pair.department, pair.department),
        "branch": found.names.get(pair.branch, ""),
        "word": QUADRANT_WORDS[pair.quadrant],
        "gap": "" if pair.gap is None else write_number(abs(pair.gap) * 100, 0),
        "work_url": _sheet(choice, found.departments.framework, pair.department),
        "party_url": _sheet(choice, found.branches.framework, pair.branch) if pair.branch in found.names else "",
    }


def _sheet(choice: Choice, framework: Framework, code: str) -> str:
    return f"{reverse('assessment-sheet', args=[framework.code])}?{query_of(choice)}&{urlencode({'unit': code})}"
