"""What can be carried away: a system with its values, a score sheet, a ranking, the inspectors' file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.assessment import (
    beside_files,
    browsing,
    comparing,
    evidence,
    heat,
    inspection,
    reach,
    sheet_files,
    system_files,
)
from linghang.assessment.company import peers_of
from linghang.assessment.downloads import download
from linghang.assessment.models import EvidenceRating
from linghang.assessment.place import Place, place_of
from linghang.assessment.units import Unit
from linghang.assessment.views_ranking import ranked
from linghang.assessment.views_sheet import shown_unit, unit_asked
from linghang.core.errors import InputError
from linghang.organization import trail

_FORMS = {
    "system": ("xlsx", "docx"),
    "sheet": ("xlsx", "docx"),
    "ranking": ("xlsx",),
    "compare": ("xlsx",),
    "heat": ("xlsx",),
    "inspection": ("docx", "zip"),
}
_TITLES = {
    "system": "指标体系",
    "sheet": "评分表",
    "ranking": "排名",
    "compare": "机构对比",
    "heat": "科室热力图",
    "inspection": "迎评材料",
}
_OF_A_PART = ("system", "sheet")
"""What those too may have who see a department only."""


@require_GET
def export(request: HttpRequest, code: str, what: str, form: str) -> HttpResponse:
    """The page of that name as a file. InputError, shown as a page, where the result cannot be computed."""
    if form not in _FORMS.get(what, ()):
        raise Http404
    place = place_of(request, code, whole=what not in _OF_A_PART)
    site = request.build_absolute_uri("/").rstrip("/")
    match what:
        case "system":
            content, name = _system(place, form, site), place.choice.title
        case "sheet":
            content, name = _sheet(request, place, form)
        case "ranking":
            content, name = _ranking(request, place)
        case "compare":
            content, name = _compare(request, place), place.choice.title
        case "heat":
            content, name = beside_files.heat_xlsx(place, heat.heat(place)), place.choice.title
        case _:
            content, name = _inspection(request, place, form, site), place.choice.title
    trail.record(
        request.user,
        f"导出{_TITLES[what]}",
        place.choice.institution,
        体系=place.framework.title,
        期间=str(place.choice.period),
    )
    return download(content, f"{place.framework.title}{_TITLES[what]}-{name}-{place.choice.period}", form)


def _system(place: Place, form: str, site: str) -> bytes:
    rows = browsing.rows(place, peers_of(place))
    return system_files.to_xlsx(place, rows, site) if form == "xlsx" else system_files.to_docx(place, rows)


def _sheet(request: HttpRequest, place: Place, form: str) -> tuple[bytes, str]:
    shown = shown_unit(request, place, unit_asked(request, place))
    if shown is None:
        raise Http404
    name = shown["result"].unit.name
    write = sheet_files.to_xlsx if form == "xlsx" else sheet_files.to_docx
    return write(place, shown["answer"], shown["rows"], name), name


def _ranking(request: HttpRequest, place: Place) -> tuple[bytes, str]:
    found = ranked(request, place)
    if "standings" not in found:
        raise Http404
    lines = [
        {
            "位次": each.rank,
            "并列": "并列" if each.tied else "",
            "单位": each.name,
            "得分": sheet_files.number(each.points),
            "得分率（%）": each.width,
            "等次": each.grade,
            "比上年": each.moved,
        }
        for each in found["everybody"]
    ]
    return sheet_files.ranking_xlsx(place, lines), found["home"].unit.name


def _compare(request: HttpRequest, place: Place) -> bytes:
    _, chosen = comparing.compared(place, request.GET.getlist("members"))
    return beside_files.compare_xlsx(place, chosen, comparing.lines(place, chosen))


def _inspection(request: HttpRequest, place: Place, form: str, site: str) -> bytes:
    shown = _scored(request, place)
    home = place.choice.institution
    unit = Unit("institution", home.code, home.code, str(home))
    ratings: dict[str, EvidenceRating] | None = None
    if reach.may_see_evidence(request.user, unit, home):
        said = evidence.ratings(place.framework.code, place.choice.period, "institution", [home.code])
        ratings = {item: rating for (key, item), rating in said.items() if key == unit.key}
    material = inspection.Material(
        place,
        browsing.rows(place, peers_of(place)),
        shown["answer"] if shown else None,
        shown["rows"] if shown else (),
        ratings,
        site,
        timezone.localdate(),
    )
    write = inspection.to_zip if form == "zip" else inspection.to_docx
    return write(material)


def _scored(request: HttpRequest, place: Place) -> dict[str, Any] | None:
    """The score sheet of the institution itself, where the framework scores it."""
    if not place.scored or place.framework.judges != "institution":
        return None
    try:
        return shown_unit(request, place, "")
    except InputError:
        return None
