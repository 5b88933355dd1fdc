"""Every numeric claim of a text as a value: what it counts, how much, how exactly, of when, and against what. Pure.

A figure is a quantity that a ledger could hold: a count, an amount, a rate, a rank, a change, a deadline in years, or
a zero event. Dates, ordinals, slogans, names, document numbers and list markers are no figures; they are listed with
their category, so that nobody has to wonder where a number has gone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from linghang.documents import units
from linghang.documents.comparisons import Comparison, comparisons
from linghang.documents.exclusions import NotFigure, not_figures
from linghang.documents.numerals import ARABIC, CHINESE, of_arabic, of_chinese, tenths
from linghang.documents.outline import Outline
from linghang.documents.periods import Periods

Bound = Literal["eq", "ge", "gt", "le", "lt", "approx", "approx_below", "range"]
Status = Literal["actual", "target", "plan", "forecast"]


@dataclass(frozen=True)
class Figure:
    """One claim. `value` None: only the change is told. `start`, `end`: the words of the claim in the text."""

    start: int
    end: int
    text: str
    metric: str
    value: Decimal | None
    unit: str
    value_norm: Decimal | None
    unit_norm: str
    value_max: Decimal | None
    bound: Bound
    period: str
    status: Status
    comparison: Comparison | None = None
    entity: str = ""
    published: str = ""


@dataclass(frozen=True)
class Figures:
    figures: tuple[Figure, ...]
    not_figures: tuple[NotFigure, ...]


@dataclass(frozen=True)
class _Number:
    """A number with its unit where it stands; `before`/`after`: the words that make it a bound."""

    start: int
    end: int
    value: Decimal
    scale: str
    unit: str
    bound: Bound
    value_max: Decimal | None = None
    copy: bool = False
    """Said once of several things at a time: “3个100%”."""


_CN_NUMBER = rf"(?<![{CHINESE}])[{CHINESE}]{{1,14}}(?![{CHINESE}])"
_NEAR = (
    r"(?P<before>近|约|大约|超过|超|逾|突破|不少于|不低于|不小于|至少|最少|不超过|不高于|不大于|低于|少于|不足|高于|多于|"
    r"达到?|位列|排名|前|仅|累计|共计?)?"
)
_SCALE = r"(?P<scale>万亿|亿|万|千|百)?"
_MORE = r"(?P<more>余|多|来|几)?"
_UNIT = rf"(?P<unit>{units.UNIT.pattern})"
_LIMIT = r"(?P<limit>以上|及以上|以下|及以下|以内|之内|左右|上下|之多)?"
_UPTO = rf"(?:\s*(?:[-—–~～至到]|%[-—–~～至到])\s*(?P<upto>{ARABIC}))?"
_ARABIC_QUANTITY = re.compile(
    rf"{_NEAR}\s*(?P<number>{ARABIC}){_UPTO}\s*{_SCALE}{_MORE}(?P<scale2>万|亿)?\s*{_UNIT}(?P<more2>余|多)?{_LIMIT}"
)
_CN_QUANTITY = re.compile(
    rf"{_NEAR}(?P<number>(?:百分之|千分之)?{_CN_NUMBER})(?P<more>余|多|几)?(?P<unit>{units.UNIT.pattern})(?P<more2>余|多)?{_LIMIT}"
)
_PARTS = re.compile(rf"(?:百分之|千分之)(?P<number>{_CN_NUMBER}(?:点[{CHINESE}]+)?)")
_TENTHS = re.compile(
    "[一二三四五六七八九]成[一二三四五六七八九]?(?![一-鿿]?(?:功|立|果|员|长|为|本|就|套|熟|绩|效|分|都|年))"
)
_STRONG = re.compile(rf"(?P<number>{ARABIC}|{_CN_NUMBER})强")
_FRONT = re.compile(rf"前(?P<number>{ARABIC})(?P<unit>%|％|名|位)")
_RANKED = re.compile(rf"第(?P<number>{ARABIC}|{_CN_NUMBER})(?P<unit>名|位)")
_HUNDREDS = re.compile(r"[“\"](?P<count>[一二三四五六七八九十\d]+)个(?P<number>\d+(?:\.\d+)?)(?P<unit>%|％)[”\"]")
_ZERO = re.compile(
    r"零(?P<what>事故|纠纷|投诉|差错|感染|死亡|伤亡|记录|举报|上访|漏报|缺陷|违章|发生|增长|容忍|报告|距离|库存|借款|负债|障碍|等待|失误|病例)"
)
_ZERO_EVENTS = frozenset({"事故", "纠纷", "投诉", "差错", "感染", "死亡", "伤亡", "记录", "举报", "上访", "病例"})
_EVERY = re.compile(r"每(?:个)?(?P<per>年|月|季度?|周|星期|天|日)[^，,。；;\d]{0,6}$")
_FAR = 40
"""How many characters behind a number its change may be told."""
_CLAUSE = "[。；;！？!?\\n]"
_PHRASE = "[，,、。；;：:！？!?\\n●]"


def figures(text: str, outline: Outline, *, published: str = "") -> Figures:
    """The figures of a cleaned text with its outline. `published`: the day of publication, where it is known."""
    excluded = sorted(not_figures(text), key=lambda each: each.start)
    numbers = _free(sorted(_numbers(text), key=lambda each: (each.start, -each.end)), excluded)
    found = list(comparisons(text))
    numbers = [each for each in numbers if not _is_change(each, found)]
    periods = Periods.of(text, outline, published)
    claims: list[Figure] = []
    taken: set[int] = set()
    for number in numbers:
        following = _compared(text, number, found, numbers)
        if following is not None:
            taken.add(following.start)
        claims.append(_claim(text, number, periods, following))
    for each in found:
        if each.start not in taken and not _inside(each.start, excluded):
            claims.append(_growth_only(text, each, periods))
    claims.sort(key=lambda each: (each.start, each.end))
    return Figures(tuple(claims), tuple(excluded))


def _is_change(number: _Number, found: Sequence[Comparison]) -> bool:
    at = bisect_right(found, number.start, key=lambda change: change.start) - 1
    return at >= 0 and found[at].number_start <= number.start < found[at].number_end


def _inside(at: int, excluded: Sequence[NotFigure]) -> bool:
    last = bisect_right(excluded, at, key=lambda each: each.start)
    return any(each.start <= at < each.end for each in excluded[max(0, last - 6) : last])


def _free(numbers: Sequence[_Number], excluded: Sequence[NotFigure]) -> list[_Number]:
    """Numbers that lie in nothing excluded and do not overlap: the first and longest wins."""
    kept: list[_Number] = []
    spans = [(each.start, each.end) for each in excluded]
    at = last = 0
    for number in numbers:
        while at < len(spans) and spans[at][1] <= number.start:
            at += 1
        blocked = any(start < number.end and number.start < end for start, end in spans[at : at + 6])
        again = bool(kept) and (kept[-1].start, kept[-1].end) == (number.start, number.end)
        if not blocked and (number.start >= last or (again and number.copy)):
            kept.append(number)
            last = number.end
    return kept


def _numbers(text: str) -> Iterator[_Number]:
    yield from _special(text)
    for found in _ARABIC_QUANTITY.finditer(text):
        if number := _arabic(text, found):
            yield number
    for found in _CN_QUANTITY.finditer(text):
        if number := _chinese(text, found):
            yield number


def _special(text: str) -> Iterator[_Number]:
    """Ranks, 前25%, 500强, “3个100%”, 百分之…, 四成三, zero events."""
    for found in _RANKED.finditer(text):
        if (value := _value(found["number"])) is not None and _is_rank(text, found):
            yield _Number(found.start(), found.end(), value, "", found["unit"], "eq")
    for found in _FRONT.finditer(text):
        yield _Number(
            found.start(), found.end(), of_arabic(found["number"]), "", found["unit"].replace("％", "%"), "le"
        )
    for found in _STRONG.finditer(text):
        value = _value(found["number"])
        if value is not None and value >= 10:
            yield _Number(found.start(), found.end(), value, "", "名", "le")
    for found in _HUNDREDS.finditer(text):
        count = _value(found["count"])
        for _ in range(min(int(count or 1), 20)):
            yield _Number(found.start(), found.end(), of_arabic(found["number"]), "", "%", "eq", None, True)
    for found in _PARTS.finditer(text):
        value = _fraction(found["number"])
        if value is not None:
            yield _Number(
                found.start(), found.end(), value, "", "‰" if found[0].startswith("千") else "%", _around(text, found)
            )
    for found in _TENTHS.finditer(text):
        value = tenths(found[0])
        if value is not None and (len(found[0]) == 3 or re.match("以上|左右|多|的", text[found.end() :])):
            yield _Number(found.start(), found.end(), value, "", "%", _around(text, found))
    yield from _zeros(text)


def _limit(text: str, end: int) -> Bound:
    """The bound that a word behind a number sets."""
    return _bound("", "", next((word for word in _AFTER if text.startswith(word, end)), ""))


def _around(text: str, found: re.Match[str]) -> Bound:
    before, after = text[max(0, found.start() - 3) : found.start()], text[found.end() : found.end() + 3]
    return _bound(
        next((word for word in _BEFORE if before.endswith(word)), ""),
        "",
        next((w for w in _AFTER if after.startswith(w)), ""),
    )


def _is_rank(text: str, found: re.Match[str]) -> bool:
    return bool(
        re.search(
            r"(?:列|居|排名?|名次|位次|进至|升至|上升到|获|取得|跃居|位于|全[国省市县州区]|评分|总分|考核|得分|跻身)[^，,。；;]{0,12}$",
            text[max(0, found.start() - 16) : found.start()],
        )
    ) or bool(re.match(r"[，,。；;]", text[found.end() : found.end() + 1]))


def _zeros(text: str) -> Iterator[_Number]:
    for found in _ZERO.finditer(text):
        if found["what"] not in _ZERO_EVENTS:
            continue
        unit = "" if found["what"] in ("记录", "感染", "死亡") else "起"
        copies = 1
        if found["what"] == "记录":
            clause = re.split(_CLAUSE, text[max(0, found.start() - 40) : found.start()])[-1]
            clause = re.split("[，,；;]", clause)[-1]
            copies = 1 + clause.count("、")
        for _ in range(copies):
            yield _Number(found.start(), found.end(), Decimal(0), "", unit, "eq", None, True)


def _value(written: str) -> Decimal | None:
    return of_arabic(written) if written[0].isdigit() else of_chinese(written)


def _fraction(written: str) -> Decimal | None:
    whole, _, rest = written.partition("点")
    value = of_chinese(whole)
    if value is None or not rest:
        return value
    digits = [of_chinese(char) for char in rest]
    return value + Decimal("0." + "".join(str(digit) for digit in digits)) if None not in digits else None


_BEFORE = (
    "不少于",
    "不低于",
    "不小于",
    "不超过",
    "不高于",
    "不大于",
    "大约",
    "超过",
    "至少",
    "最少",
    "低于",
    "少于",
    "不足",
    "高于",
    "多于",
    "突破",
    "近",
    "约",
    "超",
    "逾",
)
_AFTER = ("及以上", "及以下", "以上", "以下", "以内", "之内", "左右", "上下")
_BOUNDS: dict[str, Bound] = {
    "近": "approx_below", "不足": "lt", "约": "approx", "大约": "approx", "超过": "gt", "超": "gt", "逾": "gt",
    "突破": "gt", "高于": "gt", "多于": "gt", "不少于": "ge", "不低于": "ge", "不小于": "ge", "至少": "ge",
    "最少": "ge", "不超过": "le", "不高于": "le", "不大于": "le", "低于": "lt", "少于": "lt",
}  # fmt: skip


def _bound(before: str, more: str, limit: str) -> Bound:
    if more:
        return "approx" if before in ("近", "约", "大约") else "gt"
    if limit in ("以上", "及以上"):
        return "ge"
    if limit in ("以下", "及以下", "以内", "之内"):
        return "le"
    if limit in ("左右", "上下"):
        return "approx"
    return _BOUNDS.get(before, "eq")


def _arabic(text: str, found: re.Match[str]) -> _Number | None:
    number, unit = found["number"], found["unit"]
    start = found.start("before") if found["before"] in _BOUNDS else found.start("number")
    if re.search(r"[\d.A-Za-z/+×*第〔\[]$", text[max(0, found.start("number") - 1) : found.start("number")]):
        return None
    if not _unit_stands(text, found, unit):
        return None
    scale = (found["scale"] or "") + (found["scale2"] or "")
    bound = _bound(found["before"] or "", (found["more"] or found["more2"] or ""), found["limit"] or "")
    value, upto = of_arabic(number), found["upto"]
    if upto is not None:
        return _Number(start, found.end(), value, scale, unit, "range", of_arabic(upto))
    if unit == "年" and (len(number) == 4 or scale):
        return None
    return _Number(start, found.end(), value, scale, unit, bound)


def _unit_stands(text: str, found: re.Match[str], unit: str) -> bool:
    """Not the first half of another word: 3个月 is no 3个, 5年级 no 5年."""
    after = text[found.end("unit") : found.end("unit") + 2]
    if unit in ("日", "月", "号") or (unit == "天" and after.startswith("天")):
        return (
            unit == "日"
            and not re.search(r"月\d*$", text[max(0, found.start("number") - 3) : found.start("number")])
            and len(found["number"]) < 4
            and after[:1] not in "起至前，,"
        )
    if unit == "级" or (unit == "岁" and (found["limit"] or re.match("老|儿童|妇女|女性|男性|人群|人口|居民", after))):
        return False
    if unit == "点" and (re.match(r"\d|半|钟|，|,|。", after) or after[:1] in "前后多到开"):
        return False
    if unit == "分" and after.startswith("钟"):
        return False
    if unit == "年" and after[:1] in "级代":
        return False
    if unit in ("个",) and after.startswith("月"):
        return True
    return True


def _chinese(text: str, found: re.Match[str]) -> _Number | None:
    written, unit = found["number"], found["unit"]
    previous = text[max(0, found.start("number") - 1) : found.start("number")]
    if _quoted(text, found.start("number")):
        return None
    if previous in (
        "第",
        "之",
        "“",
        "统",
        "唯",
        "单",
        "每",
        "同",
        "逐",
        "另",
        "某",
        "万",
        "任",
        "其",
        "之",
        "专",
        "《",
    ):
        return None
    if written.startswith(("百分之", "千分之")):
        return None
    dozens = re.fullmatch(
        "([一二三四五六七八九]?十|[一二三四五六七八九]?百|[一二三四五六七八九]?千|几十|几百|数十|数百)", written
    )
    if found["more"] and dozens:
        base = of_chinese(written)
        if base is None:
            return None
        top = base + Decimal(9 if "十" in written else 99) if found["more"] == "几" else None
        return _Number(found.start("number"), found.end(), base, "", unit, "gt", top)
    value = of_chinese(written)
    if value is None or not _concrete(text, found, value, unit):
        return None
    start = found.start("before") if found["before"] in _BOUNDS else found.start("number")
    bound = _bound(found["before"] or "", found["more"] or found["more2"] or "", found["limit"] or "")
    return _Number(start, found.end(), value, "", unit, bound)


def _quoted(text: str, at: int) -> bool:
    """Whether the place lies in short quotation marks: “三亮四争当” names something."""
    opened = max(text.rfind("“", max(0, at - 12), at), text.rfind("‘", max(0, at - 12), at))
    return (
        opened >= 0
        and not re.search("[”’]", text[opened:at])
        and bool(re.match("[^“”\\n]{0,12}[”’]", text[at : at + 14]))
    )


_ANNOUNCING = re.compile(
    r"方面|重点|任务|工作|工程|建设|创新|中心|融合|战略|行动|机制|体系|关键|维度|环节|阶段|层次|层面|"
    r"问题|原则|要点|一|不|面|化|强化|确立|维护|自信|意识|坚持|统一|坚决|全面|目标|必须|结合|带头|培养|题目|党组织"
)
_GOT = re.compile(
    r"(?:建成|新增|增加|获批?|获得|荣获|完成|引进|引入|创建|开展|召开|举办|建立|设立|抽调|选派|派出|组建|"
    r"达到|覆盖|共|有|为|等|新建|改造|成立|签约|培训|接待|收治|救治|开放|入住|参加|查处|受理|办结|"
    r"投入|购置|配备|支持|帮扶|评为|列入|进入)[^，,。；;、]{0,14}$"
)


def _concrete(text: str, found: re.Match[str], value: Decimal, unit: str) -> bool:
    """A number in characters counts when it counts things: 八名同志, 六所卫生院; not 一个中心, 三大工程, 五年来."""
    after, before = text[found.end() : found.end() + 6], text[max(0, found.start() - 16) : found.start()]
    if value == 1 or unit in (
        "级",
        "成",
        "分",
        "度",
        "环",
        "路",
        "线",
        "化",
        "面",
        "院",
        "科",
        "县",
        "市",
        "省",
        "区",
        "村",
        "乡",
        "镇",
        "月",
        "日",
        "号",
        "岁",
        "步",
        "层",
        "行",
        "列",
        "点",
        "回",
        "课",
    ):
        return False
    if unit in ("年", "季", "季度", "周", "个月"):
        return False
    if unit in ("天", "小时", "分钟", "个小时"):
        return bool(re.match("时间|内|以内|里|完成|的时间", after)) or bool(
            re.search("用时|耗时|缩短|仅用|历时|开放|连续", before)
        )
    if unit in units.ABSTRACT:
        return (
            value >= 2
            and bool(_GOT.search(before))
            and not _ANNOUNCING.search(after)
            and not re.search("[“《]$", before)
        )
    if unit in ("人", "位"):
        return value >= 2 and not re.match("一体|数|小组", after)
    if re.match("两用", after) or unit == "对":
        return False
    return value >= 2


def _compared(text: str, number: _Number, found: Sequence[Comparison], numbers: Sequence[_Number]) -> Comparison | None:
    """The change told behind a number and within its sentence, before the next number of its kind."""
    for at in range(bisect_left(found, number.end, key=lambda change: change.start), len(found)):
        each = found[at]
        if each.start - number.end > _FAR:
            return None
        if not _fits(number, each):
            continue
        if any(_fits(other, each) for other in _between(numbers, number.end, each.start)):
            return None
        between = text[number.end : each.start]
        if re.search(_CLAUSE, between) or len(re.findall("[，,]", between)) > 2:
            return None
        if each.direction == "share" and between.strip() not in ("", "，", ",", "、"):
            return None
        return each
    return None


def _between(numbers: Sequence[_Number], start: int, end: int) -> Iterator[_Number]:
    for at in range(bisect_left(numbers, start, key=lambda each: each.start), len(numbers)):
        if numbers[at].start >= end:
            return
        yield numbers[at]


def _fits(number: _Number, change: Comparison) -> bool:
    """A rank moves by places, everything else by its own unit or by a share."""
    rank = number.unit in units.RANK and number.value_max is None
    if change.unit in units.RANK:
        return rank
    return change.unit in ("%", "百分点", "千分点", "‰", "倍", "") or change.unit.endswith(units.normal(number.unit))


def _claim(text: str, number: _Number, periods: Periods, comparison: Comparison | None) -> Figure:
    begins, metric = _metric(text, number)
    unit = number.unit
    every = _EVERY.search(text[max(0, number.start - 10) : number.start])
    if every and unit == "次":
        unit = f"次/{every['per'][0]}"
    factor = Decimal(1)
    for sign in re.findall("万亿|[万亿千百]", number.scale):
        factor *= units.SCALED[sign]
    value_max = number.value_max
    status = periods.status(begins, text[begins : number.end])
    return Figure(
        begins,
        number.end,
        text[begins : number.end],
        metric,
        number.value,
        number.scale + units.normal(unit),
        number.value * factor,
        units.normal(unit),
        value_max,
        number.bound,
        periods.at(begins, text[begins : number.end]),
        status,
        comparison,
    )


def _metric(text: str, number: _Number) -> tuple[int, str]:
    """The words that name what is counted: back to the last pause, with the noun behind a counted number."""
    floor = max(0, number.start - 40)
    before = text[floor : number.start]
    cut = max((found.end() for found in re.finditer(_PHRASE, before)), default=0)
    begins = floor + cut
    named = text[begins : number.start].strip()
    if not named:
        noun = re.match("[一-鿿A-Za-z]{1,12}", text[number.end : number.end + 12])
        named = noun[0] if noun else ""
    named = re.sub(r"^(?:其中|全年|累计|共计?|目前|现有|已|截至.{0,10}|\d{4}年(?:度)?)+", "", named)
    named = re.sub(r"(?:达到?|为|共计?|累计|实现|完成了?|超过|约|近)$", "", named)
    begins += len(text[begins : number.start]) - len(text[begins : number.start].lstrip())
    return begins, named


def _growth_only(text: str, change: Comparison, periods: Periods) -> Figure:
    floor = max(0, change.start - 30)
    before = text[floor : change.start]
    cut = max((found.end() for found in re.finditer(_PHRASE, before)), default=0)
    begins = floor + cut
    named = text[begins : change.start].strip()
    if change.direction == "share":  # of something that was not counted here: a rate in its own right
        rate = _Number(begins, change.end, change.value, "", change.unit, _limit(text, change.end))
        return replace(_claim(text, rate, periods, None), metric=text[begins : change.number_start].strip())
    return Figure(
        begins, change.end, text[begins : change.end], named, None, "", None, "", None, "eq",
        periods.at(begins, text[begins : change.end]), periods.status(begins, text[begins : change.end]), change,
    )  # fmt: skip
