"""Text → tree. sqlglot reads the SQL subset; everything it may contain is named here, the rest is refused."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from linghang.core.errors import InputError, refuse
from linghang.expressions.schema import Schema
from linghang.expressions.tree import (
    And,
    AnyMatches,
    AnyPairMatches,
    Arithmetic,
    Compare,
    CountMatches,
    CountPairs,
    DatePart,
    DaysBetween,
    Extreme,
    First,
    IfMissing,
    IsMissing,
    Literal,
    Matcher,
    Matches,
    MinutesBetween,
    Node,
    Not,
    Or,
    Prefix,
    Size,
    Type,
)
from linghang.packs.library import Library

MAX_LENGTH = 4000
_PLAIN_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,6})?")
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
FUNCTIONS = (
    "starts",
    "in_codeset",
    "has",
    "has_in",
    "has_prefix",
    "count_of",
    "count_in",
    "has_pair",
    "count_pair",
    "size",
    "min",
    "max",
    "first",
    "prefix",
    "days",
    "minutes",
    "year",
    "month",
    "coalesce",
)


def parse(text: str, schema: Schema, library: Library) -> Node:
    """The tree of an expression over these fields. Raises InputError that says what is not understood and why."""
    if len(text) > MAX_LENGTH:
        raise refuse("表达式过长", f"请控制在 {MAX_LENGTH} 个字符以内")
    try:
        statements = _statements(text)
    except SqlglotError as error:
        problem = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
        place = f"第 {problem['col']} 个字符附近" if problem.get("col") else ""
        raise refuse(f"看不懂这个表达式{place}", "请检查括号、引号和运算符", value=text.strip()) from error
    except RecursionError as error:
        raise refuse("表达式嵌套过深", "请拆成几个条件", value=text[:40]) from error
    if len(statements) != 1 or statements[0] is None:
        raise refuse("应为一个表达式", "不要写分号，也不要留空", value=text.strip())
    try:
        return _Reader(schema, library).read(statements[0])
    except RecursionError as error:
        raise refuse("表达式嵌套过深", "请拆成几个条件", value=text[:40]) from error


@lru_cache(maxsize=4096)
def _statements(text: str) -> tuple[exp.Expr | None, ...]:
    """What sqlglot reads; a condition that several measures share is read once. Nobody changes what comes back."""
    return tuple(sqlglot.parse(text))


def parse_condition(text: str, schema: Schema, library: Library) -> Node:
    """Like `parse`, for a place where only a condition makes sense."""
    node = parse(text, schema, library)
    if node.is_list or node.type is not Type.BOOLEAN:
        raise refuse("这里要写一个条件", "例如 los > 30", value=text.strip())
    return node


def parse_number(text: str, schema: Schema, library: Library) -> Node:
    """Like `parse`, for a place where only a number makes sense."""
    node = parse(text, schema, library)
    if node.is_list or not node.type.is_number:
        raise refuse(f"这里要写一个数字，而不是{'多值字段' if node.is_list else node.type.value}", value=text.strip())
    return node


class _Reader:
    """Reads one sqlglot tree; knows the fields and codesets it may name."""

    def __init__(self, schema: Schema, library: Library) -> None:
        self.schema, self.library = schema, library

    def read(self, tree: exp.Expr) -> Node:
        if type(tree) in _COMPARISONS:
            return self._compare(_COMPARISONS[type(tree)], tree.this, tree.expression)
        if type(tree) in _ARITHMETIC:
            return Arithmetic(_ARITHMETIC[type(tree)], self.read(tree.this), self.read(tree.expression))
        match tree:
            case exp.Paren():
                return self.read(tree.this)
            case exp.And():
                return And(self.read(tree.this), self.read(tree.expression))
            case exp.Or():
                return Or(self.read(tree.this), self.read(tree.expression))
            case exp.Not():
                return Not(self.read(tree.this))
            case exp.Is() if isinstance(tree.expression, exp.Null):
                return IsMissing(self.read(tree.this))
            case exp.Between():
                return And(
                    self._compare(">=", tree.this, tree.args["low"]), self._compare("<=", tree.this, tree.args["high"])
                )
            case exp.In() if tree.expressions:
                return self._one_of(self.read(tree.this), tree.expressions)
            case exp.Column() if not tree.table:
                return self._field(tree.name)
            case exp.Neg() if isinstance(tree.this, exp.Literal) and not tree.this.is_string:
                return _number("-" + tree.this.name)
            case exp.Literal():
                return Literal(tree.name, Type.TEXT) if tree.is_string else _number(tree.name)
            case exp.Boolean():
                return Literal(bool(tree.this), Type.BOOLEAN)
            case exp.Func():
                return self._call(_function_name(tree), _arguments(tree))
        raise refuse("不支持这种写法", f"可用的函数：{'、'.join(FUNCTIONS)}", value=tree.sql())

    def _field(self, name: str) -> Node:
        if name not in self.schema:
            raise refuse("没有这个字段", f"可用的字段：{'、'.join(self.schema)}", value=name)
        return self.schema[name]

    def _compare(self, op: str, left: exp.Expr, right: exp.Expr) -> Node:
        one, other = self.read(left), self.read(right)
        return Compare(op, _as_time(one, other), _as_time(other, one))

    def _one_of(self, operand: Node, values: Sequence[exp.Expr]) -> Node:
        literals = [self.read(value) for value in values]
        if not all(isinstance(literal, Literal) for literal in literals):
            raise refuse("in 的括号里只能写常量", value=", ".join(value.sql() for value in values))
        if operand.type is Type.TEXT:
            return Matches(operand, Matcher(tuple(_text(value) for value in values)))
        tests: list[Node] = [Compare("=", operand, _as_time(literal, operand)) for literal in literals]
        combined = tests[0]
        for test in tests[1:]:
            combined = Or(combined, test)
        return combined

    def _call(self, name: str, arguments: list[exp.Expr]) -> Node:
        calls: dict[str, tuple[int, int, Callable[[list[exp.Expr]], Node]]] = {
            "starts": (2, 999, lambda a: Matches(self.read(a[0]), Matcher(tuple(map(_text, a[1:])), prefix=True))),
            "in_codeset": (2, 2, lambda a: Matches(self.read(a[0]), self._codeset(a[1]))),
            "has": (2, 999, lambda a: AnyMatches(self.read(a[0]), Matcher(tuple(map(_text, a[1:]))))),
            "has_prefix": (
                2,
                999,
                lambda a: AnyMatches(self.read(a[0]), Matcher(tuple(map(_text, a[1:])), prefix=True)),
            ),
            "has_in": (2, 2, lambda a: AnyMatches(self.read(a[0]), self._codeset(a[1]))),
            "count_of": (2, 999, lambda a: CountMatches(self.read(a[0]), Matcher(tuple(map(_text, a[1:]))))),
            "count_in": (2, 2, lambda a: CountMatches(self.read(a[0]), self._codeset(a[1]))),
            "has_pair": (2, 2, lambda a: AnyPairMatches(*self._pair("has_pair", a))),
            "count_pair": (2, 2, lambda a: CountPairs(*self._pair("count_pair", a))),
            "size": (1, 1, lambda a: Size(self.read(a[0]))),
            "min": (1, 1, lambda a: Extreme("min", self.read(a[0]))),
            "max": (1, 1, lambda a: Extreme("max", self.read(a[0]))),
            "days": (2, 2, lambda a: DaysBetween(self._time(a[0]), self._time(a[1]))),
            "first": (1, 1, lambda a: First(self.read(a[0]))),
            "prefix": (2, 2, lambda a: Prefix(self.read(a[0]), _length(a[1]))),
            "minutes": (2, 2, lambda a: MinutesBetween(self._time(a[0]), self._time(a[1]))),
            "year": (1, 1, lambda a: DatePart("year", self.read(a[0]))),
            "month": (1, 1, lambda a: DatePart("month", self.read(a[0]))),
            "coalesce": (2, 2, lambda a: IfMissing(self.read(a[0]), self.read(a[1]))),
        }
        if name not in calls:
            raise refuse("没有这个函数", f"可用的函数：{'、'.join(FUNCTIONS)}", value=name)
        least, most, build = calls[name]
        if not least <= len(arguments) <= most:
            raise refuse(f"函数 {name} 的参数个数不对（给了 {len(arguments)} 个）", value=name)
        return build(arguments)

    def _pair(self, name: str, arguments: list[exp.Expr]) -> tuple[Node, Matcher, Node, Matcher]:
        """Both sides of a pair are written as conditions on one list each."""
        one, other = (self.read(argument) for argument in arguments)
        if not (isinstance(one, AnyMatches) and isinstance(other, AnyMatches)):
            example = f"例如 {name}(has_in(other_diagnoses, 'complications'), has(other_conditions, '4'))"
            raise refuse(f"{name} 的括号里要写两个 has、has_in 或 has_prefix", example, value=name)
        return one.operand, one.matcher, other.operand, other.matcher

    def _time(self, tree: exp.Expr) -> Node:
        node = self.read(tree)
        return _as_time(node, Literal(date.min, Type.DATE))

    def _codeset(self, tree: exp.Expr) -> Matcher:
        code = _text(tree)
        try:
            codeset = self.library.codeset(code)
        except InputError as error:
            raise refuse("没有这个代码集", "请检查代码集的名称", value=code) from error
        return Matcher(tuple(self.library.code_names.get(code, {})), codeset.match == "prefix", code)


def _text(tree: exp.Expr) -> str:
    if not (isinstance(tree, exp.Literal) and tree.is_string):
        raise refuse("这里要写加单引号的文字", "例如 'I21'", value=tree.sql())
    return tree.name


def _length(tree: exp.Expr) -> int:
    if not (isinstance(tree, exp.Literal) and not tree.is_string and tree.name.isdecimal()):
        raise refuse("这里要写取几个字", "例如 prefix(principal_diagnosis, 3)", value=tree.sql())
    return int(tree.name)


def _number(text: str) -> Literal:
    """Digits with at most one point; no exponents, so that every engine reads the same exact number."""
    if not _PLAIN_NUMBER.fullmatch(text):
        raise refuse("数字写法不对", "请写成 30 或 0.5，最多 18 位整数、6 位小数", value=text)
    value = Decimal(text)
    return Literal(value, Type.DECIMAL) if "." in text else Literal(int(value), Type.INTEGER)


def _as_time(node: Node, other: Node) -> Node:
    """A text constant beside a date is a date: `discharged_at >= '2022-01-01'`."""
    if not (other.type.is_time and isinstance(node, Literal) and node.type is Type.TEXT):
        return node
    text = str(node.value)
    try:
        if len(text) == 10:
            return Literal(date.fromisoformat(text), Type.DATE)
        return Literal(datetime.fromisoformat(text).replace(tzinfo=None), Type.DATETIME)
    except ValueError as error:
        raise refuse("不是日期", "请写成 '2022-03-01' 或 '2022-03-01 08:30:00'", value=text) from error


def _function_name(tree: exp.Func) -> str:
    return tree.name.lower() if isinstance(tree, exp.Anonymous) else tree.sql_name().lower()


def _arguments(tree: exp.Func) -> list[exp.Expr]:
    if isinstance(tree, exp.Anonymous):
        return list(tree.expressions)
    return [tree.this, *tree.expressions] if tree.args.get("this") is not None else list(tree.expressions)
