"""From a source file to one validated Parquet file, whatever its size; only the staging folder changes. Pure.

Blocks are read and judged by a few threads and spooled. Memory is bounded by the blocks in flight and by what the
spool may hold, not by the file.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from linghang.core.errors import Fault, refuse
from linghang.core.periods import Month, Period
from linghang.packs.model import Register
from linghang.registers.checks import Checks
from linghang.registers.layout import Layout, header_of, layout
from linghang.registers.records import read_records
from linghang.registers.rejects import Rejects
from linghang.registers.schema import ROW
from linghang.registers.source import TextSource, is_workbook
from linghang.registers.spool import Spool
from linghang.registers.validation import Checked, check
from linghang.registers.workbook import read_workbook

THREADS = min(4, os.cpu_count() or 1)
IN_FLIGHT = 72 * 2**20
"""Bytes of text that are being read at a time, in blocks for every thread and one more. Judging takes several times as
much memory; larger blocks take less time."""
LEAST = 6 * 2**20
"""Bytes of the smallest blocks, with which a file begins and ends."""
LONGEST_PERIOD = 60
"""Months that a file may span when its period is not stated: a mistyped year would make all years between "zero"."""

Progress = Callable[[int, int], object]
"""Called with bytes read and rows read; what it raises ends the load."""


@dataclass(frozen=True)
class Staged:
    """A file that was read: the Parquet file of its accepted rows, and everything that is to be said about the rest."""

    data: Path
    period: Period | None
    rows_accepted: int
    rows_rejected: int
    rows_warned: int
    sha256: str
    rejects: Path | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def reject_share(self) -> float:
        """Rejected rows out of all rows."""
        return self.rows_rejected / max(1, self.rows_accepted + self.rows_rejected)


def stage(
    path: Path,
    checks: Checks,
    folder: Path,
    *,
    name: str,
    others: Sequence[Path] = (),
    progress: Progress | None = None,
    at_step: Callable[[str], object] = lambda _: None,
) -> Staged:
    """Read `path` into `folder`. `others`: Parquet files of the same institution whose keys may not come again.

    Raises InputError when the file as a whole cannot be used. `at_step` is told each step; tests stop the load there.
    """
    rejects = Rejects(folder / "rejects.csv", name)
    counts = _Counts()
    spool = Spool(checks.register, folder)
    digest = _read(path, checks, spool, rejects, counts, name, progress)
    at_step("spooled")
    _reject_double_keys(spool, others, rejects, counts)
    period = checks.period or _period_of(spool, name)
    at_step("judged")
    return Staged(
        spool.write(),
        period,
        counts.accepted,
        counts.rejected,
        counts.warned,
        digest,
        rejects.close(),
        tuple(rejects.faults),
        tuple(rejects.warnings),
    )


@dataclass
class _Counts:
    accepted: int = 0
    rejected: int = 0
    warned: int = 0


@dataclass(frozen=True)
class _Judged:
    """A block that was judged; its rows count from 0. `height`: its records, empty ones too."""

    checked: Checked
    height: int
    bytes_done: int


def _read(
    path: Path, checks: Checks, spool: Spool, rejects: Rejects, counts: _Counts, name: str, progress: Progress | None
) -> str:
    """Read, judge and spool every block; returns the SHA-256 of the file."""
    source = TextSource(path, name)
    judged = _workbook(path, checks, name, source) if is_workbook(path) else _text(source, checks)
    first_row = 2
    for block in judged:
        checked = block.checked
        counts.accepted += checked.rows.height
        counts.rejected += checked.rejected
        counts.warned += checked.warned
        rejects.add(_from(checked.faults, first_row), _from(checked.warnings, first_row))
        if checked.rows.height:
            spool.add(checked.rows.with_columns(pl.col(ROW) + first_row))
        first_row += block.height
        if progress:
            progress(block.bytes_done, first_row - 2)
    return str(source.digest.hexdigest())


def _from(faults: Sequence[Fault], first_row: int) -> list[Fault]:
    ordered = sorted(faults, key=lambda fault: fault.line)
    return [replace(fault, line=fault.line + first_row) for fault in ordered]


def _text(source: TextSource, checks: Checks) -> Iterator[_Judged]:
    """The blocks of a text file in order, judged ahead by a few threads."""
    found: Layout | None = None
    waiting: deque[Future[_Judged]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for block in source.blocks(IN_FLIGHT // (THREADS + 1), LEAST):
                data = block.data
                if found is None:
                    end = data.index(b"\n") + 1
                    found, data = layout(checks.register, header_of(data[:end]), source.name), data[end:]
                cut_off_in = source.name if block.open_end else ""
                waiting.append(pool.submit(_judge, data, block.bytes_done, found, checks, cut_off_in))
                if len(waiting) > THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _judge(data: bytes, bytes_done: int, found: Layout, checks: Checks, cut_off_in: str) -> _Judged:
    records = read_records(data, found, checks.register.missing, 0)
    if cut_off_in and records.ragged:
        row, count = records.ragged[-1]
        if row == records.height - 1 and count < len(found.header):
            raise refuse(
                f"文件不完整：最后一行只有 {count} 列（应为 {len(found.header)} 列），且没有换行",
                "导出或传输中断了，请重新导出整个文件",
                file=cut_off_in,
            )
    return _Judged(check(records, found, checks), records.height, bytes_done)


def _workbook(path: Path, checks: Checks, name: str, source: TextSource) -> Iterator[_Judged]:
    with path.open("rb") as handle:
        while piece := handle.read(2**20):
            source.digest.update(piece)
    header, data = read_workbook(path, checks.register, name)
    found = layout(checks.register, header, name)
    records = read_records(data, found, checks.register.missing, 0)
    yield _Judged(check(records, found, checks), records.height, path.stat().st_size)


def _reject_double_keys(spool: Spool, others: Sequence[Path], rejects: Rejects, counts: _Counts) -> None:
    """Of rows with the same key the first is kept; rows whose key is stored already are rejected."""
    titles = "、".join(spool.register.field(code).title for code in spool.register.key)
    faults = {
        row: Fault("", row, "", titles, "", f"与第 {first} 行重复", "同一记录只保留一行")
        for row, first in spool.repeated()
    }
    faults |= {
        row: Fault("", row, "", titles, "", "已在此前入库的批次中", "不要重复上报；要更正请选择“更正”原批次")
        for row in spool.stored_in(others)
    }
    spool.remove(list(faults))
    rejects.add([faults[row] for row in sorted(faults)])
    counts.accepted -= len(faults)
    counts.rejected += len(faults)


def _period_of(spool: Spool, name: str) -> Period | None:
    """The months from the first to the last row, None when there is no row."""
    dates = spool.dates()
    if dates is None:
        return None
    period = Period(*map(Month.of, dates))
    if period.length > LONGEST_PERIOD:
        title = spool.register.field(spool.register.date).title
        raise refuse(
            f"{title}从 {period.first} 到 {period.last}，跨了 {period.length} 个月，可能有日期写错",
            "请核对日期；确实如此请写明期间",
            file=name,
            field=title,
        )
    return period


def refuse_whole(staged: Staged, register: Register, name: str, rejects: str) -> list[Fault]:
    """Why a load with too large a share of rejected rows is refused: shares, list of rejects, first faults."""
    total = staged.rows_accepted + staged.rows_rejected
    head = Fault(
        name,
        0,
        register.title,
        reason=f"{total} 行中有 {staged.rows_rejected} 行不合格，超过允许的 "
        f"{register.reject_share:%}，整个文件没有入库",
        remedy=f"请按退回清单 {rejects} 改好后重新导入",
    )
    return [head, *staged.faults]
