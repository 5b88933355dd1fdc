"""由58.3%提高到61.7%: two numbers of one thing, the first of the time before. Pure."""

import re

from linghang.documents.quantity import Quantity
from linghang.documents.reckoning import shifted

_FROM = re.compile(
    "[由从自](?:原来|原先|原有|现有|现在|现时|高峰期|目前|过去|以前|最初|当初|年初|期初|上年|去年|上年同期|去年同期|上一年|前一年|"
    r"(?:19|20)\d\d年(?:度|初|底|末)?)?的?(?:平均)?(?:每[天日月年周]|全[国省市县区])?$"
)
_TO = re.compile(
    "(?:左右|以上|以下)?[，,]?(?:大幅|进一步|稳步|逐步|持续|显著|明显|快速|首次|迅速|逐年)?"
    "(?:提高|提升|上升|增加|增长|增|升|扩大|扩增|扩展|扩充|发展|壮大|攀升|跃升|延长|"
    "下降|降低|回落|减少|缩短|压缩|压减|缩减|下调|降|减|缩|调整|变|跃)"
    r"(?:到了?|至|为|成)(?:目前|现在|今年|去年|了|(?:19|20)\d\d年(?:度|底|末)?)?的?"
)
_LONG = re.compile("[二三四五六七八九十两几多\\d]年(?:来|间|以来|时间)|以来|期间|任期|十[一二三四]五|历年|多年")
"""A sentence that speaks of several years: the first number is of none that it names."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 12


def moves(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether the second number is what the first has become, or shall become."""
    if first.unit != second.unit or second.start - first.end > 24:
        return False
    before = _FROM.search(text, max(0, first.start - _REACH), first.start)
    return before is not None and _TO.fullmatch(text, first.end, second.start) is not None


def before(period: str, said: str, sentence: str) -> str:
    """The period of the first number, when that of the second is known.

    The year that its own words name; else the year before. `sentence`: what stands before it; where that speaks of
    several years, or `period` is of several, no year is sure.
    """
    if named := _YEAR.search(said):
        return f"{named[0]}年"
    found = _YEAR.findall(period)
    if len(found) == 2 and re.search(rf"{found[0]}\s?年?\s?[-—–~～至到]", sentence):
        return f"{found[0]}年"  # 2020—2024年，由42.1降至31.5
    one = len(found) == 1 or (len(found) == 2 and int(found[1]) == int(found[0]) + 1)
    return shifted(period, -1) if one and not _LONG.search(sentence) and "高峰期" not in said else "此前"


def names_a_year(said: str) -> bool:
    return _YEAR.search(said) is not None


def name(metric: str) -> str:
    """The metric without the words that lead to the first number: 平均住院日由去年的."""
    return _FROM.sub("", metric)
