"""Of when a claim speaks, and whether it tells what is or what shall be. Pure."""

import re
from dataclasses import dataclass

from linghang.documents.dating import Dating, dating, of_title
from linghang.documents.modes import turns_to_problems
from linghang.documents.moments import Moment, moments
from linghang.documents.outline import Node, Outline
from linghang.documents.places import Places
from linghang.documents.reach import REACH, START, holds, left, opens, still_told, within
from linghang.documents.reckoning import before_plan, is_plan_period, last_of, shifted
from linghang.documents.standing import Standing
from linghang.documents.telling import Status, demanded
from linghang.documents.years import Year, last_said, republican, spoken, years

_BEHIND = re.compile(r"[人次件例家个项名位张所元％%]{0,2}[（(](?P<year>20\d\d)年(?:度|底|末)?[）)]")
"""全国第287位（2023年度）: the year stands in brackets behind the value."""
_SUMMED = re.compile("累计|共计|共\\d|总计|合计|先后|新增|连续|年均|每年|年来|[三四五]年(?!级)|投入|发放|新建")
_SUMS_ON = re.compile("(?:^|[。；;，,])[^，,。；;]{0,6}累计[^。；;]*[，,]$")
_LEVEL = re.compile("达到?|增至|增加到|提高到|升至|降至|稳定在|率|由\\d")
"""累计新增城镇就业1.9万人，建成保障性住房1860套: the rest of a sentence that sums up sums up too, but for levels."""
_OVER_YEARS = re.compile(
    "(?:[三四五]年|期间|规划期)(?:内|间|共|累计|总?计划|拟|将|要|力争|预计){0,2}"
    "(?:安排|投入|引进|培养|培训|新增|新建|建设|招|完成|筹|实施)|累计|合计|总投资"
)
"""五年安排1.2亿元 in a plan: of all its years; a level is of the last."""
_LISTED = ("bullet", "point", "subpoint", "circled", "item")
_LIST_MARK = re.compile(r"\s*(?:[●○◆◇■□•·▪▲★—]|[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳])")
_FAR = 600
_TOLD = 40


