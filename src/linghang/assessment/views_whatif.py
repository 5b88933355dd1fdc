"""What would lift the grade: the items with the most to gain, and any other values tried out."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment import reach, results, sheet_page, whatif
from linghang.assessment.assess import Assessed, Result
from linghang.assessment.grading import grade
from linghang.assessment.place import Place, place_of
from linghang.assessment.ranking import places
from linghang.assessment.rules import Reading
from linghang.assessment.sheet import Line
from linghang.assessment.together import bound
from linghang.assessment.views_sheet import unit_asked, units_of
from linghang.assessment.views_systems import around
from linghang.assessment.walking import names
from linghang.core.errors import Fault, InputError
from linghang.core.figures import RATES, SCALES, write_number
from linghang.indicators.comparisons import Comparison
from linghang.indicators.tiles import shown, values_at
from linghang.indicators.values import compare_all
from linghang.packs.model import Indicator

RATINGS = ("A", "B", "C", "D")
_LARGEST = Decimal(10) ** 12


@require_GET
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """哪三项最能提升等次, and a form in which other values are tried; nothing is stored."""
    place = place_of(request, code)
    unit = unit_asked(request, place)
    context = around(place, "assessment-whatif") | {"unit": unit, "goals": whatif.GOAL_WORDS}
    try:
        found = results.assessed(place)
    except InputError as error:
        return render(request, "assessment/whatif.html", context | {"faults": error.faults})
    result = results.result_of(found, results.unit_key(place, unit))
    if result is None:
        return render(
            request, "assessment/whatif.html", context | {"units": units_of(place, found, "assessment-whatif")}
        )
    reach.require(reach.may_see(request.user, result.unit, place.choice.institution, place.framework), "查看评分表")
    return render(request, "assessment/whatif.html", context | _tried(request, place, found, result))


def _tried(request: HttpRequest, place: Place, found: Assessed, result: Result) -> dict[str, Any]:
    goal: whatif.Goal = next((each for each in whatif.GOAL_WORDS if each == request.GET.get("goal")), "full")
    cuts = _cuts(found, result)
    boxes, readings, faults = _read(request, place, result)
    targets = _targets(place, found)
    way = whatif.way_up(result.sheet, cuts, goal, targets=targets)
    raised = [lever.item.code for lever in way.levers] if way else []
    return {
        "result": result,
        "answer": sheet_page.answer(result),
        "goal": goal,
        "way": way,
        "way_bound": bound(result.sheet, place.library, place.choice.period.last_day, raised),
        "tried_bound": bound(result.sheet, place.library, place.choice.period.last_day, readings),
        "levers": whatif.levers(result.sheet, goal, targets)[:10],
        "boxes": boxes,
        "ratings": RATINGS,
        "faults": faults,
        "after": _after(found, result, readings) if readings and not faults else None,
        "tried": len(readings),
    }


def _cuts(found: Assessed, result: Result) -> tuple[whatif.Cut, ...]:
    return whatif.cuts(found.framework, others=_others(found, result), clusters=_clusters(found, result))


def _others(found: Assessed, result: Result) -> list[Decimal]:
    """The shares of the rest of the peer group."""
    round_, key = found.round, result.unit.key
    members = round_.groups[round_.group_of[key]]
    return [share for each in members if each != key and (share := round_.sheets[each].share) is not None]


def _clusters(found: Assessed, result: Result) -> Any:
    return found.round.clusters[found.round.group_of[result.unit.key]]


def _targets(place: Place, found: Assessed) -> dict[str, Decimal]:
    """The hospital's own targets by item code."""
    by_code = {item.indicator: item.code for item in found.framework.leaves() if item.indicator}
    values = values_at([code for code in by_code if code], place.choice.period, place.choice)
    compared: list[Comparison] = compare_all(list(values.values()), "target")
    return {by_code[code]: each.base for code, each in zip(values, compared, strict=True) if each.base is not None}


def _read(
    request: HttpRequest, place: Place, result: Result
) -> tuple[list[dict[str, Any]], dict[str, Reading], list[Fault]]:
    """The boxes of the form as they stand, the readings that differ, and what could not be read."""
    boxes, readings, faults, named = [], {}, [], names(result.sheet.framework)
    for line in result.sheet.leaves:
        if line.case is None or line.case.rule is None:
            continue
        indicator = line.case.indicator
        if indicator is not None and line.item.indicator and not place.may_see(indicator):
            continue
        typed = request.GET.get(f"v_{line.item.code}", "").strip()
        now = _now(line, indicator)
        unit = indicator.scale + indicator.unit if indicator else ""
        boxes.append({"line": line, "name": named[line.item.code], "now": now, "typed": typed, "unit": unit})
        if not typed or typed == now:
            continue
        reading = _reading(indicator, typed)
        if reading is None:
            remedy = "请填数字，例如 35.2" if indicator else "请选 A、B、C、D"
            faults.append(Fault("", 0, named[line.item.code], "", typed, "看不懂这个值", remedy))
        else:
            readings[line.item.code] = reading
    return boxes, readings, faults


def _now(line: Line, indicator: Indicator | None) -> str:
    reading = line.reading
    if reading is None:
        return ""
    if indicator is None:
        return reading.rating
    number = shown(indicator, reading.value)  # of a level, too, the number: that is what can be typed
    return "" if number is None else write_number(number, indicator.decimals)


def _reading(indicator: Indicator | None, typed: str) -> Reading | None:
    """What was typed, in base units; None when it is no number or no rating."""
    if indicator is None:
        return Reading(rating=typed) if typed in RATINGS else None
    try:
        number = Decimal(typed.replace(",", "").replace("，", "").removesuffix("%").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > _LARGEST:
        return None
    return Reading(number / RATES.get(indicator.unit, Decimal(1)) * SCALES[indicator.scale])


def _after(found: Assessed, result: Result, readings: dict[str, Reading]) -> dict[str, Any]:
    """Points, place and grade with these readings, while everybody else stays as they are."""
    sheet = whatif.rescored(result.sheet, readings)
    shares = {str(number): share for number, share in enumerate(_others(found, result))}
    place = places({**shares, "own": sheet.share}).get("own")
    graded = grade(found.framework, share=sheet.share, place=place, veto=sheet.veto, clusters=_clusters(found, result))
    before, named = {line.item.code: line.points for line in result.sheet.lines}, names(found.framework)
    changed = [
        {
            "line": line,
            "name": named[line.item.code],
            "before": sheet_page.say(before.get(line.item.code)),
            "after": sheet_page.say(line.points),
        }
        for line in sheet.leaves
        if line.points != before.get(line.item.code)
    ]
    gain = (sheet.points or Decimal(0)) - (result.sheet.points or Decimal(0))
    return {
        "points": sheet_page.say(sheet.points),
        "gain": ("+" if gain >= 0 else "") + sheet_page.say(gain),
        "tone": "better" if gain > 0 else "worse" if gain < 0 else "",
        "place": sheet_page.say_place(place),
        "grade": graded.grade,
        "why": graded.reason,
        "changed": changed,
    }
