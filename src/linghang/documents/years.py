"""The years that a text names: 2023年, 2022至23年度, 二〇二三年, “十四五”期间, 112年 where a text counts so. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linghang.documents.numerals import of_chinese

_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_ZERO = "[〇零○]"
_CN = "[〇零○一二三四五六七八九]"
_TO = r"[-—–~～－/／至到]{1,2}"
_YEAR = re.compile(
    rf"(?P<first>[12一二](?<![\d.].)(?:(?<=1)9\d{{2}}|(?<=2)0\d{{2}}|(?<=[一二])(?:九|{_ZERO}){_CN}{{2}}))\s{{0,2}}"
    rf"(?:年?度?\s{{0,2}}{_TO}\s{{0,2}}(?P<last>(?:19|20)?\d{{2}}|(?:[一二](?:九|{_ZERO}))?{_CN}{{2}})\s{{0,2}})?"
    r"(?:财政|会计|学)?年"
)
_REPUBLICAN = re.compile(
    rf"(?P<number>[民\d一](?<![\d.{_CN[1:-1]}].)(?<!\d[,，].)(?:(?<=民)国(?:\d{{2,3}}|一[〇零○一二]{_CN}|[一二三四五六七八九]?十[一二三四五六七八九]?)|"
    rf"(?<=民国\d)\d{{1,2}}|(?<=1)[0-2]\d|(?<=一)[〇零○一二]{_CN}))\s?"
    rf"(?:年?度?{_TO}(?P<last>1[0-2]\d|一[〇零○一二]{_CN})\s?)?年(?!历史|来|间|代|的历史|级|以上|前)"
)
_SIGNS_OF_REPUBLICAN = re.compile("民国|新台币|健保|卫福部|台币|长照|医事|公尺|同仁")
_DATED_SO = re.compile(r"(?<!\d)1[0-2]\d年(?:度|底|末|初|同期|全年|上半年|下半年|\d{1,2}月|\d{1,2}[至到-])")
"""How a year is written and a length of time is not: 113年度, 113年1月."""
_TITLED_SO = re.compile(r"(?<![\d建创])(?<!建院|创办)1[0-2]\d年(?!来|间|历史|院庆|庆|华诞|纪念)")
_COMMON_ERA = re.compile(r"(?:19|20)\d{2}\s?年")
_FIVE_YEARS = re.compile(
    '[“"「十](?<![一二三四五六七八九十].)(?:(?<=十)|(?<!十)十)(?P<plan>[一二三四五])五[”"」]?'
    "(?:(?P<end>期?末|收官之年|时期末|规划期末)|(?P<begin>开局之年)|(?:规划)?(?P<span>期间|时期|以来))"
)
"""A five-year plan: the tenth ended in 2005, the fourteenth (十四五) in 2025."""
_TITLED_PLAN = re.compile('[“"「]十(?P<plan>[一二三四五])五[”"」][^，,。；;《》\\n]{0,24}(?:规划|计划|纲要)')
"""“十五五”卫生健康事业发展规划: the title of a five-year plan."""
_COMPARED = re.compile(
    "(?:[较比与是从由]|相比|相较|[高低优多少快早晚基]于|[始创新]?建院?于|[成设创]立于|[创兴]办于|诞生于|相对于|超过)$"
)
_UNTIL = re.compile("截[至止到]$")
_NOT_ITS_OWN = re.compile("公布|发布|印发|出台|下发|颁布|召开|版|修订")
_HONOURED = re.compile(
    "度?(?:全[国省市县院区])?[^，,。；;：:、\\d\\n]{0,8}(?:先进|优秀|文明|模范|标兵|示范|十佳|最美|达标)"
    "(?:单位|集体|个人|医院|科室|党组织|党支部|工作者|称号)"
)
"""被评为2024年度先进单位: the year of an honour."""
_DESCRIBES = re.compile(
    "(?:\\d{1,2}月)?(?:份|底|末|初)?(?:以来)?(?:新)?(?:引进|购置|采购|启用|投用|投入使用|建成|落成|成立|设立|开设|开业|开诊|开工|立项|启动|获批|"
    "入选|签约|招聘|招录|录用|挂牌|创办|改造|入职|毕业|出台|制定)[^，,。；;：:\\d\\n]{0,6}的(?!是|有)"
)
"""2021年引进的手术机器人: since when a thing is there, not when something happened to it."""


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
    found = sum(1 for _ in _REPUBLICAN.finditer(text))
    if not found or "民国" in text:
        return found > 0
    if found > 1 and _SIGNS_OF_REPUBLICAN.search(text):
        return True
    if _COMMON_ERA.search(text):
        return False
    return bool(_TITLED_SO.search(text, 0, 80)) or len(_DATED_SO.findall(text)) > 1


def years(words: str, *, counted_so: bool = False) -> Sequence[Year]:
    """Those of the common era in their order, then five-year plans, with `counted_so` then Republican years."""
    return tuple(_named(words, counted_so)) if "年" in words or "五" in words else ()


def years_of_plan(title: str) -> Sequence[Year]:
    """The five years of the plan that has this title."""
    found = _TITLED_PLAN.search(title)
    if found is None:
        return ()
    end = 2005 + 5 * int(of_chinese(found["plan"]) or 0)
    return (Year(*found.span(), end - 4, end, own=True, published=False),)


def _named(words: str, counted_so: bool) -> Iterator[Year]:
    for found in _YEAR.finditer(words):
        first = _number(found["first"])
        last = _number(found["last"]) if found["last"] else first
        last = last + first // 100 * 100 if last < 100 else last
        yield _made(words, found, first, max(first, last))
    for found in _FIVE_YEARS.finditer(words):
        end = 2005 + 5 * int(of_chinese(found["plan"]) or 0)
        yield _made(words, found, end if found["end"] else end - 4, end - 4 if found["begin"] else end)
    if counted_so:
        for found in _REPUBLICAN.finditer(words):
            first = 1911 + _number(found["number"].removeprefix("民国"))
            last = 1911 + _number(found["last"]) if found["last"] else first
            yield _made(words, found, first, max(first, last))


def _made(words: str, found: re.Match[str], first: int, last: int) -> Year:
    before = words[max(0, found.start() - 4) : found.start()]
    published = _NOT_ITS_OWN.match(words, found.end()) is not None
    own = not published and not _COMPARED.search(before) and not _in_a_title(words, found.start())
    own = own and not _DESCRIBES.match(words, found.end()) and not _HONOURED.match(words, found.end())
    return Year(found.start(), found.end(), first, last, own, published, _UNTIL.search(before) is not None)


def _in_a_title(words: str, at: int) -> bool:
    """《2024年工作要点》: the year of another paper."""
    return words.rfind("《", max(0, at - 40), at) > words.rfind("》", max(0, at - 40), at)


def _number(written: str) -> int:
    if "十" in written:
        return int(of_chinese(written) or 0)
    return int("".join(_DIGITS.get(sign, sign) for sign in written))


def spoken(words: str, *, counted_so: bool = False, longest: int = 100) -> str:
    """The last year in the words; one of a base or of a publication counts only when there is no other.

    `longest`: spans of more years than this are passed over.
    """
    named = [year for year in years(words, counted_so=counted_so) if year.last - year.first <= longest]
    return last_said(sorted(named, key=lambda year: year.start)) if named else ""


def last_said(found: Sequence[Year]) -> str:
    """The last year of its own; else the last one in which something was published."""
    if not found:
        return ""
    chosen = [year for year in found if year.own] or [year for year in found if year.published]
    return chosen[-1].said if chosen else ""
