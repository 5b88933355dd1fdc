"""Changes and shares told beside a figure: 同比上升8.42%, 较2021年进步了108名, 占出院病例数29.1%. Pure."""

import re
from collections.abc import Iterator

from linghang.documents import units
from linghang.documents.comparison import BASE, DOWN, LINK, OPENS, UP, VALUE_OF_LIST, Comparison, made, unit_of, way_of
from linghang.documents.quantity import NUMBER
from linghang.documents.unusual import unusual

_BASE_BEFORE = re.compile(r"[与同较比和][^，,。；;：:\n]{2,16}(?:相比|比较|对比)[，,][^，,。；;：:\d\n]{0,16}$")
"""与2021年度决算相比，收、支总计各增加2,315万元: the base stands before the subject."""
_CHANGE = re.compile(
    rf"(?=[{OPENS}])(?:(?:分别)?(?P<base>{BASE})[，,]?[ \u3000]{{0,2}})?"
    rf"(?P<link>{LINK}{{0,3}})(?P<way>{UP}|{DOWN})"
    rf"(?:幅度?)?(?:了|达到?|约|将?近|超过?|逾|为|至少|率为?|不低于|不少于|不超过){{0,2}}"
    rf"[ \u3000]{{0,2}}{VALUE_OF_LIST}"
)
_FAR = 60
"""How many characters before a list of changes the word 分别 may stand."""
_MORE = re.compile(rf"(?P<sep>[、，,和及与]|以及){VALUE_OF_LIST}")
_TWO_RATES = re.compile(rf"[、和及与](?:{NUMBER}(?:%|个百分点))(?=[，,。；;）)])")
"""收入分别达…元、…元，增长5.8%和7.1%: the word 分别 may stand with the values alone."""
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


def comparisons(text: str) -> Iterator[Comparison]:
    """In the order in which they stand, none overlapping."""
    found = [*_changes(text), *_shares(text), *unusual(text)]
    last = -1
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= last or (each.member and each.start >= last - 1):
            yield each
            last = each.end


def _changes(text: str) -> Iterator[Comparison]:
    for found in _CHANGE.finditer(text):
        unit, way, bare = unit_of(found), found["way"], found["base"] is None
        several = "分别" in found[0] or (found["shared"] is not None and _told_severally(text, found.start()))
        if found["shared"] and not several:
            continue
        if bare and not _bare_change(text, found, unit, way):
            continue
        if way in ("核减", "节约", "压减", "缩减") and text[found.end("way") : found.end("way") + 1] == "率":
            continue  # 核减率2.1%: the name of a rate
        if way.endswith("幅") and _BOUNDED.search(found[0]):
            continue  # 增幅不超过5%: a value with a bound
        first = made(found, way_of(way), bare)
        listed = several or (bare is False and "各" in found[0]) or _TWO_RATES.match(text, found.end())
        yield from _list(text, found, first) if listed else [first]


def _told_severally(text: str, at: int) -> bool:
    """分别是73.6%和71.2%，比前年提高4.1和3.5个百分点: the values before were told so."""
    return "分别" in re.split("[。；;！？!?\n]", text[max(0, at - _FAR) : at])[-1]


_BOUNDED = re.compile("不超过|不低于|不少于|不高于")
_LASTS = re.compile("(?:时间|时长|天数|日数|用时|耗时)(?:中位数)?$")
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
    if unit in units.TIME and _LASTS.search(text, max(0, found.start() - 6), found.start()):
        return True  # 轮候时间减少约38分钟
    if "再" in found["link"] and way_of(way) == "down":
        return True  # 力争再降0.8元
    if (way == "缩短" or (way == "压缩" and unit in units.TIME)) and not re.match(
        "[为达到至]", text[found.end("way") : found.end("way") + 1]
    ):
        return True
    told = len(way) == 2 or way in ("多", "少") or way.startswith("往")
    if told and text.startswith(way + "了", found.start("way")):
        return True  # 缩短了12分钟, 护士多了4个
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
    while len(rest) < 8 and (more := _MORE.match(text, at)) and unit_of(more) == unit_of(found):
        rest.append(more)
        at = more.end()
    members = 1 + len(rest)
    yield _member(first, 0, members)
    for number, more in enumerate(rest, 1):
        own = made(more, first.direction, first.bare)
        yield Comparison(
            more.start("value"), own.end, text[more.start("value") : own.end], first.direction, own.value, own.unit,
            first.base, own.number_start, own.number_end, first.bare, number, members,
        )  # fmt: skip


def _member(one: Comparison, member: int, members: int) -> Comparison:
    return Comparison(
        one.start, one.end, one.text, one.direction, one.value, one.unit, one.base, one.number_start, one.number_end,
        one.bare, member, members,
    )  # fmt: skip


def _shares(text: str) -> Iterator[Comparison]:
    for pattern in (_SHARE, _PROPORTION, _BRACKET, _FULFILLED):
        for found in pattern.finditer(text):
            yield made(found, "share")
