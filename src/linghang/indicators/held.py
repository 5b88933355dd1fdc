"""Levels held (电子病历 5 级): what stood at the end of a period, from the rows of a kept register."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from linghang.expressions import evaluate
from linghang.indicators.measures import Held
from linghang.indicators.reported import NOTHING, Entry, Stated
from linghang.indicators.scope import Unit
from linghang.indicators.sources import Memory, Snapshot, kept_rows, last_change
from linghang.packs.model import Register

_PAPERS = ("evidence", "document", "basis")
"""Fields in which registers name the paper that a row rests on."""
_rows = Memory(16)


def held(recipe: Held, register: Register, unit: Unit, now: Snapshot) -> Stated:
    """The level of the institution itself on the last day of the unit's period: that of the latest row by then that has
    not ended before; of several of one day, the highest. Grades of members or departments are not the institution's.
    A row whose level the list does not know says nothing."""
    if unit.department is not None:
        return NOTHING
    day = unit.period.last_day
    found = [
        entry
        for row in _rows_of(register, unit.institution, now)
        if (entry := _entry(recipe, row, day)) is not None and entry.first <= day <= entry.last
    ]
    if not found:
        return NOTHING
    best = max(found, key=lambda entry: (entry.first, entry.value))
    return Stated(best.value, "ok", (best,))


def _rows_of(register: Register, institution: str, now: Snapshot) -> Sequence[Mapping[str, Any]]:
    def ask() -> dict[str, list[Mapping[str, Any]]]:
        rows: dict[str, list[Mapping[str, Any]]] = {}
        table = kept_rows(register, now).table
        for row in table.to_pylist() if table is not None else ():
            rows.setdefault(row["_institution"], []).append(row)
        return rows

    return _rows.get((register.code, last_change(register.code, now)), ask).get(institution, ())


def _entry(recipe: Held, row: Mapping[str, Any], day: date) -> Entry | None:
    """The row as a statement; None when it is of another scheme, or its level is not on the list."""
    level = recipe.level(row.get(recipe.value))
    first = _day(row.get(recipe.date))
    if level is None or first is None or (recipe.where is not None and evaluate(recipe.where, row) is not True):
        return None
    last = _day(row.get(recipe.until)) if recipe.until else None
    paper = next((row[name] for name in _PAPERS if row.get(name)), "")
    words = "，".join(filter(None, [level.name, paper]))
    return Entry(row["_row_id"], row["_institution"], recipe.code, first, last or max(first, day), level.number, words)


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
