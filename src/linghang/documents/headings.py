"""What opens a paragraph of official prose and makes it a heading: numbered markers, unmarked lines. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from linghang.documents.modes import Mode
from linghang.documents.numerals import of_chinese

Kind = Literal[
    "part", "section", "subsection", "point", "subpoint", "circled", "item", "bullet", "runin", "pseudo", "qa",
    "speech", "measure",
]  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A line with words: where it begins and what it says, without the spaces around."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class Head:
    """A heading found; `rank` orders the levels, lower ranks stand above. `implied`: the mode of what it asks for.

    `closes`: headings of this rank and below it end where it begins; its own rank unless told.
    """

    start: int
    rank: int
    kind: Kind
    marker: str
    heading: str
    mode: Mode | None = None
    implied: Mode | None = None
    closes: int | None = None
    end: int = 0
    parent: "Head | None" = None
    brother: "Head | None" = None
    children: list["Head"] = field(default_factory=list)


RANKS: dict[Kind, int] = {
    "part": 0, "section": 10, "qa": 12, "pseudo": 14, "measure": 15, "speech": 18, "subsection": 20, "runin": 34,
    "point": 40, "subpoint": 50, "circled": 60, "bullet": 70, "item": 80,
}  # fmt: skip
ADDRESS_RANK, GRAND_SECTION_RANK, TIME_RANK = 16, 5, 30
_CN = "[一二三四五六七八九十]"
_MARKED: tuple[tuple[Kind, int, re.Pattern[str]], ...] = (
    ("part", RANKS["part"], re.compile(rf"第{_CN}{{1,3}}(?:部分|章|篇|编)[、:：\s]*")),
    ("section", GRAND_SECTION_RANK, re.compile(r"[壹贰叁参肆伍陆柒捌玖拾]{1,2}[、.．]\s*")),
    ("section", RANKS["section"], re.compile(rf"{_CN}{{1,3}}(?:\s?、|[．.](?!\d))\s*")),
    ("subsection", RANKS["subsection"], re.compile(rf"[(（]\s?{_CN}{{1,3}}\s?[)）][、．.]?\s*")),
    ("point", RANKS["point"], re.compile(r"\d{1,2}(?:[、]|[．.](?!\d))\s*")),
    ("subpoint", RANKS["subpoint"], re.compile(r"[(（]\d{1,2}[)）][、．.]?\s*|\d{1,2}[)）]\s*")),
    ("circled", RANKS["circled"], re.compile(r"[①-⑳]\s*")),
    ("bullet", RANKS["bullet"], re.compile(
        r"[●○◆■▪•·◇□▲★✦➢►※]\s*(?!记者|通讯员|本报|文/|图/)|[-–]\s+(?=[一-鿿])|—{2}(?=[一-鿿][^\n]{0,300}[。；;])"
    )),
)  # fmt: skip
_ORDINAL_ITEM = re.compile(
    rf"(?:(?<=[。;；:：,，!！?？”』\s　])|^)({_CN}{{1,3}})(是|要|则)(?![否非])|"
    rf"(?:(?<=[。;；:：!！\s])|^)(第{_CN}{{1,2}})[,，、]\s*(?=[一-鿿])"
)
_LABEL = re.compile(r"([^。！？!?;；,，:：、\d]{2,14})[:：](?=.)")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?")
READ = 300
"""How many characters behind a marker are looked at for the heading's words."""
_PSEUDO_LENGTH, _HEADING_LENGTH = 26, 60


def paragraphs(text: str) -> Iterator[Paragraph]:
    at = 0
    for line in text.split("\n"):
        said = line.strip(" \t　")
        if said:
            yield Paragraph(at + line.index(said[0]), said)
        at += len(line) + 1


def title(lines: Sequence[Paragraph]) -> tuple[str, Sequence[Paragraph]]:
    """The first lines that are no sentences: title, subtitle, by-line, date; and what follows them.

    The last of them is the first unmarked heading where others like it follow.
    """
    titles: list[str] = []
    at = 0
    for at, paragraph in enumerate(lines[:12]):
        said = paragraph.text
        closes = said[-1] in "。！？!?;；…" and not said.startswith(("—", "–"))
        if closes or len(said) > 60 or marked(said) or re.match(r"(?:主持人|记者|问)\s*[:：]", said):
            break
        if re.search(r"[,，]$", said) or (at and not titles):
            break
        titles.append(said)
    else:
        at = len(titles)
    if at == len(lines) - 1 and titles and len(titles) == len(lines):
        return titles[0], []
    if len(titles) > 1 and is_pseudo(lines, at - 1) and any(is_pseudo(lines, each) for each in range(at, len(lines))):
        titles.pop()
        at -= 1
    return _name_of(titles), lines[at:]


_ENDS_A_TITLE = re.compile(
    "(?:报告|讲话|方案|通知|意见|计划|总结|要点|规划|办法|决定|通报|汇报|说明|摘要|公报|简报|综述|纪要|发言|致辞|细则|预案|清单)"
    "(?:[（(][^（）()]{1,12}[)）])?$"
)
_BY_LINE = re.compile(r"[—–]|[(（]|□|同志们|各位|\d{4}年\d{1,2}月\d{1,2}日|\d{4}-")
_ISSUER = re.compile("(?:委员会|医院|政府|办公室|中心|集团|[局委部会])$")


