"""Loading a file: validated, stored, and visible in one step or not at all."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db import transaction

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.library import fingerprint
from linghang.packs.model import Register
from linghang.registers import catalogue, content, lake
from linghang.registers.checks import Checks
from linghang.registers.models import Batch
from linghang.registers.result import LoadRefusedError, LoadResult
from linghang.registers.spool import share_keys
from linghang.registers.staging import Progress, Staged, refuse_whole, stage

Step = Callable[[str], object]


def load(
    path: Path,
    register: Register | str,
    institution: Institution | str,
    *,
    period: Period | None = None,
    supersede: Batch | None = None,
    dry_run: bool = False,
    actor: Any = None,
    progress: Progress | None = None,
    file_name: str | None = None,
    at_step: Step = lambda _: None,
) -> LoadResult:
    """Load one file of one institution into a register, loaded or kept, as one batch.

    `period`: the months the file speaks for; without it the months of its rows. `supersede`: the visible batch that
    this file corrects; it must cover that batch's months, and the old one stays for every earlier catalogue version.
    `dry_run`: judge everything, store nothing. `progress(bytes_done, rows_done)` may raise to cancel.
    `at_step` is told the name of each step; tests kill the load there.
    Raises InputError when the load is refused; nothing visible has changed then. When rows were rejected, the list of
    them is kept and the error carries its path as `rejects_path`.
    """
    if isinstance(register, str):
        register = content.library().register(register)
    if isinstance(institution, str):
        institution = _institution(institution)
    name = file_name or path.name
    if not path.is_file():
        raise refuse("找不到这个文件", "请检查路径", file=str(path))
    if register.kind == "kept":
        return _load_kept(
            path,
            register,
            institution,
            period=period,
            supersede=supersede,
            dry_run=dry_run,
            actor=actor,
            progress=progress,
            file_name=name,
        )
    batch = Batch(
        register=register.code,
        institution=institution,
        file_name=name,
        file_bytes=path.stat().st_size,
        loaded_by=actor,
        register_fingerprint=fingerprint([register]),
    )
    _check_superseded(batch, supersede, period)
    _refuse_early(batch, path, supersede, period)
    return _load(path, register, batch, period, supersede, dry_run=dry_run, progress=progress, at_step=at_step)


def _institution(code: str) -> Institution:
    found = Institution.objects.filter(code=code).first()
    if found is None:
        raise refuse("没有这个机构", "请先导入机构表，或检查机构代码", field="机构", value=code)
    return found


def _load_kept(
    path: Path,
    register: Register,
    institution: Institution,
    *,
    progress: Progress | None,
    **arguments: Any,
) -> LoadResult:
    from linghang.registers.kept import import_file

    size = path.stat().st_size

    def report(rows_done: int, rows: int) -> None:
        if progress:
            progress(size * rows_done // max(1, rows), rows_done)

    return import_file(path, register, institution, progress=report, **arguments)


def _load(
    path: Path,
    register: Register,
    batch: Batch,
    period: Period | None,
    supersede: Batch | None,
    *,
    dry_run: bool,
    progress: Progress | None,
    at_step: Step,
) -> LoadResult:
    workspace = Workspace.from_environment()
    workspace.prepare()
    checks = Checks.of(register, content.library(), workspace.pseudonym_key, period)
    beside = _visible(batch, supersede)
    with lake.staging(workspace.lake) as folder:
        at_step("staging")
        staged = stage(
            path,
            checks,
            folder,
            name=batch.file_name,
            others=_files(beside),
            progress=progress,
            at_step=at_step,
        )
        at_step("staged")
        result = _result(staged, batch, dry_run=dry_run)
        if staged.reject_share > register.reject_share:
            rejects_name = _keep_rejects(staged).name
            raise LoadRefusedError(refuse_whole(staged, register, batch.file_name, rejects_name), rejects_name)
        if staged.period is None:
            raise refuse("没有一行可以入库的数据", "若本期确实没有发生，请写明期间后再导入", file=batch.file_name)
        _describe(batch, staged)
        with transaction.atomic():
            _refuse_conflict(batch, staged.period, supersede)
        rejects = _keep_rejects(staged) if staged.rejects else None
        if dry_run:
            return replace(result, rejects_path=rejects)
        try:
            _commit(batch, staged, supersede, rejects, register, beside, at_step)
        except BaseException:
            if rejects:
                rejects.unlink(missing_ok=True)
            raise
    at_step("committed")
    return replace(result, batch_id=batch.pk, rejects_path=rejects)


def _result(staged: Staged, batch: Batch, *, dry_run: bool) -> LoadResult:
    return LoadResult(
        batch.register,
        batch.institution.code,
        staged.period,
        staged.rows_accepted,
        staged.rows_rejected,
        staged.rows_warned,
        staged.faults,
        staged.warnings,
        dry_run=dry_run,
    )


def _describe(batch: Batch, staged: Staged) -> None:
    assert staged.period is not None
    batch.file_sha256 = staged.sha256
    batch.period_first, batch.period_last = staged.period.first.key, staged.period.last.key
    batch.rows_accepted, batch.rows_rejected, batch.rows_warned = (
        staged.rows_accepted,
        staged.rows_rejected,
        staged.rows_warned,
    )


def _keep_rejects(staged: Staged) -> Path:
    """Move the list of rejects out of the staging folder, under a name of its own."""
    assert staged.rejects is not None
    target = Workspace.from_environment().rejects / f"{staged.rejects.parent.name}.csv"
    if staged.rejects.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        lake.move(staged.rejects, target)
    return target


def _commit(
    batch: Batch,
    staged: Staged,
    supersede: Batch | None,
    rejects: Path | None,
    register: Register,
    beside: list[Batch],
    at_step: Step,
) -> None:
    """Move the data to its place, then make it visible: the catalogue row is committed last, in one transaction.

    `beside`: the batches whose keys were looked through; those that came meanwhile are looked through here.
    """
    workspace = Workspace.from_environment()
    batch.data_path = lake.publish(staged.data, workspace.lake, batch.register, batch.institution.code)
    batch.rejects_path = rejects.name if rejects else ""
    at_step("published")
    try:
        with transaction.atomic():
            assert staged.period is not None
            catalogue.lock()
            _refuse_conflict(batch, staged.period, supersede)
            _refuse_new_keys(batch, register, supersede, beside)
            action = "supersede" if supersede else "load"
            batch.created = catalogue.new_version(batch.loaded_by, action, f"{batch.register} {batch.file_name}")
            at_step("version")
            batch.save()
            if supersede:
                catalogue.end(supersede, batch.created, batch)
            at_step("batch")
    except BaseException:
        (workspace.lake / batch.data_path).unlink(missing_ok=True)
        raise


def _visible(batch: Batch, supersede: Batch | None) -> list[Batch]:
    """The batches beside which the new one would stand."""
    found = catalogue.visible_batches(batch.register, [batch.institution.code])
    return list(found.exclude(pk=supersede.pk) if supersede else found)


def _files(batches: list[Batch]) -> list[Path]:
    folder = Workspace.from_environment().lake
    return [folder / batch.data_path for batch in batches if batch.data_path]


def _refuse_new_keys(batch: Batch, register: Register, supersede: Batch | None, beside: list[Batch]) -> None:
    """Refuse keys of a batch that became visible while this file was read: nobody has compared the two."""
    own = _files([batch])[0]
    for other in set(_visible(batch, supersede)) - set(beside):
        if share_keys(register, own, _files([other])):
            raise refuse(
                f"另一个文件刚刚入库（批次 {other.pk}，{other.file_name}），其中有相同的记录",
                "请重试，重复的行会列入退回清单",
                file=batch.file_name,
            )


def _check_superseded(batch: Batch, supersede: Batch | None, period: Period | None) -> None:
    if supersede is None:
        return
    supersede.refresh_from_db()
    if (supersede.register, supersede.institution_id) != (batch.register, batch.institution_id):
        raise refuse(
            "要更正的批次属于别的登记或别的机构", "请重新选择批次", file=batch.file_name, value=str(supersede.pk)
        )
    if supersede.ended_id is not None:
        raise refuse(
            "要更正的批次已经失效", "请刷新页面，选择仍有效的批次", file=batch.file_name, value=str(supersede.pk)
        )
    old = catalogue.period_of(supersede)
    if period and not period.contains(old):
        raise refuse(
            f"更正文件的期间（{period.label}）没有盖住原批次的期间（{old.label}）",
            "更正文件应包含原批次的全部月份",
            file=batch.file_name,
        )


def _refuse_early(batch: Batch, path: Path, supersede: Batch | None, period: Period | None) -> None:
    """What can be told before the file is read, so that nobody waits in vain."""
    if any(other.file_bytes == batch.file_bytes for other in _visible(batch, supersede)):
        with path.open("rb") as handle:
            batch.file_sha256 = file_digest(handle, "sha256").hexdigest()
    _refuse_conflict(batch, period, supersede)


def _refuse_conflict(batch: Batch, period: Period | None, supersede: Batch | None) -> None:
    """Refuse what is visible already: the same file, or the same months."""
    _check_superseded(batch, supersede, period)
    for other in _visible(batch, supersede):
        said = f"批次 {other.pk}（{other.file_name}，{catalogue.period_of(other).label}）"
        if batch.file_sha256 and other.file_sha256 == batch.file_sha256:
            raise refuse(f"这个文件已经入库，就是{said}", "不必重复导入", file=batch.file_name)
        if period and period.overlaps(catalogue.period_of(other)):
            raise refuse(
                f"与已入库的{said}期间重叠",
                "要更正请选择“更正”该批次；否则请只导出没有入库的月份",
                file=batch.file_name,
                field="期间",
                value=str(period),
            )


def remove_leftovers(older_than: float = lake.LEFT_OVER) -> int:
    """Remove files that killed loads left in the lake; returns how many. Running loads keep theirs."""
    named = set(Batch.objects.exclude(data_path="").values_list("data_path", flat=True))
    return len(lake.remove_leftovers(Workspace.from_environment().lake, named, older_than))
