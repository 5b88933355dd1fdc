"""Of when a claim speaks, and whether it tells what is or what shall be. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, TypeVar

from linghang.documents.numerals import of_chinese
from linghang.documents.outline import Node, Outline
from linghang.documents.places import Places
from linghang.documents.years import Year, last_said, republican, spoken, years

_RELATIVE = re.compile(
    "(?:近|过去的?|这|成立)?(?P<number>[二三四五六七八九十两]{1,2})年(?:来|以来|间|里|疫情|共|时间里)|近(?P<recent>[一二三四五六七八九十两])年|目前|截至目前|当前"
)
_SINCE = re.compile("(?:近|过去的?|这|成立)?(?P<number>[二三四五六七八九十两]{1,2})年(?:来|以来|间)")
_LAST_YEAR = re.compile(
    "(?:过去的?|刚刚过去的|这)一年|(?<![较比是与])去年(?!同期|底|末|相比|的)|(?<![较比是与])上年(?!同期|度|末|底|相比|的)"
)
_THIS_YEAR = re.compile("今年")
_TOLD = re.compile("过去|今年")
_TARGET = re.compile(
    r"力争|确保|目标|达到.{0,6}以上的?目标|控制在|要|将|计划|拟|争取|努力|到20\d\d年(?![底末度]?的)|完成.{0,12}以上"
)
_FORECAST = re.compile("预计|预测|预期(?!目标)")
_MEETING = re.compile("会议|大会|讲话|致辞|计划|要点|方案|安排|部署|通知|动员|意见")
_REVIEW = re.compile("总结|报告|汇报|述职|决算|回顾|综述")
_PART_OF_YEAR = re.compile("季度|月|上半年|半年|周(?!年)")
_HELD = re.compile(
    r"(?:^|\n)[\s\u3000—–（(]*(?P<year>20\d\d)年(?P<month>\d{1,2})月\d{1,2}日[，,]?在?[^，,。\n]{0,40}会(?:议|暨[^\n]{0,20})?上"
)
"""The line below a title that says at which meeting a report was given."""
_WRITTEN = re.compile(
    r"(?:发布|发文|更新|信息)?(?:时间|日期)[:：]\s?(?P<dated>20\d\d)[-/.年]|(?P<this>20\d\d)年是[^，,。\n]{2,40}年[”\"]?[，,。；;]"
)
"""What tells in which year a text without a dated title was written."""
_WHOLE_YEAR = re.compile("年内|全年|年度内")
_OPENING = 600
_REACH = 2000
"""How far back, in characters, a year or a verb may stand: a line without an end is not read to its beginning."""
Status = Literal["actual", "target", "plan", "forecast"]


@dataclass(frozen=True)
class _Spot:
    """Words of time where they stand."""

    start: int
    found: re.Match[str]

    @classmethod
    def every(cls, pattern: re.Pattern[str], text: str) -> "tuple[_Spot, ...]":
        return tuple(cls(found.start(), found) for found in pattern.finditer(text))


_T = TypeVar("_T", Year, "_Spot")
_START = attrgetter("start")


def _within(spots: Sequence[_T], start: int, end: int) -> Sequence[_T]:
    """Those that begin between two offsets, at most the last sixteen."""
    last = bisect_left(spots, end, key=_START)
    first = last
    while first > 0 and last - first < 16 and spots[first - 1].start >= start:
        first -= 1
    return spots[first:last]


@dataclass(frozen=True)
class Periods:
    """The years that a text names, by place, with the outline to say which heading a claim stands under.

    `default`: the year that the text is of. `done`, `planned`: the years that its review and its plans speak of.
    """

    text: str
    outline: Outline
    places: Places
    counted_so: bool
    default: str
    done: str
    planned: str
    written: str
    named: tuple[Year, ...]
    relative: tuple["_Spot", ...]
    told: tuple["_Spot", ...]
    headed: dict[str, str] = field(default_factory=dict)
    """Node → the year of it and what is above it, as asked before."""

    @classmethod
    def of(cls, text: str, outline: Outline, published: str = "") -> "Periods":
        """`published`: day or year of publication. A meeting of 2024 reviews 2023, a report on 2023 plans for 2024."""
        counted_so, title = republican(text), outline.title
        named = sorted({year.first for year in years(title, counted_so=counted_so)})
        held = _HELD.search(text, 0, _OPENING)
        if named:
            default, done, planned = _of_title(title, named)
        elif held:
            year = int(held["year"])
            default, done, planned = f"{year}年", f"{year - 1 if int(held['month']) < 7 else year}年", f"{year}年"
        elif opened := spoken(text[: len(title) + 120], counted_so=counted_so) if not published else "":
            default, done, planned = opened, "", ""
        elif published[:4].isdigit():
            default, done, planned = published[:4] + "年", "", ""
        else:
            default = done = planned = _commonest(text, counted_so)
        dated = _WRITTEN.search(text) if not named else None
        written = (dated["dated"] or dated["this"]) + "年" if dated else default
        every = tuple(sorted(years(text, counted_so=counted_so), key=lambda year: year.start))
        return cls(
            text, outline, Places.of(text), counted_so, default, done or default, planned or default, written, every,
            _Spot.every(_RELATIVE, text), _Spot.every(_TOLD, text),
        )  # fmt: skip

    def at(self, offset: int, words: str) -> str:
        """The year named in the claim, in its sentence or paragraph, in what leads a list in, or its heading."""
        if named := self._spoken(words, offset) or self._from(words):
            return named
        paragraph = max(self.places.line(offset), offset - _REACH)
        sentence = max(self.places.sentence(offset), paragraph)
        if year := self._near(sentence, offset):
            return year
        if (year := self._near(paragraph, offset)) and not self._left_over(year, offset):
            return year
        node = self.outline.node_at(offset)
        if node is not None and node.kind == "bullet" and (year := self._led_in(paragraph)):
            return year
        for start in (paragraph, max(node.start, offset - _REACH) if node is not None else paragraph):
            relative = [spot for spot in _within(self.relative, start, offset) if "前" not in spot.found[0]]
            if relative:
                return self._counted_back(relative[0].found)
        return self._of_heading(offset) or self._by_mode(node.mode if node is not None else "")

    def _spoken(self, words: str, offset: int = -1) -> str:
        """A year in the words. `offset`: where they stand, for 今年 and 过去一年 under a heading that names a year."""
        if named := spoken(words, counted_so=self.counted_so):
            return named
        last, this = _LAST_YEAR.search(words), _THIS_YEAR.search(words)
        if not last and not this:
            return ""
        headed = self._of_heading(offset) if offset >= 0 else ""
        if headed and (this or "一年" in (last[0] if last else "")):
            return headed
        year = self.written[:4]
        if not year.isdigit():
            return ""
        if last:
            return f"{int(year) - 1}年" if self.done in ("", self.default) else self.done
        return self.written

    def _from(self, words: str) -> str:
        """由2022年的6.71张, 较2022年2.61亿元: a year right before a value, or where a movement starts, is its own."""
        for year in years(words, counted_so=self.counted_so):
            if words[max(0, year.start - 1) : year.start] in ("由", "从") or re.match("的?\\d", words[year.end :]):
                return year.said
        return ""

    def _near(self, start: int, offset: int) -> str:
        """A year said before: a span of years holds for its own claim alone, a last year for its sentence."""
        near = [each for each in _within(self.named, start, offset) if each.last - each.first <= 1]
        if year := last_said([each for each in near if not (each.until and self._goes_on(each, offset))]):
            return year
        if any(_within(self.told, start, offset)):
            return self._spoken(self.text[start:offset], offset)
        return ""

    def _left_over(self, year: str, offset: int) -> bool:
        """A year of an earlier sentence, before the year of the heading: it was said of its own sentence alone."""
        headed = self._of_heading(offset)
        return headed[:4].isdigit() and int(year[:4]) < int(headed[:4])

    def _goes_on(self, stock: Year, offset: int) -> bool:
        """Whether 年内, 全年 stand behind the day of a stock: the text has gone on to what happened in the year."""
        return _WHOLE_YEAR.search(self.text, stock.end, offset + 4) is not None

    def _by_mode(self, mode: str) -> str:
        return self.planned if mode == "plan" else self.done if mode == "done" else self.done or self.default

    def _led_in(self, paragraph: int) -> str:
        """The nearest line above that no bullet opens."""
        for line in reversed(self.text[max(0, paragraph - 600) : paragraph].split("\n")):
            if line.strip() and not line.strip().startswith(("●", "○", "◆", "■", "•", "·")):
                return self._spoken(line)
        return ""

    def _counted_back(self, found: re.Match[str]) -> str:
        """`五年来` in a text of 2023 is 2018–2022; without a year of the text the words themselves."""
        number, this_year = of_chinese(found["number"]) if found["number"] else None, self.default[:4]
        if not number or not this_year.isdigit():
            return found[0]
        return f"{int(this_year) - int(number)}-{int(this_year) - 1}年"

    def _of_heading(self, offset: int) -> str:
        innermost = self.outline.node_at(offset)
        if innermost is None:
            return ""
        if offset - innermost.start <= len(innermost.marker) + len(innermost.heading):
            return self._headed(innermost, offset)  # a claim inside its own heading
        if innermost.id not in self.headed:
            self.headed[innermost.id] = self._headed(innermost, offset)
        return self.headed[innermost.id]

    def _headed(self, innermost: Node, offset: int) -> str:
        for node in self.outline.above(innermost):
            told = node.heading[: max(0, offset - node.start - len(node.marker))]
            if year := self._spoken(told):
                return year
            if (relative := _SINCE.search(told)) and "前" not in relative[0]:
                return self._counted_back(relative)
        return ""

    def status(self, offset: int, words: str) -> Status:
        """By the mode of the heading, else by the words of the claim."""
        node = self.outline.node_at(offset)
        sentence = self.text[max(self.places.clause(offset), offset - _REACH) : offset + len(words)]
        if _FORECAST.search(sentence):
            return "forecast"
        if node is not None and (node.mode == "plan" or (node.mode == "background" and "目标" in node.heading)):
            return "target"
        if node is not None and node.mode == "done":
            return "actual"
        return "target" if _TARGET.search(sentence) and not re.search("已|了|完成|实现", sentence) else "actual"


def year_before(period: str) -> str:
    """2023年 → 2022年; of anything that is no single year, the word itself."""
    return f"{int(period[:4]) - 1}年" if re.fullmatch(r"\d{4}年", period) else "上年"


def planned_year(outline: Outline, node: Node | None) -> int | None:
    """The year in which is to be done what stands under a heading: of the nearest one above that names a year, else
    of the title, where a review of 2023 plans for 2024; None when none of them names one."""
    for heading in (each.heading for each in outline.above(node)):
        if year := spoken(heading):
            return int(year[:4])
    named = sorted({year.first for year in years(outline.title, counted_so=republican(outline.title))})
    return int(_of_title(outline.title, named)[2][:4]) if named else None


def _of_title(title: str, named: list[int]) -> tuple[str, str, str]:
    """The year of the document, of its review, of its plans."""
    if len(named) > 1:
        return f"{named[0]}年", f"{named[0]}年", f"{named[-1]}年"
    year = named[0]
    if _MEETING.search(title) and not re.search("总结报告|工作总结", title):
        return f"{year}年", f"{year - 1}年" if re.search("会议|大会|讲话", title) else f"{year}年", f"{year}年"
    whole = _REVIEW.search(title) and not _PART_OF_YEAR.search(title)
    return f"{year}年", f"{year}年", f"{year + 1 if whole else year}年"


def _commonest(text: str, counted_so: bool) -> str:
    """The year that a text without a dated title speaks of most."""
    found = Counter(year.said for year in years(text, counted_so=counted_so))
    return max(found, key=lambda year: (found[year], year)) if found else ""
