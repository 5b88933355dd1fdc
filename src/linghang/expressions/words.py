"""Say an expression in the words of the field, for those who judge a figure and write no expressions."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from linghang.expressions import tree
from linghang.packs.library import Library
from linghang.packs.model import Register

LISTED = 8
"""How many codes are written out before the rest is counted."""
_COMPARED = {"=": "为", "<>": "不为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
_TIMED = _COMPARED | {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_OWN = re.compile("[a-z][a-z_0-9]*")
_SIGNS = {"+": "+", "-": "−", "*": "×"}


class Words:
    """The words of one register: titles of its fields, names of their codes, titles of codesets."""

    def __init__(self, register: Register, library: Library) -> None:
        self._fields = {field.code: field for field in register.fields}
        self._library = library

    def say(self, node: tree.Node) -> str:
        """`性别为‘2 女’，且年龄大于 60`."""
        match node:
            case tree.Field():
                return self._condition(node, "是") if node.type is tree.Type.BOOLEAN else self._fields[node.name].title
            case tree.Literal():
                return _constant(node.value)
            case tree.And():
                return f"{self._inside(node.left, tree.Or)}，且{self._inside(node.right, tree.Or)}"
            case tree.Or():
                return f"{self._inside(node.left, tree.And)}，或{self._inside(node.right, tree.And)}"
            case tree.Not():
                return self._not(node.operand)
            case tree.IsMissing():
                return f"{self._plain(node.operand)}没有填"
            case tree.Compare():
                return self._compared(node)
            case tree.Matches():
                return f"{self.say(node.operand)}{self._among(node.operand, node.matcher, '为')}"
            case tree.AnyMatches():
                return f"{self.say(node.operand)}里有{self._some(node.operand, node.matcher)}"
            case tree.CountMatches():
                return f"{self.say(node.operand)}里{self._some(node.operand, node.matcher)}的个数"
            case tree.AnyPairMatches():
                return f"有一处{self._pair(node)}"
            case tree.CountPairs():
                return f"{self._pair(node)}的处数"
            case _:
                return self._computed(node)

    def _computed(self, node: tree.Node) -> str:
        match node:
            case tree.Size():
                return f"{self.say(node.operand)}的个数"
            case tree.Extreme():
                least, most = ("最早", "最晚") if node.type.is_time else ("最小", "最大")
                return f"{least if node.which == 'min' else most}的{self.say(node.operand)}"
            case tree.First():
                return f"第一个{self.say(node.operand)}"
            case tree.Prefix():
                return f"{self.say(node.operand)}的前 {node.length} 位"
            case tree.DaysBetween():
                return f"{self.say(node.start)}至{self.say(node.end)}的天数"
            case tree.MinutesBetween():
                return f"{self.say(node.start)}至{self.say(node.end)}的分钟数"
            case tree.DatePart():
                return f"{self.say(node.operand)}的{'年份' if node.part == 'year' else '月份'}"
            case tree.IfMissing():
                return f"{self._plain(node.operand)}（没有填的按 {self.say(node.default)}）"
            case tree.Arithmetic():
                return f"{self._term(node.left)} {_SIGNS[node.op]} {self._term(node.right)}"
        raise TypeError(f"no such operation: {node}")

    def _plain(self, node: tree.Node) -> str:
        return self._fields[node.name].title if isinstance(node, tree.Field) else self.say(node)

    def _condition(self, node: tree.Field, answer: str) -> str:
        return f"{self._fields[node.name].title}为‘{answer}’"

    def _inside(self, node: tree.Node, other: type[tree.Node]) -> str:
        """且 beside 或 says which goes first: nobody has to know a rule for it."""
        return f"（{self.say(node)}）" if isinstance(node, other) else self.say(node)

    def _term(self, node: tree.Node) -> str:
        return f"（{self.say(node)}）" if isinstance(node, tree.Arithmetic) and node.op != "*" else self.say(node)

    def _not(self, node: tree.Node) -> str:
        match node:
            case tree.Field():
                return self._condition(node, "否")
            case tree.IsMissing():
                return f"{self._plain(node.operand)}已填"
            case tree.Matches():
                return f"{self.say(node.operand)}{self._among(node.operand, node.matcher, '不为')}"
        return f"不符合（{self.say(node)}）"

    def _compared(self, node: tree.Compare) -> str:
        left, right = self._plain(node.left), node.right
        if isinstance(right, tree.Literal) and isinstance(right.value, str):
            said = f"‘{self._code(node.left, right.value)}’"
        elif isinstance(right, tree.Literal) and isinstance(right.value, bool):
            said = "‘是’" if right.value else "‘否’"
        else:
            said = self._plain(right)
        between = " " if said[:1].isdigit() else ""
        verb = (_TIMED if node.left.type.is_time else _COMPARED)[node.op]
        return f"{left}{verb}{between}{said}"

    def _among(self, operand: tree.Node, matcher: tree.Matcher, verb: str) -> str:
        if matcher.label:
            return f"{'' if verb == '为' else '不'}在‘{self._codeset(matcher.label)}’里"
        if matcher.prefix:
            return f"{'' if verb == '为' else '不'}以 {_listed(matcher.values)} 开头"
        return verb + self._names(operand, matcher)

    def _some(self, operand: tree.Node, matcher: tree.Matcher) -> str:
        if matcher.label:
            return f"‘{self._codeset(matcher.label)}’所列的"
        if matcher.prefix:
            return f"以 {_listed(matcher.values)} 开头的"
        return self._names(operand, matcher)

    def _pair(self, node: tree.AnyPairMatches | tree.CountPairs) -> str:
        one = f"{self.say(node.operand)}是{self._some(node.operand, node.matcher)}"
        return f"{one}、同一处{self.say(node.other)}是{self._some(node.other, node.other_matcher)}"

    def _names(self, operand: tree.Node, matcher: tree.Matcher) -> str:
        return "或".join(f"‘{self._code(operand, value)}’" for value in matcher.values[:LISTED]) + _rest(matcher.values)

    def _code(self, node: tree.Node, value: str) -> str:
        """A code with its name, where the field has a list of codes; a code that is our own word by its name alone."""
        field = self._fields.get(node.name) if isinstance(node, tree.Field) else None
        names: Mapping[str, str] = self._library.code_names.get(field.codeset or "", {}) if field else {}
        name = names.get(value, "")
        if not name or name == value:
            return value
        return name if _OWN.fullmatch(value) else f"{value} {name}"

    def _codeset(self, code: str) -> str:
        return str(self._library.entry("codesets", code).item.title) if self._library.has("codesets", code) else code


def _constant(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case str():
            return f"‘{value}’"
    return str(value)


def _listed(values: tuple[str, ...]) -> str:
    return "、".join(values[:LISTED]) + _rest(values)


def _rest(values: tuple[str, ...]) -> str:
    return f"等 {len(values)} 个" if len(values) > LISTED else ""
