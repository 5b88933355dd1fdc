"""Print an expression as a Polars expression: row rules run on chunks of a file while it is read."""

import polars as pl

from linghang.expressions import tree


def to_polars(node: tree.Node) -> pl.Expr:
    """A Polars expression over columns named as the fields, with the same meaning as the other engines."""
    match node:
        case tree.Field():
            return pl.col(node.name)
        case tree.Literal():
            return pl.lit(node.value)
        case tree.And():
            return to_polars(node.left) & to_polars(node.right)
        case tree.Or():
            return to_polars(node.left) | to_polars(node.right)
        case tree.Not():
            return ~to_polars(node.operand)
        case tree.IsMissing():
            inner = to_polars(node.operand)
            return inner.list.len().fill_null(0) == 0 if node.operand.is_list else inner.is_null()
        case tree.Compare():
            return _compare(node.op, _timed(node.left, node.right), _timed(node.right, node.left))
        case tree.Arithmetic():
            return _arithmetic(node.op, to_polars(node.left), to_polars(node.right))
        case tree.Matches():
            return _matches(to_polars(node.operand), node.matcher)
        case tree.AnyMatches():
            return _each(node.operand, node.matcher).list.any().fill_null(False)
        case tree.CountMatches():
            return _each(node.operand, node.matcher).list.sum().fill_null(0).cast(pl.Int64)
        case tree.AnyPairMatches():
            return _pairs(node) > 0
        case tree.CountPairs():
            return _pairs(node)
        case tree.Size():
            return to_polars(node.operand).list.len().fill_null(0).cast(pl.Int64)
        case tree.Extreme():
            elements = to_polars(node.operand).list
            return elements.min() if node.which == "min" else elements.max()
        case tree.First():
            return to_polars(node.operand).list.first()
        case tree.Prefix():
            return to_polars(node.operand).str.slice(0, node.length)
        case tree.MinutesBetween():
            start, end = (to_polars(side).dt.truncate("1m") for side in (node.start, node.end))
            return (end - start).dt.total_minutes()
        case tree.DaysBetween():
            return (to_polars(node.end).cast(pl.Date) - to_polars(node.start).cast(pl.Date)).dt.total_days()
        case tree.DatePart():
            moment = to_polars(node.operand).dt
            return (moment.year() if node.part == "year" else moment.month()).cast(pl.Int64)
        case tree.IfMissing():
            return pl.coalesce(to_polars(node.operand), to_polars(node.default))
    raise TypeError(f"no such operation: {node}")


def _compare(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match op:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _arithmetic(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return left + right if op == "+" else left - right if op == "-" else left * right


def _timed(node: tree.Node, other: tree.Node) -> pl.Expr:
    printed = to_polars(node)
    return (
        printed.cast(pl.Datetime("us")) if node.type is tree.Type.DATE and other.type is tree.Type.DATETIME else printed
    )


def _matches(operand: pl.Expr, matcher: tree.Matcher) -> pl.Expr:
    if not matcher.prefix:
        return operand.is_in(list(matcher.values))
    by_length: dict[int, list[str]] = {}
    for value in matcher.values:
        by_length.setdefault(len(value), []).append(value)
    tests = [operand.str.slice(0, length).is_in(values) for length, values in by_length.items()]
    return pl.any_horizontal(tests) if len(tests) > 1 else tests[0]


def _pairs(node: tree.AnyPairMatches | tree.CountPairs) -> pl.Expr:
    """At how many positions both lists match: the positions that the two have in common."""
    one, other = (
        _each(operand, matcher).list.eval(pl.element().arg_true())
        for operand, matcher in ((node.operand, node.matcher), (node.other, node.other_matcher))
    )
    return one.list.set_intersection(other).list.len().fill_null(0).cast(pl.Int64)


def _each(operand: tree.Node, matcher: tree.Matcher) -> pl.Expr:
    return to_polars(operand).list.eval(_matches(pl.element(), matcher).fill_null(False))
