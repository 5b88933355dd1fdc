"""Print an expression as Spark SQL, with the meaning of the other engines. Only operations pinned by the tests.

Where Spark differs from DuckDB: numbers without a point are 32 bits wide unless marked, sizes and parts of dates are so
too, and such sums would overflow; a backslash in a text escapes; times without zone are a type of their own.
"""

from datetime import date, datetime
from decimal import Decimal

from linghang.expressions import tree


def to_spark(node: tree.Node) -> str:
    """Spark SQL of `node`, for a session in ANSI mode; field names are quoted, constants are literals."""
    match node:
        case tree.Field():
            return quoted(node.name)
        case tree.Literal():
            return literal(node.value)
        case tree.And() | tree.Or():
            return f"({to_spark(node.left)} {'AND' if isinstance(node, tree.And) else 'OR'} {to_spark(node.right)})"
        case tree.Not():
            return f"(NOT {to_spark(node.operand)})"
        case tree.IsMissing():
            inner = to_spark(node.operand)
            return f"(coalesce(array_size({inner}), 0) = 0)" if node.operand.is_list else f"({inner} IS NULL)"
        case tree.Compare():
            return f"({_timed(node.left, node.right)} {node.op} {_timed(node.right, node.left)})"
        case tree.Arithmetic():
            return f"({to_spark(node.left)} {node.op} {to_spark(node.right)})"
        case tree.Matches():
            return _matches(to_spark(node.operand), node.matcher)
        case tree.AnyMatches():
            return f"coalesce(exists({to_spark(node.operand)}, x -> {_matches('x', node.matcher)}), FALSE)"
        case tree.CountMatches():
            return _size(f"filter({to_spark(node.operand)}, x -> {_matches('x', node.matcher)})")
        case tree.AnyPairMatches():
            return f"coalesce(exists({_pairs(node)}, x -> x), FALSE)"
        case tree.CountPairs():
            return _size(f"filter({_pairs(node)}, x -> x)")
        case tree.Size():
            return _size(to_spark(node.operand))
        case tree.Extreme():
            return f"array_{node.which}({to_spark(node.operand)})"
        case tree.First():
            return f"get({to_spark(node.operand)}, 0)"
        case tree.Prefix():
            return f"left({to_spark(node.operand)}, {node.length})"
        case tree.MinutesBetween():
            return f"timestampdiff(MINUTE, {_minute(node.start)}, {_minute(node.end)})"
        case tree.DaysBetween():
            return _long(f"datediff(CAST({to_spark(node.end)} AS DATE), CAST({to_spark(node.start)} AS DATE))")
        case tree.DatePart():
            return _long(f"{node.part}({to_spark(node.operand)})")
        case tree.IfMissing():
            return f"coalesce({to_spark(node.operand)}, {to_spark(node.default)})"
    raise TypeError(f"no such operation: {node}")


def quoted(name: str) -> str:
    """An identifier."""
    return "`" + name.replace("`", "``") + "`"


def literal(value: tree.Scalar) -> str:
    """A constant of Spark SQL; whole numbers are 64 bits wide."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return f"({value}L)" if value < 0 else f"{value}L"
        case Decimal():
            return f"({value:f}BD)" if value < 0 else f"{value:f}BD"
        case datetime():
            return f"TIMESTAMP_NTZ '{value:%Y-%m-%d %H:%M:%S}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _long(text: str) -> str:
    return f"CAST({text} AS BIGINT)"


def _size(array: str) -> str:
    return _long(f"coalesce(array_size({array}), 0)")


def _minute(node: tree.Node) -> str:
    """Truncating goes through the type with a zone: the session is in UTC, so no clock is put forward."""
    return f"date_trunc('MINUTE', {to_spark(node)})"


def _timed(node: tree.Node, other: tree.Node) -> str:
    text = to_spark(node)
    return (
        f"CAST({text} AS TIMESTAMP_NTZ)" if node.type is tree.Type.DATE and other.type is tree.Type.DATETIME else text
    )


def _matches(operand: str, matcher: tree.Matcher) -> str:
    if not matcher.prefix:
        return f"({operand} IN ({_listed(matcher.values)}))"
    by_length: dict[int, list[str]] = {}
    for value in matcher.values:
        by_length.setdefault(len(value), []).append(value)
    tests = [f"left({operand}, {length}) IN ({_listed(values)})" for length, values in sorted(by_length.items())]
    return f"({' OR '.join(tests)})"


def _pairs(node: tree.AnyPairMatches | tree.CountPairs) -> str:
    """Whether both match, position by position; `zip_with` fills up the shorter list with NULL."""
    both = f"{_matches('x', node.matcher)} AND {_matches('y', node.other_matcher)}"
    return f"zip_with({to_spark(node.operand)}, {to_spark(node.other)}, (x, y) -> {both})"


def _listed(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(literal(value) for value in values)
