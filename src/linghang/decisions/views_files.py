"""Meetings as an Excel file: the template, what stands of a year, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.decisions.exporting import export_meetings, of_institutions
from linghang.decisions.importing import Summary, load_meetings
from linghang.decisions.place import place_of
from linghang.decisions.workbook import BOOK, write_workbook
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.registers import workbook_pages

HOLD = "hold_meetings"


def _bring_in(request: HttpRequest, path: Path, name: str, dry_run: bool) -> Summary:
    mine = {each.code for each in _held(request)}
    named = workbook_pages.refuse_places(path, BOOK, name, mine, access.ACTION_TITLES[HOLD])
    summary = load_meetings(path, request.user, name=name, dry_run=dry_run)
    if not dry_run:
        for place in Institution.objects.filter(code__in=named):
            trail.record(request.user, "导入会议", place, 会议=summary.meetings, 课题=summary.topics)
    return summary


INTAKE = workbook_pages.Intake(
    name="meetings",
    page="meetings-import",
    done="meetings",
    template="meetings/import.html",
    titles={
        "meetings": "新增会议",
        "items": "议题",
        "resolutions": "决议",
        "tasks": "督办任务",
        "topics": "调研课题",
        "same": "没有变化",
        "despite": "与规则不符、照录并列入例外",
    },
    bring_in=_bring_in,
)


def _held(request: HttpRequest) -> list[Institution]:
    """Where the person holds meetings. PermissionDenied when nowhere."""
    found = access.scope(request.user, HOLD)
    if not found:
        raise PermissionDenied("您没有“组织会议”的权限，不能导入导出会议。如工作需要，请联系本单位系统管理员。")
    return found


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    _held(request)
    content = BytesIO()
    write_workbook(content, {})
    return workbook_pages.download(content, "会议模板.xlsx")


@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """The meetings and research of an institution's year, everything that happened in them: what the import reads."""
    place = place_of(request, seeing=True)
    access.require(request.user, HOLD, institution=place.institution)
    content = BytesIO()
    counts = export_meetings(content, *of_institutions([place.institution], place.first, place.last))
    trail.record(request.user, "导出会议", place.institution, 年度=place.year, 会议=counts["会议"])
    return workbook_pages.download(content, f"会议（可回填工作簿）-{place.institution}-{place.year}年.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    _held(request)
    return workbook_pages.look(request, INTAKE, {"place": place_of(request)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    _held(request)
    return workbook_pages.confirm(request, INTAKE)
