"""What the discipline desk shows of a ledger: a list that tells little, and the changes of one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linghang.integrity.vault import Opened
from linghang.organization.models import Institution
from linghang.organization.names import fold
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import Codes, from_stored, write_cell
from linghang.registers.entry import codes_of
from linghang.registers.kept.history import Difference
from linghang.registers.kept.store import branch_names, department_names
from linghang.registers.pseudonym import MASK

_TELLS_LITTLE = ("date", "code", "boolean")


def registers(library: Library) -> list[Register]:
    """The ledgers of the desk."""
    return [register for register in library.registers() if register.sealed]


def codes_at(register: Register, library: Library, institutions: Sequence[Institution]) -> dict[str, Codes]:
    """The choices of every coded field at these institutions."""
    return codes_of(register, library, department_names(institutions), branch_names(institutions))


def listed_fields(register: Register) -> list[RegisterField]:
    """What the list shows: number, days, kinds and states. What is written about people is shown when a row is opened,
    which is logged."""
    return [field for field in register.fields if field.type in _TELLS_LITTLE or field.code in register.key]


def shown(field: RegisterField, data: Mapping[str, Any], codes: Mapping[str, Codes]) -> str:
    """One stored value as text."""
    if data.get(field.code) is None:
        return ""
    if field.identifier:
        return MASK
    try:
        return write_cell(field, from_stored(field, data[field.code]), codes.get(field.code))
    except ValueError:
        return str(data[field.code])  # written under an earlier definition of the field


@dataclass(frozen=True)
class Line:
    """A row in the list."""

    opened: Opened
    cells: tuple[str, ...]


def lines(register: Register, rows: Sequence[Opened], codes: Mapping[str, Codes], text: str = "") -> list[Line]:
    """The rows, newest day first; with `text`, those in which any field contains it."""
    found = [each for each in rows if not text or _contains(register, each.data, codes, text)]
    found.sort(key=lambda each: str(each.data.get(register.date, "")), reverse=True)
    fields = listed_fields(register)
    return [Line(each, tuple(shown(field, each.data, codes) for field in fields)) for each in found]


def _contains(register: Register, data: Mapping[str, Any], codes: Mapping[str, Codes], text: str) -> bool:
    wanted = fold(text)
    return any(wanted in fold(shown(field, data, codes)) for field in register.fields)


@dataclass(frozen=True)
class Step:
    """One event in the life of a row."""

    title: str
    at: Any
    actor: Any
    differences: tuple[Difference, ...] = ()


def history(register: Register, past: Sequence[Opened], codes: Mapping[str, Codes]) -> list[Step]:
    """Who changed the row, when, from what to what; newest first. `past`: its versions, oldest first."""
    steps: list[Step] = []
    before: Opened | None = None
    for version in past:
        steps.append(_arrival(register, before, version, codes))
        if version.sealed.removed:
            steps.append(Step("删除", version.sealed.ended_at, version.sealed.ended_by))
        before = version
    return steps[::-1]


def _arrival(register: Register, before: Opened | None, version: Opened, codes: Mapping[str, Codes]) -> Step:
    at, actor = version.sealed.created_at, version.sealed.created_by
    if before is not None and before.sealed.removed:
        return Step("恢复", at, actor)
    old: Mapping[str, Any] = before.data if before else {}
    differences = tuple(
        Difference(field.title, shown(field, old, codes), shown(field, version.data, codes))
        for field in register.fields
        if old.get(field.code) != version.data.get(field.code)
    )
    return Step("修改" if before else "登记", at, actor, differences)
