"""The organisation as an Excel file: the template, what stands, and a filled one loaded back."""

import tempfile
from io import BytesIO
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.organization.access import may_everywhere
from linghang.organization.days import day_of
from linghang.organization.exporting import export_organization
from linghang.organization.importing import load_organization
from linghang.organization.workbook import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 2**20
FAULTS_SHOWN = 200


def _require_whole_house(request: HttpRequest) -> None:
    """A workbook may name any institution and any account."""
    if not may_everywhere(request.user, "administer"):
        raise PermissionDenied("组织机构的整体导入导出只对全区域的系统管理员开放。")


def _download(content: BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    _require_whole_house(request)
    content = BytesIO()
    write_workbook(content, {})
    return _download(content, "organization-template.xlsx")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything with its history; with `on`, what was in force that day."""
    _require_whole_house(request)
    content, day = BytesIO(), day_of(request) if request.GET.get("on") else None
    export_organization(content, day)
    return _download(content, f"organization-{day or timezone.localdate()}.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a workbook, all of it or nothing; faults are shown by sheet and row."""
    _require_whole_house(request)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            faults = (Fault(reason="没有选择文件", remedy="请选择填好的 .xlsx 文件"),)
        elif (upload.size or 0) > LARGEST:
            faults = (Fault(upload.name or "", reason="文件超过 20 MB", remedy="请去掉多余的工作表和图片"),)
        else:
            try:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "upload.xlsx"
                    with path.open("wb") as handle:
                        handle.writelines(upload.chunks())
                    load_organization(path, request.user, name=upload.name or "")
                messages.success(request, "已载入。")
                return redirect("organization")
            except InputError as error:
                faults = error.faults
    context = {"faults": faults[:FAULTS_SHOWN], "more": max(0, len(faults) - FAULTS_SHOWN)}
    return render(request, "organization/import.html", context, status=422 if faults else 200)
