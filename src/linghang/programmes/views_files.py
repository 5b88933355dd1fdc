"""Adopted programmes as an Excel file: the template, what stands, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.programmes.exporting import export_programmes
from linghang.programmes.importing import Summary, load_programmes
from linghang.programmes.reach import EDIT, institution_of
from linghang.programmes.workbook import BOOK, write_workbook
from linghang.registers import workbook_pages


def _bring_in(request: HttpRequest, path: Path, name: str, dry_run: bool) -> Summary:
    mine = {each.code for each in _editable(request)}
    named = workbook_pages.refuse_places(path, BOOK, name, mine, access.ACTION_TITLES[EDIT])
    summary = load_programmes(path, request.user, name=name, dry_run=dry_run)
    if not dry_run:
        for place in Institution.objects.filter(code__in=named):
            trail.record(request.user, "导入工程", place, 新增=summary.new, 更新=summary.changed)
    return summary


INTAKE = workbook_pages.Intake(
    name="programmes",
    page="programmes-import",
    done="programmes",
    template="programmes/import.html",
    titles={"new": "新增", "changed": "更新", "same": "没有变化"},
    bring_in=_bring_in,
)


def _editable(request: HttpRequest) -> list[Institution]:
    """Where the person edits programmes. PermissionDenied when nowhere."""
    found = access.scope(request.user, EDIT)
    if not found:
        raise PermissionDenied("您没有“督查督办”的权限，不能导入工程。如工作需要，请联系本单位系统管理员。")
    return found


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    _editable(request)
    content = BytesIO()
    write_workbook(content, {})
    return workbook_pages.download(content, "工程实施模板.xlsx")


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
    return workbook_pages.look(request, INTAKE, {"places": _editable(request)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    _editable(request)
    return workbook_pages.confirm(request, INTAKE)
