"""Adopted programmes as an Excel file: the template, what stands, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.organization import access, trail
from linghang.programmes.exporting import export_programmes
from linghang.programmes.importing import Summary, load_programmes
from linghang.programmes.reach import institution_of
from linghang.programmes.workbook import BOOK
from linghang.registers import workbook_pages


def _load(path: Path, user: access.User, name: str, dry_run: bool) -> Summary:
    return load_programmes(path, user, name=name, dry_run=dry_run)


INTAKE = workbook_pages.Intake(
    name="programmes",
    title="工程",
    book=BOOK,
    action="supervise_tasks",
    page="programmes-import",
    done="programmes",
    template="programmes/import.html",
    titles={"new": "新增", "changed": "更新", "same": "没有变化"},
    load=_load,
)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    return workbook_pages.template(request, INTAKE)


@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """What one institution carries out, with owners, targets and names: what the import reads."""
    place = institution_of(request, request.GET.get("institution", ""))
    content = BytesIO()
    counts = export_programmes(content, place)
    trail.record(request.user, "导出工程", place, 工程=counts["实施"])
    return workbook_pages.download(content, f"工程（可回填工作簿）-{place}-{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    return workbook_pages.look(request, INTAKE, {})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    return workbook_pages.confirm(request, INTAKE)
