"""Cases with their history from the workbook, all of them or none.

Every line passes the rules of the procedure on its day; a step that could not have happened so is refused with its
row, the reason, the rule and what to do. What stands already is compared, and only what is new is written: reading a
file twice writes once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.db import transaction

from linghang.core import workbook
from linghang.organization import access, trail
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution
from linghang.procedures.importing.drafts import Draft
from linghang.procedures.importing.opening import read_cases
from linghang.procedures.importing.stepping import read_steps, write_steps
from linghang.procedures.workbook import BOOK, CASES, STEPS


@dataclass(frozen=True)
class Summary:
    """What a workbook did, or would do: cases that are new, that got steps, that stay; how many steps."""

    new: int
    changed: int
    same: int
    records: int


def load_cases(
    path: Path,
    actor: Any = None,
    *,
    name: str = "",
    rights: access.User | None = None,
    dry_run: bool = False,
) -> Summary:
    """Bring in the cases of the workbook with everything that happened to them.

    `rights`: the person whose rights are asked, step by step; None: everything is allowed (the command line).
    `dry_run`: only say what would be done. `name`: what faults call the file. Raises InputError with every fault.
    """
    rows = workbook.read_workbook(path, BOOK, name or path.name)
    reading = Reading.begin(name or path.name, BOOK)
    reading.refuse_repeats(rows[CASES])
    reading.refuse_repeats(row for row in rows[STEPS] if row.text("序号"))
    with set_actor(actor), transaction.atomic():
        drafts = read_cases(reading, rows[CASES], actor, rights)
        read_steps(reading, rows[STEPS], drafts)
        for draft in drafts.values():
            write_steps(reading, draft, actor, rights)
        reading.raise_faults()
        if dry_run:
            transaction.set_rollback(True)
        elif getattr(actor, "pk", None):
            _log(drafts.values(), actor)
    new = sum(draft.new for draft in drafts.values())
    changed = sum(not draft.new and draft.written > 0 for draft in drafts.values())
    return Summary(new, changed, len(drafts) - new - changed, sum(draft.written for draft in drafts.values()))


def _log(drafts: Iterable[Draft], actor: access.User) -> None:
    """One line in the audit log per institution; the steps themselves are the history."""
    counted: dict[int, tuple[Institution, int, int]] = {}
    for draft in drafts:
        if draft.case is not None and (draft.new or draft.written):
            place = draft.case.institution
            _, cases, steps = counted.get(place.pk, (place, 0, 0))
            counted[place.pk] = (place, cases + 1, steps + draft.written)
    for place, cases, steps in counted.values():
        trail.record(actor, "导入流程事项", place, 事项=cases, 步骤=steps)
