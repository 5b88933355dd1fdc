"""The roll as an Excel file: the template, what stands, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.membership.exporting import export_members
from linghang.membership.importing import Summary, load_members
from linghang.membership.workbook import BOOK, FILES
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.registers import watermark, workbook_pages


def _load(path: Path, user: access.User, name: str, dry_run: bool) -> Summary:
    mine = {each.pk for each in access.scope(user, "oversee_party", "member")}
    return load_members(path, user, name=name, dry_run=dry_run, within=mine)


INTAKE = workbook_pages.Intake(
    name="members",
    title="党员",
    book=BOOK,
    action="oversee_party",
    page="members-import",
    done="members",
    template="membership/import.html",
    titles={"new": "新增", "changed": "更新", "same": "没有变化"},
    load=_load,
    by_place=False,
)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    return workbook_pages.template(request, INTAKE)


@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """What stands of one institution, what the import reads. With names: watermarked and logged with its reason."""
    place = get_object_or_404(Institution, code=request.GET.get("institution", ""))
    access.require(request.user, "export_rows", institution=place, sensitivity="member")
    user, reason = request.user, request.GET.get("reason", "").strip()[:60] or "名册备份"
    said = watermark.words(user.first_name, user.get_username(), timezone.localtime(), reason)
    content = BytesIO()
    counts = export_members(content, [place], said)
    trail.record(user, "导出党员名册", place, 党员=counts[FILES], 用途=reason)
    return workbook_pages.download(content, f"党员名册（可回填工作簿）-{place}-{timezone.localdate():%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    return workbook_pages.look(request, INTAKE, {})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    return workbook_pages.confirm(request, INTAKE)
