"""Everything that may be wrong with what indicators and row rules mean, with file and line. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from linghang.core.errors import Fault, InputError
from linghang.core.figures import RATES
from linghang.expressions import parse_condition, parse_number, schema_of
from linghang.indicators.formula import Formula, Number, Operation, named, parse_formula, references
from linghang.indicators.measures import (
    date_field,
    level_field,
    levels_of,
    parse_scalar,
    patient_field,
    recipe_of,
    registers_in,
)
from linghang.indicators.sides import MONEY, SAID, counted_in, moment_of, sides_of, unit_of
from linghang.packs.library import Entry, Library
from linghang.packs.model import Indicator, Linked, Measure, Register

REGISTER_OF_REPORTED = "reported_value"
_ADDITIVE = ("count", "sum", "distinct", "derived", "reported")
Key = tuple[str | int, ...]


def check(library: Library) -> list[Fault]:
    """Every fault of every row rule and indicator version. An empty list means that all of them can be computed."""
    faults: list[Fault] = []
    for entry in library.entries:
        if isinstance(entry.item, Register):
            faults += _register_faults(library, entry, entry.item)
        elif isinstance(entry.item, Indicator):
            faults += _indicator_faults(library, entry, entry.item)
    return [*faults, *_circles(library)]


def registers_of(indicator: Indicator, library: Library, on: date | None = None) -> list[Register]:
    """The registers that feed an indicator, through what it refers to `on` that day (its last in force); typed-in
    values come from `reported_value`."""
    recipe = recipe_of(library, indicator, on or indicator.valid_to or date.max)
    codes = dict.fromkeys(registers_in(recipe))
    if _is_typed(library, indicator.code, frozenset()):
        codes[REGISTER_OF_REPORTED] = None
    return [library.register(each) for each in codes if library.has("registers", each)]


def references_of(indicator: Indicator) -> dict[Key, list[str]]:
    """The codes of the indicators it refers to, by the key where they are written. InputError for a bad formula."""
    if indicator.kind == "derived":
        return {("formula",): references(parse_formula(indicator.formula or ""))}
    parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
    return {(name,): [part] for name, part in parts.items() if isinstance(part, str)}


def is_stock(library: Library, code: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether it says how things stand at the period's end, not what happened within it. Also of unknown codes and of
    circles, which are faults of their own."""
    if code in seen or not library.has("indicators", code):
        return True
    indicator, seen = library.indicator(code), seen | {code}
    match indicator.kind:
        case "ratio":
            parts = (indicator.numerator, indicator.denominator)
            return all(
                part.stock if isinstance(part, Measure) else is_stock(library, part or "", seen) for part in parts
            )
        case "derived":
            return all(is_stock(library, each, seen) for codes in references_of(indicator).values() for each in codes)
        case "reported":
            return indicator.rollup == "last"
    return indicator.stock or indicator.kind == "level"


def _is_typed(library: Library, code: str, seen: frozenset[str]) -> bool:
    indicator = library.indicator(code)
    if indicator.kind == "reported" or code in seen:
        return indicator.kind == "reported"
    return any(_is_typed(library, each, seen | {code}) for codes in references_of(indicator).values() for each in codes)


def _register_faults(library: Library, entry: Entry, register: Register) -> Iterator[Fault]:
    for number, rule in enumerate(register.rules):
        yield from _tried(entry, ("rules", number, "check"), parse_condition, rule.check, schema_of(register), library)


def _indicator_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    yield from _unit_faults(entry, indicator)
    yield from _money_faults(library, entry, indicator)
    yield from _grain_faults(library, entry, indicator)
    match indicator.kind:
        case "ratio":
            yield from _part_faults(library, entry, "numerator", indicator.numerator)
            yield from _part_faults(library, entry, "denominator", indicator.denominator)
            yield from _moment_faults(library, entry, indicator)
        case "derived":
            yield from _formula_faults(library, entry, indicator)
        case "reported":
            if not library.has("registers", REGISTER_OF_REPORTED):
                yield _fault(entry, ("kind",), "缺少“指标填报”登记表", f"请在内容包里加入 {REGISTER_OF_REPORTED}")
        case "level":
            yield from _level_faults(library, entry, indicator)
        case _:
            yield from _measure_faults(library, entry, (), indicator)


