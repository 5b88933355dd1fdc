"""Files in and out of a ledger: template, export, and the import that shows what it would do before it does it."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import Fault, InputError, refuse
from linghang.core.keys import parse_key
from linghang.core.periods import Month, Period
from linghang.core.workspace import Workspace
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers import desk_files, watermark
from linghang.registers.export import MAX_ROWS, to_csv, to_xlsx
from linghang.registers.kept import import_file
from linghang.registers.kept.preview import preview_of
from linghang.registers.kept.reading import read
from linghang.registers.kept.store import choices
from linghang.registers.models import Batch, KeptRow, visible_at
from linghang.registers.reach import require_somewhere
from linghang.registers.sheets import MAX_BYTES, heading, recognised
from linghang.registers.signals import data_changed
from linghang.registers.tables import Shower, Wish, rows_of
from linghang.registers.template import workbook
from linghang.registers.views import find_kept

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PENDING = "ledger_imports"


@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty template of a ledger, with the departments of the chosen institution."""
    library, register = find_kept(code)
    institutions = require_somewhere(request.user, "view_rows", register).institutions(register)
    place = next((one for one in institutions if one.code == request.GET.get("institution")), institutions[0])
    return _download(workbook(register, choices(register, library, [place])), XLSX, f"{register.title}模板.xlsx")


@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The rows that the list shows, as far as the person may carry them out. Logged."""
    library, register = find_kept(code)
    if form not in ("xlsx", "csv"):
        raise Http404("可导出 xlsx 或 csv")
    reach = require_somewhere(request.user, "export_rows", register)
    reason = request.GET.get("reason", "").strip()[:60] or "台账导出"
    if register.sensitivity == "member" and form != "xlsx":
        messages.error(request, "没有导出：党员台账只导出 Excel 表，CSV 不能写明谁在何时为何导出。请改用“导出”。")
        return redirect("register", code=code)
    institutions = reach.institutions(register)
    shower = Shower.of(register, library, institutions)
    rows = list(rows_of(register, reach, Wish.read(register, request.GET.dict(), institutions), shower)[: MAX_ROWS + 1])
    if len(rows) > MAX_ROWS:
        messages.error(request, f"没有导出：超过 {MAX_ROWS} 行。请先按期间或机构筛选，再分次导出。")
        return redirect("register", code=code)
    for place in {row.institution for row in rows} or institutions[:1]:
        trail.record(
            request.user,
            "导出明细",
            place,
            台账=register.title,
            格式=form,
            行数=sum(row.institution_id == place.pk for row in rows),
            **({"用途": reason} if register.sensitivity == "member" else {}),
        )
    name = f"{register.title}{timezone.localdate():%Y%m%d}.{form}"
    if form == "csv":
        return _download(to_csv(register, rows, shower), "text/csv; charset=utf-8", name)
    mark = _mark(request, reason) if register.sensitivity == "member" else ""
    return _download(to_xlsx(register, rows, shower, mark), XLSX, name)


def _mark(request: HttpRequest, reason: str) -> str:
    user = request.user
    return watermark.words(user.first_name, user.get_username(), timezone.localtime(), reason)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a file (or paste rows) and what it is; on POST keep it and show what it would do."""
    _, register = find_kept(code)
    institutions = access.scope(request.user, "load", register.sensitivity)
    if not institutions:
        raise PermissionDenied(f"您没有“导入数据”的权限（{register.title}）。如工作需要，请联系本单位系统管理员。")
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return redirect("register-preview", code=code, token=_keep(request, register, institutions))
        except InputError as error:
            faults = error.faults
    return render(
        request,
        "registers/import.html",
        {
            "register": register,
            "institutions": institutions,
            "faults": faults,
            "given": request.POST or request.GET,
            "batches": _batches(request, register, institutions),
        },
        status=422 if faults else 200,
    )


def _batches(request: HttpRequest, register: Register, institutions: list[Institution]) -> list[tuple[Batch, str]]:
    """Batches that a file may correct, with the period each speaks for."""
    open_to_change = set(access.scope(request.user, "supersede", register.sensitivity)) & set(institutions)
    found = Batch.objects.filter(visible_at(None), register=register.code, institution__in=open_to_change)
    return [
        (batch, Period(Month.from_key(batch.period_first), Month.from_key(batch.period_last)).label)
        for batch in found.select_related("institution")[:100]
    ]


