"""The workbook of members into the database, all of it or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from linghang.core import workbook
from linghang.core.errors import Fault, InputError
from linghang.core.workbook import Row
from linghang.membership.importing import elections, files, money, spans
from linghang.membership.importing.work import Work
from linghang.membership.workbook import BOOK, FILES
from linghang.organization import trail
from linghang.organization.importing.reading import Reading

MOST_FAULTS = 1000
"""So many are told; a file with more is another file."""


@dataclass(frozen=True)
class Summary:
    """How many lines were new, changed something, or stood already."""

    new: int = 0
    changed: int = 0
    same: int = 0


def load_members(
    path: Path,
    actor: Any = None,
    *,
    name: str = "",
    dry_run: bool = False,
    within: Collection[int] | None = None,
) -> Summary:
    """Put onto the roll what the workbook says. Lines that stand already change nothing; nothing is removed.

    Raises InputError with every fault (sheet, row, field, rule, remedy), and then nothing was changed. `within`: the
    institutions (keys) that the lines may be about. `name`: what faults call the file.
    """
    rows = workbook.read_workbook(path, BOOK, name or path.name)
    work = Work.begin(Reading.begin(name or path.name, BOOK), within)
    with set_actor(actor), transaction.atomic():
        _read(work, rows)
        _raise_faults(work.reading)
        work.write()
        if dry_run:
            transaction.set_rollback(True)
        else:
            _log(work, actor, name or path.name)
    return Summary(work.new, work.changed, work.same)


def _read(work: Work, rows: dict[str, list[Row]]) -> None:
    for sheet in rows.values():
        work.reading.refuse_repeats(sheet)
    files.read(work, rows)
    spans.read(work, rows)
    elections.read(work, rows)
    money.read(work, rows)


def _raise_faults(reading: Reading) -> None:
    try:
        reading.raise_faults()
    except InputError as error:
        told = error.faults[:MOST_FAULTS]
        if more := len(error.faults) - len(told):
            reason, remedy = f"另有 {more} 处没有列出", "请先改正上面的，再重新载入"
            told = (*told, Fault(reading.file, reason=reason, remedy=remedy))
        raise InputError(told) from error


def _log(work: Work, actor: Any, name: str) -> None:
    """Rows are written in bulk, past the audit of single objects: the log says who brought which file in."""
    for place, lines in work.places.items():
        institution = work.reading.institutions[place]
        trail.record(actor or AnonymousUser(), "导入党员工作簿", institution, 文件=name, 行数=lines)


__all__ = ["BOOK", "FILES", "Summary", "load_members"]