@dataclass(frozen=True)
class Periods:
    """The years that a text names, and its words of time, by place; the outline says what a claim stands under."""

    text: str
    places: Places
    dating: Dating
    standing: Standing
    named: tuple[Year, ...]
    told: tuple[Moment, ...]

    @classmethod
    def of(cls, text: str, outline: Outline, published: str = "") -> "Periods":
        """`published`: day or year of publication."""
        counted_so = republican(text)
        every = tuple(sorted(years(text, counted_so=counted_so), key=START))
        told = tuple(moments(text))
        places, dated = Places.of(text), dating(text, outline.title, counted_so, published)
        return cls(text, places, dated, Standing(text, outline, places, counted_so, dated), every, told)

    def at(self, offset: int, words: str) -> str:
        """The year named in the claim, in its sentence or paragraph, in what leads a list in, or its heading."""
        if said := self._in_words(offset, words):
            return said
        if behind := _BEHIND.match(self.text, offset + len(words)):
            return f"{behind['year']}年"
        if said := self._around(offset, words):
            return said
        return self._settled(self.standing.governing(offset), offset, words)

    def years_listed(self, start: int, end: int, count: int) -> list[int]:
        """The years that a list of `count` values told at once is of: a span as long (2021—2024年), or as many years
        in a row (2022年、2023年和2024年); else none."""
        named = within(self.named, start, end)
        spans = [list(range(year.first, year.last + 1)) for year in named if year.last > year.first]
        single = [year.first for year in named if year.first == year.last]
        listed = [*spans, single[-count:], list(range(single[0], single[-1] + 1)) if len(single) == 2 else []]
        return next((found for found in listed if len(found) == count > 1), [])

    def before_plan(self, period: str, status: Status) -> str:
        """In a five-year plan: from which year a value sets out that is to be reached, or that its review tells of."""
        return before_plan(self.dating.done, self.dating.planned, period, target=status == "target")

    def before_span(self, offset: int) -> str:
        """The year before a five-year plan that the paragraph opened with (五年来); "" when a year was named since."""
        start = max(self.places.line(offset), offset - REACH)
        told = [each for each in within(self.told, start, offset) if each.kind in ("back", "review", "last", "this")]
        if not told or told[-1].kind != "back" or not opens(self.text, self.places, told[-1]):
            return ""
        if not self.dating.sure or any(year.own for year in within(self.named, told[-1].end, offset)):
            return ""
        span = self.standing.resolved(told[-1], offset)
        return shifted(span, -1) if is_plan_period(span) else ""

    def status(self, offset: int, words: str) -> Status:
        """By the mode of the heading, else by the words of the claim."""
        return self.standing.status(offset, words)

    def _settled(self, span: str, offset: int, words: str) -> str:
        """Under “十四五”期间 a sum is of all its years, what has been reached is of the last."""
        if not is_plan_period(span):
            return span
        if self.status(offset, words) != "actual":
            own = span == self.dating.planned and not _OVER_YEARS.search(self.standing.sentence(offset, words))
            return last_of(span) if own else span
        end = offset + max(len(words), _TOLD)
        said = re.split("[，,；;。\n]", self.text[offset:end])[0]
        sums_on = _SUMS_ON.search(self.standing.sentence(offset, "")) and not _LEVEL.search(said)
        return span if sums_on or _SUMMED.search(said) else last_of(span)

    def _around(self, offset: int, words: str) -> str:
        """What the sentence, the paragraph, the lead of a list or an earlier paragraph tells."""
        paragraph = max(self.places.line(offset), offset - REACH)
        sentence = max(self.places.sentence(offset), paragraph)
        one_year = any(each.kind == "now" for each in within(self.told, sentence, offset + len(words)))
        for start, end, beyond in ((sentence, offset, False), (paragraph, sentence, True)):
            if said := self._before(start, end, offset, one_year, beyond):
                return said
        node = self.standing.outline.node_at(offset)
        if node is not None and (said := self._led_in(paragraph, node)):
            return said
        if (
            node is not None
            and not one_year
            and self.status(offset, words) == "actual"
            and not self.standing.aimed(offset)
        ):
            return self._looking_back(node, offset)
        return ""

    def _in_words(self, offset: int, words: str) -> str:
        """A year in the words of the claim itself: of its own, or right before a value (由2022年的6.71张)."""
        found = sorted(years(words, counted_so=self.standing.counted_so), key=START)
        if named := last_said(found):
            return named
        for year in found:
            if words[max(0, year.start - 1) : year.start] in ("由", "从") or re.match("的?\\d", words[year.end :]):
                return year.said
        told = within(self.told, offset, offset + len(words))
        return next((said for moment in reversed(told) if (said := self.standing.resolved(moment, offset))), "")

    def _before(self, start: int, end: int, offset: int, one_year: bool, beyond: bool) -> str:
        """The last words of time between two offsets that still hold for a claim; `one_year`: none that span several.

        `beyond`: they stand in earlier sentences. A year of publication counts when there is no other.
        """
        named = within(self.named, start, end)
        spots: list[Year | Moment] = [*named, *within(self.told, start, end)]
        if not spots:
            return ""
        for spot in sorted(spots, key=START, reverse=True):
            if isinstance(spot, Moment) and spot.kind == "last" and self._turns(spot.end, offset):
                continue
            opening = opens(self.text, self.places, spot)
            opening = opening or (not beyond and self.text[max(0, spot.start - 1) : spot.start] in ("；", ";"))
            if isinstance(spot, Year):
                held = spot.own and holds(self.text, spot, offset) and (not one_year or spot.last - spot.first <= 1)
                held = held and not left(self.text, spot, opening, offset)
                if held and (
                    self._goes_beyond(spot, opening, offset) if beyond else opening or spot.last - spot.first <= 1
                ):
                    return self._settled(spot.said, offset, "")
            elif spot.kind == "now":
                one_year = True
                held = still_told(self.text, spot, offset, opens=opening, one_year=one_year, beyond=beyond)
                if held and not self.dating.guessed and (said := self.standing.resolved(spot, offset)):
                    return said
            elif still_told(self.text, spot, offset, opens=opening, one_year=one_year, beyond=beyond) and (
                said := self.standing.resolved(spot, offset)
            ):
                return self._settled(said, offset, "")
        return last_said([year for year in named if year.published]) if not beyond else ""

    def _turns(self, start: int, offset: int) -> bool:
        """去年…；剩下的6家3月底前必须接进来: whether a later member of the sentence asks for what shall be."""
        clause = self.places.clause(offset)
        return start < clause and demanded(self.text[clause : min(self.places.clause_end(offset), offset + _TOLD)])

    def _goes_beyond(self, year: Year, opening: bool, offset: int) -> bool:
        headed = self.standing.of_heading(offset)
        if not headed and not self.dating.sure:
            return opening or year.last - year.first <= 1
        governing = self.standing.governing(offset)
        if year.said == governing:
            return True
        if not (opening and re.match("[末底初度]?(?:全年|以来)?[，,]", self.text[year.end : year.end + 5])):
            return False
        if governing[:4].isdigit() and year.first > int(governing[:4]):
            return self.standing.among_aims(offset)
        return not headed or year.last - year.first > 1

    def _led_in(self, paragraph: int, node: Node) -> str:
        """What the nearest line above tells that no mark of a list opens: 2024年主要指标："""
        if node.kind not in _LISTED or not 0 <= node.start - paragraph <= 4:
            return ""
        at, headed = paragraph, next((each.start for each in self.standing.outline.above(node) if each is not node), 0)
        for line in reversed(self.text[max(0, paragraph - _FAR) : paragraph].split("\n")[:-1]):
            at -= len(line) + 1
            if at <= headed and node.parent is not None:
                return ""  # the heading above speaks for itself
            if line.strip() and not _LIST_MARK.match(line):
                if not line.rstrip().endswith(("：", ":")) and (len(line) > 40 or line.rstrip()[-1] in "。；;"):
                    return ""
                return spoken(line, counted_so=self.standing.counted_so) or self._told_in(at, at + len(line), paragraph)
        return ""

    def _told_in(self, start: int, end: int, offset: int) -> str:
        told = within(self.told, max(0, start), end)
        return self.standing.resolved(told[-1], offset) if told else ""

    def _looking_back(self, node: Node, offset: int) -> str:
        """五年来 in an earlier paragraph under the same heading, when no other time was told since."""
        start = max(node.start, offset - REACH)
        told = [each for each in within(self.told, start, offset) if each.kind != "base"]
        if not told or told[-1].kind != "back" or not opens(self.text, self.places, told[-1]):
            return ""
        if any(year.own for year in within(self.named, told[-1].end, offset)):
            return ""
        if turns_to_problems(self.text[self.places.line(offset) : offset]):
            return ""  # what is lacking is lacking now
        return self.standing.resolved(told[-1], offset)


def planned_year(outline: Outline, node: Node | None) -> int | None:
    """The year in which is to be done what stands under a heading: of the nearest one above that names a year, else
    of the title, where a review of 2023 plans for 2024; None when none of them names one."""
    for heading in (each.heading for each in outline.above(node)):
        if year := spoken(heading):
            return int(year[:4])
    named = sorted(years(outline.title, counted_so=republican(outline.title)), key=lambda year: year.first)
    return int(of_title(outline.title, named)[2][:4]) if named else None
