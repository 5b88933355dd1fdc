"""Values and targets typed in with their evidence, from the two kept registers that serve every indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.core.periods import Period
from linghang.indicators.scope import Tree, Unit
from linghang.indicators.sources import Memory, Snapshot, kept_rows, last_change
from linghang.indicators.status import Status
from linghang.packs.library import Library

VALUES, TARGETS = "reported_value", "indicator_target"
_entries = Memory(16)


@dataclass(frozen=True)
class Entry:
    """One typed row: what was stated of an indicator for the days `first` to `last`, and on what evidence."""

    row_id: str
    institution: str
    indicator: str
    first: date
    last: date
    value: Decimal
    evidence: str

    @property
    def days(self) -> int:
        """How many days it states."""
        return (self.last - self.first).days + 1

    def is_of(self, period: Period) -> bool:
        """Whether it states exactly this period."""
        return (self.first, self.last) == (period.first_day, period.last_day)

    def within(self, period: Period) -> bool:
        return period.first_day <= self.first and self.last <= period.last_day

    def overlaps(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last


@dataclass(frozen=True)
class Stated:
    """What the entries say of a unit, and which entries were used."""

    value: Decimal | None
    status: Status
    entries: tuple[Entry, ...] = ()


NOTHING = Stated(None, "no_data")


def entries(register_code: str, library: Library, now: Snapshot) -> Mapping[tuple[str, str], Sequence[Entry]]:
    """The visible entries by (indicator, institution), in the order of their days."""
    if not library.has("registers", register_code):
        return {}
    register = library.register(register_code)

    def ask() -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        table = kept_rows(register, now).table
        for row in table.to_pylist() if table is not None else ():
            entry = _entry(row)
            found.setdefault((entry.indicator, entry.institution), []).append(entry)
        for each in found.values():
            each.sort(key=lambda entry: (entry.first, entry.last))
        return found

    return _entries.get((register_code, last_change(register_code, now)), ask)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        row["_row_id"],
        row["_institution"],
        row["indicator"],
        row["from_date"],
        row["to_date"],
        row["value"],
        row.get("evidence") or row.get("basis") or "",
    )


def stated(code: str, rollup: str, unit: Unit, tree: Tree, library: Library, now: Snapshot) -> Stated:
    """What was typed in for the unit.

    An institution's own entry for exactly this period stands. Failing that, `sum` adds up the entries inside the period
    and, where an institution has none, those of its members; `last` takes the institution's latest entry that
    reaches into the period; `none` knows nothing.
    """
    by_place = entries(VALUES, library, now)
    own = by_place.get((code, unit.institution), ())
    if unit.department is not None:
        return NOTHING
    exact = [entry for entry in own if entry.is_of(unit.period)]
    if exact:
        return Stated(exact[-1].value, "ok", (exact[-1],))
    if rollup == "last":
        return _latest(own, unit.period)
    if rollup == "sum":
        return _added(code, unit.institution, unit.period, tree, by_place)
    return NOTHING


def _latest(own: Sequence[Entry], period: Period) -> Stated:
    reaching = [entry for entry in own if entry.overlaps(period.first_day, period.last_day)]
    if not reaching:
        return NOTHING
    best = max(reaching, key=lambda entry: (min(entry.last, period.last_day), entry.first))
    return Stated(best.value, "ok", (best,))


def _added(
    code: str, institution: str, period: Period, tree: Tree, by_place: Mapping[tuple[str, str], Sequence[Entry]]
) -> Stated:
    own = by_place.get((code, institution), ())
    if used := _tiling(own, period):
        whole = sum(entry.days for entry in used) == (period.last_day - period.first_day).days + 1
        return Stated(sum((entry.value for entry in used), Decimal(0)), "ok" if whole else "partial", used)
    parts = [_added(code, member, period, tree, by_place) for member in tree.members(institution)]
    known = [part for part in parts if part.value is not None]
    if not known:
        return NOTHING
    late = any(
        part.value is None and _reported_before(code, member, period, tree, by_place)
        for part, member in zip(parts, tree.members(institution), strict=True)
    )
    status: Status = "partial" if late or any(part.status == "partial" for part in known) else "ok"
    total = sum((part.value for part in known if part.value is not None), Decimal(0))
    return Stated(total, status, tuple(entry for part in known for entry in part.entries))


def _tiling(own: Sequence[Entry], period: Period) -> tuple[Entry, ...]:
    """Entries inside the period that share no day, longest first: a year stated beats its months."""
    used: list[Entry] = []
    for entry in sorted(own, key=lambda entry: (-entry.days, entry.first)):
        if entry.within(period) and not any(entry.overlaps(other.first, other.last) for other in used):
            used.append(entry)
    return tuple(sorted(used, key=lambda entry: entry.first))


def _reported_before(
    code: str, institution: str, period: Period, tree: Tree, by_place: Mapping[tuple[str, str], Sequence[Entry]]
) -> bool:
    return any(
        entry.first <= period.last_day
        for place in tree.subtree(institution)
        for entry in by_place.get((code, place), ())
    )


def target(code: str, *, divisible: bool, unit: Unit, tree: Tree, library: Library, now: Snapshot) -> Entry | None:
    """The target set for the unit and exactly this period.

    Of rates and averages (not `divisible`) the target of a year is also that of its months, and the target of a group
    also that of its members: failing an exact one, the narrowest that covers the period stands, the nearest first.
    """
    by_place = entries(TARGETS, library, now)
    place: str | None = unit.institution
    while place is not None:
        own = by_place.get((code, place), ())
        exact = [entry for entry in own if entry.is_of(unit.period)]
        if exact:
            return exact[-1]
        if divisible:
            return None
        around = [entry for entry in own if entry.first <= unit.period.first_day and unit.period.last_day <= entry.last]
        if around:
            return min(around, key=lambda entry: entry.last - entry.first)
        place = tree.places[place].parent
    return None
