"""A ledger file becomes one batch and its rows, in one transaction."""

import uuid
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from linghang.core.errors import Fault, refuse
from linghang.core.periods import Month, Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.library import fingerprint
from linghang.packs.model import Register
from linghang.registers import catalogue
from linghang.registers.entry import key_of, month_of, stored
from linghang.registers.kept.reading import CHUNK, Progress, Reading, read, too_many
from linghang.registers.kept.store import end_batch_rows
from linghang.registers.models import Batch, KeptRow
from linghang.registers.rejects import SHOWN, Rejects
from linghang.registers.result import LoadRefusedError, LoadResult
from linghang.registers.schema import ROW


def import_file(
    path: Path,
    register: Register,
    institution: Institution,
    *,
    period: Period | None = None,
    supersede: Batch | None = None,
    dry_run: bool = False,
    actor: Any = None,
    progress: Progress | None = None,
    file_name: str | None = None,
) -> LoadResult:
    """Import one file of one institution as one batch.

    `period`: the months the file speaks for; without it the months of its rows. A file without rows is a 零报告 and
    needs it. Faulty rows go to a rejects file; above the ledger's reject share, or when no row is good, everything is
    refused, and the error carries the file's name as `rejects_path`. `supersede`: the batch that this file corrects;
    its rows end. Raises InputError when refused; then nothing has changed.
    """
    name = file_name or path.name
    reading = read(path, register, institution, period=period, supersede=supersede, progress=progress, file_name=name)
    _refuse_too_many(reading, register, name)
    if not reading.accepted and period is None and not dry_run:
        raise refuse("没有一行数据", "若本期确实没有发生，请写明期间后再导入，作为零报告", file=name)
    result = _result(reading, register, institution, _speaks_for(reading, register, period), name, dry_run)
    if dry_run:
        return result
    rejects = _write_rejects(reading, register, name)
    try:
        batch = _commit(reading, register, institution, result, supersede, actor, path, name, rejects)
    except BaseException:
        if rejects:
            rejects.unlink(missing_ok=True)
        raise
    return LoadResult(**(vars(result) | {"batch_id": batch.pk, "rejects_path": rejects}))


def _refuse_too_many(reading: Reading, register: Register, name: str) -> None:
    total, rejected = len(reading.entries), reading.rejected
    if total and too_many(total, rejected, register):
        allowed = f"，超过允许的 {register.reject_share:%}" if rejected < total else ""
        reason = f"{total} 行中有 {rejected} 行有误{allowed}，整个文件没有导入"
        head = Fault(name, 0, reason=reason, remedy="请按下列提示改好后重新导入")
        rejects = _write_rejects(reading, register, name)
        faults = [head, *(fault.in_file(name) for fault in reading.faults[:SHOWN])]
        raise LoadRefusedError(faults, rejects.name if rejects else "")


def _speaks_for(reading: Reading, register: Register, period: Period | None) -> Period | None:
    if period is not None:
        return period
    months: list[Month] = [month_of(register, reading.entries[number].values) for number in reading.accepted]
    return Period(min(months), max(months)) if months else None


def _result(
    reading: Reading, register: Register, institution: Institution, period: Period | None, name: str, dry_run: bool
) -> LoadResult:
    warned = sum(bool(reading.entries[number].warnings) for number in reading.accepted)
    return LoadResult(
        register.code,
        institution.code,
        period,
        len(reading.accepted),
        reading.rejected,
        warned,
        tuple(fault.in_file(name) for fault in reading.faults[:SHOWN]),
        tuple(fault.in_file(name) for fault in reading.warnings[:SHOWN]),
        dry_run=dry_run,
    )


def _commit(
    reading: Reading,
    register: Register,
    institution: Institution,
    result: LoadResult,
    supersede: Batch | None,
    actor: Any,
    path: Path,
    name: str,
    rejects: Path | None,
) -> Batch:
    """One transaction: the batch and its rows, or nothing. What was read must still stand."""
    assert result.period is not None
    with path.open("rb") as handle:
        digest = file_digest(handle, "sha256").hexdigest()
    with transaction.atomic():
        version = catalogue.new_version(actor, "supersede" if supersede else "load", f"{register.title} {name}"[:200])
        batch = Batch.objects.create(
            register=register.code,
            institution=institution,
            period_first=result.period.first.key,
            period_last=result.period.last.key,
            file_name=name[:255],
            file_sha256=digest,
            file_bytes=path.stat().st_size,
            rows_accepted=result.rows_accepted,
            rows_rejected=result.rows_rejected,
            rows_warned=result.rows_warned,
            rejects_path=rejects.name if rejects else "",
            register_fingerprint=fingerprint([register]),
            created=version,
            loaded_by=actor,
        )
        _end_replaced(reading, version, name)
        if supersede is not None:
            _end_superseded(supersede, batch, name)
        try:
            KeptRow.objects.bulk_create(_rows(reading, register, institution, batch), batch_size=CHUNK)
        except IntegrityError as error:
            raise refuse("导入过程中，有人登记了相同的记录", "请刷新台账，核对后重新导入", file=name) from error
    return batch


def _end_superseded(old: Batch, new: Batch, name: str) -> None:
    end_batch_rows(old, new.created)
    if not Batch.objects.filter(pk=old.pk, ended=None).update(ended=new.created, superseded_by=new):
        raise refuse("要更正的批次刚被他人更正或撤回", "请刷新页面后重新选择", file=name)


def _end_replaced(reading: Reading, version: Any, name: str) -> None:
    replaced = [row.pk for row in reading.fresh.values() if row is not None]
    ended = sum(
        KeptRow.objects.filter(pk__in=replaced[start : start + CHUNK], ended=None).update(ended=version)
        for start in range(0, len(replaced), CHUNK)
    )
    if ended != len(replaced):
        raise refuse("导入过程中，有记录被他人修改", "请重新导出，在新的内容上修改后再导入", file=name)


def _rows(reading: Reading, register: Register, institution: Institution, batch: Batch) -> list[KeptRow]:
    rows = []
    for number, old in sorted(reading.fresh.items()):
        values = reading.entries[number].values
        rows.append(
            KeptRow(
                register=register.code,
                institution=institution,
                row=old.row if old else uuid.uuid4(),
                month=month_of(register, values).key,
                key=key_of(register, values),
                data=stored(register, values) | {ROW: number},
                batch=batch,
                created=batch.created,
                changed_by=batch.loaded_by,
            )
        )
    return rows


def _write_rejects(reading: Reading, register: Register, name: str) -> Path | None:
    """The list of rejected and doubtful rows, or None when there is none of either."""
    folder = Workspace.from_environment().rejects
    folder.mkdir(parents=True, exist_ok=True)
    rejects = Rejects(folder / f"{register.code}-{uuid.uuid4().hex}.csv", name)
    rejects.add(reading.faults, reading.warnings)
    return rejects.close()