def ends_a_title(said: str) -> bool:
    """关于…的报告, …工作要点（试行）."""
    return _ENDS_A_TITLE.search(said) is not None


def _name_of(titles: Sequence[str]) -> str:
    """The title among the first lines; who issues it stands before it when it has a line of its own."""
    named = [each for each in titles if not _BY_LINE.match(each)]
    for one, other in pairwise(named):
        if _ISSUER.search(one) and ends_a_title(other):
            return one + other
    return named[0] if named else titles[0] if titles else ""


def marked(said: str) -> tuple[Kind, int, re.Match[str]] | None:
    for kind, rank, pattern in _MARKED:
        found = pattern.match(said)
        if found and found.end() < len(said):
            return kind, rank, found
    return None


def numbered_head(paragraph: Paragraph) -> Head | None:
    """The heading that a paragraph opens with by its marker."""
    found = marked(paragraph.text)
    if found is None:
        return None
    kind, rank, match = found
    sign = match[0].strip(" :：、\t") if kind == "part" else match[0].strip()
    return Head(paragraph.start, rank, kind, sign, heading(paragraph.text[match.end() : match.end() + READ]))


def is_pseudo(lines: Sequence[Paragraph], at: int) -> bool:
    """A short line by itself, without a full stop, that text follows."""
    said = lines[at].text
    if not 2 <= len(said) <= _PSEUDO_LENGTH or re.search(r"[。！？!?;；,，:：…、]$|\t|\|", said):
        return False
    if re.match(r"[(（\[【—–□\d]|同志们|各位|主任委员|谢谢", said) or not re.search("[一-鿿]{2}", said):
        return False
    if re.search(r"\d{4}年\d{1,2}月|〔\d{4}〕|记者|通讯员|摄影|供稿|撰稿|\.{3}|…|http|www", said):
        return False
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    sentence = following[-1:] in "。！？" and len(following) > max(16, 2 * len(said))
    return ((sentence or len(following) > max(30, len(said))) and "\t" not in following) or bool(marked(following))


def items(text: str, paragraph: Paragraph, start: int, following: str) -> Iterator[Head]:
    """一是 …, 二要 …, 第一，… inside a paragraph. A lone 第一 counts when a 第二 follows in it or opens the next."""
    expected = 1
    for found in _ORDINAL_ITEM.finditer(text, start, paragraph.end):
        word = found[1] or found[3].removeprefix("第")
        number = of_chinese(word)
        follows = number is not None and (number in (1, expected) or (expected > 1 and number == expected + 1))
        if not follows and found.start() != paragraph.start:
            continue
        if (
            found[3]
            and number == 1
            and "第二" not in text[found.end() : min(paragraph.end, found.end() + 2000)] + following
        ):
            continue
        expected = int(number or 0) + 1
        begins = found.start(1) if found[1] else found.start(3)
        said = text[found.end() : min(paragraph.end, found.end() + READ)]
        yield Head(
            begins, RANKS["item"], "item", found[0].strip(), heading(re.split("[;；]", said)[0] if found[3] else said)
        )


_INLINE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("subpoint", re.compile(r"(?<=[。；;：:])\s?([(（](\d{1,2})[)）])(?=[一-鿿])")),
    ("circled", re.compile(r"(?<=[。；;：:])\s?(([①-⑳]))(?=[一-鿿])")),
)


def inline(text: str, paragraph: Paragraph, start: int) -> Iterator[Head]:
    """（1）…；（2）… inside a paragraph: at least two in order. The first may open the paragraph itself."""
    for kind, pattern in _INLINE:
        opens = marked(paragraph.text)
        expected = 2 if opens is not None and opens[0] == kind else 1
        found = list[re.Match[str]]()
        for each in pattern.finditer(text, start, paragraph.end):
            number = int(each[2]) if each[2].isdigit() and each[2].isascii() else ord(each[2]) - ord("①") + 1
            if number == expected:
                found.append(each)
                expected += 1
        for each in found if expected > 2 else ():
            said = text[each.end() : min(paragraph.end, each.end() + READ)]
            yield Head(each.start(1), RANKS[kind], kind, each[1], heading(re.split("[;；]", said)[0]))


def opening(said: str) -> str:
    """The first sentence."""
    found = _SENTENCE.match(said)
    return found[0] if found else said


def heading(said: str) -> str:
    """The label before a colon; else the first sentence, or its first clause where the sentence is long."""
    said = said.strip()
    if label := _LABEL.match(said):
        return label[1]
    sentence = opening(said).strip()
    if len(sentence) <= _HEADING_LENGTH - 20:
        return sentence or said[:_HEADING_LENGTH]
    clause = re.match("[^,，;；:：]{0,5}[,，][^,，;；:：]+|[^,，;；:：]+", sentence)
    return (clause[0] if clause else sentence)[:_HEADING_LENGTH]
