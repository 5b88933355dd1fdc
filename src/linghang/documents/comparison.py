"""One change or share, and the words by which it is told. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.documents import units
from linghang.documents.numerals import of_arabic
from linghang.documents.quantity import NUMBER

Direction = Literal["up", "down", "flat", "share"]
UP = (
    "年均增长率?|年均增速|增长率?|成长率?|上升|增加|提高|提升|上涨|进步|增幅|增速|升幅|涨幅|上浮|上调|扩大|前移|晋升|"
    "往前挪|往前移|往前进|超支|超收|多增|净增加?|攀升|增收|加快|延长|扩容|递增|跃升|上移|前进|调增|多[收支做办开接招用]|多出?|涨|增|升"
)
DOWN = (
    "下降|减少|降低|回落|缩短|压缩|压减|核减|调减|缩减|削减|递减|收窄|下调|下滑|下浮|下跌|降幅|衰退|减幅|跌幅|退步|后移|节约|节省|节支|"
    "压降|降价|减亏|少[扣支收做办开接招用]|少|减|降|跌"
)
_UPWARDS = re.compile(UP)
_AMOUNT = "(?:(?:年初)?(?:预算|执行|决算|完成|实际|计划)数?)?"
"""What of a year is compared: 比2023年执行数."""
BASE = (
    rf"同比|环比|按年|同口径(?:相?比)?|与?(?:上|去)年(?:同期|度)?{_AMOUNT}相?比|与去年同比|与上年同比|同期(?:相?比)?|"
    rf"(?:[较比]|与(?=[^，,。；;]{{2,16}}相比)) ?(?:上年度?|去年|上一年度?|前一年度?|前年|上月|上季度?|"
    rf"[一二三四]季度|[上下]半年|同期|(?:19|20|1)\d{{2}} ?年(?:度|同期|底|末|初)?|"
    rf"一[〇零一二]?[〇零一二三四五六七八九]年度?|年初|期初|上年末|去年底|上届|历史同期|“[^”]{{1,8}}”末?|目标值?|院控目标|基线|基期|[一-鿿]{{2,5}}前)(?:同期|年底|末)?"
    rf"{_AMOUNT}(?:的?{NUMBER}[万亿]?(?:{units.UNIT}))?(?:相?比)?|[较比](?:年初)?(?:预算|计划|目标|预期){_AMOUNT}"
)
LINK = r"(?:分别|各|又|再|均|共|仅|略微?|小幅|实际|名义|平均|年均|同步|大幅|累计|约|近|超过?|达到?)"
VALUE = rf"(?P<value>{NUMBER})[ \u3000]{{0,2}}(?P<scale>[万亿]?)[ \u3000]{{0,2}}(?P<unit>{units.UNIT})"
_AND = "[、，和及与]"
VALUE_OF_LIST = (
    rf"(?P<value>{NUMBER})(?:[-—–~～至到]{{1,2}}{NUMBER})?[ \u3000]{{0,2}}"
    rf"(?:(?P<scale>[万亿]?)[ \u3000]{{0,2}}(?P<unit>{units.UNIT})|"
    rf"(?={_AND}{NUMBER}(?:{_AND}{NUMBER}){{0,6}} ?(?P<shared>{units.UNIT})))"
)
"""分别提高6.2和5.7个百分点: only the last of a list told at once has the unit."""
OPENS = "".join(
    sorted(
        {way[0] for way in f"{UP}|{DOWN}".split("|")} | set("同环按与上去较比分各又再均共仅略小实名平年大累约近超达")
    )
)
"""Every character that a change can begin with, asked first: nine places in ten need no further look."""


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


def made(found: re.Match[str], direction: Direction, bare: bool = False) -> Comparison:
    groups = found.groupdict()
    base = (groups.get("base") or "").strip()
    return Comparison(
        *found.span(),
        found[0],
        direction,
        of_arabic(found["value"]),
        (groups.get("scale") or "") + unit_of(found),
        base,
        found.start("value"),
        found.end("unit") if found["unit"] else found.end("value"),
        bare,
    )


def unit_of(found: re.Match[str]) -> str:
    """The unit as a ledger writes it, of the list where the value has none of its own."""
    return units.normal(found["unit"] or found["shared"])


def way_of(verb: str) -> Direction:
    return "up" if _UPWARDS.fullmatch(verb) is not None else "down"
