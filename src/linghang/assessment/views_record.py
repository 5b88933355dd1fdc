"""Kept results: their units and history; locked, appealed against, answered, unlocked."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from linghang.assessment import reach, records, results, sheet_page
from linghang.assessment.models import Appeal, Assessment
from linghang.assessment.place import place_of
from linghang.core.errors import ConflictError, InputError
from linghang.core.keys import parse_key
from linghang.organization import access
from linghang.organization.as_of import name_of
from linghang.registers import content

_CONFLICT = "有人先办理了，您的操作没有生效。请核对现在的情况。"


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Everything kept in reach, newest first, with what waits for an answer."""
    units = reach.units_seen(request.user)
    found = Assessment.objects.filter(pk__in=units.values("assessment")).select_related("institution", "created_by")
    waiting = Appeal.objects.filter(unit__in=units, outcome=Appeal.Outcome.WAITING).select_related("unit__assessment")
    shown = {"kept": found[:200], "waiting": waiting[:50], "unverified": _unverified()}
    return render(request, "assessment/kept.html", shown)


def _unverified() -> set[str]:
    """The codes of the frameworks that nobody has held against the official text."""
    return {each.code for each in content.library().frameworks() if each.unverified}


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, _seen(request, pk), {})


def _seen(request: HttpRequest, pk: int) -> Assessment:
    """A kept assessment of which the person may see at least one unit. Http404 otherwise."""
    found = get_object_or_404(Assessment.objects.select_related("institution"), pk=pk)
    if not reach.units_seen(request.user).filter(assessment=found).exists():
        raise Http404
    return found


def _record(request: HttpRequest, found: Assessment, given: dict[str, Any], status: int = 200) -> HttpResponse:
    units = list(reach.units_seen(request.user).filter(assessment=found))
    appeals = list(
        Appeal.objects.filter(unit__in=units).select_related("unit__assessment__institution", "by", "decided_by")
    )
    house, locked = access.may(request.user, "view_tasks", institution=found.institution), found.stage == "locked"
    appealable = [unit for unit in units if locked and reach.may_appeal(request.user, unit)]
    context = {
        "assessment": found,
        "unverified": found.framework in _unverified(),
        "units": [
            {"unit": unit, "answer": sheet_page.kept_answer(unit), "url": sheet_page.address(unit)} for unit in units
        ],
        "events": found.events.select_related("actor") if house else (),
        "appeals": [
            {"appeal": each, "item": _item_title(each), "may": reach.may_decide(request.user, each)}
            for each in appeals
            if house or reach.may_appeal(request.user, each.unit)
        ],
        "may_lock": reach.may_assess(request.user, found.institution, found.judges),
        "may_unlock": reach.may_unlock(request.user, found),
        "appealable": appealable,
        "items": leaves_named(appealable[0].sheet["lines"]) if appealable else [],
    }
    return render(request, "assessment/record.html", context | given, status=status)


def _item_title(appeal: Appeal) -> str:
    named = {line["code"]: name for line, name in leaves_named(appeal.unit.sheet["lines"])}
    return named.get(appeal.item, "整张评分表")


def leaves_named(lines: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """The lines of a kept sheet that were judged, each with what it is called out of the sheet: a title that comes
    more than once is told apart by the one above."""
    judged = [line for line in lines if line["reading"]]
    times, above, found = Counter(line["title"] for line in judged), {0: ""}, []
    for line in lines:
        above[line["depth"] + 1] = line["title"]
        if line["reading"]:
            over = above[line["depth"]]
            found.append((line, f"{over}：{line['title']}" if times[line["title"]] > 1 and over else line["title"]))
    return found


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the results as they are now: a draft that can be locked."""
    place = place_of(request, code, whole=True)
    institution, framework = place.choice.institution, place.framework
    reach.require(reach.may_assess(request.user, institution, framework.judges), "考核评分")
    inside = {each.code for each in institution.subtree()}
    try:
        found = results.assessed(place)
        mine = tuple(each for each in found.results if each.unit.institution in inside)
        made = records.keep(replace(found, results=mine), institution, actor=request.user, by=name_of(request.user))
    except InputError as error:
        messages.error(request, str(error))
        return redirect(place.url("assessment-sheet"))
    messages.success(request, "已保存本次结果。核对无误后可以锁定。")
    return redirect("assessment-record", pk=made.pk)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    reach.require(reach.may_assess(request.user, found.institution, found.judges), "考核评分")
    return _do(
        request,
        found,
        lambda: records.lock(found, actor=request.user, revision=_revision(request), by=name_of(request.user)),
        "已锁定。从现在起以这份结果为准，可以申诉。",
    )


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    reach.require(reach.may_unlock(request.user, found), "审批")
    reason = request.POST.get("reason", "")
    return _do(
        request,
        found,
        lambda: records.unlock(
            found, reason, actor=request.user, revision=_revision(request), by=name_of(request.user)
        ),
        "已解锁，理由已记入历史。",
        {"reason": reason},
    )


@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to the result of a unit, as a whole or in one item."""
    found = _seen(request, pk)
    key = parse_key(request.POST.get("unit", ""))
    unit = get_object_or_404(reach.units_seen(request.user).filter(assessment=found), pk=key)
    reach.require(reach.may_appeal(request.user, unit), "考核申诉")
    words, item = request.POST.get("words", ""), request.POST.get("item", "")
    return _do(
        request,
        found,
        lambda: records.appeal(unit, words, item=item, actor=request.user, by=name_of(request.user)),
        "申诉已提交，等待答复。",
        {"words": words, "appeal_item": item, "appeal_unit": unit.pk},
    )


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an appeal."""
    waiting = get_object_or_404(Appeal.objects.select_related("unit__assessment__institution"), pk=pk)
    found = _seen(request, waiting.unit.assessment_id)
    reach.require(reach.may_decide(request.user, waiting), "审批")
    answer, outcome = request.POST.get("answer", ""), request.POST.get("outcome", "")
    if outcome not in ("upheld", "rejected"):
        return _record(request, found, {"said": "请选采纳或不采纳。", "answer": answer, "answering": pk}, 400)
    return _do(
        request,
        found,
        lambda: records.decide(
            waiting, upheld=outcome == "upheld", answer=answer, actor=request.user, by=name_of(request.user)
        ),
        "已答复。采纳的申诉请更正材料或数据后重新计算、解锁、再锁定。",
        {"answer": answer, "answering": pk},
    )


def _revision(request: HttpRequest) -> int | None:
    return parse_key(request.POST.get("revision", ""))


def _do(
    request: HttpRequest,
    found: Assessment,
    act: Callable[[], object],
    done: str,
    given: dict[str, Any] | None = None,
) -> HttpResponse:
    """Do it and go back to the record; what is refused comes back with its words."""
    try:
        act()
    except InputError as error:
        return _record(request, found, {"faults": error.faults, **(given or {})}, 400)
    except ConflictError:
        found.refresh_from_db()
        return _record(request, found, {"said": _CONFLICT, **(given or {})}, 409)
    messages.success(request, done)
    return redirect("assessment-record", pk=found.pk)
