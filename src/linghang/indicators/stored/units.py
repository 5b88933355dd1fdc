"""Sums and comparisons of decimals as whole numbers of the smallest unit, where these stay within 64 bits. Pure.

Files keep a decimal as such a number already. Polars holds it in 128 bits, which takes twice the time and memory; what
could outgrow 64 bits by its definition is left to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from linghang.expressions import Node, Type
from linghang.expressions.tree import Arithmetic, Compare, Field, IfMissing, IsMissing, Literal
from linghang.indicators.measures import BaseMeasure

LARGEST = 10**18 - 1
"""No stored decimal has more units: it has 18 digits."""
_LIMIT = 2**63 - 1


@dataclass(frozen=True)
class _Whole:
    """An expression in units of 10^-digits, and how large it can be at most, missing apart."""

    node: Node
    digits: int
    most: int

    def finer(self, digits: int) -> "_Whole | None":
        times = 10 ** (digits - self.digits)
        if isinstance(self.node, Literal):
            return _within(Literal(int(str(self.node.value)) * times, Type.INTEGER), digits, self.most * times)
        node = self.node if times == 1 else Arithmetic("*", self.node, Literal(times, Type.INTEGER))
        return _within(node, digits, self.most * times)


def _within(node: Node, digits: int, most: int) -> "_Whole | None":
    return _Whole(node, digits, most) if most <= _LIMIT else None


@dataclass(frozen=True)
class Units:
    """`digits`: decimal places of the fields that can be read in units."""

    digits: Mapping[str, int]
    columns: dict[str, str] = field(default_factory=dict)
    """The field behind each column of units that the results name."""

    def of(self, measure: BaseMeasure) -> tuple[BaseMeasure, int]:
        """The measure in units wherever that is exact, and how many decimal places of its sum these units take off."""
        where = None if measure.where is None else self._rewritten(measure.where)
        if measure.value is None:
            return replace(measure, where=where), 0
        whole = self._whole(measure.value) if measure.value.type is Type.DECIMAL else None
        value = self._rewritten(measure.value) if whole is None else whole.node
        return replace(measure, value=value, where=where), 0 if whole is None else whole.digits

    def _rewritten(self, node: Node) -> Node:
        match node:
            case Compare(op, left, right) if Type.DECIMAL in (left.type, right.type):
                one, other = self._alike(left, right)
                return node if one is None or other is None else Compare(op, one.node, other.node)
            case IsMissing(operand) if operand.type is Type.DECIMAL and not operand.is_list:
                whole = self._whole(operand)
                return node if whole is None else IsMissing(whole.node)
        inner = {key: self._rewritten(part) for key, part in vars(node).items() if isinstance(part, Node)}
        return node if node.type is Type.DECIMAL or not inner else replace(node, **inner)

    def _whole(self, node: Node) -> _Whole | None:
        match node:
            case Field(name) if name in self.digits:
                column = f"units_of_{name}"
                self.columns[column] = name
                return _Whole(Field(column, Type.INTEGER), self.digits[name], LARGEST)
            case Literal(int() | Decimal() as value) if node.type.is_number:
                digits = max(0, -int(Decimal(value).as_tuple().exponent))
                number = int(Decimal(value).scaleb(digits))
                return _within(Literal(number, Type.INTEGER), digits, abs(number))
            case IfMissing(operand, default):
                one, other = self._alike(operand, default)
                if one and other:
                    return _within(IfMissing(one.node, other.node), one.digits, max(one.most, other.most))
            case Arithmetic(op, left, right) if op != "*":
                one, other = self._alike(left, right)
                if one and other:
                    return _within(Arithmetic(op, one.node, other.node), one.digits, one.most + other.most)
        return None

    def _alike(self, left: Node, right: Node) -> tuple[_Whole | None, _Whole | None]:
        """Both in the finer unit of the two."""
        one, other = self._whole(left), self._whole(right)
        if one is None or other is None:
            return None, None
        digits = max(one.digits, other.digits)
        return one.finer(digits), other.finer(digits)
