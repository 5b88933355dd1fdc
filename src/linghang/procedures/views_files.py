"""Cases as files: the workbook out and in, and the dossier of one case. Each names who took it and why."""

from io import BytesIO
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import refuse
from linghang.organization import access, masking, trail
from linghang.organization.as_of import name_of
from linghang.procedures import reach
from linghang.procedures.dossier import dossier, write_docx
from linghang.procedures.exporting import export_cases
from linghang.procedures.importing import Summary, load_cases
from linghang.procedures.naming import Names
from linghang.procedures.views_case import find
from linghang.procedures.views_list import find_procedure, tabs
from linghang.procedures.workbook import BOOK
from linghang.registers import watermark, workbook_pages
from linghang.reports.styles import style_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_REASON = 120


def _load(path: Path, user: access.User, name: str, dry_run: bool) -> Summary:
    return load_cases(path, user, name=name, rights=user, dry_run=dry_run)


INTAKE = workbook_pages.Intake(
    name="cases",
    title="流程事项",
    book=BOOK,
    action="conduct_cases",
    page="cases-import",
    done="procedures",
    template="procedures/import.html",
    titles={"new": "新增事项", "changed": "更新事项", "same": "没有变化", "records": "新步骤"},
    load=_load,
    by_place=False,
)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    return workbook_pages.template(request, INTAKE)


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    return workbook_pages.look(request, INTAKE, {"tabs": tabs(request)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    return workbook_pages.confirm(request, INTAKE)


@require_POST
def export(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """The cases of one procedure that the person sees, to be changed and read again; staff numbers, no names."""
    place, procedure = find_procedure(request, institution, code)
    sensitivity = procedure.sensitivity
    cases = [
        case
        for case in reach.visible(request.user)
        .filter(institution=place, procedure=procedure.code)
        .select_related("branch", "department", "institution")
        if reach.may_export(request.user, case)
    ]
    if not cases:
        raise PermissionDenied("没有您可以导出的事项。")
    reason, content = _reason(request), BytesIO()
    said = _words(request, reason)
    counts = export_cases(content, cases, finish=lambda book: watermark.workbook(book, said))
    trail.record(request.user, "导出流程事项", place, 流程=procedure.title, 事项=counts["事项"], 事由=reason)
    if sensitivity == "member":
        told = sorted({case.person.code for case in cases if case.person})
        masking.record(request.user, place, told, ["工号", "办理情况"], reason)
    return workbook_pages.download(content, f"{procedure.title}.xlsx")


@require_POST
def dossier_file(request: HttpRequest, institution: str, code: str, number: str) -> HttpResponse:
    """The file of a case. Names stand in full for those who may reveal them; the reason goes on every page."""
    case = find(request, institution, code, number)
    if not reach.may_export(request.user, case):
        raise PermissionDenied("您不能导出这件事的卷宗。如工作需要，请联系党务部门。")
    reason, content = _reason(request), BytesIO()
    names, said = Names.told(request.user, reason), _words(request, reason)
    found = dossier(case, names)
    write_docx(
        found, content, style_of(case.institution, found.made_on), finish=lambda file: watermark.docx(file, said)
    )
    names.log()
    trail.record(request.user, "导出卷宗", case.institution, 流程=found.title, 编号=case.number, 事由=reason)
    response = HttpResponse(content.getvalue(), content_type=DOCX)
    name = f"{found.title}{case.number}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise refuse("没有写明用途", "请写明为什么要导出，如 归档、上报备案", field="用途")
    if len(reason) > LONGEST_REASON:
        raise refuse(f"超过 {LONGEST_REASON} 个字", "请写得简短一些", field="用途")
    return reason


def _words(request: HttpRequest, reason: str) -> str:
    at = timezone.localtime().replace(tzinfo=None)
    return watermark.words(name_of(request.user), request.user.get_username(), at, reason)