def _unit_faults(entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    if indicator.unit in RATES and indicator.kind in ("count", "sum", "distinct", "average"):
        yield _fault(entry, ("unit",), "数量不能以百分率或千分率为单位", "占比请用 ratio", indicator.unit)
    if indicator.unit in RATES and indicator.scale:
        yield _fault(entry, ("scale",), "百分率、千分率不能再以万或亿计", "请去掉 scale", indicator.scale)
    if indicator.kind in ("count", "distinct") and indicator.decimals and not indicator.scale:
        yield _fault(entry, ("decimals",), "计数没有小数", "请去掉 decimals，或写 scale", str(indicator.decimals))


def _part_faults(library: Library, entry: Entry, name: str, part: Measure | str | None) -> Iterator[Fault]:
    if isinstance(part, Measure):
        yield from _measure_faults(library, entry, (name,), part)
    elif part:
        yield from _reference_faults(library, entry, (name,), part)
        if library.has("indicators", part) and library.indicator(part).kind not in _ADDITIVE:
            yield _fault(
                entry,
                (name,),
                "比率的分子、分母要能相加，不能再是比率或平均值",
                "请引用计数或合计，或改用 derived",
                part,
            )


def _moment_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    """A stock over what happened within the period, or the reverse, unless `mixed` says why; and `mixed` in vain."""
    one, other = (moment_of(library, side) for side in sides_of(indicator) or ("", ""))
    if one is None or other is None:
        return
    if one != other and indicator.mixed is None:
        remedy = "存量可用期初期末平均；有意如此的，请写 mixed 说明理由"
        said = f"{SAID[one]} ÷ {SAID[other]}"
        yield _fault(entry, ("denominator",), "分子分母一个是期末存量，一个是期内发生数", remedy, said)
    if one == other and indicator.mixed is not None and not _unlike_rows(library, indicator):
        yield _fault(entry, ("mixed",), f"分子分母都是{SAID[one]}，并没有混用", "请去掉 mixed", indicator.mixed)


def _grain_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    """A share of rows in rows of another grain (visits of stays), unless `mixed` says why they fit."""
    unlike = _unlike_rows(library, indicator)
    if unlike and indicator.mixed is None:
        remedy = "改用同一登记表，或改单位（如 :1）；确实一行对一行的，用 ratio 并写 mixed 说明理由"
        yield _fault(entry, _divisor(indicator), "分子分母数的不是同一种行，不能算占比", remedy, unlike)


def _divisor(indicator: Indicator) -> Key:
    """Where it is written what an indicator divides by."""
    return ("denominator",) if indicator.kind == "ratio" else ("formula",)


def _unlike_rows(library: Library, indicator: Indicator) -> str:
    """The grains of the two sides of a percentage that counts rows of unlike registers; empty when they are alike."""
    sides = sides_of(indicator)
    if indicator.unit not in RATES or sides is None:
        return ""
    one, other = (counted_in(library, side) for side in sides)
    if one is None or other is None or one.code == other.code or one.grain == other.grain:
        return ""
    return f"{one.grain} ÷ {other.grain}"


def _money_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    """A percentage of money in something that is not money, or is money of another size."""
    sides = sides_of(indicator)
    if indicator.unit not in RATES or sides is None:
        return
    one, other = (unit_of(library, side) for side in sides)
    if one is not None and other is not None and one != other and MONEY & {one, other}:
        key = _divisor(indicator)
        remedy = "占比的两边要同一单位；每例、每人的金额请以元为单位"
        yield _fault(entry, key, "分子分母单位不同", remedy, f"{one} ÷ {other}")


def _formula_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    yield from _tried(entry, ("formula",), parse_formula, indicator.formula or "")
    try:
        formula = parse_formula(indicator.formula or "")
    except InputError:
        return
    for code in references(formula):
        yield from _reference_faults(library, entry, ("formula",), code)
    for reference in named(formula):
        if reference.at == "opening" and not is_stock(library, reference.code):
            remedy = "请用期末存量（stock: true，或 rollup: last 的填报数）；与上年比请用 last_year"
            yield _fault(entry, ("formula",), "opening 只能用于存量", remedy, reference.key)
    if not references(formula):
        yield _fault(entry, ("formula",), "公式里没有指标", "请引用至少一个指标", indicator.formula or "")
    if _divides_by_zero(formula):
        yield _fault(entry, ("formula",), "公式除以零", "请检查除数", indicator.formula or "")


def _divides_by_zero(formula: Formula) -> bool:
    if not isinstance(formula, Operation):
        return False
    zero = formula.op == "/" and formula.right == Number(Decimal(0))
    return zero or _divides_by_zero(formula.left) or _divides_by_zero(formula.right)


def _reference_faults(library: Library, entry: Entry, key: Key, code: str) -> Iterator[Fault]:
    if not library.has("indicators", code):
        yield _fault(entry, key, "没有这个指标", "请检查被引用的指标代码", code)


def _measure_faults(library: Library, entry: Entry, key: Key, measure: Measure | Indicator) -> Iterator[Fault]:
    """Each key of a measure on its own, so that every fault has its own line."""
    code = measure.register_code or ""
    if not library.has("registers", code):
        yield _fault(entry, (*key, "register"), "没有这个登记表", "请检查登记表代码", code)
        return
    register = library.register(code)
    schema = schema_of(register)
    if measure.where is not None:
        yield from _tried(entry, (*key, "where"), parse_condition, measure.where, schema, library)
    if measure.value is not None:
        kind = measure.aggregate if isinstance(measure, Measure) else measure.kind
        reading = parse_scalar if kind == "distinct" else parse_number
        yield from _tried(entry, (*key, "value"), reading, measure.value, schema, library)
    if measure.linked is not None:
        yield from _link_faults(library, entry, (*key, "linked"), register, measure.linked)
    for name in ("date", "until"):
        given = getattr(measure, name)
        if given is not None:
            yield from _tried(entry, (*key, name), date_field, register, name, given)


def _level_faults(library: Library, entry: Entry, indicator: Indicator) -> Iterator[Fault]:
    code = indicator.register_code or ""
    if not library.has("registers", code):
        yield _fault(entry, ("register",), "没有这个登记表", "请检查登记表代码", code)
        return
    register = library.register(code)
    if register.kind != "kept":
        yield _fault(entry, ("register",), "等级只能来自在页面上登记的表", "请用 kind: kept 的登记表", code)
    yield from _tried(entry, ("value",), level_field, register, indicator.value or "", indicator.levels)
    if indicator.levels is not None:
        yield from _tried(entry, ("levels",), levels_of, library, indicator.levels)
    if indicator.where is not None:
        yield from _tried(entry, ("where",), parse_condition, indicator.where, schema_of(register), library)
    for name in ("date", "until"):
        if (given := getattr(indicator, name)) is not None:
            yield from _tried(entry, (name,), date_field, register, name, given)


def _link_faults(library: Library, entry: Entry, key: Key, register: Register, linked: Linked) -> Iterator[Fault]:
    yield from _tried(entry, (*key, "patient"), patient_field, register, linked.patient)
    for name in ("begins", "ends"):
        yield from _tried(entry, (*key, name), date_field, register, name, getattr(linked, name))
    if linked.where is not None:
        yield from _tried(entry, (*key, "where"), parse_condition, linked.where, schema_of(register), library)


def _circles(library: Library) -> Iterator[Fault]:
    """Each circle of references once, at the indicator of it that is written first."""
    entries = {entry.item.code: entry for entry in reversed(library.entries) if entry.kind == "indicators"}
    graph: dict[str, list[tuple[Key, str]]] = {}
    for code, entry in entries.items():
        assert isinstance(entry.item, Indicator)
        try:
            graph[code] = [(key, each) for key, codes in references_of(entry.item).items() for each in codes]
        except InputError:
            graph[code] = []
    said: set[frozenset[str]] = set()
    for code in reversed(list(graph)):
        circle = _circle_from(graph, code)
        if circle and frozenset(circle) not in said:
            said.add(frozenset(circle))
            key = next(key for key, each in graph[code] if each == circle[1 % len(circle)])
            yield _fault(entries[code], key, "指标之间循环引用", "请改写其中一个", " → ".join((*circle, code)))


def _circle_from(graph: dict[str, list[tuple[Key, str]]], start: str) -> tuple[str, ...]:
    """The shortest way from `start` back to itself."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for _, code in graph.get(way[-1], ()):
            if code == start:
                return way
            if code not in seen:
                seen.add(code)
                ways.append((*way, code))
    return ()


def _tried(entry: Entry, key: Key, parse: Callable[..., object], *arguments: object) -> Iterator[Fault]:
    """The faults that parsing meets, said of the place where the text is written."""
    try:
        parse(*arguments)
    except InputError as error:
        for fault in error.faults:
            yield replace(fault, file=entry.file, line=entry.line_of(*key), subject=_subject(entry), field=_field(key))


def _fault(entry: Entry, key: Key, reason: str, remedy: str, value: str = "") -> Fault:
    return Fault(entry.file, entry.line_of(*key), _subject(entry), _field(key), value, reason, remedy)


def _subject(entry: Entry) -> str:
    return f"{'指标' if entry.kind == 'indicators' else '登记表'} {entry.item.code}"


def _field(key: Key) -> str:
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in key)
