"""The sentence templates of reports: Chinese text with figures in braces. Pure.

    sentence    = { text | placeholder | optional | choice }
    placeholder = "{" word "}" | "{" figure "}"
    figure      = indicator { "|" option }
    optional    = ( "{?}" | "{+}" ) sentence "{/}"
    choice      = "{?" figure ":" test "}" sentence { "{:" [ test ] "}" sentence } "{/}"
    test        = 增长 | 下降 | 持平 | 向好 | 变差 | 达标 | 未达标 | 有 | 无 | ( ">=" | ">" | "<=" | "<" | "=" ) number

What stands after `{?}` is left out when none of its figures has data, after `{+}` also when all that have are zero.
Of a choice the first case that holds is said; `{:}` without a test is said when none before it does and the figure is
known.

Braces that are meant are doubled. `{visits}` is a value with its unit, `{visits|yoy}` a comparison,
`{a|share_of=b}` a share. docs/reports.md tells all this to those who write templates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from linghang.core.errors import InputError, refuse
from linghang.reports.conditions import DIRECTIONS, GOALS, PRESENCE, SIDES, Test, read_test
from linghang.reports.nodes import (
    COUNTED,
    KINDS,
    Case,
    Choice,
    Figure,
    Kind,
    Name,
    Node,
    Optional,
    Plain,
    Sentence,
    Words,
    choices,
    figures,
)

__all__ = [
    "COUNTED",
    "KINDS",
    "WORDS",
    "Choice",
    "Figure",
    "Kind",
    "Name",
    "Node",
    "Optional",
    "Plain",
    "Sentence",
    "Words",
    "choices",
    "figures",
    "parse",
    "write",
]
MAX_DEPTH = 3
"""How deep optional parts and choices may stand in one another."""
WORDS = ("institution", "period", "year", "last_year", "next_year")
SCALES = {"无": "", "万": "万", "亿": "亿"}
_OPTIONS = f"{'、'.join(KINDS[1:-1])}、share_of=、scale=、decimals="
_TESTS = f"{'、'.join((*DIRECTIONS, *SIDES, *GOALS, *PRESENCE))}，或 >=90% 这样的界限"
_ANY, _NONZERO, _END = "{?}", "{+}", "{/}"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_PIECE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[^{}｛｝]+|.", re.DOTALL)


def parse(text: str) -> Sentence:
    """The nodes of a sentence template. Raises InputError that names the position."""
    levels: list[list[Node]] = [[]]
    opened: list[_Open] = []
    for piece in _pieces(text):
        if not isinstance(piece, _Mark):
            levels[-1].append(piece)
        elif piece.opens:
            if len(opened) == MAX_DEPTH:
                raise _fault(f"可略部分最多套 {MAX_DEPTH} 层", "请先用 {/} 结束上一个", piece.at)
            levels.append([])
            opened.append(_Open(piece, piece.test))
        else:
            if not opened:
                raise _fault(f"{piece.text} 前面没有 {{?}} 或 {{+}}", "可略部分写成 {?}……{/}", piece.at)
            part = opened[-1]
            if piece.text == _END:
                levels[-2].append(part.close(levels.pop()))
                opened.pop()
            else:
                part.next(levels[-1], piece)
                levels[-1] = []
    if opened:
        raise _fault("可略部分没有结束", "请在它的末尾写 {/}", opened[-1].mark.at)
    return tuple(levels[0])


def write(sentence: Sentence) -> str:
    """The template text of these nodes: what `parse` reads back to equal nodes."""
    return "".join(_write(node) for node in sentence)


def _write(node: Node) -> str:
    match node:
        case Words(text):
            return text.replace("{", "{{").replace("}", "}}")
        case Name(word):
            return f"{{{word}}}"
        case Optional(parts, nonzero):
            return (_NONZERO if nonzero else _ANY) + write(parts) + _END
        case Choice(figure, cases):
            said = [f"{{:{case.test or ''}}}{write(case.parts)}" for case in cases]
            return f"{{?{_write_figure(figure)}{said[0][1:]}{''.join(said[1:])}{_END}"
    return "{" + _write_figure(node) + "}"


def _write_figure(node: Figure) -> str:
    options = [node.indicator]
    if node.kind != "value":
        options.append(f"share_of={node.of}" if node.kind == "share_of" else node.kind)
    if node.scale is not None:
        options.append(f"scale={node.scale or '无'}")
    if node.decimals is not None:
        options.append(f"decimals={node.decimals}")
    return "|".join(options)


@dataclass(frozen=True)
class _Mark:
    """`{?}`, `{+}`, `{?figure:test}`, `{:test}` or `{/}`."""

    text: str
    at: int
    figure: Figure | None = None
    test: Test | None = None

    @property
    def opens(self) -> bool:
        return self.text in (_ANY, _NONZERO) or self.figure is not None


@dataclass
class _Open:
    """An optional part or a choice that has not ended. `test`: that of the case being read."""

    mark: _Mark
    test: Test | None
    cases: list[Case] = field(default_factory=list)

    def next(self, parts: list[Node], mark: _Mark) -> None:
        """The case read so far ends, that of `mark` begins."""
        if self.mark.figure is None:
            raise _fault(f"{mark.text} 只能写在条件句里", "条件句写成 {?指标代码:增长}……{:下降}……{/}", mark.at)
        if self.test is None:
            raise _fault("{:} 之后不能再有别的情形", "把 {:} 放在最后", mark.at)
        self.cases.append(Case(self.test, tuple(parts)))
        self.test = mark.test

    def close(self, parts: list[Node]) -> Optional | Choice:
        if self.mark.figure is not None:
            return Choice(self.mark.figure, (*self.cases, Case(self.test, tuple(parts))), self.mark.at)
        if not any(True for _ in figures(parts)):
            raise _fault("可略部分里没有数据", f"至少写一个指标，或去掉 {self.mark.text} 与 {{/}}", self.mark.at)
        return Optional(tuple(parts), self.mark.text == _NONZERO, self.mark.at)


def _pieces(text: str) -> Iterator[Plain | _Mark]:
    """Text (neighbouring pieces joined), placeholders and marks in order."""
    words, began = "", 1
    for found in _PIECE.finditer(text):
        piece, at = found[0], found.start() + 1
        if piece in ("{{", "}}") or piece[0] not in "{}｛｝":
            began = began if words else at
            words += piece[0] if piece in ("{{", "}}") else piece
            continue
        if words:
            yield Words(words, began)
            words = ""
        yield _placeholder(piece, at)
    if words:
        yield Words(words, began)


def _placeholder(piece: str, at: int) -> Name | Figure | _Mark:
    if piece in (_ANY, _NONZERO, _END):
        return _Mark(piece, at)
    if piece in ("｛", "｝"):
        raise _fault("用了全角花括号", "请改用半角花括号 { }", at, piece)
    if piece[:2] in ("{?", "{:", "{："):
        return _condition(piece, at)
    if len(piece) == 1:
        raise _fault("花括号没有配对", "数据写成 {指标代码}；要写出花括号本身时写两遍", at, piece)
    head, *options = (part.strip() for part in piece[1:-1].replace("｜", "|").replace("＝", "=").split("|"))
    if head in WORDS and not options:
        return Name(head, at)
    if not _CODE.fullmatch(head):
        raise _fault("花括号里应是指标代码", f"小写字母、数字和下划线，或者：{'、'.join(WORDS)}", at, piece)
    return _figure(head, options, at)


def _condition(piece: str, at: int) -> _Mark:
    """`{?figure:test}` or `{:test}`; `{:}` is the last case."""
    inside, first = piece[2:-1].replace("：", ":"), piece[1] == "?"
    asked, colon, condition = inside.rpartition(":") if first else ("", ":", inside)
    figure = _placeholder(f"{{{asked}}}", at) if first and colon else None
    if not colon or isinstance(figure, Name | _Mark):
        raise _fault("看不懂这个条件", "条件句写成 {?指标代码:增长}……{:下降}……{/}", at, piece)
    test = read_test(condition)
    if test is None and (condition.strip() or figure):
        raise _fault("没有这种条件", f"可写：{_TESTS}", at, condition.strip() or piece)
    return _Mark(piece, at, figure, test)


def _figure(indicator: str, options: list[str], at: int) -> Figure:
    given: dict[str, Any] = {}
    for option in options:
        name, _, value = (part.strip() for part in option.partition("="))
        for key, read in _read_option(name, value, at).items():
            if key in given:
                raise _fault("写法重复或互相冲突", "比较方式、scale、decimals 各写一个", at, option)
            given[key] = read
    figure = Figure(indicator, at=at, **given)
    if figure.decimals is not None and figure.kind not in (*COUNTED, "share_of"):
        raise _fault("变化的百分比固定写到两位小数", "去掉 decimals", at)
    if figure.scale is not None and figure.kind not in COUNTED:
        raise _fault("百分比不能换算成万、亿", "去掉 scale，或换一种比较方式", at)
    return figure


def _read_option(name: str, value: str, at: int) -> dict[str, object]:
    """The fields of Figure that one option sets."""
    if name in KINDS[1:-1] and not value:
        return {"kind": name}
    if name == "share_of" and _CODE.fullmatch(value):
        return {"kind": name, "of": value}
    if name == "scale" and value in SCALES:
        return {"scale": SCALES[value]}
    if name == "decimals" and value in tuple("0123456"):
        return {"decimals": int(value)}
    remedy = {
        "share_of": "写成 share_of=另一个指标的代码",
        "scale": "可写 scale=万、scale=亿、scale=无",
        "decimals": "可写 decimals=0 到 decimals=6",
    }.get(name, f"可写：{_OPTIONS}")
    raise _fault("没有这种写法", remedy, at, f"{name}={value}" if value else name)


def _fault(reason: str, remedy: str, at: int, value: str = "") -> InputError:
    return refuse(reason, remedy, field=f"第 {at} 个字", value=value)
