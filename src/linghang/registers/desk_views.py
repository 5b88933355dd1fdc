"""The data desk: which data there is, where it came from, and how more of it comes in."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import InputError
from linghang.core.keys import parse_key
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers import catalogue, desk, desk_jobs
from linghang.registers.content import library as content
from linghang.registers.models import Batch, LoadJob
from linghang.registers.signals import data_changed

PAGE = 50


@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """All batches within reach, newest first, and the jobs that are still open."""
    library = content()
    reach = desk.within_reach(request.user, library)
    if not access.may_anywhere(request.user, "load"):
        raise PermissionDenied("您没有“导入数据”的权限。如工作需要，请联系本单位系统管理员。")
    chosen = {name: request.GET.get(name, "") for name in ("register", "institution", "state")}
    found = desk.filtered(Batch.objects.filter(reach).select_related("institution", "loaded_by"), **chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [_batch_row(each, library) for each in page]
    jobs = LoadJob.objects.filter(reach, state__in=("queued", "running")).select_related("institution")
    return render(
        request,
        "desk/batches.html",
        {
            "rows": rows,
            "page": page,
            "chosen": chosen,
            "states": desk.STATES,
            "institutions": desk.institutions(request.user),
            "registers": _registers(request, library),
            "jobs": [_job_context(job, library) for job in jobs],
        },
    )


def _registers(request: HttpRequest, library: Library) -> list[Register]:
    return [register for registers in desk.loadable(request.user, library).values() for register in registers]


def _title(library: Library, code: str) -> str:
    return library.register(code).title if library.has("registers", code) else code


def _batch_row(batch: Batch, library: Library) -> dict[str, Any]:
    state = desk.state_of(batch)
    return {
        "batch": batch,
        "title": _title(library, batch.register),
        "period": catalogue.period_of(batch).label,
        "state": state,
        "state_title": desk.STATES[state],
    }


def _sensitivity(library: Library, code: str) -> str:
    """A register that is no longer in the packs counts as the most closed kind."""
    return library.register(code).sensitivity if library.has("registers", code) else "member"


def _reached(request: HttpRequest, thing: Batch | LoadJob, action: str = "load") -> None:
    access.require(
        request.user, action, institution=thing.institution, sensitivity=_sensitivity(content(), thing.register)
    )


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its file, what was accepted and rejected, and what became of it."""
    found = get_object_or_404(Batch.objects.select_related("institution", "loaded_by", "ended", "superseded_by"), pk=pk)
    _reached(request, found)
    sensitivity = _sensitivity(content(), found.register)
    return render(
        request,
        "desk/batch.html",
        _batch_row(found, content())
        | {
            "may_supersede": found.ended_id is None
            and access.may(request.user, "supersede", institution=found.institution, sensitivity=sensitivity),
            "older": Batch.objects.filter(superseded_by=found),
            "has_rejects": _rejects_file(found) is not None,
        },
    )


def _rejects_file(thing: Batch | LoadJob) -> Path | None:
    """The rejects file, if there is one and it lies where rejects lie."""
    folder = Workspace.from_environment().rejects.resolve()
    path = (folder / thing.rejects_path).resolve() if thing.rejects_path else folder
    return path if path.is_file() and folder in path.parents else None


@require_GET
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the rejected rows with column, value and reason. The download is logged."""
    found = get_object_or_404(Batch.objects.select_related("institution"), pk=pk)
    _reached(request, found)
    return _send_rejects(request, found, f"退回清单-{found.pk}", 批次=found.pk, 行数=found.rows_rejected)


@require_GET
def job_rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of a file that was refused as a whole: its list stays for 30 days."""
    found = _job(request, pk)
    return _send_rejects(request, found, f"退回清单-导入{found.pk}", 导入=found.pk, 文件=found.file_name)


