"""The rule language of the published workbook: parser with positions, frozen nodes, type check. Pure.

    rule       := all ("or" all)* ;  all := part ("and" part)*
    part       := "true" | "(" rule ")" | subject ["not"] "in" sets
                | "length" "(" SET "∩" subject ")" compare NUMBER | number-variable compare NUMBER
    subject    := VARIABLE | "{" VARIABLE ("," VARIABLE)* "}" ;  sets := SET | "{" SET ("," SET)* "}"

Full-width signs, ≥ ≤ ≠, ==, <> and keywords in either case are read as people type them. A number may have its unit
(XSRTL < 29天, NL < 6岁); an age below so many days (NL < 29天) asks the age in days; any other unit is a fault, for the
rule would mean something else without it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from linghang.casemix.codes import Family
from linghang.core.errors import refuse

PRINCIPAL, OTHERS = "principal", "others"
CODE_VARIABLES = {
    "ZYZD": (Family.DIAGNOSIS, PRINCIPAL),
    "QTZD": (Family.DIAGNOSIS, OTHERS),
    "ZYSS": (Family.OPERATION, PRINCIPAL),
    "QTSS": (Family.OPERATION, OTHERS),
}
NUMBER_VARIABLES: Mapping[str, str] = {"NL": "age", "XSRTL": "age_days", "XSRTZ": "birth_weight", "XB": "sex"}
"""Column by variable; a scheme may declare further ones."""
_DAYS = ("天", "日")
_UNITS: Mapping[str, tuple[str, ...]] = {"age": ("岁",), "age_days": _DAYS, "birth_weight": ("克", "g"), "sex": ()}
"""The units in which records have the numbers; what a declared column is in, only its scheme knows."""
SEVERITIES = ("MCC", "CC")
"""Pseudo-sets: the other diagnoses listed with that level and not excluded by the principal diagnosis."""
COMPARISONS: dict[str, str] = {
    ">=": ">=", "<=": "<=", "!=": "!=", ">": ">", "<": "<", "=": "=",
    "≥": ">=", "≤": "<=", "≠": "!=", "==": "=", "<>": "!=",
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Which codes of the record are asked: of one family, the first, the others, or both."""

    family: Family
    parts: frozenset[str]


@dataclass(frozen=True)
class Always:
    """`true`."""


@dataclass(frozen=True)
class Member:
    """Some code of the scope is in one of the sets; negated: none is."""

    scope: Scope
    sets: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Count:
    """How many different codes of the scope are in the set, compared with a number."""

    scope: Scope
    set: str
    comparison: str
    number: float


@dataclass(frozen=True)
class Compare:
    """A number of the record compared; false when the record does not have it."""

    field: str
    comparison: str
    number: float


