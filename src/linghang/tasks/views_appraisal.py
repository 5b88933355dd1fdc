"""What supervision tells department assessment: a page and a workbook, every figure with the tasks behind it."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.tasks.appraisal_file import to_xlsx
from linghang.tasks.appraisal_table import FIGURES, DepartmentLine, described, lines
from linghang.tasks.tabs import tabs
from linghang.tasks.wishes import Wish

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def appraisal(request: HttpRequest) -> HttpResponse:
    """The departments of an institution side by side, for a period."""
    institutions = places_of(request.user)
    place, (first, last) = place_of(institutions, request.GET.get("institution", "")), period_of(request)
    found, faults = list[DepartmentLine](), tuple[Fault, ...]()
    try:
        found = lines(place, first, last, timezone.localdate())
    except InputError as error:
        faults = error.faults
    context = {
        "tabs": tabs(request),
        "institutions": institutions,
        "place": place,
        "first": first,
        "last": last,
        "faults": faults,
        "columns": [described(name) for name in FIGURES],
        "lines": [_shown(place, line) for line in found],
    }
    return render(request, "tasks/appraisal.html", context, status=400 if faults else 200)


@require_GET
def appraisal_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    place, (first, last) = place_of(places_of(request.user), request.GET.get("institution", "")), period_of(request)
    found = lines(place, first, last, timezone.localdate())
    response = HttpResponse(to_xlsx(found, place, first, last), content_type=_XLSX)
    name = f"督办考核数据-{place}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    trail.record(request.user, "导出督办考核数据", place, 行数=len(found))
    return response


def places_of(user: Any) -> list[Institution]:
    """Departments are compared for those who see the tasks of the whole institution."""
    found = access.scope(user, "view_tasks")
    if not found:
        raise PermissionDenied(
            "督办考核数据涉及全院各科室，只对能看全院任务的人员开放。如工作需要，请联系督查督办部门。"
        )
    return found


def place_of(institutions: list[Institution], code: str) -> Institution:
    """The one named; without a name the one hospital in reach, or the first."""
    if not code:
        hospitals = [each for each in institutions if each.kind == Institution.Kind.HOSPITAL]
        return (hospitals or institutions)[0]
    for each in institutions:
        if each.code == code:
            return each
    raise PermissionDenied("这个机构的督办不在您的权限之内。如工作需要，请联系本单位系统管理员。")


def period_of(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The days asked for, else the whole of this year."""
    year = timezone.localdate().year
    return (
        parse_day(request.GET.get("first", "")) or dt.date(year, 1, 1),
        parse_day(request.GET.get("last", "")) or dt.date(year, 12, 31),
    )


def _shown(place: Institution, line: DepartmentLine) -> dict[str, Any]:
    def ledger(tasks: tuple[int, ...], title: str) -> str:
        wish = Wish(institution=place.code, stage="all", tasks=".".join(map(str, tasks)))
        return f"{reverse('tasks')}?{wish.address(caption=f'{line.name}{title}')}" if tasks else ""

    return {
        "line": line,
        "cells": [(each, ledger(each.tasks, described(each.name)[0])) for each in line.figures],
    }
