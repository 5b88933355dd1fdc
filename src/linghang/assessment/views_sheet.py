"""The score sheet of a unit: every line with its reason, what is missing, and how far the result is settled."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment import evidence, reach, records, results, sheet_page
from linghang.assessment.assess import Assessed, Result
from linghang.assessment.models import AssessedUnit, Assessment
from linghang.assessment.place import Place, place_of
from linghang.assessment.sheet import indicators_of
from linghang.assessment.units import Unit
from linghang.assessment.views_systems import around
from linghang.core.errors import InputError
from linghang.organization.as_of import departments_on
from linghang.packs.model import Indicator


@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of the chosen unit: the locked one, else as it would be now. Where the framework does not judge the
    chosen institution itself, the units below it that it does judge."""
    place = place_of(request, code)
    unit = unit_asked(request, place)
    context = around(place, "assessment-sheet") | {"unit": unit}
    try:
        shown = shown_unit(request, place, unit) or _units(place, results.assessed(place))
    except InputError as error:
        shown = {"faults": error.faults}
    return render(request, "assessment/sheet.html", context | shown)


def shown_unit(request: HttpRequest, place: Place, code: str) -> dict[str, Any] | None:
    """What the page and its files say of one unit; None when the framework does not judge it. InputError as `assess`,
    PermissionDenied for a sheet that is closed to the person."""
    result = results.result_of(results.assessed(place), results.unit_key(place, code))
    if result is None:
        return None
    reach.require(reach.may_see(request.user, result.unit, place.choice.institution, place.framework), "查看评分表")
    return _of_unit(request, place, result)


def unit_asked(request: HttpRequest, place: Place) -> str:
    """The department or branch in the address. Who sees one department only gets that one, and no institution."""
    asked = request.GET.get("unit", "")
    department = place.choice.department
    if department is None:
        return asked
    if place.framework.judges != "department":
        raise PermissionDenied("全院的评分表只对能看全院指标的人员开放。如工作需要，请联系本单位系统管理员。")
    return department.code


def _of_unit(request: HttpRequest, place: Place, result: Result) -> dict[str, Any]:
    institution, framework = place.choice.institution, place.framework
    locked = locked_unit(place, result.unit)
    frozen = locked is not None and "live" not in request.GET
    ratings = evidence.ratings(framework.code, place.choice.period, result.unit.kind, [institution.code])
    mine = {item: rating for (key, item), rating in ratings.items() if key == result.unit.key}
    may_rate = reach.may_rate(request.user, result.unit, institution) and locked is None
    lines = locked.sheet["lines"] if locked and frozen else sheet_page.lines_of(result)
    rows = sheet_page.rows(place, lines, indicators(place), mine, result.unit.code if may_rate else None)
    return {
        "result": result,
        "rows": rows,
        "answer": sheet_page.kept_answer(locked) if locked and frozen else sheet_page.answer(result),
        "live": sheet_page.answer(result),
        "lacking": sheet_page.lacking(rows),
        "may_rate": may_rate,
        "locked": locked,
        "frozen": frozen,
        "kept": records.in_force(institution, framework.code, place.choice.period, framework.judges),
        "may_assess": reach.may_assess(request.user, institution, framework.judges),
        "may_appeal": locked is not None and reach.may_appeal(request.user, locked),
        "see_evidence": reach.may_see_evidence(request.user, result.unit, institution),
    }


def indicators(place: Place) -> dict[str, Indicator]:
    """By item code; nothing where a definition is gone, as it may be under an old result."""
    try:
        return indicators_of(place.framework, place.library, place.choice.period.last_day)
    except InputError:
        return {}


def locked_unit(place: Place, unit: Unit) -> AssessedUnit | None:
    """The locked result of a unit: of the institution's own assessment before that of one above it."""
    found = AssessedUnit.objects.filter(
        kind=unit.kind,
        code=unit.code,
        institution__code=unit.institution,
        assessment__framework=place.framework.code,
        assessment__period=str(place.choice.period),
        assessment__stage=Assessment.Stage.LOCKED,
    ).select_related("assessment__institution", "institution")
    return min(found, key=lambda each: (each.assessment.institution_id != each.institution_id, -each.pk), default=None)


def _units(place: Place, found: Assessed) -> dict[str, Any]:
    """Who has a sheet, and for whoever rates evidence the departments that have none yet, for nothing is known of
    them: a first rating gives them one."""
    silent: list[dict[str, str]] = []
    home, items = place.choice.institution, [item for item in place.framework.leaves() if item.evidence]
    if place.framework.judges == "department" and items and place.whole:
        judged = {each.unit.code for each in found.results}
        silent = [
            {"name": each.name, "url": sheet_page.rate_url(place, each.code, items[0].code)}
            for each in departments_on(home, place.choice.period.last_day)
            if each.code not in judged
            and reach.may_rate(place.user, Unit("department", home.code, each.code, each.name), home)
        ]
    return {"units": units_of(place, found), "silent": silent}


def units_of(place: Place, found: Assessed, page: str = "assessment-sheet") -> list[dict[str, Any]]:
    """The units that the person may look at: of the chosen institution, or, where it is not judged itself, of those
    below it."""
    below = {each.code for each in place.choice.institution.subtree()}
    return [
        {"result": each, "answer": sheet_page.answer(each), "url": unit_url(place, each, page)}
        for each in reach.seen(place.user, found.results)
        if each.unit.institution in below
    ]


def unit_url(place: Place, result: Result, page: str = "assessment-sheet") -> str:
    """The page of a unit for the same period."""
    if result.unit.kind != "institution":
        return f"{place.url(page)}&unit={result.unit.code}"
    mine = f"institution={place.choice.institution.code}&"
    return place.url(page).replace(mine, f"institution={result.unit.code}&", 1)
