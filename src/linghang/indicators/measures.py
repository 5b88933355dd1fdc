"""From indicators to the base measures that one scan yields. Pure.

Three words explain the plan.

*Base measure.* A count or sum over rows that meet a condition, at the month of one date: additive, so its values at
month × department × batch add up to any larger unit. `distinct` is the exception: it is rescanned at the grain asked
for.
*Recipe.* How an indicator's value is made of base measures: a total, a quotient of two recipes, a formula (of
recipes, some of them shifted to another time), or typed in.
An average is a quotient: the sum over the rows that have the value, over how many have it.
*Scan.* All additive base measures of one register that are counted at the month of the same date: one query.

A stock (beds held, members enrolled) is what arrived up to a day minus what has left by then. A row leaves on the day
after `ends`, for on that day it still counts, and never before it arrived.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Literal
from weakref import WeakKeyDictionary

from linghang.core.errors import refuse
from linghang.expressions import Node, Schema, fields_of, parse, parse_condition, parse_number, schema_of, to_duckdb
from linghang.indicators.formula import At, Formula, Reference, named, parse_formula
from linghang.packs.library import Library, fingerprint
from linghang.packs.model import Indicator, Linked, Measure, Register, RegisterField

_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
Aggregate = Literal["count", "present", "sum", "distinct"]


@dataclass(frozen=True)
class Link:
    """Only rows that another row of the same `patient` follows, or went before; see `links`."""

    when: Literal["followed", "preceded"]
    patient: str
    first: int
    last: int
    begins: str
    ends: str
    where: Node | None

    @property
    def fields(self) -> set[str]:
        """The fields of the register that it reads."""
        read = set() if self.where is None else fields_of(self.where)
        return {self.patient, self.begins, self.ends} | read

    def __str__(self) -> str:
        where = "" if self.where is None else to_duckdb(self.where)
        return f"{self.when} {self.patient} {self.first}..{self.last} {self.begins} {self.ends} {where}"


@dataclass(frozen=True)
class BaseMeasure:
    """`count` counts rows that meet `where`; `present` those that also have `value`; `sum` adds `value`; `distinct`
    counts different values. A row is counted in the month of `date`, or of the day after `ends` when that is set, and
    under the register's `department`, the field of that name (text or codes; None: it has none). `link`: only rows
    linked with another one; such a measure is worked out per institution, not per batch."""

    register: str
    aggregate: Aggregate
    value: Node | None
    where: Node | None
    date: str
    ends: str | None = None
    department: str | None = None
    link: Link | None = None

    @cached_property
    def id(self) -> str:
        """Stable over processes; changes with anything that changes the result (codesets are written out in it)."""
        parts = [self.register, self.aggregate, self.date, self.ends or "", self.department or ""]
        parts += ["" if node is None else to_duckdb(node) for node in (self.value, self.where)]
        parts += [] if self.link is None else [str(self.link)]
        return "m_" + sha256("\0".join(parts).encode()).hexdigest()[:12]

    @property
    def additive(self) -> bool:
        return self.aggregate != "distinct"

    @property
    def fields(self) -> set[str]:
        """The fields of the register that it reads, dates included."""
        nodes = (node for node in (self.value, self.where) if node is not None)
        linked = set() if self.link is None else self.link.fields
        return {self.date, *filter(None, [self.ends])}.union(linked, *(fields_of(node) for node in nodes))


@dataclass(frozen=True)
class Total:
    """A base measure over the months of the period; of a stock, over all months up to its end, minus what left."""

    measure: BaseMeasure
    stock: bool = False
    leaving: BaseMeasure | None = None


@dataclass(frozen=True)
class Quotient:
    """Numerator over denominator, divided once after both were rolled up."""

    numerator: "Recipe"
    denominator: "Recipe"


@dataclass(frozen=True)
class Derived:
    """A formula over the values of other indicators at the same unit, `parts` by the keys of its references."""

    formula: Formula
    parts: tuple[tuple[str, "Recipe"], ...]


@dataclass(frozen=True)
class Shifted:
    """The indicator `code` a year before, or when the period began. By today's definition (同口径)."""

    code: str
    recipe: "Recipe"
    at: At


