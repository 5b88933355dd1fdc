"""Rating an item from evidence: what was seen, in the words of plan, do, check, act, and the files it stands on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from linghang.assessment import evidence, reach
from linghang.assessment.find import unit_of
from linghang.assessment.models import EvidenceFile, EvidenceRating
from linghang.assessment.place import Place, place_of
from linghang.assessment.units import Unit
from linghang.assessment.views_sheet import unit_asked
from linghang.assessment.views_systems import around
from linghang.core.errors import ConflictError, Fault, InputError
from linghang.core.keys import parse_key
from linghang.organization.as_of import name_of
from linghang.packs.framework import Item
from linghang.tasks import posting
from linghang.tasks.evidence import Kept, keep, open_file
from linghang.tasks.telling import IMAGES

RATING_WORDS = {
    "A": "A（优秀）：持续改进，有成效",
    "B": "B（良好）：有监管，有结果",
    "C": "C（合格）：机制能有效执行",
    "D": "D（不合格）：仅有制度，或没有执行",
    "NA": "不适用",
    "": "撤回评定",
}


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The form, the ratings so far and their files; on POST the rating is added."""
    place = place_of(request, code)
    found = next((each for each in place.framework.leaves() if each.code == item), None)
    if found is None:
        raise Http404
    unit = _unit(place, unit_asked(request, place))
    institution = place.choice.institution
    if not reach.may_see_evidence(request.user, unit, institution):
        raise PermissionDenied("材料评价只对本单位人员开放。如工作需要，请联系本单位系统管理员。")
    may = reach.may_rate(request.user, unit, institution)
    if request.method == "POST":
        reach.require(may, "考核评分")
        return _post(request, place, found, unit)
    return _page(request, place, found, unit, {})


def _unit(place: Place, code: str) -> Unit:
    """The unit that the address means. Http404 when there is none."""
    home = place.choice.institution.code
    try:
        return unit_of(place.framework.judges, home, code or home, place.choice.period)
    except InputError:
        raise Http404 from None


def _post(request: HttpRequest, place: Place, item: Item, unit: Unit) -> HttpResponse:
    files: list[Kept] = [kept for token in request.POST.getlist("kept") if (kept := posting.from_token(token))]
    faults: tuple[Fault, ...] = ()
    for upload in request.FILES.getlist("files"):
        try:
            files.append(keep(upload))
        except InputError as error:
            faults += error.faults
    try:
        if faults:
            raise InputError(faults)
        evidence.rate(
            place.framework.code,
            item.code,
            unit,
            place.choice.period,
            request.POST.get("rating", "-"),
            note=request.POST.get("note", ""),
            pdca={name: request.POST.get(name, "") for name in evidence.PDCA},
            files=files,
            actor=request.user,
            by=name_of(request.user),
            seen=parse_key(request.POST.get("seen", "")),
        )
    except InputError as error:
        return _page(request, place, item, unit, {"faults": error.faults, "kept": _tokens(files)}, 400)
    except ConflictError as error:
        return _page(request, place, item, unit, {"conflict": str(error), "kept": _tokens(files)}, 409)
    messages.success(request, f"已保存“{item.title}”的评定。")
    unit_part = "" if place.framework.judges == "institution" else f"&unit={unit.code}"
    return redirect(f"{place.url('assessment-sheet')}{unit_part}#item-{item.code}")


def _tokens(files: list[Kept]) -> list[posting.KeptFile]:
    return [posting.token(each) for each in files]


def _page(
    request: HttpRequest, place: Place, item: Item, unit: Unit, given: dict[str, Any], status: int = 200
) -> HttpResponse:
    past = evidence.history(place.framework.code, item.code, unit, place.choice.period)
    newest = past[-1] if past else None
    posted = request.method == "POST"
    choices = RATING_WORDS if item.evidence else {code: RATING_WORDS[code] for code in ("NA", "")}
    if newest is None or newest.rating == "":
        choices = {code: word for code, word in choices.items() if code}
    said = newest.pdca if newest else {}
    context = around(place, "assessment-sheet") | {
        "item": item,
        "unit": unit,
        "may_rate": reach.may_rate(request.user, unit, place.choice.institution),
        "choices": choices,
        "past": [{"rating": each, "word": RATING_WORDS[each.rating], "pdca": _said(each)} for each in reversed(past)],
        "rating": request.POST.get("rating", "-") if posted else newest.rating if newest else "-",
        "note": request.POST.get("note", "") if posted else newest.note if newest else "",
        "pdca": [
            (name, title, request.POST.get(name, "") if posted else said.get(name, ""))
            for name, title in evidence.PDCA.items()
        ],
        "seen": newest.pk if newest else 0,
        "unit_code": "" if place.framework.judges == "institution" else unit.code,
    }
    return render(request, "assessment/rate.html", context | given, status=status)


def _said(rating: EvidenceRating) -> list[tuple[str, str]]:
    return [(title, rating.pdca[name]) for name, title in evidence.PDCA.items() if rating.pdca.get(name)]


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A file that a rating stands on: pictures are shown, everything else is handed out as a download."""
    found = get_object_or_404(EvidenceFile.objects.select_related("rating__institution"), pk=pk)
    if not reach.may_see_evidence(request.user, evidence.unit_of(found.rating), found.rating.institution):
        raise Http404("没有这份材料。")
    response = FileResponse(open_file(found), content_type=found.media_type)
    attached = found.media_type not in IMAGES
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=attached, filename=found.name) or ""
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; sandbox"
    return response
