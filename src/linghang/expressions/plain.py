"""Evaluate an expression on one row in plain Python: slow and obviously right, the measure of the other engines."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any

from linghang.expressions import tree

_OPERATORS = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge, "+": add, "-": sub, "*": mul}


def evaluate(node: tree.Node, row: Mapping[str, Any]) -> Any:
    """The value of `node` for `row` (field code → value, None when missing); None when it is missing."""
    match node:
        case tree.Literal():
            return node.value
        case tree.Field():
            value = row.get(node.name)
            return (value or []) if node.is_list else value
        case tree.And() | tree.Or():
            return _kleene(evaluate(node.left, row), evaluate(node.right, row), decisive=isinstance(node, tree.Or))
        case tree.Not():
            value = evaluate(node.operand, row)
            return None if value is None else not value
        case tree.IsMissing():
            value = evaluate(node.operand, row)
            return not value if node.operand.is_list else value is None
        case tree.Compare() | tree.Arithmetic():
            left, right = evaluate(node.left, row), evaluate(node.right, row)
            return None if left is None or right is None else _OPERATORS[node.op](*_alike(left, right))
        case tree.Matches():
            value = evaluate(node.operand, row)
            return None if value is None else node.matcher.matches(value)
        case tree.AnyMatches():
            return any(node.matcher.matches(item) for item in evaluate(node.operand, row) if item is not None)
        case tree.CountMatches():
            return sum(node.matcher.matches(item) for item in evaluate(node.operand, row) if item is not None)
        case tree.AnyPairMatches():
            return _pairs(node, row) > 0
        case tree.CountPairs():
            return _pairs(node, row)
        case tree.Size():
            return len(evaluate(node.operand, row))
        case tree.Extreme():
            present = [item for item in evaluate(node.operand, row) if item is not None]
            return (min if node.which == "min" else max)(present, default=None)
        case tree.First():
            return next(iter(evaluate(node.operand, row)), None)
        case tree.Prefix():
            value = evaluate(node.operand, row)
            return None if value is None else value[: node.length]
        case tree.MinutesBetween():
            start, end = evaluate(node.start, row), evaluate(node.end, row)
            return None if start is None or end is None else (_minute(end) - _minute(start)) // timedelta(minutes=1)
        case tree.DaysBetween():
            start, end = evaluate(node.start, row), evaluate(node.end, row)
            return None if start is None or end is None else (_day(end) - _day(start)).days
        case tree.DatePart():
            value = evaluate(node.operand, row)
            return None if value is None else getattr(value, node.part)
        case tree.IfMissing():
            value = evaluate(node.operand, row)
            return evaluate(node.default, row) if value is None else value
    raise TypeError(f"no such operation: {node}")


def _pairs(node: tree.AnyPairMatches | tree.CountPairs, row: Mapping[str, Any]) -> int:
    """`zip` ends with the shorter list: what is not there matches nothing."""
    return sum(
        one is not None and other is not None and node.matcher.matches(one) and node.other_matcher.matches(other)
        for one, other in zip(evaluate(node.operand, row), evaluate(node.other, row), strict=False)
    )


def _kleene(left: bool | None, right: bool | None, *, decisive: bool) -> bool | None:
    if left is decisive or right is decisive:
        return decisive
    return None if left is None or right is None else not decisive


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """A date beside a date-time is its midnight."""
    if isinstance(left, datetime) != isinstance(right, datetime):
        return _moment(left), _moment(right)
    return left, right


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _minute(value: datetime) -> datetime:
    return value.replace(second=0, microsecond=0)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