@dataclass(frozen=True)
class Typed:
    """Typed in with its evidence, in the register of reported values."""

    code: str
    rollup: str


@dataclass(frozen=True)
class Level:
    """A grade: its number, by which levels are compared, and its name."""

    number: Decimal
    name: str


@dataclass(frozen=True)
class Held:
    """The level held at the period's end, by the field `value` of a kept register; `levels` by what may stand there."""

    code: str
    register: str
    value: str
    where: Node | None
    date: str
    until: str | None
    levels: tuple[tuple[str, Level], ...]

    def level(self, written: str | int | None) -> Level | None:
        """The level that a row states; None when it is not on the list."""
        if isinstance(written, int):
            return Level(Decimal(written), "")
        return dict(self.levels).get((written or "").strip())

    def name_of(self, number: Decimal | None) -> str:
        """The name of a level; "" when it has none."""
        return next((level.name for _, level in self.levels if level.number == number), "")


Recipe = Total | Quotient | Derived | Shifted | Typed | Held


@dataclass(frozen=True)
class Scan:
    """One pass over a register: its additive measures at the month of one date."""

    register: str
    date: str
    ends: str | None
    measures: tuple[BaseMeasure, ...]

    @cached_property
    def fingerprint(self) -> str:
        """What was computed with the same measures has the same fingerprint, and need not be computed again."""
        return fingerprint([self.register, self.date, self.ends or "", *(measure.id for measure in self.measures)])


@dataclass(frozen=True)
class Plan:
    """The scans that feed every version of every indicator of a library, and the recipe of each."""

    library: Library
    scans: tuple[Scan, ...]
    linked: tuple[Scan, ...] = ()
    """Scans of linked measures: over all rows of an institution at a time."""
    _recipes: dict[tuple[int, date], Recipe] = field(default_factory=dict)

    def recipe(self, indicator: Indicator, on: date) -> Recipe:
        """The recipe of an indicator object of this library, its references in the versions in force `on` that day."""
        key = (id(indicator), on)
        if key not in self._recipes:
            self._recipes[key] = recipe_of(self.library, indicator, on)
        return self._recipes[key]

    @cached_property
    def scan_of(self) -> dict[BaseMeasure, Scan]:
        """For every additive measure, the scan that yields it."""
        return {measure: scan for scan in (*self.scans, *self.linked) for measure in scan.measures}


_latest: list[Plan] = []
_measures: WeakKeyDictionary[Library, dict[tuple[str | None, ...], BaseMeasure]] = WeakKeyDictionary()


def plan_for(library: Library) -> Plan:
    """The plan of a library. Raises InputError when a definition is at fault (`definitions.check` names them all).

    The last plan is kept: pages ask for the same library again and again.
    """
    if not _latest or _latest[0].library is not library:
        recipes = [recipe_of(library, item, item.valid_to or date.max) for item in indicator_versions(library)]
        measures = [measure for recipe in recipes for measure in measures_of(recipe) if measure.additive]
        alone = scans_of(measure for measure in measures if measure.link is None)
        linked = scans_of(measure for measure in measures if measure.link is not None)
        _latest[:] = [Plan(library, tuple(alone), tuple(linked))]
    return _latest[0]


def indicator_versions(library: Library) -> list[Indicator]:
    """Every version of every indicator, in the order written."""
    return [entry.item for entry in library.entries if isinstance(entry.item, Indicator)]


def recipe_of(library: Library, indicator: Indicator, on: date, trail: tuple[str, ...] = ()) -> Recipe:
    """How the indicator is made of base measures; indicators it refers to are taken as in force `on` that day.

    Raises InputError for faults of expressions, unknown references and circles.
    """
    if indicator.code in trail:
        raise refuse("指标之间循环引用", "请改写其中一个", value=" → ".join((*trail, indicator.code)))
    trail = (*trail, indicator.code)
    match indicator.kind:
        case "ratio":
            return Quotient(
                _part(library, indicator.numerator, on, trail), _part(library, indicator.denominator, on, trail)
            )
        case "derived":
            formula = parse_formula(indicator.formula or "")
            return Derived(formula, tuple(_named_part(library, each, on, trail) for each in named(formula)))
        case "reported":
            return Typed(indicator.code, indicator.rollup)
        case "level":
            return _held(library, indicator)
        case "average":
            return Quotient(Total(_measure(library, indicator, "sum")), Total(_measure(library, indicator, "present")))
        case _:
            return _total(library, indicator, indicator.kind)


