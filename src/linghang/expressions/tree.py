"""The operations an expression may use: a closed set of frozen nodes that check themselves.

Five words explain the whole language.

*Row.* An expression is asked of one row of a register at a time: `los > 30`.
*Missing.* A field may be missing. What is computed from a missing thing is missing; a condition that is missing is not
met. `and` and `or` follow Kleene: false and missing is false, true or missing is true. Only `is null` sees what is
missing.
*List.* A list field holds several values in order (diagnoses, operations). A missing list is an empty list; a missing
element matches nothing.
*In step.* Lists aligned with one another (operations and their levels) are read position by position; where one of them
is shorter, its element there is missing.
*Matcher.* A set of codes, or of beginnings of codes. Codesets are resolved into the matcher when an expression is
parsed, so a node says all there is to know and two equal nodes mean the same.

There is no division: rates are divided once, at the edge, from sums that are exact on every engine.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from linghang.core.errors import refuse

Scalar = str | int | Decimal | bool | date | datetime


class Type(Enum):
    """What a value is; the values are the words users see."""

    TEXT = "文字"
    INTEGER = "整数"
    DECIMAL = "小数"
    DATE = "日期"
    DATETIME = "日期时间"
    BOOLEAN = "是非"

    @property
    def is_number(self) -> bool:
        return self in (Type.INTEGER, Type.DECIMAL)

    @property
    def is_time(self) -> bool:
        return self in (Type.DATE, Type.DATETIME)


@dataclass(frozen=True)
class Node:
    """Any expression. `type` is the type of its value, or of its elements when `is_list`."""

    @property
    def type(self) -> Type:
        return Type.BOOLEAN

    @property
    def is_list(self) -> bool:
        return False


@dataclass(frozen=True)
class Field(Node):
    """The value of a field of the row. `in_step_with`: the list that a list field is aligned with; "" for none."""

    name: str
    field_type: Type
    list_field: bool = False
    in_step_with: str = ""

    @property
    def type(self) -> Type:
        return self.field_type

    @property
    def is_list(self) -> bool:
        return self.list_field


@dataclass(frozen=True)
class Literal(Node):
    """A constant. Dates are `date`, date-times `datetime` without zone (wall time, as records carry it)."""

    value: Scalar
    literal_type: Type

    @property
    def type(self) -> Type:
        return self.literal_type


@dataclass(frozen=True)
class Compare(Node):
    """`left op right` with op one of = <> < <= > >=. Numbers with numbers, times with times, like with like."""

    op: str
    left: Node
    right: Node

    def __post_init__(self) -> None:
        one, other = self.left.type, self.right.type
        _scalar(self.left, self.op)
        _scalar(self.right, self.op)
        if not (one == other or (one.is_number and other.is_number) or (one.is_time and other.is_time)):
            raise refuse(f"{one.value}不能与{other.value}比较", "请检查字段类型，文字要加单引号", value=self.op)
        if one is Type.BOOLEAN and self.op not in ("=", "<>"):
            raise refuse("是非值只能用 = 或 <> 比较", value=self.op)


@dataclass(frozen=True)
class And(Node):
    left: Node
    right: Node

    def __post_init__(self) -> None:
        _condition(self.left, "and")
        _condition(self.right, "and")


@dataclass(frozen=True)
class Or(Node):
    left: Node
    right: Node

    def __post_init__(self) -> None:
        _condition(self.left, "or")
        _condition(self.right, "or")


@dataclass(frozen=True)
class Not(Node):
    operand: Node

    def __post_init__(self) -> None:
        _condition(self.operand, "not")


@dataclass(frozen=True)
class IsMissing(Node):
    """`operand is null`; for a list, whether it is empty."""

    operand: Node


@dataclass(frozen=True)
class Matcher:
    """Texts that count: whole codes, or beginnings of codes when `prefix`. `label` names the codeset they came from."""

    values: tuple[str, ...]
    prefix: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        if not self.values:
            raise refuse("没有可比对的代码", "请写出至少一个代码", value=self.label)
        if self.prefix and "" in self.values:
            raise refuse("代码的开头不能为空", value=self.label)
        object.__setattr__(self, "values", tuple(sorted(set(self.values))))

    def matches(self, text: str) -> bool:
        return text.startswith(self.values) if self.prefix else text in self.values


@dataclass(frozen=True)
class Matches(Node):
    """Whether a text field matches."""

    operand: Node
    matcher: Matcher

    def __post_init__(self) -> None:
        _scalar(self.operand, "in")
        _text(self.operand, "in")


@dataclass(frozen=True)
class AnyMatches(Node):
    """Whether some element of a list matches."""

    operand: Node
    matcher: Matcher

    def __post_init__(self) -> None:
        _list(self.operand, "has")
        _text(self.operand, "has")


@dataclass(frozen=True)
class CountMatches(Node):
    """How many elements of a list match."""

    operand: Node
    matcher: Matcher

    def __post_init__(self) -> None:
        _list(self.operand, "count_of")
        _text(self.operand, "count_of")

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class _Pairs(Node):
    """Two lists in step, position by position: where `matcher` matches an element of `operand`, and `other_matcher` the
    element of `other` at the same position."""

    operand: Node
    matcher: Matcher
    other: Node
    other_matcher: Matcher

    def __post_init__(self) -> None:
        for each in (self.operand, self.other):
            _list(each, "has_pair")
            _text(each, "has_pair")
        _in_step(self.operand, self.other)


class AnyPairMatches(_Pairs):
    """Whether both match at some position."""


class CountPairs(_Pairs):
    """At how many positions both match."""

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class Size(Node):
    """How many elements a list has, missing elements included."""

    operand: Node

    def __post_init__(self) -> None:
        _list(self.operand, "size")

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class Extreme(Node):
    """The smallest (`which` = min) or largest (max) element of a list of numbers or times; missing when empty."""

    which: str
    operand: Node

    def __post_init__(self) -> None:
        _list(self.operand, self.which)
        if not (self.operand.type.is_number or self.operand.type.is_time):
            raise refuse("只能求数字或日期的最小、最大值", value=self.which)

    @property
    def type(self) -> Type:
        return self.operand.type


@dataclass(frozen=True)
class First(Node):
    """The first element of a list (the main operation); missing when the list is empty or the element is missing."""

    operand: Node

    def __post_init__(self) -> None:
        _list(self.operand, "first")

    @property
    def type(self) -> Type:
        return self.operand.type


@dataclass(frozen=True)
class Prefix(Node):
    """The first `length` characters of a text, all of it when it is shorter (the category of a code)."""

    operand: Node
    length: int

    def __post_init__(self) -> None:
        _scalar(self.operand, "prefix")
        _text(self.operand, "prefix")
        if not 1 <= self.length <= 100:
            raise refuse("取开头几个字，应为 1 至 100", value=str(self.length))

    @property
    def type(self) -> Type:
        return Type.TEXT


@dataclass(frozen=True)
class Arithmetic(Node):
    """`left op right` with op one of + - *. Exact. Two decimals are not multiplied: engines round such products
    differently."""

    op: str
    left: Node
    right: Node

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            _scalar(side, self.op)
            if not side.type.is_number:
                raise refuse(f"{side.type.value}不能做加减乘", value=self.op)
        if self.op == "*" and self.left.type is self.right.type is Type.DECIMAL:
            raise refuse("不能把两个小数相乘", "其中一个应为整数", value=self.op)

    @property
    def type(self) -> Type:
        return Type.DECIMAL if Type.DECIMAL in (self.left.type, self.right.type) else Type.INTEGER


@dataclass(frozen=True)
class DaysBetween(Node):
    """Calendar days from `start` to `end`: negative when `end` is earlier, 0 within one day."""

    start: Node
    end: Node

    def __post_init__(self) -> None:
        for side in (self.start, self.end):
            _scalar(side, "days")
            if not side.type.is_time:
                raise refuse(f"days 只用于日期，这里是{side.type.value}", value="days")

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class MinutesBetween(Node):
    """Minutes from `start` to `end` as a clock without seconds shows them: negative when `end` is earlier."""

    start: Node
    end: Node

    def __post_init__(self) -> None:
        for side in (self.start, self.end):
            _scalar(side, "minutes")
            if side.type is not Type.DATETIME:
                raise refuse(f"minutes 只用于日期时间，这里是{side.type.value}", value="minutes")

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class DatePart(Node):
    """The `year` or `month` (1–12) of a date."""

    part: str
    operand: Node

    def __post_init__(self) -> None:
        _scalar(self.operand, self.part)
        if not self.operand.type.is_time:
            raise refuse(f"{self.part} 只用于日期，这里是{self.operand.type.value}", value=self.part)

    @property
    def type(self) -> Type:
        return Type.INTEGER


@dataclass(frozen=True)
class IfMissing(Node):
    """`coalesce(operand, default)`: the default where the operand is missing. Both of one type."""

    operand: Node
    default: Node

    def __post_init__(self) -> None:
        _scalar(self.operand, "coalesce")
        _scalar(self.default, "coalesce")
        one, other = self.operand.type, self.default.type
        if one != other and not (one.is_number and other.is_number):
            raise refuse(f"{one.value}的默认值不能是{other.value}", value="coalesce")

    @property
    def type(self) -> Type:
        return self.operand.type if self.operand.type is self.default.type else Type.DECIMAL


def _scalar(node: Node, where: str) -> None:
    if node.is_list:
        raise refuse(
            "这里不能用多值字段",
            "多值字段请用 has、has_in、has_prefix、has_pair、count_of、size、min 或 max",
            value=where,
        )


def _list(node: Node, where: str) -> None:
    if not isinstance(node, Field) or not node.is_list:
        raise refuse("这里要用多值字段", "单值字段请用 in、starts 或 in_codeset", value=where)


def _in_step(one: Node, other: Node) -> None:
    assert isinstance(one, Field)
    assert isinstance(other, Field)
    if (one.in_step_with or one.name) != (other.in_step_with or other.name):
        remedy = "请用登记表里以 aligned_with 对应起来的两个多值字段"
        raise refuse("这两个多值字段不是一一对应的", remedy, value=f"{one.name}, {other.name}")


def _text(node: Node, where: str) -> None:
    if node.type is not Type.TEXT:
        raise refuse(f"这里要用文字或代码字段，不能用{node.type.value}", value=where)


def _condition(node: Node, where: str) -> None:
    if node.is_list or node.type is not Type.BOOLEAN:
        raise refuse("两边都要是条件", "例如 los > 30 and sex = '1'", value=where)


def fields_of(node: Node) -> set[str]:
    """The names of all fields an expression reads."""
    if isinstance(node, Field):
        return {node.name}
    return set().union(*(fields_of(part) for part in vars(node).values() if isinstance(part, Node)))
