"""Numbers in set forms: ranks, 前25%, 500强, 百分之…, 四成三, ratios, zero events, numbers without a unit. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from linghang.documents import units
from linghang.documents.numerals import CHINESE, of_arabic, of_chinese, tenths
from linghang.documents.quantity import GAP, LIMIT, NUMBER, REST, Bound, Quantity, bound_before, bound_of
from linghang.documents.scan import near
from linghang.documents.worded import pointed

_BARE_SCALE = re.compile(rf"(?P<number>\d(?<![\d.,]\d){REST})(?P<scale>万亿|[万亿])(?P<more>[余多])?(?![\d一-鿿])")
_BARE = re.compile(
    r"(?P<number>\d(?<![\d.,]\d)\d{0,3}(?:\.\d{1,4})?)(?![\d.]|[%％‰])(?=[，,。；;、）)\s和与及]|$|[（(]|[提上增下降回升][^，,。；;\d]{0,4}[到至为]\d)"
)
_UNITLESS = re.compile(
    "(?:比率|指数|系数|CMI值?|CMI|周转率|每[十\\d]{1,2}万人口[^，,。；;\\d]{0,10}率|速动比|流动比|医护比|床护比|护患比|比值|权重|RW值|点值|密度|强度|影响因子)"
    r"(?:[（(][A-Za-z]{2,8}[)）])?(?:分别|平均|均)?(?:由|从)?"
    r"(?:\d{1,3}\.\d{1,4}(?:[^，,。；;\d]{0,6}(?:到|至|为)|[（(](?:[去上]年(?:同期|度)?|同期)))?(?:为|达到?|至|是|[:：])?(?:约)?$"
)
"""病例组合指数(CMI)由0.81提升到0.87: a name whose values need no unit, with what may stand before them."""
_RATIO = re.compile(
    rf"(?<=比)(?:分别|例)?(?:提高|提升|调整|控制)?(?:到|至|为|在|达到?)?(?P<bound>约|不低于|不少于|不高于|不超过|高于|低于|超过)?"
    rf"1[:：∶](?P<number>{NUMBER})(?!\d|[:：]){LIMIT}"
)
_COUNT_NOUN = re.compile(
    "(?:人次|人数|例数|数|量|额|收入|支出|成本|费用)(?:已|现|共|分别)?(?:为|达到?|至|是|逾|超过?|突破|约|近|[:：])?$"
)
_BARE_COUNT = re.compile(r"(?P<number>\d(?<![\d.,]\d)(?:\d{0,2}(?:[,，]\d{3})+|\d{2,8}))(?=[，,。；;、）)（(\n]|$)")
_COUNTED = re.compile(
    "(?:人次|人数|例数|件数|总数|床位数|数量)(?:分别)?(?:为|达到?|增至|减至|降至|升至|共|是)(?:约|近|逾|超过)?$"
)
_PARTS = re.compile(rf"(?P<of>百分之|千分之)(?P<number>[{CHINESE}]{{1,8}}(?:点[{CHINESE}]{{1,4}})?)")
_TENTHS = re.compile(
    "[一二两三四五六七八九]成(?:[一二三四五六七八九](?![功成])|(?P<more>[多余]))?(?!功|立|果|员|长|为|本|就|套|熟|绩|效|分|都|年|药|品)"
)
_STRONG = re.compile(rf"(?P<number>\d{{2,4}}|[{CHINESE}]{{1,4}})强")
_STRONG_ENDS = re.compile("强")
_FRONT = re.compile(
    rf"前(?P<number>\d{{1,4}}(?:\.\d)?|[{CHINESE}]{{1,3}}(?=[名位]))(?P<unit>[%％名位])(?!(?<=[名位])的)"
)
"""前三位的药品 are those that are told of, no place that was reached."""
_RANKED = re.compile(rf"第{GAP}(?P<number>\d{{1,5}}|[{CHINESE}]{{1,4}}){GAP}(?P<unit>[名位])")
_PLACED = re.compile(
    rf"(?:位居|位列|排名|排在|名列|居|列)(?:全[国省市县州区院])?[^，,。；;第\d]{{0,6}}(?P<ordinal>第(?P<number>\d{{1,4}}|[{CHINESE}]{{1,3}}))(?=[，,。；;、）)]|$)"
)
_HUNDREDS = re.compile(r"[“\"「](?P<count>[一二三四五六七八九十]|\d{1,2})个(?P<number>\d{1,3})(?P<unit>[%％])[”\"」]")
_ZERO = re.compile(
    "零(?P<what>事故|纠纷|投诉|差错|感染|死亡|伤亡|记录|举报|上访|病例|发生|报告|发案|亡人)|"
    "(?P<cleared>(?:动态|保持|全部|实现)清零(?!政策|总?方针|目标))|(?:结余|余额|赤字|亏损|库存|欠费|债务)(?:为|是|归|降为)(?P<none>零)(?=[，,。；;、])"
)
_A_ZERO = re.compile("零")
_KEPT_AT_ZERO = re.compile("(?:维持|保持|录得|均为|皆为|为|是)零(?P<unit>[宗起例件次])(?=[，,。；;、）)\n]|$)")
_CLAUSE = re.compile("[。；;！？!?\n，,]")
_JOINS = re.compile(
    "、|以及|(?<=[一-鿿])(?<![以谐平总共温调缓柔])和(?![谐平睦缓解气])|(?<=[一-鿿])(?<![以涉顾危普波触提言])及(?![时格早其])|"
    "(?<=[一-鿿])(?<![参给赠授])与(?![会否])"
)
"""输血错误及手术部位错误维持零宗: of each that is named; 及时, 和谐, 参与 join nothing."""
_NONE = re.compile(
    "(?:未|没有?)(?:再)?(?:发生|出现)(?:过)?(?:一[起例件])?[^，,。；;：:、\\d\\n]{0,16}?(?:事故|事件|纠纷|案件|差错|疫情|诉讼|投诉|信访|上访|举报)(?!的|率|隐患|苗头)"
)
_RANKING = re.compile(
    r"(?:列|居|排名?|名次|位次|进至|升至|上升[到至]|获得?|取得|跃居|位于|全[国省市县州区院]|评分|总分|考核|得分|跻身|进入|迈入|并列)"
    r"[^，,。；;]{0,12}$"
)


_CLIMBED = re.compile("(?:大幅|一举|迅速)?(?:上升|提升|跃升|前移|攀升|升|跃居|下降|后退|下滑|退|降)[到至为]?第")
"""由第58位上升到第49位."""


def special(text: str) -> Iterator[Quantity]:
    """All of them: ranks, 前25%, 500强, “3个100%”, 百分之…, 四成三, zero events, 流动比率1.35."""
    for found in _RANKED.finditer(text):
        value = _value(found["number"])
        ranked = _RANKING.search(text[max(0, found.start() - 16) : found.start()])
        if value is not None and (ranked or _CLIMBED.match(text, found.end())):
            yield _exact(found, value, found["unit"])
    for found in _PLACED.finditer(text):
        if (value := _value(found["number"])) is not None:
            yield Quantity(found.start("ordinal"), found.end(), found.start("ordinal"), value, "", "名", "eq")
    for found in _FRONT.finditer(text):
        value = _value(found["number"])
        ranked = _RANKING.search(text[max(0, found.start() - 16) : found.start()])
        if value is not None and (ranked or found["unit"] in "%％"):
            yield _exact(found, value, units.normal(found["unit"]), "le")
    for found in near(_STRONG_ENDS, 4, _STRONG, text):
        value = _value(found["number"])
        if value is not None and value >= 10:
            yield _exact(found, value, "名", "le")
    for found in _HUNDREDS.finditer(text):
        for _ in range(min(int(_value(found["count"]) or 1), 20)):
            yield Quantity(*found.span(), found.start(), of_arabic(found["number"]), "", "%", "eq", copy=True)
    yield from _in_words(text)
    yield from _zeros(text)
    yield from _never(text)
    yield from _without_unit(text)


def _exact(found: re.Match[str], value: Decimal, unit: str, bound: Bound = "eq") -> Quantity:
    return Quantity(*found.span(), found.start(), value, "", unit, bound)


def _in_words(text: str) -> Iterator[Quantity]:
    for found in _PARTS.finditer(text):
        value = pointed(found["number"])
        if value is not None:
            yield _bounded(text, found, value, "%" if found["of"] == "百分之" else "‰")
    for found in _TENTHS.finditer(text):
        value = tenths(found[0].rstrip("多余"))
        if value is not None and (
            len(found[0]) == 3
            or re.match("以上|以下|以内|左右|的|[，,。；;、）)]|$", text[found.end() :][:2])
            or text[found.start() - 1 : found.start()] == "的"
            or bound_before(text, found.start())[1]
        ):
            yield replace(_bounded(text, found, value, "%"), tenths=True)


def _bounded(text: str, found: re.Match[str], value: Decimal, unit: str) -> Quantity:
    begins, before = bound_before(text, found.start())
    after = re.match(LIMIT, text[found.end() : found.end() + 3])
    limit = (after["limit"] if after else "") or ""
    more = found.groupdict().get("more") or ""
    return Quantity(begins, found.end() + len(limit), found.start(), value, "", unit, bound_of(before, more, limit))


def _zeros(text: str) -> Iterator[Quantity]:
    """零事故; 保持零记录 tells it of every rate that the clause names."""
    for found in near(_A_ZERO, 4, _ZERO, text):
        unit = "起" if found["what"] and found["what"] not in ("记录", "感染", "死亡", "报告") else ""
        copies = 1
        if found["what"] == "记录":
            clause = re.split("[。；;！？!?\\n，,]", text[max(0, found.start() - 40) : found.start()])[-1]
            copies = 1 + clause.count("、")
        for _ in range(copies):
            yield Quantity(*found.span(), found.start(), Decimal(0), "", unit, "eq", copy=True)

    for found in near(_A_ZERO, 2, _KEPT_AT_ZERO, text):
        clause = _CLAUSE.split(text[max(0, found.start() - 40) : found.start()])[-1]
        for _ in range(1 + len(_JOINS.findall(clause))):
            yield Quantity(*found.span(), found.start(), Decimal(0), "", found["unit"], "eq", copy=True)


def _never(text: str) -> Iterator[Quantity]:
    """全年未发生医疗事故: none at all."""
    for found in _NONE.finditer(text):
        yield Quantity(*found.span(), found.start(), Decimal(0), "", "起", "eq")


def _without_unit(text: str) -> Iterator[Quantity]:
    """流动比率1.35, CMI值1.12; 求诊人次为21.4万: a number whose name says that it needs no unit."""
    for found in _BARE_SCALE.finditer(text):
        if _COUNT_NOUN.search(text[max(0, found.start() - 10) : found.start()]):
            begins, before = bound_before(text, found.start())
            bound = bound_of(before, found["more"] or "", "")
            yield Quantity(begins, found.end(), found.start(), of_arabic(found["number"]), found["scale"], "", bound)
    for found in _RATIO.finditer(text):  # 医护比1:1.22
        bound = bound_of(found["bound"] or "", "", found["limit"] or "")
        yield Quantity(*found.span(), found.start(), of_arabic(found["number"]), "", "", bound)
    for found in _BARE_COUNT.finditer(text):  # 出院人次为198 600，
        begins, before = bound_before(text, found.start())
        if _COUNTED.search(text[max(0, begins - 12) : begins]):
            value = of_arabic(found["number"])
            yield Quantity(begins, found.end(), found.start(), value, "", "", bound_of(before, "", ""))
    last = -2
    for found in _BARE.finditer(text):
        begins, before = bound_before(text, found.start())
        listed = last == begins - 1 and text[last] in "、和与及"  # 流动比率、速动比率分别为1.12和0.96
        if listed or _UNITLESS.search(text[max(0, begins - 32) : begins]):
            last = found.end()
            yield Quantity(
                begins, found.end(), found.start(), of_arabic(found["number"]), "", "", bound_of(before, "", "")
            )


def _value(written: str) -> Decimal | None:
    return of_arabic(written) if written[0].isdigit() else of_chinese(written)
