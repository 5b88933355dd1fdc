"""Meetings as an Excel file: the template, what stands of a year, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.decisions.exporting import export_meetings, of_institutions
from linghang.decisions.importing import Summary, load_meetings
from linghang.decisions.place import place_of
from linghang.decisions.workbook import BOOK
from linghang.organization import access, trail
from linghang.registers import workbook_pages


def _load(path: Path, user: access.User, name: str, dry_run: bool) -> Summary:
    return load_meetings(path, user, name=name, dry_run=dry_run)


INTAKE = workbook_pages.Intake(
    name="meetings",
    title="会议",
    book=BOOK,
    action="hold_meetings",
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
    load=_load,
)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    return workbook_pages.template(request, INTAKE)


@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """The meetings and research of an institution's year, everything that happened in them: what the import reads."""
    place = place_of(request, seeing=True)
    access.require(request.user, INTAKE.action, institution=place.institution)
    content = BytesIO()
    counts = export_meetings(content, *of_institutions([place.institution], place.first, place.last))
    trail.record(request.user, "导出会议", place.institution, 年度=place.year, 会议=counts["会议"])
    return workbook_pages.download(content, f"会议（可回填工作簿）-{place.institution}-{place.year}年.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    return workbook_pages.look(request, INTAKE, {"place": place_of(request)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    return workbook_pages.confirm(request, INTAKE)