def _named_part(library: Library, reference: Reference, on: date, trail: tuple[str, ...]) -> tuple[str, Recipe]:
    recipe = _referred(library, reference.code, on, trail)
    return reference.key, Shifted(reference.code, recipe, reference.at) if reference.at else recipe


def _part(library: Library, part: Measure | str | None, on: date, trail: tuple[str, ...]) -> Recipe:
    if isinstance(part, Measure):
        return _total(library, part, part.aggregate)
    return _referred(library, part or "", on, trail)


def _referred(library: Library, code: str, on: date, trail: tuple[str, ...]) -> Recipe:
    if not library.has("indicators", code):
        raise refuse("没有这个指标", "请检查被引用的指标代码", value=code)
    items = (entry.item for entry in library.versions("indicators", code))
    versions = [item for item in items if isinstance(item, Indicator)]
    best = max(versions, key=lambda item: (item.in_force(on), item.valid_from or date.min))
    return recipe_of(library, best, on, trail)


def _total(library: Library, source: Measure | Indicator, aggregate: Aggregate) -> Total:
    leaving = _measure(library, source, aggregate, ends=source.until) if source.until else None
    return Total(_measure(library, source, aggregate), source.stock, leaving)


def _held(library: Library, indicator: Indicator) -> Held:
    register = library.register(indicator.register_code or "")
    field = level_field(register, indicator.value or "", indicator.levels)
    return Held(
        indicator.code,
        register.code,
        field.code,
        None if indicator.where is None else parse_condition(indicator.where, schema_of(register), library),
        date_field(register, "date", indicator.date or register.date),
        None if indicator.until is None else date_field(register, "until", indicator.until),
        tuple(levels_held(library, indicator).items()),
    )


def levels_held(library: Library, indicator: Indicator) -> dict[str, Level]:
    """What may stand in the field of a level held, by code and by name; empty when its levels are whole numbers."""
    register = library.register(indicator.register_code or "")
    codes = indicator.levels or level_field(register, indicator.value or "", indicator.levels).codeset
    return {} if codes is None else levels_of(library, codes)


def level_field(register: Register, name: str, levels: str | None) -> RegisterField:
    """The field that states a level: a whole number, a code, or a text listed in the codeset `levels`."""
    kinds = ("integer", "code", "text") if levels else ("integer", "code")
    found = next((item for item in register.fields if item.code == name and not item.list and item.type in kinds), None)
    if found is None:
        remedy = "可用整数或代码字段；文字字段还要写 levels（等级代码集）"
        raise refuse("等级要有一个单值的字段", remedy, field="value", value=name)
    return found


def levels_of(library: Library, code: str) -> dict[str, Level]:
    """The levels of a codeset by code and by name. Codes that are numbers are the levels' numbers; otherwise levels are
    numbered in the order written, the lowest first."""
    names = library.code_names.get(code, {})
    if not names:
        raise refuse("没有这个代码集", "请检查代码集的名称", field="levels", value=code)
    numeric = all(_NUMBER.fullmatch(each) for each in names)
    found: dict[str, Level] = {}
    for position, (each, name) in enumerate(names.items(), start=1):
        level = Level(Decimal(each) if numeric else Decimal(position), name or each)
        found[each] = level
        found.setdefault(name or each, level)
    return found


def _measure(
    library: Library, source: Measure | Indicator, aggregate: Aggregate, *, ends: str | None = None
) -> BaseMeasure:
    """The same measure of the same library is parsed once: indicators refer to one another, and every day that is asked
    for has its own recipes."""
    linked = None if source.linked is None else source.linked.model_dump_json()
    key = (source.register_code, aggregate, source.value, source.where, source.date, ends, linked)
    known = _measures.setdefault(library, {})
    if key not in known:
        known[key] = base_measure(
            library,
            source.register_code or "",
            aggregate,
            value=source.value,
            where=source.where,
            date=source.date,
            ends=ends,
            linked=source.linked,
        )
    return known[key]


