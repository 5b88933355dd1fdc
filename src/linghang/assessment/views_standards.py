"""Standards that wait for their text: an empty sheet to take, the filled one to give back."""

import io
import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from linghang.assessment import standards
from linghang.assessment.downloads import download
from linghang.core.errors import Fault, InputError
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.tasks.evidence import LARGEST_BYTES


@require_http_methods(["GET", "POST"])
def standards_page(request: HttpRequest) -> HttpResponse:
    """The list; on POST the sheet of one of them is read and kept."""
    _require(request)
    if request.method == "GET":
        return _page(request)
    code, upload = request.POST.get("standard", ""), request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST_BYTES:
        fault = Fault(reason="没有选文件，或文件太大", remedy=f"请选 {LARGEST_BYTES // 2**20} MB 以内的 xlsx 文件")
        return _page(request, (fault,), 400)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard.xlsx"
        path.write_bytes(upload.read())
        try:
            made = standards.import_standard(path, code, file_name=upload.name or "")
        except InputError as error:
            return _page(request, error.faults, 400)
    for place in Institution.objects.filter(parent=None):
        trail.record(request.user, "导入标准", place, 标准=made.title, 项目数=len(made.leaves()))
    messages.success(request, f"已导入“{made.title}”，{len(made.leaves())} 个考核点。")
    return redirect("assessment-standards")


@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet of one standard."""
    _require(request)
    found = next((each for each in standards.awaited() if each.code == code), None)
    if found is None:
        raise Http404("没有这个标准。")
    stream = io.BytesIO()
    standards.write_template(found, stream)
    return download(stream.getvalue(), f"{found.title}表样", "xlsx")


def _require(request: HttpRequest) -> None:
    """A standard counts for the whole house, so it is for those who assess all of it."""
    if not access.may_everywhere(request.user, "assess"):
        raise PermissionDenied("导入标准要有全系统的考核权限。如工作需要，请联系系统管理员。")


def _page(request: HttpRequest, faults: tuple[Fault, ...] = (), status: int = 200) -> HttpResponse:
    listed = [(each, standards.imported(each.code)) for each in standards.awaited()]
    return render(request, "assessment/standards.html", {"standards": listed, "faults": faults}, status=status)
