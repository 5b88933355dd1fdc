"""For whom and when a value is asked: the units of a question, and which data they have."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from linghang.core.errors import refuse
from linghang.core.periods import Month, Period
from linghang.indicators.sources import Snapshot, covered_months
from linghang.indicators.status import Status
from linghang.organization.models import Institution
from linghang.packs.model import Register

By = Literal["department", "month", "institution"]


@dataclass(frozen=True)
class Place:
    """An institution as the roll-up sees it."""

    code: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None

    def exists_in(self, span: Month | Period) -> bool:
        """Whether it existed on some day of the month or period."""
        return (self.valid_from is None or self.valid_from <= span.last_day) and (
            self.valid_to is None or self.valid_to >= span.first_day
        )


@dataclass(frozen=True)
class Tree:
    """All institutions, in their own order."""

    places: dict[str, Place]

    @classmethod
    def now(cls) -> "Tree":
        """The institutions in the database: one query."""
        rows = Institution.objects.values_list("code", "parent__code", "valid_from", "valid_to")
        return cls({row[0]: Place(*row) for row in rows})

    def members(self, code: str) -> list[str]:
        """The institutions directly below."""
        return [place.code for place in self.places.values() if place.parent == code]

    def subtree(self, code: str) -> tuple[str, ...]:
        """The institution and all below it. InputError when there is none of that code."""
        if code not in self.places:
            raise refuse("没有这个机构", "请检查机构代码", field="机构", value=code)
        found = [code]
        for each in found:
            found += [member for member in self.members(each) if member not in found]
        return tuple(found)

    def leaves(self, code: str) -> list[str]:
        """Those of the subtree that have none below them: for whom a value typed in for the whole speaks."""
        return [each for each in self.subtree(code) if not self.members(each)]


@dataclass(frozen=True)
class Unit:
    """One value's place: an institution with all below it, or one department of these, over a period. `key` finds its
    numbers among those of the same question."""

    period: Period
    institution: str
    institutions: tuple[str, ...]
    department: str | None = None
    key: str | int | None = None


def status_of(register: Register, unit: Unit, tree: Tree, now: Snapshot, *, stock: bool = False) -> Status:
    """Whether the register's rows speak for the unit.

    An institution is expected to report once it has reported at or before the period's end, for the months in which
    it exists. `ok`: all that are expected cover every month of the period; `partial`: some months are covered;
    `no_data`: none. A stock of a kept register is known from its first entry on; of a loaded one, when the period's
    last month is covered.
    """
    reporting = _reporting(register, unit, now)
    if stock and register.kind == "kept":
        return "ok" if reporting else "no_data"
    expected = {
        (code, month.key)
        for code in reporting
        for month in _asked(unit, stock=stock)
        if tree.places[code].exists_in(month)
    }
    present = {(code, month) for code, month in expected if month in reporting[code]}
    if not present:
        return "no_data"
    return "ok" if present == expected else "partial"


def speaking(register: Register, unit: Unit, now: Snapshot, *, stock: bool = False) -> set[str]:
    """The institutions of the unit whose rows speak for some of its months, so that they are part of its value."""
    reporting = _reporting(register, unit, now)
    if stock and register.kind == "kept":
        return set(reporting)
    asked = {month.key for month in _asked(unit, stock=stock)}
    return {code for code, months in reporting.items() if months & asked}


def _reporting(register: Register, unit: Unit, now: Snapshot) -> dict[str, set[int]]:
    covered = covered_months(register.code, now)
    return {
        code: months
        for code in unit.institutions
        if (months := covered.get(code)) and min(months) <= unit.period.last.key
    }


def _asked(unit: Unit, *, stock: bool) -> list[Month]:
    return [unit.period.last] if stock else unit.period.months()