@dataclass(frozen=True)
class Both:
    """All parts hold."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Either:
    """Some part holds."""

    parts: "tuple[Node, ...]"


Node = Always | Member | Count | Compare | Both | Either

_SIGNS = str.maketrans("（）｛｝，＜＞＝！", "(){},<>=!")
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?(?:天|日|岁|克|g)?(?![\w.]))|(?P<sign>>=|<=|!=|<>|==|[≥≤≠<>=(){},∩])"
    r"|(?P<word>[^\s(){},<>=!≥≤≠∩]+)"
)
_DEEPEST = 100
T = TypeVar("T")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


def parse(
    text: str,
    sets: Collection[str],
    family_of: Callable[[str], Collection[Family]] | None = None,
    numbers: Mapping[str, str] = NUMBER_VARIABLES,
) -> Node:
    """The rule as a tree. `sets`: the names that exist; `family_of`: families of the codes in a set; `numbers`:
    columns of the number variables.

    Raises InputError naming the character at which the rule goes wrong (the first is 1).
    """
    return _Parser(text, sets, family_of, numbers).whole()


class _Parser:
    """Recursive descent over the tokens of one rule."""

    def __init__(
        self,
        text: str,
        sets: Collection[str],
        family_of: Callable[[str], Collection[Family]] | None,
        numbers: Mapping[str, str],
    ) -> None:
        self.text = text
        self.numbers = numbers
        self.sets = sets
        self.family_of = family_of
        self.tokens = self._tokens(text.translate(_SIGNS))
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self._either()
        if self._now.kind != "end":
            self._fail("这里应是 and、or 或规则结束")
        return node

    def _tokens(self, text: str) -> list[_Token]:
        tokens, place = [], 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._error(place, text[place], "不认识这个符号")
            if found.lastgroup != "space":
                tokens.append(_Token(found.lastgroup or "", found.group(), place))
            place = found.end()
        return [*tokens, _Token("end", "", len(text))]

    @property
    def _now(self) -> _Token:
        return self.tokens[self.at]

    def _error(self, place: int, found: str, reason: str) -> Exception:
        shown = f"“{found}”" if found else "规则到此结束"
        return refuse(
            f"第 {place + 1} 个字符处 {shown}：{reason}", "请对照规则语言更正", field="规则", value=self.text[:200]
        )

    def _fail(self, reason: str) -> NoReturn:
        raise self._error(self._now.place, self._now.text, reason)

    def _taken(self, *texts: str) -> bool:
        if self._now.text.lower() in texts:
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._taken(text):
            self._fail(f"这里应是 {text}")

    def _either(self) -> Node:
        parts = [self._both()]
        while self._taken("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Node:
        parts = [self._part()]
        while self._taken("and"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _part(self) -> Node:
        if self._taken("true"):
            return Always()
        if self._taken("("):
            self.depth += 1
            if self.depth > _DEEPEST:
                self._fail(f"括号套得太深，超过 {_DEEPEST} 层")
            node = self._either()
            self._expect(")")
            self.depth -= 1
            return node
        if self._now.text.lower() == "length":
            return self._count()
        if self._now.text.upper() in self.numbers:
            return self._compare()
        return self._member()

    def _compare(self) -> Node:
        field = self.numbers[self._now.text.upper()]
        self.at += 1
        comparison, place = self._comparison(), self.at
        number, unit = self._number()
        if unit and unit not in _UNITS.get(field, (unit,)):
            if field != "age" or unit not in _DAYS or comparison not in ("<", "<="):
                self.at = place
                self._fail(f"不能以“{unit}”比较，这个变量{_said(_UNITS[field])}")
            field = "age_days"
        return Compare(field, comparison, number)

    def _member(self) -> Node:
        scope = self._scope()
        negated = self._taken("not")
        self._expect("in")
        return Member(scope, tuple(self._listed(lambda: self._set(scope))), negated)

    def _count(self) -> Node:
        self._expect("length")
        self._expect("(")
        place = self.at
        self.at += 1
        self._expect("∩")
        scope = self._scope()
        after, self.at = self.at, place
        name = self._set(scope)
        if name in SEVERITIES:
            self.at = place
            self._fail(f"{name} 不能计数")
        self.at = after
        self._expect(")")
        comparison, place = self._comparison(), self.at
        number, unit = self._number()
        if unit:
            self.at = place
            self._fail("个数没有单位")
        return Count(scope, name, comparison, number)

    def _listed(self, one: Callable[[], T]) -> list[T]:
        """One item, or several in braces."""
        if not self._taken("{"):
            return [one()]
        items = [one()]
        while self._taken(","):
            items.append(one())
        self._expect("}")
        return items

    def _scope(self) -> Scope:
        place = self.at
        variables = self._listed(self._variable)
        families = {family for family, _ in variables}
        if len(families) > 1:
            self.at = place
            self._fail("诊断和手术不能放在一起比较")
        return Scope(families.pop(), frozenset(part for _, part in variables))

    def _variable(self) -> tuple[Family, str]:
        found = CODE_VARIABLES.get(self._now.text.upper())
        if found is None:
            self._fail(f"这里应是变量 {'、'.join([*CODE_VARIABLES, *self.numbers])} 之一")
        self.at += 1
        return found

    def _set(self, scope: Scope) -> str:
        name = self._now.text
        if self._now.kind not in {"word", "number"}:
            self._fail("这里应是集合名")
        if name in SEVERITIES:
            if scope != Scope(Family.DIAGNOSIS, frozenset({OTHERS})):
                self._fail(f"{name} 只与其他诊断 QTZD 比较")
        elif name not in self.sets:
            self._fail("没有这个集合")
        elif self.family_of and scope.family not in self.family_of(name):
            self._fail(f"集合里没有{scope.family}编码，不能与{scope.family}比较")
        self.at += 1
        return name

    def _comparison(self) -> str:
        found = COMPARISONS.get(self._now.text)
        if found is None:
            self._fail("这里应是比较符号 >= <= > < = !=")
        self.at += 1
        return found

    def _number(self) -> tuple[float, str]:
        """A number and its unit, "" without one."""
        if self._now.kind != "number":
            self._fail("这里应是数")
        text = self._now.text
        self.at += 1
        digits = text.rstrip("天日岁克g")
        return float(digits), text[len(digits) :]


def _said(units: Sequence[str]) -> str:
    return f"的单位是{'或'.join(units)}" if units else "没有单位"
