"""Files of Party life: the yearly report of a branch, the committee's overview, the marks of standing."""

import io

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.assessment.downloads import download
from linghang.organization import access, trail
from linghang.party import branch_report, home, overview, overview_file, reach, standing_files
from linghang.party.place import place_of, year_of


@require_GET
def branch_report_file(request: HttpRequest, code: str) -> HttpResponse:
    """The branch's year as a Word file; who took it is logged."""
    branch = reach.seen_branch(request.user, code)
    access.require(request.user, "export_rows", institution=branch.institution, branch=branch)
    today, year = timezone.localdate(), year_of(request, branch.institution)
    found = home.branch_home(branch, today, request.user, year=year)
    trail.record(request.user, "导出支部年度报告", branch.institution, 党组织=branch.code, 年度=year)
    return download(branch_report.write(found, today), f"{branch}{year}年度工作报告", "docx")


@require_GET
def standing_workbook(request: HttpRequest) -> HttpResponse:
    """Every mark of the year as the workbook that is read again; who took it is logged."""
    place = place_of(request)
    access.require(request.user, "export_rows", institution=place.institution)
    access.require(request.user, "oversee_party", institution=place.institution)
    stream = io.BytesIO()
    standing_files.export_standing(place.institution, place.year, stream)
    trail.record(request.user, "导出支部考评", place.institution, 年度=place.year)
    return download(stream.getvalue(), f"{place.institution}{place.year}年支部考评", "xlsx")


@require_GET
def overview_workbook(request: HttpRequest) -> HttpResponse:
    """The overview as a workbook; who took it is logged."""
    place = place_of(request)
    access.require(request.user, "export_rows", institution=place.institution)
    today = timezone.localdate()
    found = overview.overview(place.institution, place.year, request.user, today, people=False)
    trail.record(request.user, "导出党建总览", place.institution, 年度=place.year)
    return download(overview_file.write(found), f"{place.institution}{place.year}年党建总览", "xlsx")
