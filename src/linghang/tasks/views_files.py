"""The tasks as an Excel file: the template, what stands with its history, and a filled one looked at and brought in."""

import os
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import Fault, InputError, refuse
from linghang.core.workspace import Workspace
from linghang.organization import access, trail
from linghang.registers import desk_files
from linghang.tasks.exporting import export_tasks
from linghang.tasks.importing import Summary, load_tasks, permit_of
from linghang.tasks.tabs import tabs
from linghang.tasks.views_ledger import found, institutions_of
from linghang.tasks.wishes import Wish
from linghang.tasks.workbook import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 2**20
FAULTS_SHOWN = 200
PENDING = "task_import"


def _require_supervisor(request: HttpRequest) -> None:
    if not access.scope(request.user, "supervise_tasks"):
        raise PermissionDenied("您没有“督查督办”的权限，不能导入督办任务。如工作需要，请联系本单位系统管理员。")


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    _require_supervisor(request)
    content = BytesIO()
    write_workbook(content, {})
    return _download(content, "督办任务模板.xlsx")


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The tasks of the ledger's filters with everything that happened to them: what the import reads."""
    institutions, today = institutions_of(request.user), timezone.localdate()
    wish = Wish.read(request.GET.dict())
    rows = found(request.user, wish, today)
    content = BytesIO()
    counts = export_tasks(content, [row.task for row in rows])
    place = next((each for each in institutions if each.code == wish.institution), institutions[0])
    trail.record(request.user, "导出督办任务及经过", place, 任务=counts["任务"], 记录=counts["记录"])
    return _download(content, f"督办任务及经过-{place}-{today:%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    _require_supervisor(request)
    faults: tuple[Fault, ...] = ()
    preview: Summary | None = None
    if request.method == "POST":
        try:
            _keep(request)
            preview = _bring_in(request, dry_run=True)
        except InputError as error:
            faults = error.faults
            _forget(request)
    context = {
        "tabs": tabs(request),
        "preview": preview,
        "name": request.session.get(PENDING, {}).get("name", ""),
        "faults": faults[:FAULTS_SHOWN],
        "more": max(0, len(faults) - FAULTS_SHOWN),
    }
    return render(request, "tasks/import.html", context, status=422 if faults else 200)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at. It is checked again: tasks may have gone on meanwhile."""
    _require_supervisor(request)
    try:
        done = _bring_in(request, dry_run=False)
    except InputError as error:
        messages.error(request, f"没有导入：{error.faults[0]}")
        return redirect("tasks-import")
    finally:
        _forget(request)
    messages.success(request, f"已导入：新增 {done.new} 项，更新 {done.changed} 项，记录 {done.records} 条。")
    return redirect("tasks")


def _bring_in(request: HttpRequest, *, dry_run: bool) -> Summary:
    pending: dict[str, Any] = request.session.get(PENDING, {})
    path = _path(pending.get("token", ""))
    if not pending or not path.is_file():
        raise Http404("这份文件已经处理过，或已过期。请重新上传。")
    permit = permit_of(request.user)
    return load_tasks(path, request.user, name=pending["name"], permit=permit, dry_run=dry_run)


def _keep(request: HttpRequest) -> None:
    """Store the upload, readable by the owner only, and remember it in the session. InputError."""
    _forget(request)
    upload = request.FILES.get("file")
    if upload is None:
        raise refuse("没有选择文件", "请选择填好的 .xlsx 文件")
    if (upload.size or 0) > LARGEST:
        raise refuse("文件超过 20 MB", "请按年份拆成几个文件", file=upload.name or "")
    token = uuid.uuid4().hex
    path = _path(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    desk_files.sweep()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.writelines(upload.chunks())
    request.session[PENDING] = {"token": token, "name": (upload.name or "")[:255]}


def _path(token: str) -> Path:
    return Workspace.from_environment().uploads / f"{desk_files.PREVIEW}tasks-{token}.xlsx"


def _forget(request: HttpRequest) -> None:
    pending = request.session.pop(PENDING, None)
    if pending:
        _path(pending["token"]).unlink(missing_ok=True)


def _download(content: BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response
