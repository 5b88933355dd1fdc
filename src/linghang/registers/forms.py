"""The form of a ledger row, made from the definition: one box per field. Reading it is the business of `entry`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from linghang.core.errors import Fault
from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import LIST_MARK, WORDS, Codes, write_cell
from linghang.registers.pseudonym import MASK
from linghang.registers.tables import LONG_LIST
from linghang.registers.template import note

OFFERED = 1000
"""Choices offered while typing; others are still accepted."""


@dataclass(frozen=True)
class Box:
    """One field on the page. `kind`: select, many, area, or the type of an input. `theirs`: what somebody else has
    written meanwhile, when that differs."""

    name: str
    title: str
    kind: str
    value: str
    required: bool
    hint: str
    unit: str
    options: tuple[tuple[str, bool], ...] = ()
    longest: int | None = None
    errors: tuple[Fault, ...] = ()
    private: bool = False
    theirs: str = ""


def boxes(
    register: Register,
    codes: Mapping[str, Codes],
    written: Mapping[str, str],
    faults: Iterable[Fault] = (),
    theirs: Mapping[str, str] | None = None,
) -> list[Box]:
    """The boxes of a ledger, with what is `written` in them and what is wrong with it."""
    faults = list(faults)
    return [
        _box(field, codes.get(field.code), written.get(field.code, ""), faults, theirs) for field in register.fields
    ]


def _box(
    field: RegisterField, codes: Codes | None, value: str, faults: list[Fault], theirs: Mapping[str, str] | None
) -> Box:
    labels = list(codes.labels.values()) if codes else list(WORDS.values()) if field.type == "boolean" else []
    kind = _kind(field, codes, len(labels))
    taken = set(value.split(LIST_MARK)) if kind == "many" else {value}
    options = tuple((label, label in taken) for label in labels[:OFFERED])
    errors = tuple(fault for fault in faults if field.title in fault.field.split("、"))
    other = (theirs or {}).get(field.code, "") if theirs is not None else value
    return Box(
        field.code,
        field.title,
        kind,
        value,
        field.required,
        note(field),
        field.unit,
        options,
        field.length,
        errors,
        field.identifier,
        "" if other == value else other or "（空）",
    )


def _kind(field: RegisterField, codes: Codes | None, choices: int) -> str:
    closed = codes is None or not (codes.open or codes.prefix)
    if choices and choices <= LONG_LIST and closed:
        return "many" if field.list else "select"
    if not field.list and field.type in ("date", "datetime"):
        return "date" if field.type == "date" else "datetime-local"
    if field.list or (field.type == "text" and (field.length or 0) > 150):
        return "area"
    return "number" if field.type in ("integer", "decimal") else "text"


def written_values(register: Register, codes: Mapping[str, Codes], values: Mapping[str, Any]) -> dict[str, str]:
    """Typed values as they stand in the boxes; identifiers masked."""
    found = {}
    for field in register.fields:
        value = values.get(field.code)
        if value is None:
            continue
        text = MASK if field.identifier else write_cell(field, value, codes.get(field.code))
        if isinstance(value, dt.datetime):
            text = value.isoformat("T", "minutes" if value.second == 0 else "seconds")
        found[field.code] = text
    return found


def posted(register: Register, data: QueryDict) -> dict[str, str]:
    """What was sent, by field code; several choices joined as one list cell."""
    return {
        field.code: LIST_MARK.join(data.getlist(field.code)) if field.list else data.get(field.code, "")
        for field in register.fields
    }


def unplaced(register: Register, faults: Iterable[Fault]) -> list[Fault]:
    """Faults that no box shows."""
    titles = {field.title for field in register.fields}
    return [fault for fault in faults if not titles & set(fault.field.split("、"))]
