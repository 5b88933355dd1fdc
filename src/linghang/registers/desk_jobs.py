"""Loads that run in the background, so that a page never waits for a file."""

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django_tasks import task

from linghang.core.errors import Fault, InputError
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers import loading
from linghang.registers.models import Batch, LoadJob
from linghang.registers.signals import data_changed

FAULTS_SHOWN = 500
SECONDS_BETWEEN_REPORTS = 0.5
_UNEXPECTED = Fault(reason="入库时出了意外，没有任何数据写入",
                    remedy="请稍后重试；反复出现时请联系系统管理员并告知任务编号")


class Cancelled(Exception):  # noqa: N818 - an outcome, not a mistake
    """The person who asked for the load called it off."""


def submit(file: UploadedFile, register: Register, institution: Institution, period: str, supersedes: Batch | None,
           user: AbstractUser) -> LoadJob:
    """Keep the uploaded file in the workspace and queue its load."""
    job = LoadJob.objects.create(
        register=register.code, institution=institution, period=period, file_name=Path(str(file.name)).name,
        upload=_keep(file), supersedes=supersedes, bytes_total=file.size or 0, requested_by=user)
    run_load.enqueue(job.pk)
    return job


def _keep(file: UploadedFile) -> str:
    """Store under a name of our own: what a user calls a file never becomes a path."""
    suffix = Path(str(file.name)).suffix.lower()
    name = uuid.uuid4().hex + (suffix if suffix[1:].isalnum() and suffix.isascii() else "")
    target = Workspace.from_environment().uploads / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if hasattr(file, "temporary_file_path"):
        shutil.move(file.temporary_file_path(), target)
    else:
        target.write_bytes(file.read())
    os.chmod(target, 0o600)
    return name


@task()
def run_load(job_id: int) -> None:
    """Load the file of one job. Whatever happens, the job says how it ended and the upload is gone."""
    now = timezone.now()
    if not LoadJob.objects.filter(pk=job_id, state=LoadJob.State.QUEUED).update(state=LoadJob.State.RUNNING,
                                                                                 started_at=now):
        return
    job = LoadJob.objects.select_related("institution", "supersedes", "requested_by").get(pk=job_id)
    try:
        _load(job)
    except Cancelled:
        _end(job, LoadJob.State.CANCELLED)
    except InputError as error:
        _end(job, LoadJob.State.REFUSED, error.faults, rejects_path=str(getattr(error, "rejects_path", "") or ""))
    except Exception:
        _end(job, LoadJob.State.REFUSED, [_UNEXPECTED])
        raise
    finally:
        (Workspace.from_environment().uploads / job.upload).unlink(missing_ok=True)


def _load(job: LoadJob) -> None:
    result = loading.load(
        Workspace.from_environment().uploads / job.upload, job.register, job.institution.code,
        period=Period.parse(job.period) if job.period else None, supersede=job.supersedes,
        actor=job.requested_by, progress=_reporter(job), file_name=job.file_name)
    job.batch_id, job.rows_done = result.batch_id, result.rows_accepted
    data_changed.send(sender=LoadJob, register=job.register, institution=job.institution.code)
    _end(job, LoadJob.State.DONE, [*result.faults, *result.warnings], bytes_done=job.bytes_total)


def _reporter(job: LoadJob) -> Callable[[int, int], None]:
    """Writes progress down now and then, and learns there whether the load was called off."""
    last = 0.0

    def report(bytes_done: int, rows_done: int) -> None:
        nonlocal last
        if time.monotonic() - last < SECONDS_BETWEEN_REPORTS:
            return
        last = time.monotonic()
        running = LoadJob.objects.filter(pk=job.pk, state=LoadJob.State.RUNNING)
        if not running.update(bytes_done=bytes_done, rows_done=rows_done):
            raise Cancelled
    return report


def _end(job: LoadJob, state: Any, faults: Iterable[Fault] = (), **values: Any) -> None:  # noqa: ANN401
    rows = [{"line": fault.line, "field": fault.field, "value": fault.value, "reason": fault.reason,
             "remedy": fault.remedy} for fault in list(faults)[:FAULTS_SHOWN]]
    values |= {"state": str(state), "faults": rows, "finished_at": timezone.now()}
    for name, value in values.items():
        setattr(job, name, value)
    job.save()


def cancel(job: LoadJob) -> bool:
    """Call a load off; False when it has already ended. A running one stops at its next report of progress."""
    open_states = (LoadJob.State.QUEUED, LoadJob.State.RUNNING)
    return bool(LoadJob.objects.filter(pk=job.pk, state__in=open_states).update(
        state=LoadJob.State.CANCELLED, finished_at=timezone.now()))


def resume_interrupted() -> int:
    """Queue again what a stopped worker left running. A load is all or nothing, so starting over is safe."""
    interrupted = LoadJob.objects.filter(state=LoadJob.State.RUNNING)
    for job in interrupted:
        LoadJob.objects.filter(pk=job.pk).update(state=LoadJob.State.QUEUED, bytes_done=0, rows_done=0)
        run_load.enqueue(job.pk)
    return len(interrupted)
