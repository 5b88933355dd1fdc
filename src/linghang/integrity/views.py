"""The overview of integrity: letters, risk points, ethics appraisal, the clean-hospital standard."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.keys import parse_key
from linghang.duties.usual import usual_year
from linghang.integrity import ethics, reading, risks
from linghang.integrity.discreet import places
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.registers import content

STANDARD, TO_IMPORT = "clean_hospital", "待导入"
OPEN_SHOWN = 100
YEARS = range(2000, 2101)
RECENT = 3
"""Years offered besides the present one and those that have anything."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What a person may see of one institution in one year: a head of department that of his department."""
    if not access.may_anywhere(request.user, "view_party"):
        raise PermissionDenied("您没有“查看党建工作”的权限。如工作需要，请联系本单位系统管理员。")
    library, today = content.library(), timezone.localdate()
    institutions = reading.institutions(request.user, library)
    chosen = next((each for each in institutions if each.code == request.GET.get("institution")), None)
    institution = chosen or (institutions[0] if institutions else None)
    context: dict[str, Any] = {"institutions": institutions, "institution": institution}
    if institution is not None:
        recorded = reading.years(request.user, library, institution)
        year = _year(request, recorded, today.year)
        context |= _shown(request.user, library, institution, year, today)
        offered = {*range(today.year - RECENT, today.year + 1), *recorded, year}
        context |= {"year": year, "years": sorted(offered, reverse=True)}
    return render(request, "integrity/overview.html", context | {"officer": bool(places(request.user))})


def _year(request: HttpRequest, recorded: Mapping[int, int], this: int) -> int:
    """The year in the address; without one, or after a slip of the pen, the newest so far in which letters and
    appraisals have substance, the present one only where none has."""
    asked = parse_key(request.GET.get("year", ""))
    if asked is not None and asked in YEARS:
        return asked
    return usual_year(recorded, this)


def _shown(user: Any, library: Library, institution: Institution, year: int, today: dt.date) -> dict[str, Any]:
    signings = reading.signings(user, library, institution, year)
    points = reading.points(user, library, institution, today)
    kinds, levels = library.code_names["letter_kind"], library.code_names["integrity_level"]
    to_sign = sum(each.to_sign for each in signings)
    return {
        "signings": signings,
        "to_sign": to_sign,
        "signed": sum(each.signed for each in signings),
        "open": [(each.unit, kinds.get(kind, kind), on) for each in signings for kind, on in each.open][:OPEN_SHOWN],
        "levels": [(levels[code], sum(each.level == code for each in points)) for code in risks.LEVELS],
        "overdue": [each for each in points if each.overdue(today)],
        "points": len(points),
        "ethics": _ethics(user, library, institution, year),
        "standard": _standard(library, dt.date(year, 12, 31)),
        "may_import": access.may_everywhere(user, "assess"),
    }


def _ethics(user: Any, library: Library, institution: Institution, year: int) -> dict[str, Any] | None:
    """How the appraisals stand, for those who may see them; None for others. Looking is logged."""
    if not access.may(user, "view_rows", institution=institution, sensitivity="member"):
        return None
    register = library.register(ethics.REGISTER)
    rows = reading.appraisals(user, library, institution, year)
    trail.record(user, "查看明细", institution, 台账=register.title, 行数=len(rows))
    found = ethics.standing(rows, ethics.lines_of(library))
    names = library.code_names["ethics_grade"]
    return {"standing": found, "grades": [(names[code], count) for code, count in found.grades.items()]}


def _standard(library: Library, on: dt.date) -> dict[str, Any]:
    framework = library.framework(STANDARD)
    empty = any(TO_IMPORT in item.tags for item in framework.leaves())
    return {"framework": framework, "empty": empty, "items": 0 if empty else len(framework.leaves())}
