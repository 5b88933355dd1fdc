"""The heading tree of official prose: parts, numbered levels, 一是 …, heading sentences, unmarked lines, questions.

Numbered headings are known by their marker. A heading sentence that opens a paragraph (要加强学科建设。…) is one only
among its like: where neighbours under the same heading open in the same way. What an office has to do are the leaves in
the mode `plan`.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from linghang.documents.announced import Announced, announced
from linghang.documents.modes import Mode, mode_of_heading, mode_of_item, mode_of_text, mode_of_title
from linghang.documents.numerals import of_chinese

Kind = Literal[
    "part",
    "section",
    "subsection",
    "point",
    "subpoint",
    "circled",
    "item",
    "bullet",
    "runin",
    "pseudo",
    "qa",
    "speech",
]


@dataclass(frozen=True)
class Node:
    """A heading with what stands under it: `start` to `end` in the text, up to the next heading of its level or above.

    `marker`: the sign that made it a heading, as written. `level`: 1 for those without a parent.
    """

    id: str
    parent: str | None
    level: int
    kind: Kind
    marker: str
    heading: str
    mode: Mode
    start: int
    end: int
    leaf: bool


@dataclass(frozen=True)
class Outline:
    title: str
    nodes: tuple[Node, ...]
    announced: tuple[Announced, ...]

    def node_at(self, offset: int) -> Node | None:
        """The innermost node around an offset."""
        at = bisect_right(self._starts, offset) - 1
        node = self.nodes[at] if at >= 0 else None
        while node is not None and offset >= node.end:
            node = self._by_id[node.parent] if node.parent else None
        return node

    def above(self, node: Node | None) -> Iterator[Node]:
        """The node and what it stands under, innermost first."""
        while node is not None:
            yield node
            node = self._by_id[node.parent] if node.parent else None

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}


@dataclass(frozen=True)
class Paragraph:
    """A line with words: where it begins and what it says, without the spaces around."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class _Head:
    """A heading found; `rank` orders the levels, lower ranks stand above."""

    start: int
    rank: int
    kind: Kind
    marker: str
    heading: str
    mode: Mode | None = None
    end: int = 0
    parent: "_Head | None" = None
    children: list["_Head"] = field(default_factory=list)