def base_measure(
    library: Library,
    register_code: str,
    aggregate: Aggregate,
    *,
    value: str | None,
    where: str | None,
    date: str | None,
    ends: str | None = None,
    linked: Linked | None = None,
) -> BaseMeasure:
    """Parse and check one measure. Raises InputError; `field` of its faults is the key that is wrong."""
    if not library.has("registers", register_code):
        raise refuse("没有这个登记表", "请检查登记表代码", field="register", value=register_code)
    register = library.register(register_code)
    return BaseMeasure(
        register_code,
        aggregate,
        _value(library, register, aggregate, value),
        None if where is None else parse_condition(where, schema_of(register), library),
        date_field(register, "date", date or register.date),
        None if ends is None else date_field(register, "until", ends),
        register.department,
        None if linked is None else link_of(library, register, linked),
    )


def link_of(library: Library, register: Register, linked: Linked) -> Link:
    """Parse and check a link. Raises InputError; `field` of its faults is the key that is wrong."""
    return Link(
        linked.when,
        patient_field(register, linked.patient),
        *linked.days,
        date_field(register, "begins", linked.begins),
        date_field(register, "ends", linked.ends),
        None if linked.where is None else parse_condition(linked.where, schema_of(register), library),
    )


def _value(library: Library, register: Register, aggregate: Aggregate, text: str | None) -> Node | None:
    if text is None:
        return None
    if aggregate in ("sum", "present"):
        return parse_number(text, schema_of(register), library)
    return parse_scalar(text, schema_of(register), library)


def parse_scalar(text: str, schema: Schema, library: Library) -> Node:
    """Like `parse`, for a place where only one value per row makes sense: what `distinct` counts."""
    node = parse(text, schema, library)
    if node.is_list:
        raise refuse("这里要用单值", "请用单值字段，或 size、count_of、min、max", value=text)
    return node


def date_field(register: Register, key: str, name: str) -> str:
    """`name` when it is a scalar date or date-time of the register. Raises InputError for the key otherwise."""
    dates = [item.code for item in register.fields if item.type in ("date", "datetime") and not item.list]
    if name not in dates:
        known = f"{register.title}的日期字段：{'、'.join(dates)}"
        raise refuse("没有这个单值的日期字段", known, field=key, value=name)
    return name


def patient_field(register: Register, name: str) -> str:
    """`name` when it is a scalar text that may name a patient. Raises InputError otherwise."""
    texts = [item.code for item in register.fields if item.type in ("text", "code") and not item.list]
    if name not in texts:
        known = f"{register.title}的文字字段：{'、'.join(texts)}"
        raise refuse("没有这个单值的文字字段", known, field="patient", value=name)
    return name


def totals(recipe: Recipe) -> Iterator[Total]:
    """Every total a recipe is made of, in the order written."""
    match recipe:
        case Total():
            yield recipe
        case Quotient(numerator, denominator):
            yield from totals(numerator)
            yield from totals(denominator)
        case Derived(_, parts):
            for _, part in parts:
                yield from totals(part)
        case Shifted():
            yield from totals(recipe.recipe)


def measures_of(recipe: Recipe) -> Iterator[BaseMeasure]:
    """Every base measure a recipe is made of."""
    for total in totals(recipe):
        yield total.measure
        if total.leaving is not None:
            yield total.leaving


def registers_in(recipe: Recipe) -> Iterator[str]:
    """The registers whose rows a recipe reads, in the order written."""
    match recipe:
        case Total():
            yield recipe.measure.register
        case Held():
            yield recipe.register
        case Quotient(numerator, denominator):
            yield from registers_in(numerator)
            yield from registers_in(denominator)
        case Derived(_, parts):
            for _, part in parts:
                yield from registers_in(part)
        case Shifted():
            yield from registers_in(recipe.recipe)


def scans_of(measures: Iterable[BaseMeasure]) -> Iterator[Scan]:
    """Additive measures, each once, grouped into scans."""
    groups: dict[tuple[str, str, str | None], dict[str, BaseMeasure]] = {}
    for measure in measures:
        groups.setdefault((measure.register, measure.date, measure.ends), {})[measure.id] = measure
    for (register, date_field, ends), found in groups.items():
        yield Scan(register, date_field, ends, tuple(found[id_] for id_ in sorted(found)))
