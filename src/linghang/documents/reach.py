"""How far a year or words of time hold in a text: to the next pause, to the end of a sentence, or beyond. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from linghang.documents.moments import Moment
from linghang.documents.places import Places
from linghang.documents.years import Year

_WHOLE_YEAR = re.compile("年内|全年|年度内")
_TOPIC = re.compile(r"[^，,：:。；;、\d]{0,6}")
"""What may stand between the beginning of a sentence and the words that tell of when it speaks."""
_PAUSE = re.compile("[，,；;：:（(]")
_ON_TOP_OF = re.compile("基础上|前提下")
_NEXT_MEMBER = re.compile("[；;](?:第[二三四五六七八九]|[二三四五六七八九]是|其[二三四五])")
"""目标于2028年录取50名学生；第二，……: a year within one member of a list says nothing of the next."""
_IN_USE = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:正式)?(?:启用|投用|投入使用|落成|建成|开业|开诊|挂牌|揭牌|竣工|完工|通车)[，,]"
)
"""已于2024年1月启用，占地2,150平方米: what it is is told of the time of the paper."""
_FINISHED = re.compile("[底末初]?前?(?:竣工|完工|开工|通车)[，,]")
"""中心2027年竣工，……: when a building is finished."""
_OF_A_THING = re.compile("度?(?:(?:[^，,。；;：:]{0,4}(?:审计|检查|巡[察视]|督[查导])(?:发现|反馈|指出|移交))|以来)的")
"""对2021年以来的纪要进行倒查，补充手续17份: the year is of the things that were looked into."""
REACH = 2000
"""How far back, in characters, a year or a verb may stand: a line without an end is not read to its beginning."""
_T = TypeVar("_T", Year, Moment)
START = attrgetter("start")


def within(spots: Sequence[_T], start: int, end: int) -> Sequence[_T]:
    """Those that begin between two offsets, at most the last sixteen."""
    last = bisect_left(spots, end, key=START)
    first = last
    while first > 0 and last - first < 16 and spots[first - 1].start >= start:
        first -= 1
    return spots[first:last]


def opens(text: str, places: Places, spot: Year | Moment) -> bool:
    """Whether a sentence begins with these words of time."""
    start = max(places.sentence(spot.start), spot.start - 8)
    return _TOPIC.fullmatch(text, start, spot.start) is not None


def holds(text: str, year: Year, offset: int) -> bool:
    """Not beyond its brackets, nor beyond 在…基础上, nor the day of a stock beyond 年内, 全年."""
    end = min(offset, year.end + REACH)
    if year.until and _WHOLE_YEAR.search(text, year.end, end + 4):
        return False
    between = text[year.end : end]
    return between.count("）") + between.count(")") <= between.count("（") + between.count("(") and (
        _ON_TOP_OF.search(between) is None
    )


def left(text: str, year: Year, opening: bool, offset: int) -> bool:
    """Whether a year was of something else, that has ended; one that opens a sentence is of all its members."""
    if _FINISHED.match(text, year.end) or _OF_A_THING.match(text, year.end):
        return True
    if text[max(0, year.start - 2) : year.start] in ("已于", "已在") and _IN_USE.match(text, year.end):
        return True
    return not opening and _NEXT_MEMBER.search(text, year.end, offset + 1) is not None


def still_told(text: str, moment: Moment, offset: int, *, opens: bool, one_year: bool, beyond: bool) -> bool:
    """去年 holds to the end of the sentence and paragraph that it opens; else, as 上年 does, to a pause."""
    if re.match("的?\\d", text[moment.end : moment.end + 2]) or moment.said[-1] == "的":
        return False  # the value of that time stands right behind
    if moment.kind == "now" and moment.said[-1] == "时":
        return not beyond
    if (one_year and moment.kind == "back") or _ON_TOP_OF.search(text, moment.end, offset):
        return False
    if opens and moment.kind in ("review", "last", "this", "back"):
        return True
    return not beyond and ((opens and moment.kind != "base") or not _PAUSE.search(text, moment.end, offset))