_CN = "[一二三四五六七八九十]"
_PART = re.compile(rf"第{_CN}{{1,3}}(?:部分|章|篇|编)[、:：\s]*")
_MARKED: tuple[tuple[Kind, int, re.Pattern[str]], ...] = (
    ("part", 0, _PART),
    ("section", 10, re.compile(rf"{_CN}{{1,3}}(?:、|[．.](?!\d))\s*")),
    ("subsection", 20, re.compile(rf"[(（]{_CN}{{1,3}}[)）][、．.]?\s*")),
    ("point", 40, re.compile(r"\d{1,2}(?:[、]|[．.](?!\d))\s*")),
    ("subpoint", 50, re.compile(r"[(（]\d{1,2}[)）][、．.]?\s*|\d{1,2}[)）]\s*")),
    ("circled", 60, re.compile(r"[①-⑳]\s*")),
    ("bullet", 70, re.compile(r"[●○◆■▪•·◇□▲★✦➢►※]\s*(?!记者|通讯员|本报|文/|图/)|[-–]\s+(?=[一-鿿])")),
)
_QUESTION = re.compile(r"(?:主持人|记者|问)\s*[:：]\s*")
_ASKED = re.compile(r"[?？]|请.{0,8}(?:介绍|谈谈|说说|讲讲|分享)")
_TIME_OPENS = re.compile(
    r"(?:(?:一|过去一|这一|近一)年(?:来|里|中)?|五年来|三年来|几年来|近年来|过去(?:的)?.{0,3}年(?:里|来|中)?|回顾.{0,8}|"
    r"\d{4}年(?:以来|来)?)[,，]\s*(?:我们|我院|全院|医院|我局|我市|我县|全市|全县|全区|我区)?.{0,6}坚持"
)
_ACTS = re.compile(
    r"(?:要|坚持|持续|着力|加强|推进|强化|聚焦|深化|加快|狠抓|抓好|突出|落实|完善|优化|提升|推动|构建|打造|实施|开展|健全|"
    r"全力|大力|扎实|深入|切实|不断|积极|努力|全面|统筹|严格|严守|夯实|筑牢|守牢|坚决|做好|做优|做强|做实|做大|做精|创新|改善|"
    r"提高|促进|保障|扩大|加大|建立|建设|发挥|培育|壮大|激发|稳步|有序|有效|进一步|更加|始终|紧扣|紧盯|围绕|锚定|牢牢|"
    r"巩固|拓展|增强|防范|化解|维护|支持|鼓励|引导|规范|压实|补齐|用好|办好|建好|管好|守住|稳住|抢抓|主动|充分|高标准|高质量|高水平|高度|"
    r"精心|科学|认真|合理|注重|重视|关心|树立|弘扬|倡导|严肃|从严|纵深|发展|推行|推广|搭建|培养|引进|服务|绿色|畅通)"
)
_LABEL = re.compile(r"[^。！？;；,，:：]{2,14}[:：]")
_LABEL_NAMES = re.compile(
    r"(?:要求|目标|思路|原则|任务|指导思想|思想|举措|措施|情况|背景|问题|建议|成效|做法|经验|体会|安排|保障|重点|目的|内容|范围|依据)[:：]$"
)
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?")
_ORDINAL_ITEM = re.compile(
    rf"(?:(?<=[。;；:：,，!！?？”』\s　])|^)({_CN}{{1,3}})(是|要|则)(?![否非])|"
    rf"(?:(?<=[。;；!！\s])|^)(第{_CN}{{1,2}})[,，、]\s*(?=要|是|坚持|加|推|进)"
)
_SPEECH = re.compile(
    r"(?:在谈到|谈到|谈及)(?P<topic>[^,，。:：]{2,40}?)(?:方面|中|时)?[,，]?(?:[^,，。:：]{0,14})(?:指出|说|强调|表示|讲到|认为)[:：;；,，]"
)
_ADDRESS = re.compile(
    r"[^\n]{0,80}?(?P<who>[^,，。；;\n]{2,40}(?:进行了[^,，。；;]{0,8}总结|作了?[^,，。；;]{0,10}(?:讲话|报告|发言|致辞|部署)|宣读|致辞))"
)
_STOPS = "。！？!?"
_SAYS = re.compile(r"(?:(?:他|她)(?:强调指出|指出|强调|表示|要求|说|认为)|[一-鿿]{2,4}(?:强调指出|指出|强调))[:：;；]")
_READ = 300
"""How many characters behind a marker are looked at for the heading's words."""
_RUNIN_LENGTH, _PSEUDO_LENGTH, _HEADING_LENGTH = 42, 26, 60
_RUNIN_RANK = {"time": 30, "act": 34}


def outline(text: str) -> Outline:
    """The outline of a cleaned text. Linear in its length; a text without headings has no nodes."""
    paragraphs = list(_paragraphs(text))
    title, body = _title(paragraphs)
    heads = sorted(_heads(text, body), key=lambda head: (head.start, head.rank))
    _nest(heads, len(text.rstrip()))
    _settle_modes(text, heads, mode_of_title(title))
    nodes = _numbered(heads)
    return Outline(title, nodes, tuple(announced(text, nodes)))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    at = 0
    for line in text.split("\n"):
        said = line.strip(" \t　")
        if said:
            yield Paragraph(at + line.index(said[0]) if said else at, said)
        at += len(line) + 1


def _title(paragraphs: Sequence[Paragraph]) -> tuple[str, Sequence[Paragraph]]:
    """The first lines that are no sentences: title, subtitle, by-line, date. The longest of the titles counts."""
    titles: list[str] = []
    at = 0
    for at, paragraph in enumerate(paragraphs[:12]):
        said = paragraph.text
        closes = said[-1] in "。！？!?;；…" and not said.startswith(("—", "–"))
        if closes or len(said) > 60 or _marked(said) or _QUESTION.match(said):
            break
        if re.search(r"[,，]$", said) or (at and not titles):
            break
        titles.append(said)
    else:
        at = len(titles)
    if at == len(paragraphs) - 1 and titles and len(titles) == len(paragraphs):
        return titles[0], []
    # A stand-alone line right before a paragraph is a heading unless only title lines stand above it.
    named = [each for each in titles if not re.match(r"[—–]|[(（]|□|同志们|各位|\d{4}[年-]", each)]
    return (named[0] if named else titles[0] if titles else ""), paragraphs[at:]


