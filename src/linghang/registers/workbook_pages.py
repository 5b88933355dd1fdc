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
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from linghang.core import workbook
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.workspace import Workspace
from linghang.registers import desk_files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 2**20
FAULTS_SHOWN = 200
_NO_NEWS = frozenset({"same", "despite"})
"""Counts of a summary that by themselves are no reason to bring anything in."""
BringIn = Callable[[HttpRequest, Path, str, bool], object]
"""request, file, its name, dry run → a summary of counts. Raises InputError."""


@dataclass(frozen=True)
class Intake:
    """One kind of workbook. `page`, `done`: addresses by name, of the form and of where the result is seen.

    `template` extends `registers/workbook.html`; `titles`: what the counts of the summary are called.
    """

    name: str
    page: str
    done: str
    template: str
    titles: Mapping[str, str]
    bring_in: BringIn

    @property
    def key(self) -> str:
        """Under which the session remembers what waits."""
        return f"workbook-{self.name}"

    def path(self, mark: str) -> Path:
        return Workspace.from_environment().uploads / f"{desk_files.PREVIEW}{self.name}-{mark}.xlsx"

    def counts(self, summary: object) -> list[tuple[str, int]]:
        return [(title, getattr(summary, name)) for name, title in self.titles.items()]


def look(request: HttpRequest, intake: Intake, context: Mapping[str, Any]) -> HttpResponse:
    """The page; on POST the workbook is kept and looked at: nothing has changed yet."""
    faults: tuple[Fault, ...] = ()
    shown: dict[str, Any] = {}
    if request.method == "POST":
        try:
            shown = _preview(request, intake)
        except InputError as error:
            faults = error.faults
            _forget(request, intake)
    shown |= {"faults": faults[:FAULTS_SHOWN], "more": max(0, len(faults) - FAULTS_SHOWN)}
    return render(request, intake.template, {**context, **shown}, status=422 if faults else 200)


def confirm(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Bring in the workbook that was looked at. It is checked again: others may have written meanwhile."""
    pending = request.session.get(intake.key, {})
    path = intake.path(pending.get("mark", ""))
    if not pending or pending["mark"] != request.POST.get("mark") or not path.is_file():
        raise Http404("这份文件已经处理过，或已过期。请重新上传。")
    try:
        done = intake.bring_in(request, path, pending["name"], False)
    except InputError as error:
        messages.error(request, f"没有导入：{error.faults[0]}")
        return redirect(intake.page)
    finally:
        _forget(request, intake)
    told = "，".join(f"{title} {count}" for title, count in intake.counts(done) if count)
    messages.success(request, f"已导入：{told}。")
    return redirect(intake.done)


def _preview(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    mark, name = _keep(request, intake)
    summary = intake.bring_in(request, intake.path(mark), name, True)
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


def refuse_places(path: Path, book: workbook.Book, name: str, allowed: Collection[str], right: str) -> set[str]:
    """The institutions that the lines name, by code. InputError for lines of others than `allowed`; `right`: the title
    of what the person may not do there.
    """
    rows = [row for sheet in workbook.read_workbook(path, book, name).values() for row in sheet]
    reason, remedy = f"您没有“{right}”的权限", "请只写本机构的内容，或联系系统管理员"
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
