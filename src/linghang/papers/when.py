"""Of which months a figure speaks, and by which day a measure is due. Pure."""

import calendar
import datetime as dt
import re

from linghang.core.errors import InputError
from linghang.core.periods import Month, Period
from linghang.documents.figures import Figure
from linghang.documents.numerals import of_chinese

REACH = 400
"""How many characters back the months of a figure may be named."""
_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PART = re.compile(
    r"(?P<half>[上下]半年)|前(?P<first>[二三23])个?季度|第?(?P<quarter>[一二三四1-4])季度|"
    r"(?<!\d)1[-—–~～至到](?P<upto>1[0-2]|[2-9])月|"
    r"(?P<loose>截[至止]|当月|本月|上月|季末|月末|(?<!\d)(?:1[0-2]|[1-9])月|前[一二三四五六七八九十\d]+个?月)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年?$)")
_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十])"
_DUE = (
    re.compile(r"(?P<year>20\d{2})年(?P<month>1[0-2]|0?[1-9])月(?P<day>[0-3]?\d)日"),
    re.compile(r"(?P<year>20\d{2})年(?P<month>1[0-2]|0?[1-9])月"),
    re.compile(r"(?:到|至|在|力争)?(?P<year>20\d{2})年(?:度|底|末|年底|年末)?(?:前|以前|之前|止|，|,|要|力争|实现|达到|完成|建成)"),
    re.compile(rf"(?:力争|争取|利?用|经过)(?:{_NUMBER}\s*[-—–~～至到]\s*)?(?P<years>{_NUMBER})年"),
    re.compile(rf"(?:通过|未来|今后)?(?:{_NUMBER}\s*[-—–~～至到]\s*)?(?P<years>{_NUMBER})年(?:左右)?(?:的?时间|内|之内|以内)"),
    re.compile(r"(?P<half>上半年|下半年)"),
    re.compile(r"第?(?P<quarter>[一二三四])季度"),
    re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<day>[0-3]?\d)日前"),
    re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?:份|底|末|底前)?(?:前|完成|之前)"),
    re.compile(r"今年|本年|年内|年底|年末|全年"),
)  # fmt: skip


def period_of(text: str, figure: Figure, default: Period | None = None) -> Period | None:
    """The months that a figure of `text` speaks of; None when the words leave them open.

    `default`: the period of the whole document; it stands where the text names no year, or the document's own.
    """
    floor = max(0, figure.start - REACH)
    start = max(floor, *(text.rfind(mark, floor, figure.start) + 1 for mark in "。；;\n"))
    parts = list(_PART.finditer(text, start, figure.end))
    named = _YEAR.search(figure.period)
    year = int(named[0]) if named else None
    if year is None and not figure.period and default is not None:
        year = default.first.year
    if year is None:
        return None
    if parts:
        return _part(year, parts[-1])
    if default is not None and default.first.year == default.last.year == year:
        return default
    return _whole(year)


def _part(year: int, found: re.Match[str]) -> Period | None:
    if found["half"]:
        first = 1 if found["half"] == "上半年" else 7
        return Period(Month(year, first), Month(year, first + 5))
    if found["first"]:
        return Period(Month(year, 1), Month(year, 3 * _DIGIT[found["first"]]))
    if found["quarter"]:
        return Period.quarter(year, _DIGIT[found["quarter"]])
    return Period(Month(year, 1), Month(year, int(found["upto"]))) if found["upto"] else None


def _whole(year: int) -> Period | None:
    try:
        return Period.parse(str(year))
    except InputError:
        return None


def due_of(words: str, year: int) -> tuple[dt.date, str] | None:
    """The day by which what the words ask is due, and the words that say so. `year`: the year of the document (今年).

    A span of years (力争2–3年) counts from the document's year and takes its longer end; a month or year its last day.
    """
    for pattern in _DUE:
        if (found := pattern.search(words)) and (day := _day(found, year)) is not None:
            return day, found[0].strip("，,")
    return None


def _day(found: re.Match[str], this_year: int) -> dt.date | None:
    said = found.groupdict()
    year = int(said["year"]) if said.get("year") else this_year
    if said.get("years"):
        number = said["years"]
        count = int(number) if number.isdigit() else of_chinese(number)
        return dt.date(year + int(count), 12, 31) if count and count <= 20 else None
    if said.get("half"):
        return dt.date(year, 6, 30) if said["half"] == "上半年" else dt.date(year, 12, 31)
    month = 3 * _DIGIT[said["quarter"]] if said.get("quarter") else int(said.get("month") or 12)
    last = calendar.monthrange(year, month)[1]
    day = int(said["day"]) if said.get("day") else last
    return dt.date(year, month, day) if 1 <= day <= last else None
