"""A rule in words, for people who know the front page and not the rule language. Pure."""

from collections.abc import Iterator, Mapping

from linghang.casemix.codes import Family
from linghang.casemix.language import OTHERS, PRINCIPAL, SEVERITIES, Always, Both, Compare, Count, Either, Member, Node
from linghang.casemix.language import Scope as Asked

NUMBERS = {"age": "年龄（岁）", "age_days": "日龄（天）", "birth_weight": "出生体重（克）", "sex": "性别"}
COMPARED = {">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于", "=": "是", "!=": "不是"}
SEXES = {1: "男", 2: "女"}
_FIRST = {Family.DIAGNOSIS: "主要诊断", Family.OPERATION: "主要手术操作"}
_REST = {Family.DIAGNOSIS: "其他诊断", Family.OPERATION: "其他手术操作"}
_ANY = {Family.DIAGNOSIS: "任一诊断", Family.OPERATION: "任一手术操作"}
_SEVERE = {"MCC": "严重并发症或合并症（MCC）", "CC": "并发症或合并症（CC）"}


def words(rule: Node, sizes: Mapping[str, int]) -> str:
    """The rule as a sentence. `sizes`: how many codes each set has."""
    match rule:
        case Always():
            return "没有其他条件"
        case Both(parts):
            return "，并且".join(_inside(part, sizes) for part in parts)
        case Either(parts):
            return "；或者".join(_inside(part, sizes) for part in parts)
        case Compare(field, comparison, number):
            if field == "sex" and number in SEXES:
                return f"性别{COMPARED[comparison]}{SEXES[int(number)]}"
            return f"{NUMBERS.get(field, field)}{COMPARED[comparison]} {number:g}"
        case Count(scope, name, comparison, number):
            return f"{_who(scope)}中属于{_set(name, sizes)}的编码个数{COMPARED[comparison]} {number:g}"
        case Member(scope, names, negated):
            return f"{_who(scope)}{'不在' if negated else '在'}{'或'.join(_set(name, sizes) for name in names)}中"
    raise TypeError(rule)


def _inside(part: Node, sizes: Mapping[str, int]) -> str:
    said = words(part, sizes)
    return f"（{said}）" if isinstance(part, Both | Either) else said


def _who(scope: Asked) -> str:
    if {PRINCIPAL, OTHERS} <= set(scope.parts):
        return _ANY[scope.family]
    return _FIRST[scope.family] if PRINCIPAL in scope.parts else _REST[scope.family]


def _set(name: str, sizes: Mapping[str, int]) -> str:
    if name in SEVERITIES:
        return _SEVERE[name]
    return f"“{name}”（{sizes.get(name, 0)} 个编码）"


def sets_of(rule: Node) -> Iterator[str]:
    """The code sets that a rule names, in its order; without those of complications."""
    match rule:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from sets_of(part)
        case Count(_, name, _, _):
            yield name
        case Member(_, names, _):
            yield from (name for name in names if name not in SEVERITIES)
