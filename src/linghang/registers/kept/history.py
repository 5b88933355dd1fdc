"""The life of one row: who changed what, when, from which value to which."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from linghang.packs.model import Register
from linghang.registers.cells import Codes, from_stored, write_cell
from linghang.registers.models import Batch, KeptRow
from linghang.registers.pseudonym import MASK


@dataclass(frozen=True)
class Difference:
    """One field before and after, as shown; empty when there was none."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One event. `action`: enter, edit, import, remove or restore. `actor` is empty when the command line did it."""

    action: str
    at: dt.datetime
    actor: str
    file_name: str
    differences: tuple[Difference, ...]

    @property
    def title(self) -> str:
        return _TITLES[self.action]


_TITLES = {"enter": "登记", "edit": "修改", "import": "导入", "remove": "删除", "restore": "恢复"}


def history(register: Register, row: uuid.UUID, codes: Mapping[str, Codes] | None = None) -> list[Change]:
    """The changes of a row, oldest first; empty when there is no such row. `codes` gives codes their names."""
    versions = list(
        KeptRow.objects.filter(register=register.code, row=row)
        .order_by("id")
        .select_related("created__actor", "ended__actor", "batch")
    )
    changes: list[Change] = []
    before: KeptRow | None = None
    for version in versions:
        changes.append(_arrival(register, before, version, codes or {}))
        if version.removed and version.ended:
            changes.append(Change("remove", version.ended.at, _name(version.ended.actor), "", ()))
        before = version
    return changes


def _arrival(register: Register, before: KeptRow | None, version: KeptRow, codes: Mapping[str, Codes]) -> Change:
    file_name = _imported_from(before, version)
    action = "import" if file_name else "enter" if before is None else "restore" if before.removed else "edit"
    shown_before = before.data if before is not None and not before.removed else None
    differences = (
        []
        if action == "restore"
        else [
            Difference(
                field.title,
                _shown(register, field.code, shown_before or {}, codes),
                _shown(register, field.code, version.data, codes),
            )
            for field in register.fields
            if (shown_before or {}).get(field.code) != version.data.get(field.code)
        ]
    )
    return Change(action, version.created.at, _name(version.created.actor), file_name, tuple(differences))


def _imported_from(before: KeptRow | None, version: KeptRow) -> str:
    batch: Batch | None = version.batch
    return batch.file_name if batch is not None and batch.created_id == version.created_id else ""


def _shown(register: Register, code: str, data: Mapping[str, object], codes: Mapping[str, Codes]) -> str:
    field = register.field(code)
    if data.get(code) is None:
        return ""
    if field.identifier:
        return MASK
    try:
        return write_cell(field, from_stored(field, data[code]), codes.get(code))
    except ValueError:
        return str(data[code])  # written under an earlier definition of the field


def _name(user: object) -> str:
    return "" if user is None else getattr(user, "get_full_name", str)() or str(user)
