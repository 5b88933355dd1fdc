"""The sentence templates of reports: Chinese text with figures in braces. Pure.

    sentence    = { text | placeholder | optional }
    placeholder = "{" word "}" | "{" indicator { "|" option } "}"
    optional    = ( "{?}" | "{+}" ) sentence "{/}"

What stands after `{?}` is left out when none of its figures has data, after `{+}` also when all that have are zero.

Braces that are meant are doubled. `{visits}` is a value with its unit, `{visits|yoy}` a comparison,
`{a|share_of=b}` a share. docs/reports.md tells all this to those who write templates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from linghang.core.errors import InputError, refuse

Kind = Literal["value", "last_year", "yoy", "yoy_abs", "mom", "mom_abs", "target", "target_abs", "share_of"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COUNTED: tuple[Kind, ...] = ("value", "last_year", "yoy_abs", "mom_abs", "target_abs")
"""Kinds written in the indicator's unit; the others are percentages."""
MAX_DEPTH = 3
"""How deep optional parts may stand in one another."""
WORDS = ("institution", "period", "year", "last_year", "next_year")
SCALES = {"无": "", "万": "万", "亿": "亿"}
_OPTIONS = f"{'、'.join(KINDS[1:-1])}、share_of=、scale=、decimals="
_ANY, _NONZERO, _END = "{?}", "{+}", "{/}"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_PIECE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[^{}｛｝]+|.", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """Text as it stands."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A word that the report knows: one of WORDS."""

    word: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure bound to an indicator.

    `of`: the indicator of which this one is a share. `scale` ("", 万, 亿) and `decimals` override the
    indicator's own display; None leaves it. `at`: where the placeholder begins in the sentence, from 1.
    """

    indicator: str
    kind: Kind = "value"
    of: str = ""
    scale: str | None = None
    decimals: int | None = None
    at: int = field(default=0, compare=False)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator the figure reads."""
        return (self.indicator, self.of) if self.of else (self.indicator,)


Plain = Words | Name | Figure


@dataclass(frozen=True)
class Optional:
    """Parts that are left out together when none of their figures has data, or with `nonzero` anything but zero."""

    parts: "tuple[Node, ...]"
    nonzero: bool = False
    at: int = field(default=0, compare=False)


Node = Plain | Optional
Sentence = tuple[Node, ...]


def parse(text: str) -> Sentence:
    """The nodes of a sentence template. Raises InputError that names the position."""
    levels: list[list[Node]] = [[]]
    opened: list[_Mark] = []
    for piece in _pieces(text):
        if not isinstance(piece, _Mark):
            levels[-1].append(piece)
        elif piece.text != _END:
            if len(opened) == MAX_DEPTH:
                raise _fault(f"可略部分最多套 {MAX_DEPTH} 层", "请先用 {/} 结束上一个", piece.at)
            levels.append([])
            opened.append(piece)
        else:
            if not opened:
                raise _fault("{/} 前面没有 {?} 或 {+}", "可略部分写成 {?}……{/}", piece.at)
            levels[-2].append(_optional(levels.pop(), opened.pop()))
    if opened:
        raise _fault("可略部分没有结束", "请在它的末尾写 {/}", opened[-1].at)
    return tuple(levels[0])


def figures(sentence: Sentence) -> Iterator[Figure]:
    """Every figure of a sentence, in order."""
    for node in sentence:
        if isinstance(node, Figure):
            yield node
        elif isinstance(node, Optional):
            yield from figures(node.parts)


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
    options = [node.indicator]
    if node.kind != "value":
        options.append(f"share_of={node.of}" if node.kind == "share_of" else node.kind)
    if node.scale is not None:
        options.append(f"scale={node.scale or '无'}")
    if node.decimals is not None:
        options.append(f"decimals={node.decimals}")
    return "{" + "|".join(options) + "}"


@dataclass(frozen=True)
class _Mark:
    """`{?}`, `{+}` or `{/}`."""

    text: str
    at: int


def _optional(parts: list[Node], mark: _Mark) -> Optional:
    if not any(True for _ in figures(tuple(parts))):
        raise _fault("可略部分里没有数据", f"至少写一个指标，或去掉 {mark.text} 与 {{/}}", mark.at)
    return Optional(tuple(parts), mark.text == _NONZERO, mark.at)


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
    if len(piece) == 1:
        raise _fault("花括号没有配对", "数据写成 {指标代码}；要写出花括号本身时写两遍", at, piece)
    head, *options = (part.strip() for part in piece[1:-1].replace("｜", "|").replace("＝", "=").split("|"))
    if head in WORDS and not options:
        return Name(head, at)
    if not _CODE.fullmatch(head):
        raise _fault("花括号里应是指标代码", f"小写字母、数字和下划线，或者：{'、'.join(WORDS)}", at, piece)
    return _figure(head, options, at)


def _figure(indicator: str, options: list[str], at: int) -> Figure:
    given: dict[str, object] = {}
    for option in options:
        name, _, value = (part.strip() for part in option.partition("="))
        for key, read in _read_option(name, value, at).items():
            if key in given:
                raise _fault("写法重复或互相冲突", "比较方式、scale、decimals 各写一个", at, option)
            given[key] = read
    figure = Figure(indicator, at=at, **given)  # type: ignore[arg-type]
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
