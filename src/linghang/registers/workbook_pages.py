"""A workbook that is looked at before it is brought in: choose a file, see what it would do, confirm. One way for all.

The upload waits in the workspace, readable by its owner only, and its mark in the session of the person; the
confirmation names the mark, so that what is confirmed is what was shown.
"""

import os
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from linghang.core import workbook
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.workspace import Workspace
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.registers import desk_files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 2**20
FAULTS_SHOWN = 200
_NO_NEWS = frozenset({"same", "despite"})
"""Counts of a summary that by themselves are no reason to bring anything in."""
Load = Callable[[Path, access.User, str, bool], object]
"""file, who brings it in, the file's name, dry run → a summary of counts. Raises InputError."""


@dataclass(frozen=True)
class Intake:
    """One kind of workbook. `page`, `done`: addresses by name, of the form and of where the result is seen.

    `action`: what one must be allowed to do somewhere to come here. `by_place`: every line has to name an institution
    where one may; otherwise `load` asks by itself. `template` extends `registers/workbook.html`; `titles`: what the
    counts of the summary are called.
    """

    name: str
    title: str
    book: workbook.Book
    action: access.Action
    page: str
    done: str
    template: str
    titles: Mapping[str, str]
    load: Load
    by_place: bool = True

    @property
    def key(self) -> str:
        """Under which the session remembers what waits."""
        return f"workbook-{self.name}"

    @property
    def right(self) -> str:
        return access.ACTION_TITLES[self.action]

    def path(self, mark: str) -> Path:
        return Workspace.from_environment().uploads / f"{desk_files.PREVIEW}{self.name}-{mark}.xlsx"

    def counts(self, summary: object) -> list[tuple[str, int]]:
        return [(title, getattr(summary, name)) for name, title in self.titles.items()]


def places(request: HttpRequest, intake: Intake) -> list[Institution]:
    """Where the person may bring such a workbook in. PermissionDenied when nowhere."""
    found = access.scope(request.user, intake.action)
    if not found:
        remedy = "如工作需要，请联系本单位系统管理员。"
        raise PermissionDenied(f"您没有“{intake.right}”的权限，不能导入{intake.title}。{remedy}")
    return found


def template(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The empty workbook."""
    places(request, intake)
    content = BytesIO()
    workbook.write_workbook(content, intake.book, {})
    return download(content, f"{intake.title}模板.xlsx")


def look(request: HttpRequest, intake: Intake, context: Mapping[str, Any]) -> HttpResponse:
    """The page; on POST the workbook is kept and looked at: nothing has changed yet."""
    shown: dict[str, Any] = {"places": places(request, intake)}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            shown |= _preview(request, intake)
        except InputError as error:
            faults = error.faults
            _forget(request, intake)
    shown |= {"faults": faults[:FAULTS_SHOWN], "more": max(0, len(faults) - FAULTS_SHOWN)}
    return render(request, intake.template, {**context, **shown}, status=422 if faults else 200)


def confirm(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Bring in the workbook that was looked at. It is checked again: others may have written meanwhile."""
    places(request, intake)
    pending = request.session.get(intake.key, {})
    path = intake.path(pending.get("mark", ""))
    if not pending or pending["mark"] != request.POST.get("mark") or not path.is_file():
        raise Http404("这份文件已经处理过，或已过期。请重新上传。")
    try:
        done = _bring_in(request, intake, path, pending["name"], dry_run=False)
    except InputError as error:
        messages.error(request, f"没有导入：{error.faults[0]}")
        return redirect(intake.page)
    finally:
        _forget(request, intake)
    told = "，".join(f"{title} {count}" for title, count in intake.counts(done) if count)
    messages.success(request, f"已导入：{told}。")
    return redirect(intake.done)


def _bring_in(request: HttpRequest, intake: Intake, path: Path, name: str, *, dry_run: bool) -> object:
    mine = {each.code for each in places(request, intake)}
    named = _refuse_places(path, intake, name, mine) if intake.by_place else set()
    summary = intake.load(path, request.user, name, dry_run)
    if not dry_run:
        for place in Institution.objects.filter(code__in=named):
            trail.record(request.user, f"导入{intake.title}", place, **dict(intake.counts(summary)))
    return summary


def _preview(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    mark, name = _keep(request, intake)
    summary = _bring_in(request, intake, intake.path(mark), name, dry_run=True)
    news = any(getattr(summary, count) for count in intake.titles if count not in _NO_NEWS)
    return {"counts": intake.counts(summary), "news": news, "name": name, "mark": mark}


def _keep(request: HttpRequest, intake: Intake) -> tuple[str, str]:
    """Store the upload and remember it in the session: its mark and name. InputError."""
    _forget(request, intake)
    upload = request.FILES.get("file")
    if upload is None:
        raise refuse("没有选择文件", "请选择填好的 .xlsx 文件")
    if (upload.size or 0) > LARGEST:
        raise refuse("文件超过 20 MB", "请按年份拆成几个文件", file=upload.name or "")
    mark, name = uuid.uuid4().hex, (upload.name or "")[:255]
    path = intake.path(mark)
    path.parent.mkdir(parents=True, exist_ok=True)
    desk_files.sweep()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.writelines(upload.chunks())
    request.session[intake.key] = {"mark": mark, "name": name}
    return mark, name


def _forget(request: HttpRequest, intake: Intake) -> None:
    pending = request.session.pop(intake.key, None)
    if pending:
        intake.path(pending["mark"]).unlink(missing_ok=True)


def _refuse_places(path: Path, intake: Intake, name: str, allowed: Collection[str]) -> set[str]:
    """The institutions that the lines name, by code. InputError for lines of others than `allowed`."""
    rows = [row for sheet in workbook.read_workbook(path, intake.book, name).values() for row in sheet]
    reason, remedy = f"您没有“{intake.right}”的权限", "请只写本机构的内容，或联系系统管理员"
    faults = [
        Fault(name, row.number, row.sheet, "机构代码", row.text("机构代码"), reason, remedy)
        for row in rows
        if row.text("机构代码") not in ("", *allowed)
    ]
    if faults:
        raise InputError(faults)
    return {row.text("机构代码") for row in rows} - {""}


def download(content: BytesIO, name: str) -> HttpResponse:
    """A workbook to be kept by its reader."""
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response
