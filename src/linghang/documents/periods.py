"""Of when a claim speaks, and whether it tells what is or what shall be. Pure."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from linghang.documents.numerals import of_chinese
from linghang.documents.outline import Outline
from linghang.documents.places import Places

_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年(?P<rest>度|初|末|底|以来|上半年|下半年|前三季度|一季度|\d{1,2}月)?")
_SPAN = re.compile(r"(?P<first>(?:19|20)\d{2})\s*[-—–~～至]\s*(?P<last>(?:19|20)\d{2})\s*年")
_RELATIVE = re.compile(
    "(?:近|过去的?|这|成立)?(?P<number>[二三四五六七八九十两]{1,2})年(?:来|以来|间|里|疫情|共|时间里)|近(?P<recent>[一二三四五六七八九十两])年|目前|截至目前|当前"
)
_NOT_ITS_OWN = re.compile("公布|发布|印发|出台|下发|颁布|召开")
_TARGET = re.compile(
    r"力争|确保|目标|达到.{0,6}以上的?目标|不低于|不少于|控制在|要|将|计划|拟|争取|努力|到20\d\d年|预期|预计|完成.{0,12}以上"
)
_REACH = 2000
"""How far back, in characters, a year or a verb may stand: a line without an end is not read to its beginning."""
Status = Literal["actual", "target", "plan", "forecast"]


def _spoken(words: str) -> str:
    """The last year in the words; a year in which something was published counts only when there is no other."""
    found = list(_YEAR.finditer(words))
    own = [each for each in found if not _NOT_ITS_OWN.match(words, each.end())] or found
    return f"{own[-1]['year']}年" if own else ""


def _commonest(text: str) -> str:
    """The year that a text without a dated title speaks of most."""
    years = Counter(each["year"] for each in _YEAR.finditer(text))
    return f"{max(years, key=lambda year: (years[year], year))}年" if years else ""


@dataclass(frozen=True)
class Periods:
    """The years that a text names, by place, with the outline to say which heading a claim stands under."""

    text: str
    outline: Outline
    places: Places
    default: str

    @classmethod
    def of(cls, text: str, outline: Outline, published: str = "") -> "Periods":
        """`published`: day or year of publication; a review without a year speaks of the year before."""
        titled = _YEAR.search(outline.title)
        default = f"{titled['year']}年" if titled else ""
        if not default and published[:4].isdigit():
            default = f"{int(published[:4])}年"
        if not default:
            default = _commonest(text)
        return cls(text, outline, Places.of(text), default)

    def at(self, offset: int, words: str) -> str:
        """The year named in the claim, in its sentence or paragraph, in what leads a list in, or its heading."""
        if named := _spoken(words):
            return named
        paragraph = max(self.places.line(offset), offset - _REACH)
        sentence = max(self.places.sentence(offset), paragraph)
        for start in (sentence, paragraph):
            if year := _spoken(self.text[start:offset]):
                return year
        node = self.outline.node_at(offset)
        if node is not None and node.kind == "bullet" and (year := self._led_in(paragraph)):
            return year
        for start in (paragraph, max(node.start, offset - _REACH) if node is not None else paragraph):
            if relative := _RELATIVE.search(self.text, start, offset):
                return self._counted_back(relative)
        return self._of_heading(offset) or self.default

    def _led_in(self, paragraph: int) -> str:
        """The nearest line above that no bullet opens."""
        for line in reversed(self.text[max(0, paragraph - 600) : paragraph].split("\n")):
            if line.strip() and not line.strip().startswith(("●", "○", "◆", "■", "•", "·")):
                return _spoken(line)
        return ""

    def _counted_back(self, found: re.Match[str]) -> str:
        """`五年来` in a text of 2023 is 2018–2022; without a year of the text the words themselves."""
        number, this_year = of_chinese(found["number"]) if found["number"] else None, self.default[:4]
        if not number or not this_year.isdigit():
            return found[0]
        return f"{int(this_year) - int(number)}-{int(this_year) - 1}年"

    def _of_heading(self, offset: int) -> str:
        for node in self.outline.above(self.outline.node_at(offset)):
            if year := _spoken(node.heading):
                return year
        return ""

    def status(self, offset: int, words: str) -> Status:
        """By the mode of the heading, else by the words of the claim."""
        node = self.outline.node_at(offset)
        sentence = self.text[max(self.places.clause(offset), offset - _REACH) : offset + len(words)]
        if re.search("预计|预期", sentence):
            return "forecast"
        if node is not None and node.mode == "plan":
            return "target"
        if node is not None and node.mode == "done":
            return "actual"
        return "target" if _TARGET.search(sentence) and not re.search("已|了|完成|实现", sentence) else "actual"
