"""What a branch just did, recorded in one go: the activity, who was there, and the photo of the sign-in sheet."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from linghang.core.errors import InputError, refuse
from linghang.expressions import evaluate, parse_condition, schema_of
from linghang.membership import rolls
from linghang.membership.models import Membership
from linghang.organization.models import PartyOrganization
from linghang.packs.duty import Duty
from linghang.packs.model import Register
from linghang.party.models import ActivityFile
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import current_rows, entry_reader
from linghang.registers.models import KeptRow
from linghang.registers.signals import data_changed
from linghang.tasks.evidence import Kept

ACTIVITY, ATTENDANCE = "party_activity", "party_attendance"
KINDS = "party_activity_kind"


@dataclass(frozen=True)
class Recorded:
    """The activity's row, and how many were written down as present."""

    row: KeptRow
    attendees: int


def kind_of(duty: Duty) -> str:
    """The kind of activity that fulfils a duty; "" where it is not recorded as an activity, or several would do."""
    library = content.library()
    if duty.activity.register_code != ACTIVITY or not library.has("registers", ACTIVITY):
        return ""
    if duty.activity.where is None:
        return ""
    condition = parse_condition(duty.activity.where, schema_of(library.register(ACTIVITY)), library)
    fits = [code for code in library.code_names[KINDS] if evaluate(condition, {"kind": code}) is True]
    return fits[0] if len(fits) == 1 else ""


def expected(branch: PartyOrganization, day: dt.date) -> list[Membership]:
    """Who belongs there on the day: the roll from which attendance is ticked."""
    return rolls.members_on(branch, day)


def record(
    branch: PartyOrganization,
    values: Mapping[str, Any],
    present: Collection[str],
    files: Iterable[Kept],
    *,
    actor: Any,
) -> Recorded:
    """Write the activity with its attendance and files, all or nothing.

    `values`: cells of the register as typed (kind, held_on, topic, hours …); number, branch and head count are made
    here. `present`: staff numbers of the roll. Raises InputError, also when the same kind of activity of the day is on
    record (change that one instead).
    """
    library, place = content.library(), branch.institution
    register = library.register(ACTIVITY)
    files = list(files)
    checked = _read(register, branch, {**values, "branch": branch.code, "activity_no": "0"})
    day, kind = checked["held_on"], checked["kind"]
    roll = {each.person.code: each for each in expected(branch, day)}
    if strangers := sorted(set(present) - set(roll)):
        raise refuse("参加人不在当天的党员名册里", "请刷新页面后重新勾选", field="参加人", value=strangers[0])
    if not present and not checked.get("attendees"):
        raise refuse("没有勾选参加人", "请勾选到会的党员", field="参加人")
    with transaction.atomic():
        type(branch).objects.select_for_update(of=("self",), no_key=True).get(pk=branch.pk)
        cells = {
            **values,
            "branch": branch.code,
            "activity_no": _number(register, branch, kind, day),
            "expected": len(roll) or checked.get("expected"),
            "attendees": len(present) or checked.get("attendees"),
            "record": checked.get("record") or (f"签到材料 {len(files)} 份" if files else None),
        }
        row = save_row(register, place, _read(register, branch, cells), actor=actor)
        _attend(branch, row, checked, sorted(present), actor)
        for each in files:
            ActivityFile.objects.create(
                institution=place,
                branch=branch.code,
                row=row.row,
                name=each.name,
                sha256=each.sha256,
                bytes=each.bytes,
                media_type=each.media_type,
                uploaded_by=actor if getattr(actor, "pk", None) else None,
            )
    for code in (ACTIVITY, ATTENDANCE):
        data_changed.send(sender=KeptRow, register=code, institution=place.code)
    return Recorded(row, len(present))


def _number(register: Register, branch: PartyOrganization, kind: str, day: dt.date) -> str:
    """prefecture-b01-20261105-theme_day; a second one of the same day and kind is refused: it is the same meeting, sent
    twice."""
    same = current_rows(register, [branch.institution]).filter(
        data__branch=branch.code, data__kind=kind, data__held_on=day.isoformat()
    )
    if same.exists():
        title = content.library().code_names[KINDS].get(kind, kind)
        raise refuse(f"{day} 的{title}已经登记过", "要补充的，请打开那一条修改", field="日期", value=str(day))
    return f"{branch.code}-{day:%Y%m%d}-{kind}"[:40]


def _attend(
    branch: PartyOrganization, row: KeptRow, checked: Mapping[str, Any], present: Iterable[str], actor: Any
) -> None:
    library = content.library()
    if not library.has("registers", ATTENDANCE):
        return
    register = library.register(ATTENDANCE)
    reader = entry_reader(register, library, branch.institution)
    for code in present:
        hours = checked.get("hours")
        cells = {
            "activity_no": row.data["activity_no"],
            "person": code,
            "branch": branch.code,
            "kind": checked["kind"],
            "held_on": checked["held_on"],
            "hours": hours if isinstance(hours, Decimal) else None,
        }
        entry = reader.read(cells)
        if entry.faults:
            raise InputError(entry.faults)
        save_row(register, branch.institution, entry.values, actor=actor)


def _read(register: Register, branch: PartyOrganization, cells: Mapping[str, Any]) -> dict[str, Any]:
    entry = entry_reader(register, content.library(), branch.institution).read(cells)
    if entry.faults:
        raise InputError(entry.faults)
    return entry.values
