"""Numbers with their units and bounds where they stand in a text, before anybody asks what they count. Pure.

Every pattern begins at a digit or at a numeral and looks only a few characters around, so that the time is linear in
the length of the text.
"""

import re
import string
from collections.abc import Iterator
from decimal import Decimal

from linghang.documents import units
from linghang.documents.counting import announces, counts
from linghang.documents.numerals import CHINESE, of_arabic, of_chinese
from linghang.documents.quantity import GAP, LIMIT, NUMBER, REST, Quantity, bound_before, bound_of
from linghang.documents.special import special
from linghang.documents.spoken import spoken
from linghang.documents.worded import scaled, worded

_TO = r"[-—–~～－‐―至到]{1,2}"
_ARABIC = re.compile(
    rf"(?P<number>\d(?<![\d./]\d)(?<!\d[,，]\d){REST})(?P<mixed>[万亿](?=\d)(?:\d{{1,4}}(?:[,，]\d{{3}})?)[万千百]?)?(?P<same>[%％‰](?={GAP}{_TO}))?"
    rf"(?:{GAP}{_TO}{GAP}(?P<upto>{NUMBER}))?{GAP}(?P<scale>万亿|[亿万千百]?)(?P<more>[余多来几])?(?P<scale2>[万亿]?)"
    rf"(?P<more1>余|多)?{GAP}(?P<unit>{units.UNIT})(?P<more2>余|多)?{GAP}{LIMIT}"
)
_CIRCLE = re.compile("(?:分钟|小时)[^，,。；;\\d]{0,8}圈")
_NEGATIVE = re.compile("[为是达额率余绩益润损亏][-－−]")
"""结算差额为-365万元, 本期盈余-1,042.70万元."""
_SCALED = re.compile(rf"(?P<number>\d(?<![\d./]\d){REST})(?P<scale>[万亿])(?=[、，,和及与])")
_SCALED_LIST = re.compile(rf"(?:[、，,和及与]{NUMBER}[万亿]){{0,8}}[、，,和及与]{NUMBER}[万亿](?P<unit>{units.UNIT})")
_PLAIN_LIST = re.compile(
    rf"分别[^，,。；;\d]{{0,6}}(?P<numbers>{NUMBER}(?:[、和及与]{NUMBER}){{0,8}}(?=[、和及与]|以及))(?:[、和及与]|以及)"
    rf"{NUMBER}(?P<scale>万亿|[亿万]?)(?P<unit>{units.UNIT})"
)
"""分别接待218,400、165,730及87,130人次: only the last has the unit and the scale of all."""
_ANY_NUMBER = re.compile(NUMBER)
_NUMERAL = re.compile(
    rf"(?P<number>[{CHINESE}几数上](?<![{CHINESE}].)"
    rf"(?:(?<=[{CHINESE}])[{CHINESE}]{{0,13}}|(?<=[几数])[十百]|(?<=数)千|(?<=上)[百千]))"
    rf"(?:[至到](?P<upto>[{CHINESE}]{{1,4}}))?(?P<more>余|多|几)?"
    rf"(?P<unit>{units.UNIT})(?P<more2>余|多)?{LIMIT}"
)


_NO_POINTS = re.compile("[钟配摊布支享派流解析别类批]|成(?!绩)")
"""按6:3:1分配: the word 分 belongs to what stands behind."""
_JOINED = frozenset(string.ascii_letters + "+×*第〔[-")
"""What a number is part of when it stands right before it."""


def quantities(text: str) -> Iterator[Quantity]:
    """All of them, unordered and overlapping: who reads chooses the first and longest that nothing excludes."""
    yield from _of_one_unit(text)
    yield from special(text)
    yield from worded(text)
    yield from spoken(text)
    for found in _ARABIC.finditer(text):
        if quantity := _arabic(text, found):
            yield quantity
    for found in _NUMERAL.finditer(text):
        if quantity := _numeral(text, found):
            yield quantity


