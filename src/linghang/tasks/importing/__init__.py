"""Tasks with their history from the workbook, all of them or none."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.db import transaction
from django.utils import timezone

from linghang.core import workbook
from linghang.organization import access, trail
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution
from linghang.tasks.exporting import Key
from linghang.tasks.importing.drafts import Drafts, read_drafts
from linghang.tasks.importing.records import read_records
from linghang.tasks.importing.replaying import replay_all
from linghang.tasks.importing.rights import refuse_unseen, refuse_without_right
from linghang.tasks.importing.standing import read_rules
from linghang.tasks.importing.writing import prepare, write
from linghang.tasks.workbook import BOOK, MILESTONES, RECORDS, RULES, TASKS, WAITS


@dataclass(frozen=True)
class Summary:
    """What a workbook did, or would do: tasks that are new, that got records or other words, that stay as they are;
    how many records; how many rules of supervision are new or other.
    """

    new: int
    changed: int
    same: int
    records: int
    rules: int


def load_tasks(
    path: Path,
    actor: Any = None,
    *,
    name: str = "",
    rights: access.User | None = None,
    dry_run: bool = False,
    today: dt.date | None = None,
) -> Summary:
    """Bring in the tasks of the workbook with everything that happened to them.

    Every record passes the rules of the flow on its day; a record that could not have happened is refused with its
    row, and then nothing is written. Lines that stand already change nothing; other words for a standing task become
    a 修改 of today. `rights`: the person whose rights are asked, record by record; None: everything is allowed (the
    command line). `dry_run`: only say what would be done. `name`: what faults call the file. Raises InputError.
    """
    today = today or timezone.localdate()
    rows = workbook.read_workbook(path, BOOK, name or path.name)
    reading = Reading.begin(name or path.name, BOOK)
    for sheet in (TASKS, MILESTONES, WAITS, RULES):
        reading.refuse_repeats(rows[sheet])
    reading.refuse_repeats(row for row in rows[RECORDS] if row.text("序号"))
    with set_actor(actor), transaction.atomic():
        rules = read_rules(reading, rows[RULES], None if rights is None else _supervises(rights))
        drafts = read_drafts(reading, rows)
        if rights is not None:
            refuse_unseen(reading, drafts, rows, rights)
        read_records(reading, rows[RECORDS], drafts)
        if rights is not None:
            refuse_without_right(reading, drafts, rights, today)
        outside = replay_all(reading, drafts, today, by_hand=rights is not None)
        prepare(reading, drafts)
        reading.raise_faults()
        amended = write(reading, drafts, outside, actor, today)
        reading.raise_faults()
        if dry_run:
            transaction.set_rollback(True)
        elif getattr(actor, "pk", None):
            _log(drafts, amended, actor)
    return _summary(drafts, amended, rules)


def _supervises(user: access.User) -> Callable[[Institution], bool]:
    return lambda place: access.may(user, "supervise_tasks", institution=place)


def _summary(drafts: Drafts, amended: set[Key], rules: int) -> Summary:
    new = sum(draft.task is None for draft in drafts.values())
    changed = sum(draft.task is not None and bool(draft.done or draft.key in amended) for draft in drafts.values())
    records = sum(len(draft.done) for draft in drafts.values())
    return Summary(new, changed, len(drafts) - new - changed, records, rules)


def _log(drafts: Drafts, amended: set[Key], actor: access.User) -> None:
    """One line in the audit log per institution; the records themselves are the history."""
    touched = [draft for draft in drafts.values() if draft.done or draft.key in amended]
    for place in {draft.institution.pk: draft.institution for draft in touched}.values():
        here = [draft for draft in touched if draft.institution == place]
        trail.record(actor, "导入督办任务", place, 任务=len(here), 记录=sum(len(draft.done) for draft in here))
