"""Numbers that are no figures: dates, ordinals, slogans, names, document numbers, list markers, grades. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linghang.documents.scan import near
from linghang.documents.units import UNIT
from linghang.documents.years import republican, years

_CN = "一二三四五六七八九十"


@dataclass(frozen=True)
class NotFigure:
    start: int
    end: int
    text: str
    category: str


# Each begins with a character or a set: such places are found at the speed of a search in memory. A condition on what
# stands before is therefore asked behind the first character: `\d(?<!\d\d)` is a digit that no digit precedes.
# Where a match also holds something rare, that is told, and how far behind the beginning it stands at most: the rest is
# asked only there.
_PATTERNS: tuple[tuple[str, str] | tuple[str, str, str, int], ...] = (
    ("date", r"(?:19|20)\d{2}\s*[-—–~～至]\s*(?:19|20)?\d{2}\s*年度?"),
    (
        "date",
        r"(?:19|20)\d{2}\s*年(?:度|初|末|底)?(?:\s*\d{1,2}\s*月(?:份|底|末|初)?(?:\s*\d{1,2}\s*[日号])?)?(?:\s*(?:[-—–~～至到])\s*(?:\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|\d{1,2}\s*[日号]))?",
    ),
    (
        "date",
        r"\d(?<!\d\d)\d?(?:\s*[-—–~～至到]\s*\d{1,2}\s*月(?:份|底|末)?|\s*月(?:份|底|末|初|中旬|上旬|下旬)?(?:\s*\d{1,2}\s*[日号](?:\s*[-—–~～至到]\s*\d{1,2}\s*[日号])?)?(?!\d))",
    ),
    (
        "date",
        r"\d(?:(?:(?<=1)9|(?<=2)0)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|(?<!\d\d)\d?[:：]\d{2}(?::\d{2})?(?!\d))",
        r"[-/.:：](?:(?<=\d[:：])(?=\d\d)|(?<=(?:19|20)\d\d[-/.])(?=\d))",
        4,
    ),
    (
        "date",
        rf"[“\"{_CN}](?:(?<!分之.)(?:(?<=[“\"])[{_CN}]{{1,2}}|(?<=[{_CN}])[{_CN}]?)五(?<!分之[{_CN}][{_CN}]五)[”\"]?(?=期间|规划|时期|末|初|以来|开局|收官|发展|[，,。])|(?<=[“\"])[{_CN}]{{1,2}}五[”\"]|(?<=二)〇[〇一二三四五六七八九]{{2}}年(?:[{_CN}]{{1,3}}月(?:[{_CN}]{{1,3}}日)?)?)",
    ),
    (
        "date",
        rf"[\d上下凌](?:(?<=\d)(?<!\d\d)(?:\d年代|\d?[点时]\d{{1,2}}分)|(?<=[上下])午\d{{1,2}}[点时](?:\d{{1,2}}分)?|(?<=凌)晨[{_CN}\d]+点)",
        r"[点时年凌](?:(?<=\d[点时])|(?<=年)代|(?<=凌)晨)",
        4,
    ),
    (
        "document_number",
        r"[一-鿿]{1,8}[〔\[【(（](?:19|20)\d{2}[〕\]】)）]\s*\d+\s*号|第\s*\d+\s*号(?:令|文|公告)?|(?:GB|ISO|WS|YY)[/T\s\d.:-]+\d",
        r"[〔\[【(（第GIWY](?=19|20|\s*\d|B|SO|S|Y)",
        8,
    ),
    ("document_title", r"《[^《》]{1,60}》"),
    (
        "slogan",
        r"[“\"‘\d](?:(?<=\d)(?<![\d.]\d)\d*(?:\s*[+＋]\s*[\dNX]+)+(?!\d)|(?<!\d)(?:\d+(?:\s*[+＋×xX]\s*[\dNnXx]+)+[”\"’][一-鿿]{0,6}|\d{3,6}[”\"’](?:工程|战略|计划|行动|工作法|模式|体系|机制|目标|思路|布局|人才|发展)?[一-鿿]{0,4}))",
    ),
    ("name", r"[“‘「『\"](?:(?<!\")[^”’」』\n]{0,12}?\d{1,9}[^”’」』\n%％]{0,12}[”’」』]|(?<=\")[^\"\n]{1,30}\")"),
    (
        "per",
        r"每(?:个)?(?:\d{1,5}(?:\.\d)?[万千百]?|[十百千万]{1,2})(?:名|位)?(?:常住人口|人口|人|居民|张床|平方公里|元)",
    ),
    (
        "threshold",
        rf"\d(?<![\d.,]\d)\d{{0,5}}(?:\.\d{{1,3}})?(?:\s?[-—–~～至到]\s?\d{{1,6}}(?:\.\d{{1,3}})?)?[万亿]?{UNIT}(?:(?:及?以[上下]|以内)(?=\d)|(?:(?<![%％])|(?<=[%％])(?:及?以[上下]|以内))(?:及?以[上下]|以内)?的(?=[^，,。；;：:\d\n]{{0,8}}\d))",
    ),
    (
        "threshold",
        rf"(?<=单[价台笔项件套])(?:在)?\d{{1,6}}(?:\.\d{{1,3}})?[万亿]?{UNIT}(?:\(?含\)?)?(?:及?以[上下])?(?=[^，,。；;：:\d\n]{{0,14}}\d)",
    ),
    (
        "threshold",
        r"\d(?<![\d.]\d)\d{0,2}(?:\.\d)?分?(?:\s?[-—–~～至到]\s?\d{1,3}(?:\.\d)?)?分(?:\([不]?含\)|（[不]?含）)?(?:及?以[上下])?(?:的|者)?[，,]?(?:评?定?为|的?评为|是|属)(?:[优良中差]|合格|不合格|基本合格|一般|较好|[A-E一二三四五]?[等级])",
    ),
    ("duration", rf"连续(?:\d{{1,2}}|[{_CN}]{{1,2}})(?:个)?(?:年|季度|月|届|次)"),
    (
        "base_of_rate",
        r"[百千万亿](?<![\d一二两三四五六七八九十几数百千万亿余多上近超逾过].)元(?=[一-鿿])(?!以上|以下|大关|级|左右|的)",
    ),
    ("anniversary", r"\d(?<!\d\d)\d{0,2}周年(?![均率])", "周年", 3),
    ("place", r"\d(?<!\d\d)\d{0,2}\s?[-—–~～至到、]\s?\d{1,3}(?:层|楼|号|室|页|版|栋|座)(?![^，,。；;]{0,2}\d)"),
    (
        "threshold",
        r"\d(?<![\d.,]\d)\d{0,3}(?:个)?(?:工作日|小时|分钟|天|日|周|个月|年)[内外](?:[^，,。；;、：:\d\n]{1,12}率|(?<=[时钟].)[^，,。；;、：:\d\n]{1,16}比例)(?=[^，,。；;、：:\d\n]{0,6}\d)",
        "[内外](?<=[日时钟天周月年].)",
        8,
    ),
    (
        "threshold",
        r"\d(?<![\d.,]\d)\d{0,2}(?:小时|分钟|秒)(?![内外])(?:[^，,。；;、：:\d\n]{1,6}率|[^，,。；;、：:\d\n]{0,6}比例)(?=[^，,。；;、：:\d\n]{0,6}\d)",
    ),
    (
        "name",
        r"[A-Za-z\d北解空海武陆原](?:(?<=\d)(?=\d{0,5}[A-Z医热平电急指报中号院出])(?:\d\d医院|(?<![\d.]\d)\d{0,5}[A-Z]{1,4}(?![A-Za-z]{0,4}/)(?![sD])|(?<=[12])(?:(?<=1)[12])?\d{2,4}(?:热线|平台|电话)|(?<=1)(?<!\d\d)[12][0-9](?:急救|院前|出车|指挥|报警|中心)|(?<=5)[GS]|(?<=3)D|(?<=4)[KG]|(?<=6)S|(?<!\d\d)\d{0,3}号(?:楼|线|院|门|病区|公路))|"
        r"(?<=[A-Za-z])(?:(?<![A-Za-z].)(?:[A-Za-z]{0,11}-?\d{1,6}[A-Za-z]{0,6}(?![\d强])(?!\.\d)|[A-Za-z]{0,7}-?\d{1,3}\.\d{1,2}(?!\d|[%‰]))|(?<=P)M2\.5)|"
        r"(?:(?<=北)京|(?<=解)放军|(?<=[空海陆])军|(?<=武)警|(?<=原))\s*\d{3}\s*医院)",
    ),
    (
        "service_hours",
        r"[7七2全](?:(?<=[7七])\s*[×xX*]\s*24\s*小时|(?<=2)(?<!不超过2)(?<!不少于2)(?<!不得超过2)4\s*小时"
        r"(?!内|以内|之内|后|动态|完成|办结|到)|(?<=全)天候)",
    ),
    ("list_marker", r"(?m)^[ \t　]{0,8}[(（]?\d{1,2}[)）.．、](?!\d)"),
    ("list_marker", "[①-⑳]"),
    (
        "grade",
        r"[一二三四五六七八九\dA](?:(?<!A)级[甲乙丙]等|(?<=[一二三])[甲乙]|(?<=三)级(?=医院|公立|综合|中医|专科|查房|医师|预防|质控|质量|网络)|(?<=二)级(?=医院|公立|综合|以上医|分科)|(?<=A)(?:AAA+|\+\+)|(?<=[一二三四五六])级(?=响应|预案|标准|保护|测评|以上))",
        "[级甲乙A]",
        1,
    ),
    (
        "ordinal",
        rf"第(?:[{_CN}]{{1,4}}|\d{{1,3}})(?:届|次|个|批|期|季度|章|条|款|项|部分|方面|轮|产业|人民医院|医院|中学|小学|附属|责任人|时间|一|线|者)",
    ),
    (
        "phone",
        r"\d(?:(?<!\d\d)(?:(?<=0)\d{2,3}[-－ ]\d{3,4} ?\d{4}|(?<=1)[3-9]\d{9}|(?<=4)00-?\d{3}-?\d{4})(?!\d)|\d{2,3}室)",
    ),
    ("name", r"18项(?:医疗)?(?:质量)?(?:安全)?核心制度"),
    ("ordinal", r"三次(?=产业)"),
    ("threshold", r"年龄(?<!平均年龄)(?:下修|放宽|扩大|延伸|提高|降低|调整)(?:到|至|为)\d{1,3}岁"),
    ("page", r"共印\s*\d+\s*份|第\s*\d+\s*页|共\s*\d+\s*页"),
    (
        "committee",
        rf"[{_CN}](?:[{_CN}]{{0,2}}届(?:人大|政协|党委|市委|县委|省委|区委)?[{_CN}]{{1,3}}[次中](?:全会|全体|会议|职工|教职工|职代会|党员|代表|大会)|[{_CN}]{{0,3}}大(?:精神|报告|以来|召开)?(?=精神|报告|以来|召开|[，,。、]))",
    ),
)
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d年的")
_CIRCLE = re.compile(rf"[^\d]{{0,6}}(?:\d{{1,3}}|[{_CN}]{{1,3}})(?:分钟|小时)[^\d，,。]{{0,8}}圈")
"""“15分钟救治圈”: a time within which everybody is served, quoted or not."""


@dataclass(frozen=True)
class _Kind:
    category: str
    pattern: re.Pattern[str]
    rare: re.Pattern[str] | None
    back: int

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self.rare is None else near(self.rare, self.back, self.pattern, text)


def _kind(category: str, pattern: str, rare: str = "", back: int = 0) -> _Kind:
    return _Kind(category, re.compile(pattern), re.compile(rare) if rare else None, back)


_KINDS = tuple(_kind(*each) for each in _PATTERNS)


def not_figures(text: str) -> Iterator[NotFigure]:
    """Every one, the categories overlapping where they do."""
    for kind in _KINDS:
        for found in kind.matches(text):
            if found.start() < found.end() and not _counts_after_all(text, kind.category, found):
                yield NotFigure(found.start(), found.end(), found[0], kind.category)
    if republican(text):
        for year in years(text, counted_so=True):
            yield NotFigure(year.start, year.end, text[year.start : year.end], "date")


def _counts_after_all(text: str, category: str, found: re.Match[str]) -> bool:
    """What looks like a name and is a figure: “3个100%”; a month's length, 3个月."""
    if category == "name":
        inner = found[0].strip('“”"‘’「」『』')
        return (
            inner.endswith(("%", "％"))
            or _CIRCLE.fullmatch(inner) is not None
            or not any(char.isdigit() for char in inner)
        )
    if category == "threshold" and _OF_A_YEAR.fullmatch(found[0]):
        return True
    if category == "date" and found[0].rstrip().endswith("月"):
        return (found.start() > 0 and text[found.start() - 1] in "个.·") or "个" in found[0]
    return False
