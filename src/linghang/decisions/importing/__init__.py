"""Meetings with everything that happened in them from the workbook, all of them or none."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.db import transaction

from linghang.core import workbook
from linghang.decisions.importing.drafts import read_drafts
from linghang.decisions.importing.holding import Holding
from linghang.decisions.importing.researching import research
from linghang.decisions.importing.standing import compare
from linghang.decisions.workbook import BOOK, TASKS
from linghang.organization.importing.reading import Reading
from linghang.registers.content import steady


@dataclass(frozen=True)
class Summary:
    """What a workbook brought in, or would. `same`: meetings and topics that stood already just as the file says.

    `despite`: items and resolutions that the rules of their day object to; they are on the exception list (补录).
    """

    meetings: int
    items: int
    resolutions: int
    tasks: int
    topics: int
    same: int
    despite: int


def load_meetings(path: Path, actor: Any = None, *, name: str = "", dry_run: bool = False) -> Summary:
    """Bring in the meetings and research topics of the workbook, each step on the day on which it was taken.

    Every step goes through the function a person at the desk would use. What broke a rule of procedure is brought in
    all the same and shows in the exception list; what cannot have happened (a vote of somebody who was not there) is
    refused with its row, and then nothing is written. A meeting that stands already has to say the same; then it stays
    as it is. `dry_run`: only say what would be done. `name`: what faults call the file. Raises InputError.
    """
    with steady():  # every step asks which rules hold
        return _load(path, actor, name or path.name, dry_run=dry_run)


def _load(path: Path, actor: Any, name: str, *, dry_run: bool) -> Summary:
    rows = workbook.read_workbook(path, BOOK, name)
    reading = Reading.begin(name, BOOK)
    for sheet, found in rows.items():
        if sheet != TASKS:  # one resolution may yield several tasks that have no number yet
            reading.refuse_repeats(found)
    drafts = read_drafts(reading, rows)
    reading.raise_faults()
    with set_actor(actor), transaction.atomic():
        standing = compare(reading, drafts)
        reading.raise_faults()
        holding = Holding(reading, actor)
        held = [draft for draft in drafts.meetings if draft.key not in standing]
        for draft in held:
            holding.hold(draft)
        topics = [draft for draft in drafts.topics if draft.key not in standing]
        made = sum(research(reading, draft, actor) for draft in topics)
        reading.raise_faults()
        if dry_run:
            transaction.set_rollback(True)
    return Summary(
        meetings=len(held),
        items=sum(len(draft.items) for draft in held),
        resolutions=holding.resolutions,
        tasks=holding.tasks + made,
        topics=len(topics),
        same=len(standing),
        despite=holding.despite,
    )
