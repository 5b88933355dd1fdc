"""Changes and shares in less usual words: against a standard, in characters, in tenths, halves and doublings. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from linghang.documents import units
from linghang.documents.comparison import BASE, DOWN, LINK, OPENS, UP, VALUE, Comparison, Direction, made, way_of
from linghang.documents.numerals import of_arabic, of_chinese, tenths
from linghang.documents.quantity import NUMBER
from linghang.documents.scan import near
from linghang.documents.worded import changed, shared

_FAR = 48
"""How many characters before the value of a change its base may begin."""
_LEADS = re.compile(
    rf"(?:(?P<base>{BASE}|[较比][^，,。；;：:\d\n]{{2,10}}?)[，,]?)?{LINK}{{0,3}}(?P<way>{UP}|{DOWN})(?:幅度?)?$"
)
"""What stands before a change that is told in characters: its base and its verb."""
_AGAINST = re.compile(
    rf"(?P<way>[高低优好])[于出](?P<base>[^，,。；;：:\d%]{{0,16}}){VALUE}|"
    rf"[较比](?P<than>[^，,。；;：:\d%]{{2,12}})(?P<how>[高低长短快慢])出?"
    rf"(?P<value2>{NUMBER})(?P<scale2>[万亿]?)(?P<unit2>{units.UNIT})"
)
_STANDARD = re.compile("平均|全[国省市县]|目标|标准|预算|同类")
_TENTHS = re.compile(
    rf"(?=[{OPENS}])(?:(?P<base>{BASE}))?(?P<way>{UP}|{DOWN})(?:了|近|约|超过?)?(?P<value>[一二两三四五六七八九]成[一二三四五六七八九]?)(?:以上|左右|多)?"
)
_A_TENTH = re.compile("[一二两三四五六七八九]成[一二三四五六七八九]?(?:以上|左右|多)?")
_A_POINT = re.compile("[一两二三四五六七八九十]{1,3}个(?:百分点|千分点)")
_IN_WORDS = re.compile(
    rf"(?=[{OPENS}])(?:(?P<base>{BASE}))?(?P<way>{UP}|{DOWN})(?:了|近|约|超过?)?(?P<value>[一两二三四五六七八九十]{{1,3}})个(?P<unit>百分点|千分点)"
)
_BEYOND = re.compile(rf"超(?:出|额|过)?(?:全年|年度|年|序时)?(?:计划|目标|预期|预算|进度)(?:进度)?{VALUE}")
_A_HALF = re.compile("一半(?![的是])|半(?=[，,。；;、])")
_HALVED = re.compile(rf"(?P<base>{BASE})?(?P<way>{DOWN})了?(?P<value>一?半)")
_HALF = re.compile("预算|计划|目标|任务")
_HALF_OF = re.compile(
    r"(?:不足|超过|仅|约|近|为|达到?|完成){0,2}(?P<base>[^，,。；;：:\d占的之]{0,8}(?:预算|计划|目标|任务)[数值]?)[的之](?P<value>一半)"
)
_AN_INDEX = re.compile(r"\d\.\d{1,4}(?=[，,。；;、）)])")
_INDEX_MOVED = re.compile(rf"(?:(?P<base>{BASE})|(?<=\d[，,]))(?P<way>{UP}|{DOWN})了?(?P<value>\d{{1,2}}\.\d{{1,4}})")
"""CMI值1.08，同比提升0.03: the change of what has no unit."""
_A_DOUBLING = re.compile("翻了?(?:[一两二三]番|倍)")
_DOUBLED = re.compile(rf"(?:(?P<base>{BASE}))?(?:增长|实现|数量)?(?:了)?翻了?(?P<times>[一两二三]番|倍)")
_A_LEVEL = re.compile("持平|相若")
_FLAT = re.compile(rf"(?P<base>{BASE}|与(?:上|去|前)年度?(?:同期)?)[^，,。；;\d]{{0,6}}(?:持平|相若)")


def unusual(text: str) -> Iterator[Comparison]:
    """All of them, unordered."""
    yield from _rarer(text)
    yield from _against(text)
    yield from _in_characters(text)
    yield from _halves(text)


def _rarer(text: str) -> Iterator[Comparison]:
    """低于院控目标2.8个百分点, 同比下降三成, 翻一番, 与上年持平."""
    for found in _around(text, _A_TENTH, _TENTHS):
        value = tenths(found["value"])
        if value is not None:
            way = way_of(found["way"])
            yield _plain(found, way, value, found.start("value"))
    for found in _around(text, _A_POINT, _IN_WORDS):
        if (points := of_chinese(found["value"])) is not None:
            way = way_of(found["way"])
            yield _plain(found, way, points, found.start("value"), found["unit"])
    for found in _BEYOND.finditer(text):
        if units.normal(found["unit"]) in ("百分点", "%"):
            yield made(found, "up")
    for found in _around(text, _A_DOUBLING, _DOUBLED):
        times = {"一番": 100, "两番": 300, "二番": 300, "三番": 700, "倍": 100}[found["times"]]
        yield _plain(found, "up", Decimal(times), found.start("times"))
    for found in _around(text, _AN_INDEX, _INDEX_MOVED):
        way = way_of(found["way"])
        yield _plain(found, way, of_arabic(found["value"]), found.start("value"), "")
    for found in _around(text, _A_HALF, _HALVED):
        yield _plain(found, "down", Decimal(50), found.start("value"))
    for found in _around(text, _A_LEVEL, _FLAT):
        yield Comparison(*found.span(), found[0], "flat", Decimal(0), "", found["base"], *found.span())


def _against(text: str) -> Iterator[Comparison]:
    """低于院控目标2.8个百分点, 优于全国平均值7.2个百分点, 比城市长8.7分钟: against what was never this very thing."""
    for found in _AGAINST.finditer(text):
        if found["how"]:
            up, unit, of = found["how"] not in "低短慢", units.normal(found["unit2"]), found["than"]
            value, scale, at, end = found["value2"], found["scale2"], found.start("value2"), found.end("unit2")
        else:
            up, unit, of = found["way"] != "低", units.normal(found["unit"]), found["base"].strip()
            value, scale, at, end = found["value"], found["scale"], found.start("value"), found.end("unit")
            standard = unit not in units.RATES and _STANDARD.search(of) and text[found.end() : found.end() + 1] != "的"
            if unit not in ("百分点", "千分点", "名", "位") and not standard:
                continue
        way: Direction = "up" if up else "down"
        yield Comparison(*found.span(), found[0], way, of_arabic(value), scale + unit, of, at, end)


def _in_characters(text: str) -> Iterator[Comparison]:
    """提高了二点三个百分点, 比前年多了六千万元, 占到支出的百分之十七点八."""
    for told in changed(text):
        found = _LEADS.search(text, max(0, told.start - 32), told.start)
        if found is None:
            continue
        base = (found["base"] or "").strip()
        sure = told.unit in ("%", "‰", "百分点", "千分点") or text[told.start] == "了"
        if not base and not sure:
            continue
        way = way_of(found["way"])
        words = text[found.start() : told.end]
        yield Comparison(
            found.start(), told.end, words, way, told.value, told.unit, base, told.number_start,
            told.end, not base,
        )  # fmt: skip
    for told, of in shared(text):
        words = text[told.start : told.end]
        yield Comparison(told.start, told.end, words, "share", told.value, told.unit, of, told.number_start, told.end)


def _around(text: str, rare: re.Pattern[str], whole: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches of a dear pattern that end in a rare one, looked for only before the places of the rare one."""
    last = 0
    for found in rare.finditer(text):
        match = whole.search(text, max(last, found.start() - _FAR), found.end())
        if match is not None and match.end() == found.end():
            yield match
            last = match.end()


def _plain(
    found: re.Match[str], direction: Direction, value: Decimal, number_start: int, unit: str = "%"
) -> Comparison:
    base = found["base"] or ""
    return Comparison(*found.span(), found[0], direction, value, unit, base, number_start, found.end(), not base)


def _halves(text: str) -> Iterator[Comparison]:
    """支出31.4万元，不足年度预算的一半."""
    for found in near(_HALF, 14, _HALF_OF, text):
        yield Comparison(*found.span(), found[0], "share", Decimal(50), "%", found["base"], *found.span("value"))
