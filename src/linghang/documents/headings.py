"""What opens a paragraph of official prose and makes it a heading: numbered markers, unmarked lines. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
APPENDIX_RANK, STEM_RANK, UNDER_SUBSECTION_RANK, NAMED_RANK, ARTICLE_RANK = 1, 8, 24, 25, 30
_CN = "[一二三四五六七八九十]"
_NAMED = "专栏|任务|行动|举措|措施|工程|策略方针|方针|目标|策略|重点|专题|议题|亮点|问题|建议|方向|主轴|面向"
_MARKED: tuple[tuple[Kind, int, re.Pattern[str]], ...] = (
    ("pseudo", NAMED_RANK, re.compile(r"专栏\s?\d{1,2}[:：\s]\s*[^。；;]{2,30}$")),
    ("pseudo", STEM_RANK, re.compile(r"【(?![^】]*(?:讯|记者|编者|导读|摘要|关键词))[^】\d]{2,20}】")),
    ("part", RANKS["part"], re.compile(rf"第{_CN}{{1,3}}(?:部分|章|篇|编)[、:：\s]*")),
    ("section", GRAND_SECTION_RANK, re.compile(r"[壹贰叁参肆伍陆柒捌玖拾]{1,2}[、.．]\s*")),
    ("section", STEM_RANK, re.compile(rf"第{_CN}{{1,3}}节[、:：\s]*|[甲乙丙丁戊己庚辛]、\s*")),
    ("section", RANKS["section"], re.compile(rf"{_CN}{{1,3}}(?:\s?、|[．.](?!\d(?!\d{{3}}年)))\s*")),
    ("subsection", RANKS["subsection"], re.compile(rf"[(（]\s?{_CN}{{1,3}}\s?[)）][、．.]?\s*|[㈠-㈩]\s*")),
    ("subsection", RANKS["subsection"] + 1, re.compile(r"[(（][甲乙丙丁戊己庚辛][)）][、．.]?\s*")),
    ("section", NAMED_RANK, re.compile(rf"(?:{_NAMED})(?:{_CN}{{1,2}}|\d{{1,2}})[:：]\s*")),
    ("point", ARTICLE_RANK, re.compile(rf"第{_CN}{{1,4}}条[、:：\s]+")),
    ("point", RANKS["point"], re.compile(r"(?![5-9]\d)\d{1,2}(?:[、]|[．.](?!\d))\s*|[⒈-⒛]\s*")),
    ("point", RANKS["point"] + 2, re.compile(r"\d{1,2}[．.]\d{1,2}[\s、]+(?=[一-鿿“])(?![万亿个元人天倍张名年])")),
    ("subpoint", RANKS["subpoint"] - 2, re.compile(r"\d{1,2}(?:[．.]\d{1,2}){2}[\s、]+(?=[一-鿿“])")),
    ("subpoint", RANKS["subpoint"], re.compile(r"[(（](?:\d{1,2}|[a-h])[)）][、．.]?\s*|\d{1,2}[)）]\s*|[⑴-⒇]\s*")),
    ("circled", RANKS["circled"], re.compile(r"[①-⑳]\s*")),
    ("bullet", RANKS["bullet"], re.compile(
        r"[●○◆■▪•·◇□▲★✦➢►※]\s*(?!记者|通讯员|本报|文/|图/|(?:时间|发布|来源|作者)[:：])|[-–]\s+(?=[一-鿿])|—{2}(?=[一-鿿][^\n]{0,300}[。；;])"
    )),
)  # fmt: skip
_ORDINAL_ITEM = re.compile(
    rf"(?P<cardinal>{_CN}{{1,3}})(?:是|要|则)(?![否非])|"
    rf"(?P<of>[第其])(?P<ordinal>{_CN}{{1,2}})(?:句话|件事|点|个方面|个问题|方面)?[,，、:：]\s*(?=[一-鿿])"
)
_BEFORE_CARDINAL, _BEFORE_ORDINAL = "。;；:：,，!！?？”』", "。;；:：!！"
_ALOUD = re.compile("(?<=[。；;：:])(?:(?P<one>一个是)|(?:再|还有|另)一个是)")
"""一个是…。再一个是…。还有一个是…: a list as it is spoken."""
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


_MAY_MARK = re.compile(
    rf"[【第壹贰叁参肆伍陆柒捌玖拾一二三四五六七八九十甲乙丙丁戊己庚辛(（\d①-⒛㈠-㈩●○◆■▪•·◇□▲★✦➢►※–—-]|{_NAMED}"
)
"""What a marker begins with: most paragraphs begin otherwise and are asked no further."""


def marked(said: str) -> tuple[Kind, int, re.Match[str]] | None:
    for kind, rank, pattern in _MARKED if _MAY_MARK.match(said) else ():
        found = pattern.match(said)
        if found and (found.end() < len(said) or kind == "pseudo"):
            return kind, rank, found
    return None


def numbered_head(paragraph: Paragraph) -> Head | None:
    """The heading that a paragraph opens with by its marker."""
    found = marked(paragraph.text)
    if found is None:
        return None
    kind, rank, match = found
    if kind == "pseudo":
        return Head(paragraph.start, rank, kind, "", match[0].strip("【】"))
    sign = match[0].strip(" :：、\t\u3000") if kind == "part" else match[0].strip()
    return Head(paragraph.start, rank, kind, sign, heading(paragraph.text[match.end() : match.end() + READ]))


_FRAME = re.compile("(?:前言|引言)[：:]?")
_CLOSING = re.compile("(?:结语|结束语|结论|鸣谢|致谢)[：:]?|最后再?[说讲谈][^，,。；;]{0,3}[句点]话?")
"""What ends a paper and belongs to no section of it."""
_NO_HEADING = re.compile(
    r"[(（\[【—–□]|\d(?!\d{3}年度?[一-鿿]{2})|同志们|各位|主任委员|谢谢|附[件表录：:]|[甲乙丙丁]方(?:[:：（(]|$)"
)


_ASKS = re.compile("(?:主持人|记者|问)\\s?[:：]")
_ASKING = frozenset("主记问")
_LEAD = 14
"""How many characters what follows an unmarked heading has at least."""


def closes_the_paper(said: str) -> bool:
    return _CLOSING.fullmatch(said) is not None


def is_pseudo(lines: Sequence[Paragraph], at: int) -> bool:
    """A short line by itself, without a full stop, that text follows."""
    said = lines[at].text
    if len(said) < _PSEUDO_LENGTH and (_FRAME.fullmatch(said) or closes_the_paper(said)) and at + 1 < len(lines):
        return True
    if not 2 <= len(said) <= _PSEUDO_LENGTH or re.search(r"[。！？!?;；,，:：…、]$|\t|\|", said):
        return False
    if _NO_HEADING.match(said) or not re.search("[一-鿿]{2}", said):
        return False
    if re.search(r"\d{4}年\d{1,2}月|〔\d{4}〕|记者|通讯员|摄影|供稿|撰稿|\.{3}|…|http|www", said):
        return False
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if following[:1] in _ASKING and _ASKS.match(following):
        return True
    sentence = following[-1:] in tuple("。！？?：:") and len(following) > max(_LEAD, 2 * len(said))
    return ((sentence or len(following) > max(30, len(said))) and "\t" not in following) or bool(marked(following))


def items(text: str, paragraph: Paragraph, start: int, following: str) -> Iterator[Head]:
    """一是 …, 二要 …, 第一，… inside a paragraph, each up to the next."""
    found = list(_counted(text, paragraph, start, following))
    ends = [*(each.start() for each in found[1:]), paragraph.end]
    for each, end in zip(found, ends, strict=False):
        said = text[each.end() : min(end, each.end() + READ)].rstrip("，,；; ")
        yield _item(each, re.split("[;；]", said)[0] if each["ordinal"] else said)
    yield from _aloud(text, paragraph, start)


def _counted(text: str, paragraph: Paragraph, start: int, following: str) -> Iterator[re.Match[str]]:
    """The markers that count on from one. A lone 第一 counts when a 第二 follows in the paragraph or opens the next."""
    expected = 1
    for found in _ORDINAL_ITEM.finditer(text, start, paragraph.end):
        before = text[found.start() - 1] if found.start() else " "
        if before not in (_BEFORE_CARDINAL if found["cardinal"] else _BEFORE_ORDINAL) and not before.isspace():
            continue
        number = of_chinese(found["cardinal"] or found["ordinal"])
        follows = number is not None and (number in (1, expected) or (expected > 1 and number == expected + 1))
        if not follows and found.start() != paragraph.start:
            continue
        behind = text[found.end() : min(paragraph.end, found.end() + 2000)] + following
        if found["ordinal"] and number == 1 and found["of"] + "二" not in behind:
            continue
        expected = int(number or 0) + 1
        yield found


def _aloud(text: str, paragraph: Paragraph, start: int) -> Iterator[Head]:
    spoken = text.find("一个是", start, paragraph.end) >= 0
    found = list(_ALOUD.finditer(text, start, paragraph.end)) if spoken else []
    if len(found) > 1 and found[0]["one"] and not any(each["one"] for each in found[1:]):
        for each in found:
            yield _item(each, text[each.end() : min(paragraph.end, each.end() + READ)])


def _item(found: re.Match[str], said: str) -> Head:
    return Head(found.start(), RANKS["item"], "item", found[0].strip(), heading(said))


_INLINE: tuple[tuple[Kind, str, re.Pattern[str]], ...] = (
    ("subpoint", "2", re.compile(r"[(（](\d{1,2})[)）](?=[一-鿿])")),
    ("circled", "②", re.compile(r"([①-⑳])(?=[一-鿿])")),
)
"""The second of each must stand in the paragraph."""
_ENDS_A_CLAUSE = re.compile(r"[。；;：:]\s?$")


def inline(text: str, paragraph: Paragraph, start: int) -> Iterator[Head]:
    """（1）…；（2）… inside a paragraph: at least two in order. The first may open the paragraph itself."""
    for kind, second, pattern in _INLINE:
        if text.find(second, start, paragraph.end) < 0:
            continue
        opens = marked(paragraph.text)
        expected = 2 if opens is not None and opens[0] == kind else 1
        found = list[re.Match[str]]()
        for each in pattern.finditer(text, start, paragraph.end):
            number = int(each[1]) if each[1].isdigit() and each[1].isascii() else ord(each[1]) - ord("①") + 1
            if number == expected and _ENDS_A_CLAUSE.search(text, max(start, each.start() - 2), each.start()):
                found.append(each)
                expected += 1
        for each in found if expected > 2 else ():
            said = text[each.end() : min(paragraph.end, each.end() + READ)]
            yield Head(each.start(), RANKS[kind], kind, each[0], heading(re.split("[;；]", said)[0]))


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
