"""Numbers with their units and bounds where they stand in a text, before anybody asks what they count. Pure.

Every pattern begins at a digit or at a numeral and looks only a few characters around, so that the time is linear in
the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.documents import units
from linghang.documents.numerals import CHINESE, of_arabic, of_chinese, tenths

Bound = Literal["eq", "ge", "gt", "le", "lt", "approx", "approx_below", "range"]


@dataclass(frozen=True)
class Quantity:
    """A number with its unit. `scale`: 万, 亿 as written. `value_max`: of a range. `start` includes a word of bound."""

    start: int
    end: int
    number_start: int
    value: Decimal
    scale: str
    unit: str
    bound: Bound
    value_max: Decimal | None = None
    copy: bool = False
    """Said once of several things at a time: “3个100%”."""

    @property
    def norm(self) -> Decimal:
        return self.value * units.factor(self.scale)


_BOUNDS: dict[str, Bound] = {
    "不少于": "ge", "不低于": "ge", "不小于": "ge", "不低於": "ge", "至少": "ge", "最少": "ge", "≥": "ge", "≧": "ge",
    "不超过": "le", "不高于": "le", "不大于": "le", "不多于": "le", "至多": "le", "最多": "le", "≤": "le", "≦": "le",
    "大约": "approx", "将近": "approx_below", "接近": "approx_below", "约为": "approx", "大概": "approx",
    "超过": "gt", "突破": "gt", "高于": "gt", "多于": "gt", "大于": "gt", "＞": "gt", ">": "gt", "逾": "gt", "超": "gt",
    "低于": "lt", "少于": "lt", "小于": "lt", "不足": "lt", "不到": "lt", "＜": "lt", "<": "lt", "近": "approx_below",
    "约": "approx",
}  # fmt: skip
_LIMITS: dict[str, Bound] = {
    "及以上": "ge", "以上": "ge", "及以下": "le", "以下": "le", "以内": "le", "之内": "le", "左右": "approx",
    "上下": "approx", "或以上": "ge", "或以下": "le", "之多": "eq",
}  # fmt: skip
_OTHER_WORD = re.compile("[签预节条合公制契立]约$|[最附临]近$")
"""Words that end like one of bound: 签约18.7万人."""
_LONGEST = max(map(len, _BOUNDS))
_GAP = "[ \u3000]{0,2}"
NUMBER = r"(?:\d{1,3}(?:[,，]\d{3}){1,4}(?!\d)|\d{1,15})(?:\.\d{1,8})?"
_TO = r"[-—–~～－‐―至到]{1,2}"
_LIMIT = "(?P<limit>(?:及|或)?以[上下内]|之[内多]|左右|上下)?"
_ARABIC = re.compile(
    rf"(?<![\d./])(?<!\d[,，])(?P<number>{NUMBER})(?P<mixed>[万亿](?=\d)(?:\d{{1,4}}(?:[,，]\d{{3}})?)[万千百]?)?(?P<same>[%％‰])?"
    rf"(?:{_GAP}{_TO}{_GAP}(?P<upto>{NUMBER}))?{_GAP}(?P<scale>万亿|[亿万千百]?)(?P<more>[余多来几])?(?P<scale2>[万亿]?)"
    rf"(?P<more1>余|多)?{_GAP}(?P<unit>{units.UNIT})(?P<more2>余|多)?{_GAP}{_LIMIT}"
)
_BARE_SCALE = re.compile(rf"(?<![\d.,])(?P<number>{NUMBER})(?P<scale>万亿|[万亿])(?P<more>[余多])?(?![\d一-鿿])")
_BARE = re.compile(r"(?<![\d.,])(?P<number>\d{1,4}(?:\.\d{1,4})?)(?![\d.]|[%％‰])(?=[，,。；;、）)\s]|$|[（(])")
_UNITLESS = re.compile(
    "(?:比率|指数|系数|CMI值?|CMI|周转率|速动比|流动比|医护比|床护比|护患比|比值|权重|RW值|点值|密度|强度|影响因子)"
    "(?:分别)?(?:为|达到?|至|是|[:：])?(?:约)?$"
)
_RATIO = re.compile(rf"(?<=比)(?:分别)?(?:为|达到?|约)?1[:：∶](?P<number>{NUMBER})(?!\d|[:：])")
_COUNT_NOUN = re.compile(
    "(?:人次|人数|例数|数|量|额|收入|支出|成本|费用)(?:分别)?(?:为|达到?|至|是|逾|超过?|约|近|[:：])?$"
)
_NUMERAL = re.compile(
    rf"(?<![{CHINESE}])(?P<number>[{CHINESE}]{{1,14}}|几十|几百|数十|数百|数千|上百|上千)(?P<more>余|多|几)?"
    rf"(?P<unit>{units.UNIT})(?P<more2>余|多)?{_LIMIT}"
)
_PARTS = re.compile(rf"(?P<of>百分之|千分之)(?P<number>[{CHINESE}]{{1,8}}(?:点[{CHINESE}]{{1,4}})?)")
_TENTHS = re.compile(
    "[一二三四五六七八九]成[一二三四五六七八九]?(?!功|立|果|员|长|为|本|就|套|熟|绩|效|分|都|年|药|品)"
)
_STRONG = re.compile(rf"(?P<number>\d{{2,4}}|[{CHINESE}]{{1,4}})强")
_FRONT = re.compile(r"前(?P<number>\d{1,4}(?:\.\d)?)(?P<unit>[%％名位])")
_RANKED = re.compile(rf"第{_GAP}(?P<number>\d{{1,5}}|[{CHINESE}]{{1,4}}){_GAP}(?P<unit>[名位])")
_PLACED = re.compile(
    rf"(?:位居|位列|排名|排在|名列|居|列)(?:全[国省市县州区院])?[^，,。；;第\d]{{0,6}}(?P<ordinal>第(?P<number>\d{{1,4}}|[{CHINESE}]{{1,3}}))(?=[，,。；;、）)]|$)"
)
_HUNDREDS = re.compile(r"[“\"「](?P<count>[一二三四五六七八九十]|\d{1,2})个(?P<number>\d{1,3})(?P<unit>[%％])[”\"」]")
_ZERO = re.compile("零(?P<what>事故|纠纷|投诉|差错|感染|死亡|伤亡|记录|举报|上访|病例)")
_RANKING = re.compile(
    r"(?:列|居|排名?|名次|位次|进至|升至|上升[到至]|获得?|取得|跃居|位于|全[国省市县州区院]|评分|总分|考核|得分|跻身|进入|迈入|并列)"
    r"[^，,。；;]{0,12}$"
)


def quantities(text: str) -> Iterator[Quantity]:
    """All of them, unordered and overlapping: who reads chooses the first and longest that nothing excludes."""
    yield from _special(text)
    for found in _ARABIC.finditer(text):
        if quantity := _arabic(text, found):
            yield quantity
    for found in _NUMERAL.finditer(text):
        if quantity := _numeral(text, found):
            yield quantity
    yield from _without_unit(text)


def _before(text: str, at: int) -> tuple[int, str]:
    """A word of bound right before an offset: where it begins, and the word."""
    end = at
    while end > 0 and text[end - 1] in " \u3000" and at - end < 2:
        end -= 1
    for length in range(_LONGEST, 0, -1):
        if end >= length and text[end - length : end] in _BOUNDS:
            if _OTHER_WORD.search(text[max(0, end - length - 1) : end]):
                return at, ""
            return end - length, text[end - length : end]
    return at, ""


def bound_of(before: str, more: str, limit: str) -> Bound:
    """What the words around a number make of it; 近1000余人 contradicts itself and is `approx`."""
    if more:
        return "approx" if before in ("近", "约", "大约", "将近", "接近") else "gt"
    return _LIMITS.get(limit) or _BOUNDS.get(before, "eq")


def _arabic(text: str, found: re.Match[str]) -> Quantity | None:
    at, unit = found.start("number"), units.normal(found["unit"])
    if re.search(r"[A-Za-z+×*第〔\[\-]$", text[max(0, at - 1) : at]) or not _unit_stands(text, found, unit):
        return None
    begins, before = _before(text, at)
    scale = (found["scale"] or "") + (found["scale2"] or "")
    more = found["more"] or found["more1"] or found["more2"] or ""
    value, upto = of_arabic(found["number"]), found["upto"]
    end, limit = found.end(), found["limit"] or ""
    if unit in units.TIME and not limit and text[end : end + 1] == "内" and text[end + 1 : end + 2] not in "科外镜容部":
        end, limit = end + 1, "以内"
    if found["mixed"]:
        value = _mixed(value, found["mixed"])
    if upto is not None:
        return Quantity(begins, end, at, value, scale, unit, "range", of_arabic(upto))
    if found["same"] or (unit == "年" and (len(found["number"]) == 4 or scale)):
        return None
    return Quantity(begins, end, at, value, scale, unit, bound_of(before, more, limit))


def _mixed(high: Decimal, rest: str) -> Decimal:
    """4万5千 → 45,000; 1万2,340 → 12,340; 2亿3,600万 → 236,000,000."""
    digits = re.sub(r"[^\d]", "", rest)
    return high * units.factor(rest[0]) + Decimal(digits) * units.factor(rest[-1] if rest[-1] in "万千百" else "")


def _unit_stands(text: str, found: re.Match[str], unit: str) -> bool:
    """Not the first half of another word: 5年级 is no 5年, 3月 is a date, 9点半 a time of day."""
    after = text[found.end("unit") : found.end("unit") + 2]
    if unit in ("月", "号", "级"):
        return False
    if unit in units.RANK and re.search("[前末后]$", text[max(0, found.start("number") - 1) : found.start("number")]):
        return False  # which places are meant, not a place reached: that is `_FRONT`
    if unit == "日":
        before = text[max(0, found.start("number") - 3) : found.start("number")]
        return (
            not re.search(r"月\d?$|[-—–~～至到、]$", before)
            and len(found["number"]) < 4
            and after[:1] not in tuple("起至前上下晚凌")
        )
    if unit == "岁":
        return not (
            found["limit"] or found["upto"] or re.match("老|儿|妇|女|男|人|居民|以|青|中|及|婴|幼|学|（|\\(", after)
        )
    if unit == "点":
        return not (re.match(r"\d|半|钟|，|,|。", after) or after[:1] in tuple("前后多到开整"))
    return not ((unit == "分" and after.startswith("钟")) or (unit == "年" and after[:1] in tuple("级代")))


def _numeral(text: str, found: re.Match[str]) -> Quantity | None:
    written, unit, at = found["number"], units.normal(found["unit"]), found.start("number")
    previous = text[max(0, at - 1) : at]
    if (
        (previous and previous in "第之“「『统唯单每同逐另某任其专《初分")
        or quoted(text, at)
        or written.startswith("百分")
    ):
        return None
    begins, before = _before(text, at)
    if (vague := _vague(written, found["more"] or "", before)) is not None:
        low, high = vague
        return Quantity(begins if before else at, found.end(), at, low, "", unit, "gt", high)
    value = of_chinese(written)
    if value is None or (written in ("百", "千", "万", "亿", "百万", "千万") and not before):
        return None
    limit, end = found["limit"] or "", found.end()
    if unit in units.TIME and not limit and text[end : end + 1] == "内" and text[end + 1 : end + 2] not in "科外镜容部":
        end, limit = end + 1, "以内"
    if not _concrete(text, found, value, unit, limit):
        return None
    more = found["more"] or found["more2"] or ""
    return Quantity(begins, end, at, value, "", unit, bound_of(before, more, limit))


def _vague(written: str, more: str, before: str) -> tuple[Decimal, Decimal | None] | None:
    """十几 → 10 to 19, 几十 and 数十 → more than 10, 上百 → more than 100."""
    rough = re.fullmatch("[几数上](十|百|千)", written)
    if rough:
        return of_chinese("一" + rough[1]) or Decimal(0), None
    base = of_chinese(written)
    if more == "几" and base is not None and written[-1] in "十百":
        return base, base + (9 if written.endswith("十") else 99)
    return None


def quoted(text: str, at: int) -> bool:
    """Whether the place lies in short quotation marks: “三亮四争当” names something."""
    opened = max(text.rfind(mark, max(0, at - 12), at) for mark in "“‘「『")
    return (
        opened >= 0
        and not re.search("[”’」』]", text[opened:at])
        and bool(re.match("[^“”「」\\n]{0,12}[”’」』]", text[at : at + 14]))
    )


_ANNOUNCING = re.compile(
    "方面|重点|任务|工作|工程|建设|创新|中心|融合|战略|行动|机制|体系|关键|维度|环节|阶段|层次|层面|"
    "问题|原则|要点|一|不|面|化|强化|确立|维护|自信|意识|坚持|统一|坚决|全面|目标|必须|结合|带头|培养|题目|党组织|实事|民生实事|"
    "意见|部分|模块|板块|领域|举措|措施"
)
_GOT = re.compile(
    "(?:建成|新增|增加|获批?|获得|荣获|完成|引进|引入|创建|开展|召开|举办|建立|设立|抽调|选派|派出|组建|"
    "达到|覆盖|共|有|为|等|新建|改造|成立|签约|培训|接待|收治|救治|开放|入住|参加|查处|受理|办结|"
    "投入|购置|配备|支持|帮扶|评为|列入|进入)[^，,。；;、]{0,14}$"
)


def _concrete(text: str, found: re.Match[str], value: Decimal, unit: str, limit: str) -> bool:
    """A number in characters counts when it counts things: 八名同志, 六所卫生院; not 一个中心, 三大工程, 五年来."""
    at, end = found.start("number"), found.end("unit")
    after, before = text[end : end + 6], text[max(0, at - 16) : at]
    if unit in units.TIME:
        spent = re.search("用时|耗时|缩短|仅用|历时|开放|为期", before) is not None
        if unit in ("年", "周", "个月", "日"):
            return limit == "以内" and value < 100 and not re.search("[十]$", before)
        return limit == "以内" or re.match("时间|里|完成", after) is not None or spent
    if value < 2 or unit in units.SILENT or unit in ("季", "季度"):
        return False
    if unit in units.VAGUE:
        return bool(_GOT.search(before)) and not _ANNOUNCING.match(after) and not _ANNOUNCING.search(after)
    if unit in ("人", "位"):
        return not re.match("一体|数|小组|领导|次", after)
    return not (re.match("两用", after) or unit == "对")


def _special(text: str) -> Iterator[Quantity]:
    """Ranks, 前25%, 500强, “3个100%”, 百分之…, 四成三, zero events."""
    for found in _RANKED.finditer(text):
        value = _value(found["number"])
        if value is not None and _RANKING.search(text[max(0, found.start() - 16) : found.start()]):
            yield _exact(found, value, found["unit"])
    for found in _PLACED.finditer(text):
        if (value := _value(found["number"])) is not None:
            yield Quantity(found.start("ordinal"), found.end(), found.start("ordinal"), value, "", "名", "eq")
    for found in _FRONT.finditer(text):
        if found["unit"] in "%％" or _RANKING.search(text[max(0, found.start() - 16) : found.start()]):
            yield _exact(found, of_arabic(found["number"]), units.normal(found["unit"]), "le")
    for found in _STRONG.finditer(text):
        value = _value(found["number"])
        if value is not None and value >= 10:
            yield _exact(found, value, "名", "le")
    for found in _HUNDREDS.finditer(text):
        for _ in range(min(int(_value(found["count"]) or 1), 20)):
            yield Quantity(*found.span(), found.start(), of_arabic(found["number"]), "", "%", "eq", None, True)
    yield from _in_words(text)
    yield from _zeros(text)


def _exact(found: re.Match[str], value: Decimal, unit: str, bound: Bound = "eq") -> Quantity:
    return Quantity(*found.span(), found.start(), value, "", unit, bound)


def _in_words(text: str) -> Iterator[Quantity]:
    for found in _PARTS.finditer(text):
        value = _fraction(found["number"])
        if value is not None:
            yield _bounded(text, found, value, "%" if found["of"] == "百分之" else "‰")
    for found in _TENTHS.finditer(text):
        value = tenths(found[0])
        if value is not None and (
            len(found[0]) == 3 or re.match("以上|左右|多|的|[，。；、]|$", text[found.end() :][:2])
        ):
            yield _bounded(text, found, value, "%")


def _bounded(text: str, found: re.Match[str], value: Decimal, unit: str) -> Quantity:
    begins, before = _before(text, found.start())
    after = re.match(_LIMIT, text[found.end() : found.end() + 3])
    limit = (after["limit"] if after else "") or ""
    return Quantity(begins, found.end() + len(limit), found.start(), value, "", unit, bound_of(before, "", limit))


def _zeros(text: str) -> Iterator[Quantity]:
    """零事故; 保持零记录 tells it of every rate that the clause names."""
    for found in _ZERO.finditer(text):
        unit = "" if found["what"] in ("记录", "感染", "死亡") else "起"
        copies = 1
        if found["what"] == "记录":
            clause = re.split("[。；;！？!?\\n，,]", text[max(0, found.start() - 40) : found.start()])[-1]
            copies = 1 + clause.count("、")
        for _ in range(copies):
            yield Quantity(*found.span(), found.start(), Decimal(0), "", unit, "eq", None, True)


def _without_unit(text: str) -> Iterator[Quantity]:
    """流动比率1.35, CMI值1.12; 求诊人次为21.4万: a number whose name says that it needs no unit."""
    for found in _BARE_SCALE.finditer(text):
        if _COUNT_NOUN.search(text[max(0, found.start() - 10) : found.start()]):
            begins, before = _before(text, found.start())
            bound = bound_of(before, found["more"] or "", "")
            yield Quantity(begins, found.end(), found.start(), of_arabic(found["number"]), found["scale"], "", bound)
    for found in _RATIO.finditer(text):  # 医护比1:1.22
        yield Quantity(*found.span(), found.start(), of_arabic(found["number"]), "", "", "eq")
    for found in _BARE.finditer(text):
        begins, before = _before(text, found.start())
        if _UNITLESS.search(text[max(0, begins - 12) : begins]):
            yield Quantity(
                begins, found.end(), found.start(), of_arabic(found["number"]), "", "", bound_of(before, "", "")
            )


def _value(written: str) -> Decimal | None:
    return of_arabic(written) if written[0].isdigit() else of_chinese(written)


def _fraction(written: str) -> Decimal | None:
    whole, _, rest = written.partition("点")
    value = of_chinese(whole)
    if value is None or not rest:
        return value
    digits = [of_chinese(char) for char in rest]
    return value + Decimal("0." + "".join(str(digit) for digit in digits)) if None not in digits else None