def _keep(request: HttpRequest, register: Register, institutions: list[Institution]) -> str:
    """Store the upload and remember it in the session under a new token. InputError when something is missing."""
    institution = next((one for one in institutions if one.code == request.POST.get("institution")), None)
    if institution is None:
        raise refuse("没有选择机构", "请选择这份数据属于哪个机构")
    period = request.POST.get("period", "").strip()
    pending = {
        "register": register.code,
        "institution": institution.code,
        "period": str(Period.parse(period)) if period else "",
        "supersede": parse_key(request.POST.get("supersede", "")),
    }
    upload, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    if upload is None and not pasted.strip():
        raise refuse("没有选择文件", "请选择填好的表格，或从表格中复制后粘贴")
    if upload is not None and (upload.size or 0) > MAX_BYTES:
        raise refuse(f"文件超过 {MAX_BYTES // 2**20} MB", "请按月份拆成几个文件", file=upload.name or "")
    token = uuid.uuid4().hex
    pending["file_name"] = (upload.name or "")[:255] if upload else "粘贴的内容"
    _store(_path(token), upload, _with_header(pasted, register))
    request.session[PENDING] = {**request.session.get(PENDING, {}), token: pending}
    return token


def _with_header(pasted: str, register: Register) -> str:
    """Pasted rows, under the column names of the template when they came without."""
    first = pasted.split("\n", 1)[0].split("\t")
    return pasted if recognised(first, register) else "\t".join(map(heading, register.fields)) + "\n" + pasted


def _path(token: str) -> Path:
    return Workspace.from_environment().uploads / f"{desk_files.PREVIEW}{token}"


def _store(path: Path, upload: UploadedFile | None, pasted: str) -> None:
    """Write what was sent, readable by the owner only, and clear away what was left lying."""
    path.parent.mkdir(parents=True, exist_ok=True)
    desk_files.sweep()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        for chunk in upload.chunks() if upload else [pasted.encode()]:
            handle.write(chunk)


def _pending(request: HttpRequest, register: Register, token: str) -> dict[str, Any]:
    """What is known of an upload of this session, access checked anew. 404 when it is gone."""
    found = request.session.get(PENDING, {}).get(token)
    if found is None or found["register"] != register.code or not _path(token).is_file():
        raise Http404("这份文件已经处理过，或已过期。请重新上传。")
    institution = Institution.objects.get(code=found["institution"])
    access.require(request.user, "load", institution=institution, sensitivity=register.sensitivity)
    supersede = None
    if found["supersede"] is not None:
        access.require(request.user, "supersede", institution=institution, sensitivity=register.sensitivity)
        supersede = Batch.objects.filter(pk=found["supersede"], register=register.code, institution=institution).first()
        if supersede is None:
            raise Http404("要更正的批次不存在。请重新上传。")
    return {
        "institution": institution,
        "period": Period.parse(found["period"]) if found["period"] else None,
        "supersede": supersede,
        "file_name": found["file_name"],
    }


@require_GET
def preview(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What the uploaded file would do, with the errors in place. Nothing has changed yet."""
    _, register = find_kept(code)
    pending = _pending(request, register, token)
    context = {"register": register, "token": token, **pending}
    try:
        reading = read(_path(token), register, **pending)
        context["shown"] = preview_of(reading, register, pending["period"])
    except InputError as error:
        context["faults"] = error.faults
    return render(request, "registers/preview.html", context)


@require_POST
def confirm(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Import the file that was previewed. It is checked again: the ledger may have changed meanwhile."""
    _, register = find_kept(code)
    pending = _pending(request, register, token)
    try:
        result = import_file(_path(token), register, actor=request.user, **pending)
    except InputError as error:
        messages.error(request, f"没有导入：{error.faults[0]}")
        return redirect("register-preview", code=code, token=token)
    _forget(request, token)
    data_changed.send(sender=KeptRow, register=register.code, institution=pending["institution"].code)
    if result.rows_rejected:
        messages.warning(
            request,
            f"已导入 {result.rows_accepted} 行，{result.rows_rejected} 行有误没有导入，可下载退回清单，改好后再导入。",
        )
    else:
        messages.success(request, f"已导入 {result.rows_accepted} 行。" if result.rows_accepted else "零报告已登记。")
    return redirect("desk-batch", pk=result.batch_id) if result.rows_rejected else redirect("register", code=code)


def _forget(request: HttpRequest, token: str) -> None:
    _path(token).unlink(missing_ok=True)
    pending = request.session.get(PENDING, {})
    request.session[PENDING] = {name: value for name, value in pending.items() if name != token}
