"""Giving a branch its class of the year, after its standing was settled; a branch that rises enters the upgrades."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from linghang.core.errors import InputError, refuse
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.party import classes, standings
from linghang.party.standing_store import File
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import current_rows, entry_reader, values_of
from linghang.registers.models import KeptRow
from linghang.registers.signals import data_changed


def classify(
    known: File,
    grade: str,
    *,
    follow_up: str,
    due: dt.date | None,
    document: str,
    passed: bool | None,
    actor: Any,
    opened: int | None = None,
) -> KeptRow:
    """Write the class of the year and, when the branch rose, the upgrade. `passed`: whether the checklist was passed;
    `opened`: the version of the class that the person saw, None when there was none.

    InputError before the standing is settled, without a follow-up, without the document that approves a rise.
    """
    if known.stage != "settled":
        raise refuse("考评还没有评定，不能定等次", "请先完成自评、互评、上级考评和综合评定", field="等次")
    if grade not in classes.CLASSES:
        raise refuse("没有这个等次", "请选先进、中间或后进", field="等次", value=grade)
    if not follow_up.strip():
        short, asks = classes.FOLLOW_UPS[grade]
        raise refuse(f"没有写“{short}”措施", f"请{asks}", field="跟进措施")
    history = standings.classes_of(known.institution).get(known.branch, [])
    before = max((each for each in history if each.year < known.year), key=lambda each: each.year, default=None)
    risen = before is not None and classes.rises(before.grade, grade)
    if risen and not document.strip():
        raise refuse("晋位升级没有写批准文件", "请写批准的文号或会议", field="批准文件")
    on = dt.date(known.year, 12, 31)
    values = {
        "branch": known.branch,
        "classed_on": on,
        "grade": grade,
        "standardised": passed,
        "basis": f"{known.year} 年度支部考评",
        "follow_up": follow_up.strip(),
        "follow_up_due": due,
    }
    with transaction.atomic():
        row = _write("branch_class", known.institution, values, ("branch", "classed_on"), actor, opened=opened)
        if risen and before is not None:
            upgrade = {
                "branch_no": known.branch,
                "approved_on": on,
                "from_grade": before.grade,
                "to_grade": grade,
                "document": document.strip(),
            }
            _write("branch_upgrade", known.institution, upgrade, ("branch_no", "approved_on"), actor)
    for code in ("branch_class", "branch_upgrade"):
        data_changed.send(sender=KeptRow, register=code, institution=known.institution.code)
    return row


def present(institution: Institution, branch: str, year: int) -> KeptRow | None:
    """The row of the class of a year, if there is one."""
    return standing_row("branch_class", institution, {"branch": branch, "classed_on": f"{year}-12-31"})


def standing_row(code: str, institution: Institution, stored: Mapping[str, str]) -> KeptRow | None:
    """The row that stands now with these stored values; None without one."""
    found = current_rows(content.library().register(code), [institution])
    return found.filter(**{f"data__{name}": value for name, value in stored.items()}).first()


def _write(
    code: str,
    institution: Institution,
    values: Mapping[str, Any],
    key: tuple[str, ...],
    actor: Any,
    *,
    opened: int | None = None,
) -> KeptRow:
    """A new row, or the change of the one with the same key, through the checks of the ledger."""
    register = content.library().register(code)
    old = standing_row(code, institution, {name: str(values[name]) for name in key})
    checked = _checked(register, institution, values, old)
    return save_row(register, institution, checked, actor=actor, row=old.row if old else None, opened=opened)


def _checked(
    register: Register, institution: Institution, values: Mapping[str, Any], old: KeptRow | None
) -> dict[str, Any]:
    before = values_of(register, old) if old else {}
    entry = entry_reader(register, content.library(), institution).read(values, before=before)
    if entry.faults:
        raise InputError(entry.faults)
    return entry.values