def _arabic(text: str, found: re.Match[str]) -> Quantity | None:
    at, unit = found.start("number"), units.normal(found["unit"])
    negative = _NEGATIVE.fullmatch(text, max(0, at - 2), at) is not None
    if (text[max(0, at - 1) : at] in _JOINED and not negative) or not _unit_stands(text, found, unit):
        return None
    begins, before = bound_before(text, at)
    scale = (found["scale"] or "") + (found["scale2"] or "")
    more = found["more"] or found["more1"] or found["more2"] or ""
    value, upto = of_arabic(found["number"]) * (-1 if negative else 1), found["upto"]
    end, limit = found.end(), found["limit"] or ""
    if unit in units.TIME and not limit and text[end : end + 1] == "内" and text[end + 1 : end + 2] not in "科外镜容部":
        end, limit = end + 1, "以内"
    if found["mixed"]:
        value, scale = _mixed(value, found["mixed"])
    if upto is not None:
        return Quantity(begins, end, at, value, scale, unit, "range", of_arabic(upto))
    if found["same"] or (unit == "年" and (len(found["number"]) == 4 or scale)):
        return None
    return Quantity(begins, end, at, value, scale, unit, bound_of(before, more, limit))


def _of_one_unit(text: str) -> Iterator[Quantity]:
    """分别为2180万、2096万和2571万人次: only the last of a list has the unit of all."""
    for found in _SCALED.finditer(text):
        rest = _SCALED_LIST.match(text, found.end())
        if rest is not None:
            value, unit = of_arabic(found["number"]), units.normal(rest["unit"])
            yield Quantity(found.start(), found.end(), found.start(), value, found["scale"], unit, "eq")
    for found in _PLAIN_LIST.finditer(text):
        unit, scale = units.normal(found["unit"]), found["scale"]
        for number in _ANY_NUMBER.finditer(text, found.start("numbers"), found.end("numbers")):
            begins, before = bound_before(text, number.start())
            value = of_arabic(number[0])
            yield Quantity(begins, number.end(), number.start(), value, scale, unit, bound_of(before, "", ""))


def _mixed(high: Decimal, rest: str) -> tuple[Decimal, str]:
    """4万5千 → 45,000; 1万2,340 → 12,340; 2亿3,600万 → 23,600 and 万, the scale of its last part."""
    digits, ends = re.sub(r"[^\d]", "", rest), rest[-1] if rest[-1] in "万千百" else ""
    value = high * units.factor(rest[0]) + Decimal(digits) * units.factor(ends)
    return (value / units.factor("万"), "万") if ends == "万" else (value, "")


def _unit_stands(text: str, found: re.Match[str], unit: str) -> bool:
    """Not the first half of another word: 5年级 is no 5年, 3月 is a date, 9点半 a time of day."""
    after = text[found.end("unit") : found.end("unit") + 2]
    if unit in ("月", "号", "级"):
        return False
    at = found.start("number")
    if unit in units.RANK and text[max(0, at - 1) : at] in ("前", "末", "后"):
        return False  # which places are meant, not a place reached: that is `_FRONT`
    if unit == "日":
        before = text[max(0, found.start("number") - 3) : found.start("number")]
        return "." in found["number"] or (
            not re.search(r"月\d?$|[-—–~～至到、]$", before)
            and len(found["number"]) < 4
            and after[:1] not in tuple("起至前上下晚凌")
        )
    if unit == "岁":
        if re.search(
            "(?:寿命|平均年龄)[^，,。；;]{0,12}$", text[max(0, found.start("number") - 16) : found.start("number")]
        ):
            return True
        return not (
            found["limit"] or found["upto"] or re.match("老|儿|妇|女|男|人|居民|以|青|中|及|婴|幼|学|（|\\(", after)
        )
    if unit == "点":
        return not (re.match(r"\d|半|钟|，|,|。", after) or after[:1] in tuple("前后多到开整"))
    if unit in "项条个" and announces(text[max(0, at - 12) : at], text[found.end("unit") : found.end("unit") + 4]):
        return False
    if unit == "升" and after[:1] in tuple("至到为高"):
        return False
    return not ((unit == "分" and _NO_POINTS.match(after)) or (unit == "年" and after[:1] in tuple("级代")))


