"""Formulas of derived indicators: + - * / and parentheses over indicator codes and numbers. Pure.

`last_year(code)` is the same indicator over the same months a year before (上年同期), so that growth is
x / last_year(x) - 1. `opening(code)` is what a stock was at the end of the day before the period begins (期初), so that
the mean over a period is (opening(beds) + beds) / 2.

A formula is asked once per unit shown, over the rolled-up values of its indicators, never averaged. What is computed
from a missing value is missing; so is a division by zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from linghang.core.errors import refuse
from linghang.core.figures import divide

MAX_LENGTH = 1000
At = Literal["last_year", "opening"]
"""Another time at which an indicator may be asked."""
SAID: dict[At, str] = {"last_year": "上年同期", "opening": "期初"}
_OPERATORS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_DAYS = "period_days"
_SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: Decimal


@dataclass(frozen=True)
class Reference:
    """The value of the indicator of that code, of the period asked for (None) or `at` another time."""

    code: str
    at: At | None = None

    @property
    def key(self) -> str:
        """As it is written: `beds`, `opening(beds)`."""
        return f"{self.at}({self.code})" if self.at else self.code


@dataclass(frozen=True)
class PeriodDays:
    """`period_days()`: how many days the period has. Bed days over it are beds, of a month as of a year."""


@dataclass(frozen=True)
class Operation:
    """`left op right`, op one of + - * /."""

    op: str
    left: "Formula"
    right: "Formula"


Formula = Number | Reference | PeriodDays | Operation


def parse_formula(text: str) -> Formula:
    """Read a formula. Raises InputError that says what is not understood."""
    if len(text) > MAX_LENGTH:
        raise refuse("公式过长", f"请控制在 {MAX_LENGTH} 个字符以内")
    try:
        trees = sqlglot.parse(text)
        if len(trees) != 1 or trees[0] is None:
            raise refuse("应为一个公式", "不要写分号，也不要留空", value=text.strip())
        return _read(trees[0])
    except (SqlglotError, RecursionError) as error:
        raise refuse("看不懂这个公式", "请检查括号和运算符", value=text.strip()) from error


def _read(tree: exp.Expr) -> Formula:
    if type(tree) in _OPERATORS:
        return Operation(_OPERATORS[type(tree)], _read(tree.this), _read(tree.expression))
    match tree:
        case exp.Paren():
            return _read(tree.this)
        case exp.Neg():
            return Operation("-", Number(Decimal(0)), _read(tree.this))
        case exp.Column() if not tree.table:
            return Reference(tree.name)
        case exp.Literal() if not tree.is_string:
            return Number(_decimal(tree.name))
        case exp.Anonymous() if tree.name.lower() == _DAYS and not tree.expressions:
            return PeriodDays()
        case exp.Anonymous() if (at := _at(tree.name)) is not None:
            return _reference(tree, at)
    allowed = "指标代码、数字、加减乘除、括号、last_year(…)、opening(…) 和 period_days()"
    raise refuse(f"公式里只能写{allowed}", value=tree.sql())


def _at(name: str) -> At | None:
    return next((at for at in get_args(At) if at == name.lower()), None)


def _reference(tree: exp.Anonymous, at: At) -> Reference:
    match tree.expressions:
        case [exp.Column() as column] if not column.table:
            return Reference(column.name, at)
    raise refuse(f"{at} 的括号里要写一个指标代码", f"例如 {at}(discharges)", value=tree.sql())


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise refuse("数字写法不对", "请写成 30 或 0.5", value=text) from error
    if "e" in text.lower() or not value.is_finite():
        raise refuse("数字写法不对", "请写成 30 或 0.5", value=text)
    return value


def named(formula: Formula) -> list[Reference]:
    """What it refers to, each once, in the order first written."""
    match formula:
        case Reference():
            return [formula]
        case Operation(_, left, right):
            return list(dict.fromkeys(named(left) + named(right)))
    return []


def references(formula: Formula) -> list[str]:
    """The indicator codes in the order they are first named."""
    return list(dict.fromkeys(reference.code for reference in named(formula)))


def evaluate(formula: Formula, values: Mapping[str, Decimal | None], days: int) -> Decimal | None:
    """The formula's value, from those of its references by key and the days of the period; None when something it needs
    is missing or a divisor is zero."""
    match formula:
        case Number(value):
            return value
        case PeriodDays():
            return Decimal(days)
        case Reference():
            return values[formula.key]
    left, right = evaluate(formula.left, values, days), evaluate(formula.right, values, days)
    if left is None or right is None:
        return None
    match formula.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return divide(left, right)


def in_words(formula: Formula, title: Callable[[str], str]) -> str:
    """As a reader writes it: （出院人次 − 死亡人次） ÷ 出院人次."""
    match formula:
        case Number(value):
            return f"{value:f}"
        case PeriodDays():
            return "期内天数"
        case Reference(code, at):
            return f"{SAID[at]}{title(code)}" if at else title(code)
    left, right = in_words(formula.left, title), in_words(formula.right, title)
    if formula.op in "*/" and _adds(formula.left):
        left = f"（{left}）"
    if isinstance(formula.right, Operation) and (formula.op in "*/" or _adds(formula.right)):
        right = f"（{right}）"
    return f"{left} {_SIGNS[formula.op]} {right}"


def _adds(formula: Formula) -> bool:
    return isinstance(formula, Operation) and formula.op in "+-"
