"""The years that a text names: 2023年, 2021—2023年, 2022至23年度, 二〇二三年, 112年 where a text counts so. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linghang.documents.numerals import of_chinese

_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_CN = "[〇零一二三四五六七八九]"
_YEAR = re.compile(
    rf"(?<![\d.])(?P<first>(?:19|20)\d{{2}}|[一二](?:九|〇|零){_CN}{{2}})\s{{0,2}}"
    rf"(?:年?度?\s{{0,2}}[-—–~～－至到]{{1,2}}\s{{0,2}}(?P<last>(?:19|20)?\d{{2}}|(?:[一二](?:九|〇|零))?{_CN}{{2}})\s{{0,2}})?年"
)
_REPUBLICAN = re.compile(
    rf"(?<![\d.,{_CN[1:]})(?:民国)?(?P<number>(?<=民国)\d{{2,3}}|1[0-2]\d|一[〇零一二]{_CN})\s?年(?!历史|来|间|代|的历史|级|以上|前)"
)
_SIGNS_OF_REPUBLICAN = re.compile("民国|新台币|健保|卫福部|台币|长照|医事|公尺|同仁")
_FIVE_YEARS = re.compile('[“"]?十(?P<plan>[一二三四五])五[”"]?(?:期?末|收官之年|时期末|规划期末)')
"""The last year of a five-year plan: the tenth ended in 2005, the fourteenth (十四五) in 2025."""
_COMPARED = re.compile(
    "(?:[较比与是从由]|相比|相较|[高低优多少快早晚基]于|[始创新]?建于|[成设]立于|[创兴]办于|诞生于|相对于|超过)$"
)
_UNTIL = re.compile("截[至止到]$")
_NOT_ITS_OWN = re.compile("公布|发布|印发|出台|下发|颁布|召开|版|修订")


@dataclass(frozen=True)
class Year:
    """A year or a span of years; `own` False: the year of a base or of a publication."""

    start: int
    end: int
    first: int
    last: int
    own: bool
    published: bool
    until: bool = False
    """截至2023年底: the day that a stock is counted on."""

    @property
    def said(self) -> str:
        return f"{self.first}年" if self.first == self.last else f"{self.first}-{self.last}年"


def republican(text: str) -> bool:
    """Whether 112年 in this text is a year (2023) and not a length of time."""
    found = len(_REPUBLICAN.findall(text))
    return found > 0 and ("民国" in text or (found > 1 and bool(_SIGNS_OF_REPUBLICAN.search(text))))


def years(words: str, *, counted_so: bool = False) -> Iterator[Year]:
    """In the order of the text. `counted_so`: years of the Republican calendar too."""
    if "年" not in words and "五" not in words:
        return
    for found in _YEAR.finditer(words):
        first = _number(found["first"])
        last = _number(found["last"]) if found["last"] else first
        last = last + first // 100 * 100 if last < 100 else last
        yield _made(words, found, first, max(first, last))
    for found in _FIVE_YEARS.finditer(words):
        year = 2005 + 5 * int(of_chinese(found["plan"]) or 0)
        yield _made(words, found, year, year)
    if counted_so:
        for found in _REPUBLICAN.finditer(words):
            year = 1911 + _number(found["number"])
            yield _made(words, found, year, year)


def _made(words: str, found: re.Match[str], first: int, last: int) -> Year:
    before = words[max(0, found.start() - 4) : found.start()]
    published = _NOT_ITS_OWN.match(words, found.end()) is not None
    own = not _COMPARED.search(before) and not published
    return Year(found.start(), found.end(), first, last, own, published, _UNTIL.search(before) is not None)


def _number(written: str) -> int:
    return int("".join(_DIGITS.get(sign, sign) for sign in written))


def spoken(words: str, *, counted_so: bool = False, longest: int = 100) -> str:
    """The last year in the words; one of a base or of a publication counts only when there is no other.

    `longest`: spans of more years than this are passed over.
    """
    named = (year for year in years(words, counted_so=counted_so) if year.last - year.first <= longest)
    found = sorted(named, key=lambda year: year.start)
    return last_said(found)


def last_said(found: Sequence[Year]) -> str:
    """The last year of its own; else the last one in which something was published."""
    chosen = [year for year in found if year.own] or [year for year in found if year.published]
    return chosen[-1].said if chosen else ""
