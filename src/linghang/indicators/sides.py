"""What the two sides of a ratio are, as far as their definitions say: at a moment or over a period, money or a number.

Only what is certain is said. A formula that divides or multiplies may turn one into the other (the mean of two stocks,
bed days over 365), so that it is neither. What one row is, a register says in words (`grain`): that two of them fit
together cannot be decided here, only that they are worded alike. Pure.
"""

from typing import Literal

from linghang.core.errors import InputError
from linghang.expressions import Node, parse_number, schema_of
from linghang.expressions.tree import Arithmetic, CountMatches, CountPairs, Extreme, Field, First, IfMissing, Size
from linghang.indicators.formula import Formula, Operation, Reference, parse_formula
from linghang.packs.library import Library
from linghang.packs.model import Indicator, Measure, Register

Side = Measure | str
Moment = Literal["stock", "flow"]
SAID: dict[Moment, str] = {"stock": "期末存量", "flow": "期内发生数"}
MONEY = frozenset({"元", "万元", "亿元"})
NUMBER = "个数"
"""The unit of whatever is counted: persons, cases and days may be held against each other, money against money only."""


def moment_of(library: Library, side: Side, seen: frozenset[str] = frozenset()) -> Moment | None:
    """Whether it says how things stand at the period's end or what happened within it; None: not certain. Formulas that
    only add and subtract are what all their indicators are. `seen`: codes already on the way, against circles."""
    if isinstance(side, Measure):
        return "stock" if side.stock else "flow"
    if side in seen or not library.has("indicators", side):
        return None
    indicator = library.indicator(side)
    match indicator.kind:
        case "count" | "sum" | "distinct":
            return "stock" if indicator.stock else "flow"
        case "reported":
            rollups: dict[str, Moment] = {"last": "stock", "sum": "flow"}
            return rollups.get(indicator.rollup)
        case "derived":
            found = {moment_of(library, code, seen | {side}) for code in _terms(_formula(indicator)) or [""]}
            return found.pop() if len(found) == 1 else None
    return None


def unit_of(library: Library, side: Side) -> str | None:
    """A unit of money, NUMBER, or None: not certain."""
    if isinstance(side, Measure):
        return _unit_of_rows(library, side, side.aggregate)
    if not library.has("indicators", side):
        return None
    indicator = library.indicator(side)
    if indicator.kind in ("count", "sum", "distinct"):
        return _unit_of_rows(library, indicator, indicator.kind) or _stated(indicator.unit)
    return _stated(indicator.unit)


def counted_in(library: Library, side: Side) -> Register | None:
    """The register whose rows are counted; None when something else is."""
    if not isinstance(side, Measure):
        if not library.has("indicators", side) or library.indicator(side).kind != "count":
            return None
        code = library.indicator(side).register_code
    else:
        code = side.register_code if side.aggregate == "count" else None
    return library.register(code) if code and library.has("registers", code) else None


def sides_of(indicator: Indicator) -> tuple[Side, Side] | None:
    """Numerator and denominator of a ratio, or of a formula that divides one indicator by another at the same time."""
    if indicator.kind == "ratio" and indicator.numerator is not None and indicator.denominator is not None:
        return indicator.numerator, indicator.denominator
    match _formula(indicator):
        case Operation("/", Reference(numerator, None), Reference(denominator, None)):
            return numerator, denominator
    return None


def _formula(indicator: Indicator) -> Formula | None:
    try:
        return parse_formula(indicator.formula) if indicator.formula else None
    except InputError:  # a fault of its own
        return None


def _terms(formula: Formula | None) -> list[str]:
    """The codes of a formula that only adds and subtracts indicators at the same time; none of any other."""
    match formula:
        case Reference(code, None):
            return [code]
        case Operation("+" | "-", left, right):
            one, other = _terms(left), _terms(right)
            return [*one, *other] if one and other else []
    return []


def _unit_of_rows(library: Library, source: Measure | Indicator, aggregate: str) -> str | None:
    if aggregate != "sum":
        return NUMBER
    code = source.register_code or ""
    if not library.has("registers", code):
        return None
    register = library.register(code)
    try:
        return _unit_of_value(parse_number(source.value or "", schema_of(register), library), register)
    except InputError:  # a fault of its own
        return None


def _unit_of_value(node: Node, register: Register) -> str | None:
    match node:
        case Field():
            return _stated(register.field(node.name).unit)
        case IfMissing() | Extreme() | First():
            return _unit_of_value(node.operand, register)
        case Size() | CountMatches() | CountPairs():
            return NUMBER
        case Arithmetic() if node.op in ("+", "-"):
            units = {_unit_of_value(side, register) for side in (node.left, node.right)}
            return units.pop() if len(units) == 1 else None
    return None


def _stated(unit: str) -> str | None:
    return (unit if unit in MONEY else NUMBER) if unit else None
