"""One question over the cube: sums rolled up to its units, then the recipe of each indicator on these sums."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from linghang.core.figures import divide
from linghang.core.periods import Period
from linghang.indicators import cube, duckdb, formula, linked
from linghang.indicators.held import held
from linghang.indicators.measures import BaseMeasure, Derived, Held, Plan, Quotient, Recipe, Scan, Shifted, Total, Typed
from linghang.indicators.reported import stated
from linghang.indicators.scope import By, Tree, Unit, speaking, status_of
from linghang.indicators.sources import Memory, Snapshot, Source, batches, kept_rows, last_change
from linghang.indicators.status import Status, worst
from linghang.packs.model import Register
from linghang.registers.rows import Rows

EARLIEST = 0
Key = str | int | None
Sums = dict[Key, dict[str, Any]]
_sums = Memory(4096)


@dataclass(frozen=True)
class Amount:
    """A value with what it was divided from. `value` is None exactly when the status is `no_data`."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: Status


NO_DATA = Amount(None, None, None, "no_data")


@dataclass(frozen=True)
class Question:
    """An institution with all below it, over a period, split by month or direct member, or not at all; or, by
    department, its own rows alone."""

    plan: Plan
    now: Snapshot
    tree: Tree
    period: Period
    institution: str
    by: By | None = None

    @cached_property
    def institutions(self) -> tuple[str, ...]:
        """Whose rows are asked. Departments belong to one institution: the same code names another one elsewhere."""
        subtree = self.tree.subtree(self.institution)
        return subtree[:1] if self.by == "department" else subtree

    def unit(self, department: str | None = None) -> Unit:
        """The whole, or one department (of a question by department), whether it has rows or not."""
        return Unit(self.period, self.institution, self.institutions, department, department)

    def units(self, recipe: Recipe) -> list[Unit]:
        """What the answer lists: one unit, or one per month, direct member, or department that has any rows."""
        match self.by:
            case "month":
                return [
                    Unit(Period(month, month), self.institution, self.institutions, key=month.key)
                    for month in self.period.months()
                ]
            case "institution":
                members = self.tree.members(self.institution) or [self.institution]
                return [Unit(self.period, member, self.tree.subtree(member), key=member) for member in members]
            case "department":
                return [self.unit(key) for key in sorted(self._departments(recipe))]
        return [self.unit()]

    def amount(self, recipe: Recipe, unit: Unit) -> Amount:
        """The recipe's value for one unit."""
        match recipe:
            case Total():
                return self._total(recipe, unit)
            case Quotient():
                return _quotient(self.amount(recipe.numerator, unit), self.amount(recipe.denominator, unit))
            case Derived():
                return self._derived(recipe, unit)
            case Shifted():
                return self._shifted(recipe, unit)
            case Typed():
                said = stated(recipe.code, recipe.rollup, unit, self.tree, self.plan.library, self.now)
                return Amount(said.value, said.value, None, said.status)
            case Held():
                said = held(recipe, self.plan.library.register(recipe.register), unit, self.now)
                return Amount(said.value, said.value, None, said.status)

    def contributors(self, recipe: Recipe, unit: Unit) -> set[tuple[str, bool, str]]:
        """Whose data the value is made of: register (or typed-in indicator), whether it is a stock, and institution."""
        match recipe:
            case Total(measure, stock):
                register = self.plan.library.register(measure.register)
                return {(register.code, stock, code) for code in speaking(register, unit, self.now, stock=stock)}
            case Quotient(numerator, denominator):
                return self.contributors(numerator, unit) | self.contributors(denominator, unit)
            case Derived(_, parts):
                return set().union(*(self.contributors(part, unit) for _, part in parts))
            case Shifted():
                return self.shifted(recipe.at).contributors(recipe.recipe, self.shifted_unit(unit, recipe.at))
            case Typed(code, rollup):
                said = stated(code, rollup, unit, self.tree, self.plan.library, self.now)
                return {(code, False, place) for entry in said.entries for place in self.tree.leaves(entry.institution)}
            case Held(code):
                known = self.amount(recipe, unit).value is not None
                return {(code, True, unit.institution)} if known else set()

    def _derived(self, recipe: Derived, unit: Unit) -> Amount:
        parts = {code: self.amount(part, unit) for code, part in recipe.parts}
        known = {code: part.value for code, part in parts.items()}
        days = unit.period.days
        value = formula.evaluate(recipe.formula, known, days)
        if value is None:
            return NO_DATA
        top, bottom = value, None
        if isinstance(recipe.formula, formula.Operation) and recipe.formula.op == "/":
            top = formula.evaluate(recipe.formula.left, known, days) or Decimal(0)
            bottom = formula.evaluate(recipe.formula.right, known, days)
        return Amount(value, top, bottom, worst(part.status for part in parts.values()))

    def shifted(self, at: formula.At) -> "Question":
        """The same question a year before, or about the month that ends as the period (every month of it) begins."""
        if at not in self._others:
            self._others[at] = replace(self, period=_shifted_period(self.period, at, monthly=self.by == "month"))
        return self._others[at]

    def shifted_unit(self, unit: Unit, at: formula.At) -> Unit:
        """The unit of `shifted` that stands for this one."""
        period = _shifted_period(unit.period, at)
        return replace(unit, period=period, key=period.last.key if self.by == "month" else unit.key)

    @cached_property
    def _others(self) -> dict[formula.At, "Question"]:
        return {}

    def _shifted(self, recipe: Shifted, unit: Unit) -> Amount:
        """`partial` too when an institution that is part of the value now existed then and has no data of that time:
        more reporters are not growth."""
        there, place = self.shifted(recipe.at), self.shifted_unit(unit, recipe.at)
        amount = there.amount(recipe.recipe, place)
        if amount.value is None:
            return NO_DATA
        joined = self.contributors(recipe.recipe, unit) - there.contributors(recipe.recipe, place)
        lacking = any(self.tree.places[code].exists_in(place.period) for _, _, code in joined)
        return replace(amount, status="partial") if lacking else amount

    @cached_property
    def _statuses(self) -> dict[tuple[str, Period, tuple[str, ...], bool], Status]:
        """The departments of a question share one coverage."""
        return {}

    def _status(self, register: Register, unit: Unit, *, stock: bool) -> Status:
        key = register.code, unit.period, unit.institutions, stock
        if key not in self._statuses:
            self._statuses[key] = status_of(register, unit, self.tree, self.now, stock=stock)
        return self._statuses[key]

    def _total(self, total: Total, unit: Unit) -> Amount:
        register = self.plan.library.register(total.measure.register)
        if unit.department is not None and register.department is None:
            return NO_DATA
        status = self._status(register, unit, stock=total.stock)
        if status == "no_data":
            return NO_DATA
        value = self._sum_of(total.measure, unit, stock=total.stock)
        if total.leaving is not None:
            value -= self._sum_of(total.leaving, unit, stock=True)
        if total.measure.link is not None and not linked.decided(
            total.measure.link, register, unit, self.tree, self.now
        ):
            status = "partial"
        return Amount(value, value, None, status)

    def _sum_of(self, measure: BaseMeasure, unit: Unit, *, stock: bool) -> Decimal:
        if not measure.additive:
            return Decimal(self._distinct(measure, unit).get(unit.key if self.by != "institution" else None, 0))
        sums = self._sums(self.plan.scan_of[measure], stock=stock)
        if self.by == "institution":
            keys: list[Key] = [code for code in unit.institutions if code in sums]
        elif stock and self.by == "month":
            keys = [month for month in sums if int(month or 0) <= unit.period.last.key]
        else:
            keys = [unit.key] if unit.key in sums else []
        return sum((Decimal(sums[key][measure.id]) for key in keys), Decimal(0))

    def _sums(self, scan: Scan, *, stock: bool) -> Sums:
        """All measures of a scan over the period (of a stock: up to its end), per key of `by`."""
        register = self.plan.library.register(scan.register)
        first = EARLIEST if stock else self.period.first.key
        key = (scan.fingerprint, _changed(register, self.now), self.institutions, first, self.period.last.key, self.by)
        return _sums.get(
            key,
            lambda: _added_up(
                frame_of(scan, register, self.now), scan, self.institutions, first, self.period.last.key, self.by
            ),
        )

    def _distinct(self, measure: BaseMeasure, unit: Unit) -> dict[Key, int]:
        """Different values do not add up: the rows are scanned again at the grain asked for."""
        register = self.plan.library.register(measure.register)
        institutions = unit.institutions if self.by == "institution" else self.institutions
        by = None if self.by == "institution" else self.by
        key = (measure.id, _changed(register, self.now), institutions, self.period, by)
        months = self.period.first.key, self.period.last.key
        return _sums.get(
            key, lambda: duckdb.run_distinct(measure, register, rows_at(register, self.now, institutions), *months, by)
        )

    def _departments(self, recipe: Recipe) -> set[str]:
        """The departments that have any rows."""
        match recipe:
            case Total():
                return {str(key) for key in self._departments_of(recipe)}
            case Quotient(numerator, denominator):
                return self._departments(numerator) | self._departments(denominator)
            case Derived(_, parts):
                return set().union(*(self._departments(part) for _, part in parts))
            case Shifted():
                return self.shifted(recipe.at)._departments(recipe.recipe)
        return set()

    def _departments_of(self, total: Total) -> set[Key]:
        if self.plan.library.register(total.measure.register).department is None:
            return set()
        if not total.measure.additive:
            return set(self._distinct(total.measure, self.unit()))
        return set(self._sums(self.plan.scan_of[total.measure], stock=total.stock))


