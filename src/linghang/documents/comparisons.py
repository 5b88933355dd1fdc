"""Changes and shares told beside a figure: 同比上升8.42%, 较2021年进步了108名, 占出院病例数29.1%. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.documents import units
from linghang.documents.numerals import of_arabic, of_chinese, tenths
from linghang.documents.quantity import NUMBER
from linghang.documents.scan import near
from linghang.documents.worded import changed, shared

Direction = Literal["up", "down", "flat", "share"]
_UP = (
    "年均增长率?|年均增速|增长率?|成长率?|上升|增加|提高|提升|上涨|进步|增幅|增速|升幅|涨幅|上浮|上调|扩大|前移|晋升|"
    "多增|净增加?|攀升|增收|加快|延长|扩容|递增|跃升|上移|前进|调增|多收|多支|多出?|涨|增|升"
)
_DOWN = (
    "下降|减少|降低|回落|缩短|压缩|压减|核减|调减|缩减|削减|递减|收窄|下调|下滑|下浮|下跌|降幅|衰退|减幅|跌幅|退步|后移|节约|节省|节支|"
    "压降|降价|减亏|少扣|少支|少收|少|减|降|跌"
)
_UPWARDS = re.compile(_UP)
_AMOUNT = "(?:(?:年初)?(?:预算|执行|决算|完成|实际|计划)数?)?"
"""What of a year is compared: 比2023年执行数."""
_BASE = (
    rf"同比|环比|按年|同口径(?:相?比)?|与?(?:上|去)年(?:同期|度)?{_AMOUNT}相?比|与去年同比|与上年同比|同期(?:相?比)?|"
    rf"(?:[较比]|与(?=[^，,。；;]{{2,16}}相比)) ?(?:上年度?|去年|上一年度?|前一年度?|前年|上月|上季度?|同期|"
    rf"(?:19|20|1)\d{{2}} ?年(?:度|同期|底|末|初)?|一[〇零一二]?[〇零一二三四五六七八九]年度?|"
    rf"年初|期初|上年末|去年底|上届|历史同期|“[^”]{{1,8}}”末?|目标值?|院控目标|基线|基期|[一-鿿]{{2,5}}前)(?:同期|年底|末)?"
    rf"{_AMOUNT}(?:的?{NUMBER}[万亿]?(?:{units.UNIT}))?(?:相?比)?|[较比](?:年初)?(?:预算|计划|目标|预期){_AMOUNT}"
)
_LINK = r"(?:分别|各|又|再|均|共|仅|略微?|小幅|实际|名义|平均|年均|同步|大幅|累计|约|近|超过?|达到?)"
_VALUE = rf"(?P<value>{NUMBER})[ \u3000]{{0,2}}(?P<scale>[万亿]?)[ \u3000]{{0,2}}(?P<unit>{units.UNIT})"
_BASE_BEFORE = re.compile(r"[与同较比和][^，,。；;：:\n]{2,16}(?:相比|比较|对比)[，,][^，,。；;：:\d\n]{0,16}$")
"""与2021年度决算相比，收、支总计各增加2,315万元: the base stands before the subject."""
_FAR = 48
"""How many characters before the value of a change its base may begin."""
_AND = "[、，和及与]"
_VALUE_OF_LIST = (
    rf"(?P<value>{NUMBER})(?:[-—–~～至到]{{1,2}}{NUMBER})?[ \u3000]{{0,2}}"
    rf"(?:(?P<scale>[万亿]?)[ \u3000]{{0,2}}(?P<unit>{units.UNIT})|"
    rf"(?={_AND}{NUMBER}(?:{_AND}{NUMBER}){{0,6}} ?(?P<shared>{units.UNIT})))"
)
"""分别提高6.2和5.7个百分点: only the last of a list told at once has the unit."""
_OPENS = "".join(
    sorted(
        {way[0] for way in f"{_UP}|{_DOWN}".split("|")} | set("同环按与上去较比分各又再均共仅略小实名平年大累约近超达")
    )
)
"""Every character that a change can begin with, asked first: nine places in ten need no further look."""
_CHANGE = re.compile(
    rf"(?=[{_OPENS}])(?:(?:分别)?(?P<base>{_BASE})[，,]?[ \u3000]{{0,2}})?"
    rf"(?P<link>{_LINK}{{0,3}})(?P<way>{_UP}|{_DOWN})"
    rf"(?:幅度?)?(?:了|达到?|约|近|超过?|逾|为|至少|率为?|不低于|不少于|不超过){{0,2}}[ \u3000]{{0,2}}{_VALUE_OF_LIST}"
)
_LEADS = re.compile(
    rf"(?:(?P<base>{_BASE}|[较比][^，,。；;：:\d\n]{{2,10}}?)[，,]?)?{_LINK}{{0,3}}(?P<way>{_UP}|{_DOWN})(?:幅度?)?$"
)
"""What stands before a change that is told in characters: its base and its verb."""
_AGAINST = re.compile(
    rf"(?P<way>[高低优好])[于出](?P<base>[^，,。；;：:\d%]{{0,16}}){_VALUE}|"
    rf"[较比](?P<than>[^，,。；;：:\d%]{{2,12}})(?P<how>[高低长短快慢])出?"
    rf"(?P<value2>{NUMBER})(?P<scale2>[万亿]?)(?P<unit2>{units.UNIT})"
)
_STANDARD = re.compile("平均|全[国省市县]|目标|标准|预算|同类")
_TENTHS = re.compile(
    rf"(?=[{_OPENS}])(?:(?P<base>{_BASE}))?(?P<way>{_UP}|{_DOWN})(?:了|近|约|超过?)?(?P<value>[一二两三四五六七八九]成[一二三四五六七八九]?)(?:以上|左右|多)?"
)
_A_TENTH = re.compile("[一二两三四五六七八九]成[一二三四五六七八九]?(?:以上|左右|多)?")
_A_POINT = re.compile("[一两二三四五六七八九十]{1,3}个(?:百分点|千分点)")
_IN_WORDS = re.compile(
    rf"(?=[{_OPENS}])(?:(?P<base>{_BASE}))?(?P<way>{_UP}|{_DOWN})(?:了|近|约|超过?)?(?P<value>[一两二三四五六七八九十]{{1,3}})个(?P<unit>百分点|千分点)"
)
_BEYOND = re.compile(rf"超(?:出|额|过)?(?:全年|年度|年|序时)?(?:计划|目标|预期|预算|进度)(?:进度)?{_VALUE}")
_A_HALF = re.compile("一半(?![的是])|半(?=[，,。；;、])")
_HALVED = re.compile(rf"(?P<base>{_BASE})?(?P<way>{_DOWN})了?(?P<value>一?半)")
_HALF = re.compile("预算|计划|目标|任务")
_HALF_OF = re.compile(
    r"(?:不足|超过|仅|约|近|为|达到?|完成){0,2}(?P<base>[^，,。；;：:\d占的之]{0,8}(?:预算|计划|目标|任务)[数值]?)[的之](?P<value>一半)"
)
_AN_INDEX = re.compile(r"\d\.\d{1,4}(?=[，,。；;、）)])")
_INDEX_MOVED = re.compile(
    rf"(?:(?P<base>{_BASE})|(?<=\d[，,]))(?P<way>{_UP}|{_DOWN})了?(?P<value>\d{{1,2}}\.\d{{1,4}})"
)
"""CMI值1.08，同比提升0.03: the change of what has no unit."""
_A_DOUBLING = re.compile("翻了?(?:[一两二三]番|倍)")
_DOUBLED = re.compile(rf"(?:(?P<base>{_BASE}))?(?:增长|实现|数量)?(?:了)?翻了?(?P<times>[一两二三]番|倍)")
_MORE = re.compile(rf"(?P<sep>[、，,和及与]|以及){_VALUE_OF_LIST}")
_TWO_RATES = re.compile(rf"[、和及与](?:{NUMBER}(?:%|个百分点))(?=[，,。；;）)])")
"""收入分别达…元、…元，增长5.8%和7.1%: the word 分别 may stand with the values alone."""
_A_LEVEL = re.compile("持平|相若")
_FLAT = re.compile(rf"(?P<base>{_BASE}|与(?:上|去|前)年度?(?:同期)?)[^，,。；;\d]{{0,6}}(?:持平|相若)")
_SHARE = re.compile(
    rf"占(?<![药耗材].)(?!床)(?P<base>(?!比)[^，,。；;：:\d%]{{0,24}}?)(?:的?(?:比例|比重|比率)|比例?|比重|的)?(?:分别)?"
    rf"(?:为|达到?|约|近|超过?)?[ \u3000]{{0,2}}(?P<value>{NUMBER})[ \u3000]?(?P<unit>[%％])"
)
_FULFILLED = re.compile(
    rf"(?:完成|达成|为|是|达到?|实现)了?(?P<base>[^，,。；;：:\d%占]{{0,8}}(?:预算|计划|目标|任务)[数值]?)[的之](?P<value>{NUMBER})(?P<unit>[%％])"
)
"""完成年度预算的81%: what is reached, as a part of what was planned."""
_PROPORTION = re.compile(rf"占(?<=[，,、（(].)比(?:分别)?(?:为|达到?|约)?(?P<value>{NUMBER})(?P<unit>[%％])")
_BRACKET = re.compile(rf"[（(](?<=[人名例份个次台件项所家张户床位日天].)(?P<value>{NUMBER})(?P<unit>[%％])[）)]")


@dataclass(frozen=True)
class Comparison:
    """`direction` share: `value` is the part of `base`. Offsets: of the words, and of the number within them.

    `bare`: no base is named. `member`: its place in a list told at once (分别增长5.1%和7.3%), of `members`.
    """

    start: int
    end: int
    text: str
    direction: Direction
    value: Decimal
    unit: str
    base: str
    number_start: int
    number_end: int
    bare: bool = False
    member: int = 0
    members: int = 1


def comparisons(text: str) -> Iterator[Comparison]:
    """In the order in which they stand, none overlapping."""
    found = [*_changes(text), *_rarer(text), *_shares(text), *_halves(text), *_in_characters(text)]
    last = -1
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= last or (each.member and each.start >= last - 1):
            yield each
            last = each.end


def _changes(text: str) -> Iterator[Comparison]:
    for found in _CHANGE.finditer(text):
        unit, way, bare = _unit(found), found["way"], found["base"] is None
        if found["shared"] and "分别" not in found[0]:
            continue
        if bare and not _bare_change(text, found, unit, way):
            continue
        if way in ("核减", "节约", "压减", "缩减") and text[found.end("way") : found.end("way") + 1] == "率":
            continue  # 核减率2.1%: the name of a rate
        if way.endswith("幅") and "不超过" in found[0]:
            continue  # 增幅不超过5%: a value with a bound
        up = _UPWARDS.fullmatch(way) is not None
        first = _made(text, found, "up" if up else "down", bare)
        listed = "分别" in found[0] or (bare is False and "各" in found[0]) or _TWO_RATES.match(text, found.end())
        yield from _list(text, found, first) if listed else [first]


_OF_ITS_UNIT = frozenset(("增加", "减少", "加快", "缩短", "延长", "提高", "降低", "下降", "上升", "提升"))
"""Verbs that tell a change right behind a number of the same unit: 平均住院日8.1日，缩短0.3日."""


def _bare_change(text: str, found: re.Match[str], unit: str, way: str) -> bool:
    """Without a base only a rate of change is sure to be one; 净增13家 and 前移9位 are, when they follow a figure."""
    before = text[max(0, found.start() - 2) : found.start()]
    if way.endswith(("幅", "率", "速")) or unit in ("百分点", "千分点"):
        return True
    if way in ("净增", "净增加", "前移", "后移", "进步", "退步", "晋升", "延长") and before[-1:] in (
        "，",
        ",",
        "（",
        "(",
    ):
        return True
    if way == "缩短" and not re.match("[为达到至]", text[found.end("way") : found.end("way") + 1]):
        return True
    if len(way) == 2 and text.startswith(way + "了", found.start("way")):
        return True  # 缩短了12分钟
    if way in ("增加", "减少", "增长", "下降") and _BASE_BEFORE.search(text, max(0, found.start() - 40), found.start()):
        return True
    if len(way) == 1 and not (way == "增" and before[-1:] in ("，", ",")):
        return False
    if way in _OF_ITS_UNIT and re.search(
        rf"\d[万亿]?{re.escape(unit)}[，,]$", text[max(0, found.start() - 8) : found.start()]
    ):
        return True  # 10,872宗，增加836宗
    return unit in ("%", "‰", "倍")


def _list(text: str, found: re.Match[str], first: Comparison) -> Iterator[Comparison]:
    """分别增长5.1%和7.3%: the way and the base hold for every member."""
    rest, at = list[re.Match[str]](), found.end()
    while len(rest) < 8 and (more := _MORE.match(text, at)) and _unit(more) == _unit(found):
        rest.append(more)
        at = more.end()
    members = 1 + len(rest)
    yield _member(first, 0, members)
    for number, more in enumerate(rest, 1):
        made = _made(text, more, first.direction, first.bare)
        yield Comparison(
            more.start("value"), made.end, text[more.start("value") : made.end], first.direction, made.value, made.unit,
            first.base, made.number_start, made.number_end, first.bare, number, members,
        )  # fmt: skip


def _member(one: Comparison, member: int, members: int) -> Comparison:
    return Comparison(
        one.start, one.end, one.text, one.direction, one.value, one.unit, one.base, one.number_start, one.number_end,
        one.bare, member, members,
    )  # fmt: skip


def _rarer(text: str) -> Iterator[Comparison]:
    """低于院控目标2.8个百分点, 同比下降三成, 翻一番, 与上年持平."""
    yield from _against(text)
    for found in _around(text, _A_TENTH, _TENTHS):
        value = tenths(found["value"])
        if value is not None:
            up = _UPWARDS.fullmatch(found["way"]) is not None
            yield _plain(found, "up" if up else "down", value, found.start("value"))
    for found in _around(text, _A_POINT, _IN_WORDS):
        if (points := of_chinese(found["value"])) is not None:
            up = _UPWARDS.fullmatch(found["way"]) is not None
            yield _plain(found, "up" if up else "down", points, found.start("value"), found["unit"])
    for found in _BEYOND.finditer(text):
        if units.normal(found["unit"]) in ("百分点", "%"):
            yield _made(text, found, "up")
    for found in _around(text, _A_DOUBLING, _DOUBLED):
        times = {"一番": 100, "两番": 300, "二番": 300, "三番": 700, "倍": 100}[found["times"]]
        yield _plain(found, "up", Decimal(times), found.start("times"))
    for found in _around(text, _AN_INDEX, _INDEX_MOVED):
        up = re.fullmatch(_UP, found["way"]) is not None
        yield _plain(found, "up" if up else "down", of_arabic(found["value"]), found.start("value"), "")
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
        up = _UPWARDS.fullmatch(found["way"]) is not None
        words = text[found.start() : told.end]
        yield Comparison(
            found.start(), told.end, words, "up" if up else "down", told.value, told.unit, base, told.number_start,
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


def _shares(text: str) -> Iterator[Comparison]:
    for pattern in (_SHARE, _PROPORTION, _BRACKET, _FULFILLED):
        for found in pattern.finditer(text):
            yield _made(text, found, "share")


def _halves(text: str) -> Iterator[Comparison]:
    """支出31.4万元，不足年度预算的一半."""
    for found in near(_HALF, 14, _HALF_OF, text):
        yield Comparison(*found.span(), found[0], "share", Decimal(50), "%", found["base"], *found.span("value"))


def _made(text: str, found: re.Match[str], direction: Direction, bare: bool = False) -> Comparison:
    groups = found.groupdict()
    base = (groups.get("base") or "").strip()
    return Comparison(
        *found.span(),
        found[0],
        direction,
        of_arabic(found["value"]),
        (groups.get("scale") or "") + _unit(found),
        base,
        found.start("value"),
        found.end("unit") if found["unit"] else found.end("value"),
        bare,
    )


def _unit(found: re.Match[str]) -> str:
    """The unit as a ledger writes it, of the list where the value has none of its own."""
    return units.normal(found["unit"] or found["shared"])