def _marked(said: str) -> tuple[Kind, int, re.Match[str]] | None:
    for kind, rank, pattern in _MARKED:
        found = pattern.match(said)
        if found and found.end() < len(said):
            return kind, rank, found
    return None


def _heads(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[_Head]:
    runins = _runins(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        head = _own_head(paragraphs, at) or runins.get(at)
        if head is not None:
            yield head
        rest = paragraph.start + (len(head.marker) if head is not None else 0)
        yield from _inner(text, paragraph, rest, head)


def _own_head(paragraphs: Sequence[Paragraph], at: int) -> _Head | None:
    """The heading that a paragraph is or opens with by its marker."""
    paragraph = paragraphs[at]
    said = paragraph.text
    if marked := _marked(said):
        kind, rank, found = marked
        if kind == "point" and re.match(r"\d{1,2}[．.]\d", said):
            return None
        return _Head(
            paragraph.start,
            rank,
            kind,
            found[0].strip(" :：、\t") if kind == "part" else found[0].strip(),
            _heading(said[found.end() : found.end() + _READ]),
        )
    if question := _QUESTION.match(said):
        if _ASKED.search(said):
            return _Head(paragraph.start, 12, "qa", question[0].strip(), _heading(said[question.end() :]), "background")
        return None
    if said_by := _SAYS.match(said):
        return _Head(paragraph.start, 18, "speech", "", _heading(said[said_by.end() :]))
    if said[-1] in _STOPS and (address := _ADDRESS.match(said)) and not said.startswith(("在谈到", "谈到")):
        return _Head(paragraph.start, 16, "speech", "", address["who"])
    if _is_pseudo(paragraphs, at):
        return _Head(paragraph.start, 14, "pseudo", "", said)
    return None


def _is_pseudo(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """A short line by itself, without a full stop, that text follows."""
    said = paragraphs[at].text
    if not 2 <= len(said) <= _PSEUDO_LENGTH or re.search(r"[。！？!?;；,，:：…、]$", said):
        return False
    if re.match(r"[(（\[【—–□\d]|同志们|各位|主任委员|谢谢", said) or not re.search("[一-鿿]{2}", said):
        return False
    if re.search(r"\d{4}年\d{1,2}月|记者|通讯员|摄影|供稿|撰稿|\.{3}|…|http|www", said):
        return False
    following = paragraphs[at + 1].text if at + 1 < len(paragraphs) else ""
    return len(following) > max(30, len(said)) or bool(_marked(following))


def _opening(said: str) -> str:
    found = _SENTENCE.match(said)
    return found[0] if found else said


def _class_of(said: str) -> str:
    """How a paragraph opens: with a time and a principle, with an act, with a label, or otherwise ("")."""
    sentence = _opening(said)
    if len(sentence) > _RUNIN_LENGTH or len(said) < len(sentence) + 8:
        label = _LABEL.match(said)
        return "label" if label and _LABEL_NAMES.search(label[0]) else ""
    if _TIME_OPENS.match(sentence):
        return "time"
    if (label := _LABEL.match(said)) and _LABEL_NAMES.search(label[0]):
        return "label"
    if not sentence.endswith("。"):
        return ""
    return "act" if _ACTS.match(sentence) and sentence.count(",") + sentence.count("，") <= 1 else ""


def _runins(paragraphs: Sequence[Paragraph]) -> dict[int, _Head]:
    """Heading sentences by the place of their paragraph: those that have their like among the neighbours.

    A time opening may stand for the whole paragraph. 要 … alone is heading enough, since nothing else begins like that.
    """
    classes = {at: _class_of(each.text) for at, each in enumerate(paragraphs) if not _own_head(paragraphs, at)}
    for at, each in enumerate(paragraphs):
        if at in classes and not classes[at] and _TIME_OPENS.match(each.text) and len(each.text) <= _RUNIN_LENGTH:
            classes[at] = "time"
    found: dict[int, _Head] = {}
    for group in _groups(paragraphs, classes):
        acts = [at for at in group if classes[at] in ("act", "label")]
        times = [at for at in group if classes[at] == "time"]
        plain = [at for at in group if classes[at] == ""]
        alike = len(acts) >= 2 and (len(acts) >= len(plain) or _parallel(paragraphs, acts))
        for at in group:
            if classes[at] == "time" or (
                classes[at] in ("act", "label") and (alike or times or paragraphs[at].text.startswith("要"))
            ):
                found[at] = _runin(paragraphs[at], classes[at])
    return found


def _groups(paragraphs: Sequence[Paragraph], classes: dict[int, str]) -> Iterator[list[int]]:
    """Runs of unmarked paragraphs between two marked headings."""
    group: list[int] = []
    for at in range(len(paragraphs)):
        if at in classes:
            group.append(at)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _parallel(paragraphs: Sequence[Paragraph], acts: Sequence[int]) -> bool:
    """Most of them begin with the same word."""
    firsts = Counter(paragraphs[at].text[:2] for at in acts)
    return max(firsts.values()) * 2 > len(acts)


def _runin(paragraph: Paragraph, opens: str) -> _Head:
    if opens == "label":
        label = _LABEL.match(paragraph.text)
        said = label[0] if label else paragraph.text
        mode: Mode | None = "background" if re.search("要求|目标|思路|思想|原则|背景|依据", said) else None
        return _Head(paragraph.start, _RUNIN_RANK["act"], "runin", "", said, mode)
    return _Head(paragraph.start, _RUNIN_RANK[opens], "runin", "", _opening(paragraph.text))


def _inner(text: str, paragraph: Paragraph, start: int, head: _Head | None) -> Iterator[_Head]:
    """Headings inside a paragraph: 一是 …, and what a news report has a speaker say."""
    for found in _SPEECH.finditer(text, start, paragraph.end):
        if head is None or found.start() > head.start:
            yield _Head(found.start(), 18, "speech", "在谈到", found["topic"])
    expected = 1
    for found in _ORDINAL_ITEM.finditer(text, start, paragraph.end):
        word = found[1] or found[3].removeprefix("第")
        number = of_chinese(word)
        follows = number is not None and (number in (1, expected) or (expected > 1 and number == expected + 1))
        if not follows and found.start() != paragraph.start:
            continue
        expected = int(number or 0) + 1
        begins = found.start(1) if found[1] else found.start(3)
        yield _Head(
            begins, 80, "item", found[0].strip(), _heading(text[found.end() : min(paragraph.end, found.end() + _READ)])
        )


def _heading(said: str) -> str:
    """The first sentence, or its first clause where the sentence is long."""
    sentence = _opening(said.strip()).strip()
    if len(sentence) <= _HEADING_LENGTH - 20:
        return sentence or said.strip()[:_HEADING_LENGTH]
    clause = re.split("[,，;；:：]", sentence, maxsplit=1)[0]
    return clause[:_HEADING_LENGTH]


def _nest(heads: list[_Head], end: int) -> None:
    stack: list[_Head] = []
    for head in heads:
        while stack and stack[-1].rank >= head.rank:
            stack.pop().end = head.start
        head.parent = stack[-1] if stack else None
        if head.parent is not None:
            head.parent.children.append(head)
        stack.append(head)
    for head in stack:
        head.end = end


def _settle_modes(text: str, heads: Sequence[_Head], title_mode: Mode | None) -> None:
    """By the heading itself, else by the heading above, else by the title, else by the words of the whole text."""
    whole = mode_of_text(text)
    for head in heads:
        if head.mode is not None:
            continue
        own = mode_of_item(head.marker) if head.kind == "item" else mode_of_heading(head.heading)
        inherited = next((each.mode for each in _above(head) if each.mode in ("done", "plan")), None)
        if own is not None and (head.rank <= 20 or head.kind == "item"):
            head.mode = own
        else:
            head.mode = inherited or title_mode or (own if head.rank <= 20 else None) or whole


def _above(head: _Head) -> Iterator[_Head]:
    while head.parent is not None:
        head = head.parent
        yield head


def _numbered(heads: Sequence[_Head]) -> tuple[Node, ...]:
    ids = {id(head): f"n{number:03d}" for number, head in enumerate(heads, 1)}
    return tuple(
        Node(
            ids[id(head)],
            ids[id(head.parent)] if head.parent is not None else None,
            1 + sum(1 for _ in _above(head)),
            head.kind,
            head.marker,
            head.heading,
            head.mode or "mixed",
            head.start,
            head.end,
            not head.children,
        )
        for head in heads
    )