def _numeral(text: str, found: re.Match[str]) -> Quantity | None:
    written, unit, at = found["number"], units.normal(found["unit"]), found.start("number")
    previous = text[max(0, at - 1) : at]
    named = (previous and previous in "第之“「『统唯单每同逐另某任专《初分") or quoted(text, at)
    named = named or (previous == "其" and unit not in units.TIME)  # 其三; but 限制其三年内
    named = named or (unit in units.RANK and previous in ("前", "末", "后"))  # which places are meant
    if written.startswith("百分") or (named and not _CIRCLE.match(text, found.start("unit"))):
        return None
    begins, before = bound_before(text, at)
    if not found["limit"] and unit in units.TIME and (found["more"] == "几" or written[0] in "几数上"):
        return None  # 现在十几分钟就能看上
    if (vague := _vague(written, found["more"] or "", before)) is not None:
        low, high = vague
        return Quantity(begins if before else at, found.end(), at, low, "", unit, "gt", high)
    alone = written in ("百", "千", "万", "亿", "百万", "千万")
    value = of_chinese("一" + written if alone else written)
    if value is None or (alone and not before and not found["more"]):
        return None
    if found["upto"]:
        return _range(text, found, begins, value, unit)
    limit, end = found["limit"] or "", found.end()
    if unit in units.TIME and not limit and text[end : end + 1] == "内" and text[end + 1 : end + 2] not in "科外镜容部":
        end, limit = end + 1, "以内"
    if not counts(text, at, found.end("unit"), value, unit, limit, before):
        return None
    more = found["more"] or found["more2"] or ""
    value, scale = scaled(written, value)
    return Quantity(begins, end, at, value, scale, unit, bound_of(before, more, limit))


_MOST_YEARS = 20
"""二〇二三至二四年 is no length of time."""


def _range(text: str, found: re.Match[str], begins: int, value: Decimal, unit: str) -> Quantity | None:
    """两至三年, 八到十名: lengths of time always count, things where they would by themselves."""
    at, end, upto = found.start("number"), found.end(), of_chinese(found["upto"])
    if upto is None or upto <= value or unit in units.SILENT or (unit == "年" and value > _MOST_YEARS):
        return None
    if unit not in units.TIME and not counts(text, at, found.end("unit"), upto, unit, "", ""):
        return None
    end += unit in units.TIME and text[end : end + 1] == "内"
    return Quantity(begins, end, at, value, "", unit, "range", upto)


def _vague(written: str, more: str, before: str) -> tuple[Decimal, Decimal | None] | None:
    """十几 → 10 to 19, 几十 and 数十 → more than 10, 上百 → more than 100."""
    if len(written) == 2 and written[0] in "几数上" and written[1] in "十百千":
        return of_chinese("一" + written[1]) or Decimal(0), None
    base = of_chinese(written) if more == "几" and written[-1] in "十百" else None
    if base is not None:
        return base, base + (9 if written.endswith("十") else 99)
    return None


_OPENED = re.compile("[“‘「『]")


def quoted(text: str, at: int) -> bool:
    """Whether the place lies in short quotation marks: “三亮四争当” names something."""
    if not _OPENED.search(text, max(0, at - 12), at):
        return False
    opened = max(text.rfind(mark, max(0, at - 12), at) for mark in "“‘「『")
    return not re.search("[”’」』]", text[opened:at]) and bool(
        re.match("[^“”「」\\n]{0,12}[”’」』]", text[at : at + 14])
    )
