"""Numbers with their units and bounds where they stand in a text, before anybody asks what they count. Pure.

Every pattern begins at a digit or at a numeral and looks only a few characters around, so that the time is linear in
the length of the text.
"""

import re
import string
from collections.abc import Iterator
from decimal import Decimal

from linghang.documents import units
from linghang.documents.numerals import CHINESE, of_arabic, of_chinese
from linghang.documents.quantity import GAP, LIMIT, NUMBER, REST, Quantity, bound_before, bound_of
from linghang.documents.special import special

_TO = r"[-—–~～－‐―至到]{1,2}"
_ARABIC = re.compile(
    rf"(?P<number>\d(?<![\d./]\d)(?<!\d[,，]\d){REST})(?P<mixed>[万亿](?=\d)(?:\d{{1,4}}(?:[,，]\d{{3}})?)[万千百]?)?(?P<same>[%％‰])?"
    rf"(?:{GAP}{_TO}{GAP}(?P<upto>{NUMBER}))?{GAP}(?P<scale>万亿|[亿万千百]?)(?P<more>[余多来几])?(?P<scale2>[万亿]?)"
    rf"(?P<more1>余|多)?{GAP}(?P<unit>{units.UNIT})(?P<more2>余|多)?{GAP}{LIMIT}"
)
_NUMERAL = re.compile(
    rf"(?P<number>[{CHINESE}几数上](?<![{CHINESE}].)"
    rf"(?:(?<=[{CHINESE}])[{CHINESE}]{{0,13}}|(?<=[几数])[十百]|(?<=数)千|(?<=上)[百千]))(?P<more>余|多|几)?"
    rf"(?P<unit>{units.UNIT})(?P<more2>余|多)?{LIMIT}"
)


_JOINED = frozenset(string.ascii_letters + "+×*第〔[-")
"""What a number is part of when it stands right before it."""


def quantities(text: str) -> Iterator[Quantity]:
    """All of them, unordered and overlapping: who reads chooses the first and longest that nothing excludes."""
    yield from special(text)
    for found in _ARABIC.finditer(text):
        if quantity := _arabic(text, found):
            yield quantity
    for found in _NUMERAL.finditer(text):
        if quantity := _numeral(text, found):
            yield quantity


def _arabic(text: str, found: re.Match[str]) -> Quantity | None:
    at, unit = found.start("number"), units.normal(found["unit"])
    if text[max(0, at - 1) : at] in _JOINED or not _unit_stands(text, found, unit):
        return None
    begins, before = bound_before(text, at)
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
    at = found.start("number")
    if unit in units.RANK and text[max(0, at - 1) : at] in ("前", "末", "后"):
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
    begins, before = bound_before(text, at)
    if not found["limit"] and unit in units.TIME and (found["more"] == "几" or written[0] in "几数上"):
        return None  # 现在十几分钟就能看上
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
            used = unit == "年" and re.search("(?:用|利用|经过|力争)$", before) and re.match("的?时间", after)
            return (limit == "以内" and value < 100 and not re.search("[十]$", before)) or bool(used)
        return limit == "以内" or re.match("时间|里|完成", after) is not None or spent
    if value < 2 or unit in units.SILENT or unit in ("季", "季度"):
        return False
    if unit in units.VAGUE:
        return bool(_GOT.search(before)) and not _ANNOUNCING.match(after) and not _ANNOUNCING.search(after)
    if unit in ("人", "位"):
        return not re.match("一体|数|小组|领导|次", after)
    return not (re.match("两用", after) or unit == "对")
