"""The value of an indicator for an institution and a period, and its comparisons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators.comparisons import Comparison, Kind, comparison
from linghang.indicators.measures import Held, Recipe, plan_for
from linghang.indicators.reported import target
from linghang.indicators.rollup import NO_DATA, Amount, Question
from linghang.indicators.scope import By, Tree, Unit
from linghang.indicators.sources import Snapshot, snapshot
from linghang.indicators.status import Status, worst
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers import content

RATES = ("%", "‰")


@dataclass(frozen=True)
class Value:
    """What an indicator was. Numbers are exact and in base units; rates are plain ratios.

    `institution` includes all below it. `department` is None for all, "" for rows that name none. `value` is None
    exactly when `status` is `no_data`; `partial` means that some expected months have not been delivered. `name` is the
    name of a level held. `small`: the denominator is below what the definition asks for (`small_below`), so that chance
    rules the value.
    """

    indicator: str
    period: Period
    institution: str
    department: str | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: Status
    version: int
    name: str = ""
    small: bool = False

    @classmethod
    def missing(cls, indicator: str, period: Period, institution: str, version: int = 0) -> "Value":
        """No data."""
        return cls(indicator, period, institution, None, None, None, None, "no_data", version)

    def to_json(self) -> dict[str, Any]:
        """Plain data; exact numbers as text."""
        numbers = {
            name: None if number is None else f"{number:f}"
            for name, number in (
                ("value", self.value),
                ("numerator", self.numerator),
                ("denominator", self.denominator),
            )
        }
        return {
            "indicator": self.indicator,
            "period": str(self.period),
            "institution": self.institution,
            "department": self.department,
            **numbers,
            "status": self.status,
            "name": self.name,
            "small": self.small,
            "version": self.version,
        }


@dataclass(frozen=True)
class _Asked:
    """What all values of one call share."""

    library: Library
    now: Snapshot
    tree: Tree
    questions: dict[tuple[Period, str, By | None], Question] = field(default_factory=dict)
    """The indicators and departments of one institution share theirs, and the coverage found for it."""

    @classmethod
    def at(cls, version: int | None) -> "_Asked":
        return cls(content.library(), snapshot(version), Tree.now())

    def question(self, period: Period, institution: str, by: By | None) -> Question:
        key = period, institution, by
        if key not in self.questions:
            self.questions[key] = Question(plan_for(self.library), self.now, self.tree, *key)
        return self.questions[key]

    def values(self, code: str, period: Period, institution: str, by: By | None, on: date) -> list[Value]:
        indicator, question = definition(self.library, code, on), self.question(period, institution, by)
        if not indicator.in_force(on):
            return [self._value(indicator, question.unit(), NO_DATA)]
        recipe = question.plan.recipe(indicator, on)
        return [self._value(indicator, unit, question.amount(recipe, unit), recipe) for unit in question.units(recipe)]

    def value(self, code: str, period: Period, institution: str, department: str | None, on: date) -> Value:
        """The whole institution, or one department of it."""
        question = self.question(period, institution, None if department is None else "department")
        indicator, unit = definition(self.library, code, on), question.unit(department)
        if not indicator.in_force(on):
            return self._value(indicator, unit, NO_DATA)
        recipe = question.plan.recipe(indicator, on)
        return self._value(indicator, unit, question.amount(recipe, unit), recipe)

    def _value(self, indicator: Indicator, unit: Unit, amount: Amount, recipe: Recipe | None = None) -> Value:
        least = indicator.small_below
        return Value(
            indicator.code,
            unit.period,
            unit.institution,
            unit.department,
            amount.value,
            amount.numerator,
            amount.denominator,
            amount.status,
            self.now.version,
            recipe.name_of(amount.value) if isinstance(recipe, Held) else "",
            least is not None and amount.denominator is not None and amount.denominator < least,
        )

    def base(self, value: Value, period: Period) -> Value:
        """The same indicator, by the definition of `value`'s own period (同口径), for another period."""
        return self.value(value.indicator, period, value.institution, value.department, value.period.last_day)

    def target(self, value: Value) -> Decimal | None:
        if value.department is not None:
            return None
        indicator = definition(self.library, value.indicator, value.period.last_day)
        unit = Unit(value.period, value.institution, (value.institution,))
        found = target(
            value.indicator,
            divisible=not is_rate(indicator),
            unit=unit,
            tree=self.tree,
            library=self.library,
            now=self.now,
        )
        return None if found is None else found.value

    def compare(self, value: Value, kind: Kind) -> Comparison:
        indicator = definition(self.library, value.indicator, value.period.last_day)
        if kind == "target":
            return comparison(kind, value.value, self.target(value), value.status, indicator.direction)
        base = self.base(value, value.period.last_year() if kind == "yoy" else value.period.previous())
        return comparison(kind, value.value, base.value, worst((value.status, base.status, self.alike(value, base))))

    def alike(self, value: Value, base: Value) -> Status:
        """`partial` when the base lacks the data of an institution that is part of the value and existed by then."""
        on = value.period.last_day
        if value.value is None or base.value is None:
            return "no_data"
        joined = self.contributors(value, on) - self.contributors(base, on)
        return "partial" if any(self.tree.places[code].exists_in(base.period) for _, _, code in joined) else "ok"

    def contributors(self, value: Value, on: date) -> set[tuple[str, bool, str]]:
        question = self.question(value.period, value.institution, None if value.department is None else "department")
        recipe = question.plan.recipe(definition(self.library, value.indicator, on), on)
        return question.contributors(recipe, question.unit(value.department))


def definition(library: Library, code: str, on: date) -> Indicator:
    """The version in force `on` that day, or else the newest. InputError when there is no such indicator."""
    try:
        return library.indicator(code, on)
    except InputError:
        return library.indicator(code)


def is_rate(indicator: Indicator) -> bool:
    """Whether part and whole share one target: rates and averages, not counts and sums."""
    return indicator.unit in RATES or indicator.kind in ("ratio", "average", "level") or indicator.rollup == "last"


def values(
    codes: Iterable[str],
    period: Period,
    institution_code: str,
    *,
    by: By | None = None,
    department: str | None = None,
    version: int | None = None,
) -> list[Value]:
    """The values of indicators for an institution and all below it, in the order of `codes`.

    `by`: one value per `department` of the institution itself (that has any row), per `month` of the period, or per
    `institution` directly below (each with all below it; the institution's own rows are not among them).
    `department` (instead of `by`): that department of the institution itself, whether it has rows or not; no data where
    records name no department. `version`: as of that catalogue version.
    The definition in force on the period's last day is used; an indicator that had none has no data.
    Raises InputError for unknown codes, institutions or versions.
    """
    asked, on = _Asked.at(version), period.last_day
    if department is not None:
        return [asked.value(code, period, institution_code, department, on) for code in codes]
    return [value for code in codes for value in asked.values(code, period, institution_code, by, on)]


def compare(value: Value, kind: Kind) -> Comparison:
    """A value against last year (`yoy`), the period before (`mom`) or its `target`, at its own catalogue version.

    The status is `partial` when either side lacks months, or the base lacks an institution that is part of the value
    although it existed: more reporters are not growth.
    """
    return compare_all([value], kind)[0]


def compare_all(compared: Sequence[Value], kind: Kind) -> list[Comparison]:
    """`compare` for many values of one catalogue version, with the look-ups they share done once."""
    if not compared:
        return []
    asked = _Asked.at(compared[0].version)
    return [asked.compare(value, kind) for value in compared]