def _shifted_period(period: Period, at: formula.At, *, monthly: bool = False) -> Period:
    if at == "last_year":
        return period.last_year()
    before = period.first.shift(-1)
    return Period(before, period.last.shift(-1) if monthly else before)


def frame_of(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    """The cube of a scan, whether its measures are worked out per batch or per institution."""
    return linked.frame(scan, register, now) if scan.measures[0].link else cube.frame(scan, register, now)


def rows_at(register: Register, now: Snapshot, institutions: Collection[str]) -> Rows:
    """The visible rows of these institutions."""
    if register.kind == "kept":
        table = kept_rows(register, now).table
        assert table is not None
        return Rows(table=table.filter(pc.is_in(table["_institution"], pa.array(list(institutions), pa.string()))))
    sources = sources_of(register, now, institutions)
    return Rows(tuple(source.path for source in sources), owners=tuple(source.institution for source in sources))


def sources_of(register: Register, now: Snapshot, institutions: Collection[str]) -> list[Source]:
    """The visible batches of these institutions, in the order of `Rows.files`."""
    return [source for source in batches(register.code, now) if source.institution in institutions]


def _changed(register: Register, now: Snapshot) -> Snapshot:
    return last_change(register.code, now) if register.kind == "kept" else now


def _added_up(
    frame: pl.DataFrame, scan: Scan, institutions: tuple[str, ...], first: int, last: int, by: By | None
) -> Sums:
    chosen = frame.filter(pl.col("month").is_between(first, last) & pl.col("institution").is_in(institutions))
    sums = [pl.col(measure.id).sum() for measure in scan.measures]
    if by is None:
        return {None: chosen.select(sums).row(0, named=True)}
    return {row[by]: row for row in chosen.group_by(by).agg(sums).iter_rows(named=True)}


def _quotient(numerator: Amount, denominator: Amount) -> Amount:
    value = divide(numerator.value, denominator.value)
    status = worst((numerator.status, denominator.status)) if value is not None else "no_data"
    return Amount(value, numerator.value, denominator.value, status)
