"""Loads that run in the background, so that a page never waits for a file."""

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import task

from linghang.core.errors import Fault, InputError
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers import desk_files, loading
from linghang.registers.models import Batch, LoadJob
from linghang.registers.result import LoadRefusedError
from linghang.registers.signals import data_changed

FAULTS_SHOWN = 500
SECONDS_BETWEEN_REPORTS = 0.5
State = LoadJob.State
_OPEN = (State.QUEUED, State.RUNNING)
_UNEXPECTED = Fault(
    reason="入库时出了意外，没有任何数据写入", remedy="请稍后重试；反复出现时请联系系统管理员并告知任务编号"
)
_INTERRUPTED = Fault(
    reason="入库进程中途停止，没有任何数据写入", remedy="请重新导入；再次出现时请把文件按月份拆小，并告知系统管理员"
)
_running: ContextVar[int | None] = ContextVar("running_job", default=None)


class Cancelled(Exception):  # noqa: N818 - an outcome, not a mistake
    """The person who asked for the load called it off."""


def submit(
    file: UploadedFile,
    register: Register,
    institution: Institution,
    period: str,
    supersedes: Batch | None,
    user: AbstractUser,
) -> LoadJob:
    """Keep the uploaded file in the workspace and queue its load."""
    desk_files.sweep()
    job = LoadJob.objects.create(
        register=register.code,
        institution=institution,
        period=period,
        file_name=Path(str(file.name)).name,
        upload=_keep(file),
        supersedes=supersedes,
        bytes_total=file.size or 0,
        requested_by=user,
    )
    run_load.enqueue(job.pk)
    return job


def _keep(file: UploadedFile) -> str:
    """Store under a name of our own: what a user calls a file never becomes a path."""
    suffix = Path(str(file.name)).suffix.lower()
    name = uuid.uuid4().hex + (suffix if suffix[1:].isalnum() and suffix.isascii() else "")
    target = _upload(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if hasattr(file, "temporary_file_path"):
        shutil.move(file.temporary_file_path(), target)
    else:
        target.write_bytes(file.read())
    os.chmod(target, 0o600)
    return name


def _upload(name: str) -> Path:
    return Workspace.from_environment().uploads / name


@task()
def run_load(job_id: int) -> None:
    """Load the file of one job. Whatever happens, the job says how it ended and the upload is gone."""
    if not _move(job_id, [State.QUEUED], state=State.RUNNING, started_at=timezone.now()):
        return
    job = LoadJob.objects.select_related("institution", "supersedes", "requested_by").get(pk=job_id)
    try:
        _load(job)
    except Cancelled:
        pass  # whoever called it off has written that down
    except InputError as error:
        _fail(job, error.faults, rejects_path=error.rejects_path if isinstance(error, LoadRefusedError) else "")
    except Exception:
        _fail(job, [_UNEXPECTED])
        raise
    finally:
        _upload(job.upload).unlink(missing_ok=True)


def _load(job: LoadJob) -> None:
    token = _running.set(job.pk)
    try:
        result = loading.load(
            _upload(job.upload),
            job.register,
            job.institution.code,
            period=Period.parse(job.period) if job.period else None,
            supersede=job.supersedes,
            actor=job.requested_by,
            progress=_reporter(job),
            file_name=job.file_name,
        )
    finally:
        _running.reset(token)
    LoadJob.objects.filter(pk=job.pk).update(faults=_rows([*result.faults, *result.warnings]))
    # The data is in. What follows from it is logged when it fails (by Django), and does not make it undone.
    data_changed.send_robust(sender=LoadJob, register=job.register, institution=job.institution.code)


@receiver(post_save, sender=Batch, dispatch_uid="registers.desk_jobs")
def _end_with_its_batch(instance: Batch, created: bool, **_: Any) -> None:
    """The job of a batch ends in the transaction that makes the batch, so that the two never tell different stories.

    A job that was called off meanwhile takes the batch back with it.
    """
    job_id = _running.get()
    if not created or job_id is None:
        return
    total = LoadJob.objects.values_list("bytes_total", flat=True).get(pk=job_id)
    if not _move(
        job_id,
        [State.RUNNING],
        state=State.DONE,
        batch=instance,
        rows_done=instance.rows_accepted,
        bytes_done=total,
        finished_at=timezone.now(),
    ):
        raise Cancelled


def _move(job_id: int, expected: Iterable[object], **values: Any) -> bool:
    """Write to a job unless it has left the expected states. Saved one by one, because the audit log looks at saves."""
    with transaction.atomic():
        job = LoadJob.objects.select_for_update().filter(pk=job_id, state__in=list(expected)).first()
        if job is None:
            return False
        for name, value in values.items():
            setattr(job, name, value)
        job.save(update_fields=list(values))
        return True


def _reporter(job: LoadJob) -> Callable[[int, int], None]:
    """Writes progress down now and then, and learns there whether the load was called off."""
    last = 0.0

    def report(bytes_done: int, rows_done: int) -> None:
        nonlocal last
        if time.monotonic() - last < SECONDS_BETWEEN_REPORTS:
            return
        last = time.monotonic()
        running = LoadJob.objects.filter(pk=job.pk, state=State.RUNNING)
        if not running.update(bytes_done=bytes_done, rows_done=rows_done):
            raise Cancelled

    return report


def _fail(job: LoadJob, faults: Iterable[Fault], **values: Any) -> bool:
    """Say that nothing came in, unless the job has already ended in another way."""
    return _move(
        job.pk, [State.RUNNING], state=State.REFUSED, faults=_rows(faults), finished_at=timezone.now(), **values
    )


def _rows(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [
        {"line": fault.line, "field": fault.field, "value": fault.value, "reason": fault.reason, "remedy": fault.remedy}
        for fault in list(faults)[:FAULTS_SHOWN]
    ]


def cancel(job: LoadJob) -> bool:
    """Call a load off; False when it has already ended. A running one stops before anything becomes visible."""
    done: dict[str, Any] = {"state": State.CANCELLED, "finished_at": timezone.now()}
    if _move(job.pk, [State.QUEUED], **done):
        _upload(job.upload).unlink(missing_ok=True)  # no worker will come for it
        return True
    return _move(job.pk, [State.RUNNING], **done)


def fail_interrupted() -> int:
    """End the jobs whose worker died, once and in plain words: the same file might kill the next worker too."""
    interrupted = list(LoadJob.objects.filter(state=State.RUNNING))
    for job in interrupted:
        _fail(job, [_INTERRUPTED])
        _upload(job.upload).unlink(missing_ok=True)
    return len(interrupted)


def requeue(states: Iterable[object] = (State.QUEUED,)) -> int:
    """Queue open jobs again: what waits when the server starts, and what a planned stop interrupted.

    A load is all or nothing, so starting over is safe; a job that is queued twice runs once.
    """
    waiting = list(LoadJob.objects.filter(state__in=list(states)))
    for job in waiting:
        if _move(job.pk, _OPEN, state=State.QUEUED, bytes_done=0, rows_done=0):
            run_load.enqueue(job.pk)
    return len(waiting)
