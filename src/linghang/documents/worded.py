"""Numbers in characters that hold a point or a scale (三点八亿元, 一千二百七十余万元), and changes told in such numbers
(提高了二点三个百分点, 比前年多了六千万元). Pure.

Each is looked for at its rare word: 点, 余, 百分之, or a verb of change with a numeral right behind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from linghang.documents import units
from linghang.documents.numerals import CHINESE, SCALES, of_arabic, of_chinese, tenths
from linghang.documents.quantity import LIMIT, Quantity, bound_before, bound_of
from linghang.documents.scan import near

_DIGIT = "[零〇一二三四五六七八九]"
_POINTED = f"[{CHINESE}]{{1,8}}点{_DIGIT}{{1,4}}"
_WITH_POINT = re.compile(rf"(?P<number>{_POINTED})(?P<scale>[万亿]?)(?P<unit>{units.UNIT}){LIMIT}")
_WITH_MORE = re.compile(
    rf"(?P<number>[{CHINESE}]{{1,10}})(?P<more>[余多几])(?P<scale>[万亿])(?P<unit>{units.UNIT}){LIMIT}"
)
_RARE = re.compile(f"点(?={_DIGIT})|[余多几](?=[万亿])")
_HALVES = re.compile(
    rf"(?P<number>\d(?<![\d.,]\d)\d?|[{CHINESE}](?<![{CHINESE}第].)[{CHINESE}]?)"
    "(?:(?P<minutes>分)半钟?|个半(?P<unit>小时|月))"
)
_A_HALF = re.compile("半(?<=[分个].)")
"""2分半钟, 一个半小时."""
_LONGEST = 10
"""How many characters of a number stand before its rare word at most."""
_CHANGED = re.compile(
    rf"(?<=[升长加高降少低落多短减幅增省涨跌减缩度])(?:了|为|达到?|约|近|超过?){{0,2}}"
    rf"(?:(?P<of>百分之|千分之)(?P<part>[{CHINESE}]{{1,8}}(?:点{_DIGIT}{{1,4}})?)|"
    rf"(?P<number>{_POINTED}|[{CHINESE}]{{1,12}})(?P<more>[余多])?(?P<scale>[万亿]?)(?P<unit>{units.UNIT}))"
)
_SHARED = re.compile(
    rf"占(?:到|了)?(?P<base>(?!比)[^，,。；;：:\d%]{{1,16}}?)的?(?:百分之(?P<part>[{CHINESE}]{{1,8}}(?:点{_DIGIT}{{1,4}})?)|"
    "(?:约|近|超过?|逾|不足|不到)(?P<tenths>[一二两三四五六七八九]成[一二三四五六七八九]?)(?=[，,。；;、）)]|以上|左右))"
)


@dataclass(frozen=True)
class Told:
    """A number of a change or a share: where it and its unit stand, and what they say."""

    start: int
    end: int
    number_start: int
    value: Decimal
    unit: str


def pointed(written: str) -> Decimal | None:
    """`三点八` → 3.8; None for what is no numeral."""
    whole, _, rest = written.partition("点")
    value, digits = of_chinese(whole), [of_chinese(char) for char in rest]
    if value is None or None in digits:
        return None
    return value + Decimal("0." + "".join(map(str, digits))) if digits else value


def scaled(written: str, value: Decimal) -> tuple[Decimal, str]:
    """三百二十六万 is written in 万: 326 and 万, 七亿两千万 too; a mere scale (千万) stays what it is."""
    if written[-1] not in SCALES or len(written) == 1 or written in ("百万", "千万"):
        return value, ""
    return value / SCALES[written[-1]], written[-1]


def worded(text: str) -> Iterator[Quantity]:
    """三点八亿元, 三十一点六元, 一千二百七十余万元."""
    yield from _with_a_half(text)
    for spot in _RARE.finditer(text):
        start = spot.start()
        while start > 0 and spot.start() - start < _LONGEST and text[start - 1] in CHINESE:
            start -= 1
        found = _WITH_POINT.match(text, start) or _WITH_MORE.match(text, start)
        if found is None or found.end() <= spot.start() or (value := pointed(found["number"])) is None:
            continue
        begins, before = bound_before(text, start)
        more = found.groupdict().get("more") or ""
        bound = bound_of(before, more, found["limit"] or "")
        yield Quantity(begins, found.end(), start, value, found["scale"], units.normal(found["unit"]), bound)


def _with_a_half(text: str) -> Iterator[Quantity]:
    for found in near(_A_HALF, 3, _HALVES, text):
        value = of_arabic(found["number"]) if found["number"][0].isdigit() else of_chinese(found["number"])
        if value is not None:
            begins, before = bound_before(text, found.start())
            unit = "分钟" if found["minutes"] else "小时" if found["unit"] == "小时" else "个月"
            half = value + Decimal("0.5")
            yield Quantity(begins, found.end(), found.start(), half, "", unit, bound_of(before, "", ""))


def changed(text: str) -> Iterator[Told]:
    """What stands behind a verb of change: 百分之九点三, 二点三个百分点, 六千万元."""
    for found in _CHANGED.finditer(text):
        value = pointed(found["part"] or found["number"])
        if value is None or found["unit"] == "成":  # tenths are read by themselves
            continue
        if found["of"]:
            unit, start = "%" if found["of"] == "百分之" else "‰", found.start("of")
        else:
            unit, start = found["scale"] + units.normal(found["unit"]), found.start("number")
            value, scale = scaled(found["number"], value)
            unit = scale + unit
        yield Told(found.start(), found.end(), start, value, unit)


def shared(text: str) -> Iterator[tuple[Told, str]]:
    """占到统筹支出的百分之十七点八, 占总人口超过八成, with what it is a share of."""
    for found in _SHARED.finditer(text):
        if found["tenths"]:
            part = tenths(found["tenths"]) or Decimal(0)
            yield Told(found.start(), found.end(), found.start("tenths"), part, "%"), found["base"]
        elif (value := pointed(found["part"])) is not None:
            start = found.end("base") + (1 if text[found.end("base")] == "的" else 0)
            yield Told(found.start(), found.end(), start, value, "%"), found["base"]
