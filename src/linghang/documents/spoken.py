"""Amounts as they are spoken: 一个多亿, 近两个亿, 上亿元, 花了三千多万, 半数以上, 半年内. Pure.

Each is looked for at its rare word: 亿 behind 个, a scale behind 几, 数 or 上 or before a pause, 半.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from linghang.documents import units
from linghang.documents.numerals import CHINESE, of_arabic, of_chinese
from linghang.documents.quantity import LIMIT, Quantity, bound_before, bound_of
from linghang.documents.scan import near
from linghang.documents.worded import pointed, scaled

_HUNDRED_MILLIONS = re.compile("亿(?<=[个多余来]亿)")
_BY_THE_PIECE = re.compile(
    r"(?P<number>\d(?<![\d.]\d)\d{0,3}(?:\.\d)?|[一二两三四五六七八九十百]{1,5})(?P<some>几)?个(?P<more>[多余来])?亿"
    rf"(?!元(?:以上|[项村镇乡县企大产级]))元?{LIMIT}"
)
"""三个多亿, 2个亿: money, in 亿元. But 3个亿元项目 are projects."""
_SCALES = re.compile("[万亿](?<=[几数上十百千近超过逾破].)")
_ROUND = re.compile(
    "[几数上近超过逾破](?<![人总次户例件指]数)(?<![以网]上)"
    rf"(?P<number>[十百千]?[万亿])(?P<unit>{units.UNIT})(?!以[上下])"
)
"""几十万元, 数百万人次, 上亿元: more than; 近亿元, 超过百万人次: a scale that stands for one of it."""
_SCALE_AT_THE_END = re.compile("[万亿](?=[，,。；;、！!？?）)\n]|$)")
_MONEY = re.compile(
    rf"(?P<number>[{CHINESE}](?<![{CHINESE}第].)[{CHINESE}]{{0,8}}(?:点[{CHINESE}]{{1,3}})?)(?P<more>[多余来])?(?P<scale>[万亿])"
    "(?=[，,。；;、！!？?）)\n]|$)"
)
_OF_MONEY = re.compile(
    "(?:钱|款|债|账|资金|经费|收入|支出|费用|成本|结余|盈余|利润|预算|亏损?|欠[下了]?|花[了费掉]?|[节省]下|省了|投[入了资]|补助|[拨筹赚赔垫挣][了付]?|还[了差]|[到要]了)"
    "[^，,。；;：:\\d、]{0,4}(?<![多少增减][了出])$"
)
"""花了三千多万, 欠款二点三亿: in speech the unit is left out behind words of money, at the end of a clause."""
_HALF = re.compile("半(?<![上下前后大每点钟一]半)(?=[数年])|半(?<=一半)")
_OF_ALL = re.compile(rf"(?:半数|一半){LIMIT}")
"""半数以上, 近一半, 占一半: half of all, in per cent."""
_PART_OF = re.compile("占(?:到|了|比)?[^，,。；;：:\\d]{0,12}$")
_HALF_A_YEAR = re.compile(
    "半年(?!报|度|来|多|[之以]?[后前]|[^，,。；;]{0,3}(?:计划|总结|会|刊|考核))(?P<limit>以内|之内|内|以上|左右)?"
)
_LASTS = re.compile(
    "(?:[满够达到]|为期|历时|耗时|用时|长达|延[长续期]|缩短|提前|推迟|用|再[有用给]|试[行点用]|工期|期限)(?:了|约|近|为)?$"
)
"""What stands before a length of time that counts."""


def spoken(text: str) -> Iterator[Quantity]:
    """All of them, unordered."""
    for found in near(_HUNDRED_MILLIONS, 8, _BY_THE_PIECE, text):
        value = _value(found["number"])
        if value is not None:
            yield _made(text, found, value, "亿", "元", found["more"] or found["some"] or "", found["limit"] or "")
    yield from _money(text)
    yield from _round(text)
    yield from _halves(text)


def _money(text: str) -> Iterator[Quantity]:
    for found in near(_SCALE_AT_THE_END, 13, _MONEY, text):
        begins = bound_before(text, found.start())[0]
        more, written = found["more"] or "", found["number"] + ("" if found["more"] else found["scale"])
        value = pointed(found["number"]) if "点" in written else of_chinese(written)
        if value is None or not _OF_MONEY.search(text, max(0, begins - 10), begins):
            continue
        value, scale = (value, found["scale"]) if more or "点" in written else scaled(written, value)
        yield _made(text, found, value, scale, "元", more, "")


def _round(text: str) -> Iterator[Quantity]:
    for found in near(_SCALES, 2, _ROUND, text):
        vague, number = found[0][0] in "几数上", found["number"]
        begins, before = (found.start(), "超") if vague else bound_before(text, found.start("number"))
        if not before or not (vague or len(number) == 1):
            continue  # 近千万元 is a numeral like any other
        head, unit = of_chinese("一" + number[:-1]) or Decimal(1), units.normal(found["unit"])
        bound = bound_of(before, "", "")
        yield Quantity(begins, found.end(), found.start("number"), head, number[-1], unit, bound)


def _halves(text: str) -> Iterator[Quantity]:
    """半数以上, 近一半的患者, 占一半; 半年内, 为期半年."""
    for spot in _HALF.finditer(text):
        at = spot.start() - (text[spot.start() - 1 : spot.start()] == "一")
        begins, before = bound_before(text, at)
        if found := _HALF_A_YEAR.match(text, at):
            limit = "以内" if found["limit"] == "内" else found["limit"] or ""
            if limit or before or _LASTS.search(text, max(0, at - 6), at):
                yield Quantity(begins, found.end(), at, Decimal("0.5"), "", "年", bound_of(before, "", limit))
        elif (found := _OF_ALL.match(text, at)) and (
            found["limit"] or before or _PART_OF.search(text, max(0, at - 16), at)
        ):
            yield _made(text, found, Decimal(50), "", "%", "", found["limit"] or "")


def _made(text: str, found: re.Match[str], value: Decimal, scale: str, unit: str, more: str, limit: str) -> Quantity:
    begins, before = bound_before(text, found.start())
    return Quantity(begins, found.end(), found.start(), value, scale, unit, bound_of(before, more, limit))


def _value(written: str) -> Decimal | None:
    return of_arabic(written) if written[0].isdigit() else of_chinese(written)