def _send_rejects(request: HttpRequest, thing: Batch | LoadJob, name: str, **said: Any) -> FileResponse:
    path = _rejects_file(thing)
    if path is None:
        raise Http404("没有退回清单，或已过保存期。")
    trail.record(request.user, "下载退回清单", thing.institution, **said)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}{path.suffix}")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch out of sight, with a reason. It stays in the archive, and older versions still see it."""
    found = get_object_or_404(Batch.objects.select_related("institution"), pk=pk)
    _reached(request, found, "supersede")
    note = request.POST.get("note", "").strip()
    if not note:
        messages.error(request, "没有撤回：请写明撤回的原因。")
    elif found.ended_id is not None:
        messages.error(request, "这一批已经不是现行数据，不需要再撤回。")
    else:
        catalogue.withdraw(found, request.user, note[:200])
        # It is withdrawn whatever happens to those who are told; Django logs what goes wrong there.
        data_changed.send_robust(sender=Batch, register=found.register, institution=found.institution.code)
        messages.success(request, "已撤回，指标不再计入这一批。原始记录仍在档。")
    return redirect("desk-batch", pk=pk)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file, its register and institution; on POST queue the load and go to its page."""
    if not access.may_anywhere(request.user, "load"):
        raise PermissionDenied("您没有“导入数据”的权限。如工作需要，请联系本单位系统管理员。")
    library = content()
    given = request.POST if request.method == "POST" else request.GET
    replaced = _replaced(request, given.get("supersede", ""))
    chosen = {name: given.get(name, "") for name in ("register", "institution", "period")}
    if replaced is not None:
        chosen |= {"register": replaced.register, "institution": replaced.institution.code}
        chosen["period"] = chosen["period"] or str(catalogue.period_of(replaced))
    faults: dict[str, str] = {}
    if request.method == "POST":
        job = _submitted(request, library, chosen, replaced, faults)
        if job is not None:
            return redirect("desk-job", pk=job.pk)
    return render(
        request,
        "desk/upload.html",
        {
            "chosen": chosen,
            "faults": faults,
            "replaced": replaced,
            "institutions": desk.institutions(request.user),
            "registers": _registers(request, library),
            "title": _title(library, chosen["register"]),
        },
        status=400 if faults else 200,
    )


def _replaced(request: HttpRequest, text: str) -> Batch | None:
    """The batch that a corrected file is to replace."""
    if not text:
        return None
    found = get_object_or_404(Batch.objects.select_related("institution"), pk=parse_key(text), ended=None)
    _reached(request, found, "supersede")
    return found


def _submitted(
    request: HttpRequest, library: Library, chosen: dict[str, str], replaced: Batch | None, faults: dict[str, str]
) -> LoadJob | None:
    file = request.FILES.get("file")
    institution = Institution.objects.filter(code=chosen["institution"]).first()
    if file is None:
        faults["file"] = "没有选文件。请选择要导入的文件。"
    if not library.has("registers", chosen["register"]) or library.register(chosen["register"]).sealed:
        faults["register"] = "没有选数据种类。请在列表中选一种。"
    if institution is None:
        faults["institution"] = "没有选机构。请在列表中选一个。"
    if chosen["period"]:
        try:
            Period.parse(chosen["period"])
        except InputError as error:
            faults["period"] = str(error)
    if faults or file is None or institution is None:
        return None
    register = library.register(chosen["register"])
    access.require(request.user, "load", institution=institution, sensitivity=register.sensitivity)
    return desk_jobs.submit(file, register, institution, chosen["period"], replaced, request.user)


def _job_context(job: LoadJob, library: Library) -> dict[str, Any]:
    return {
        "job": job,
        "title": _title(library, job.register),
        "progress": desk.progress_of(job),
        "open": job.state in ("queued", "running"),
        "has_rejects": job.batch_id is None and _rejects_file(job) is not None,
    }


def _job(request: HttpRequest, pk: int) -> LoadJob:
    found = get_object_or_404(LoadJob.objects.select_related("institution", "batch", "requested_by"), pk=pk)
    _reached(request, found)
    return found


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "desk/job.html", _job_context(_job(request, pk), content()))


@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the job page that asks for itself again every second until the job has ended."""
    return render(request, "desk/_job.html", _job_context(_job(request, pk), content()))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    if desk_jobs.cancel(_job(request, pk)):
        messages.success(request, "已取消，没有写入任何数据。")
    else:
        messages.error(request, "这次导入已经结束，不能取消。需要时可在批次页撤回。")
    return redirect("desk-job", pk=pk)
