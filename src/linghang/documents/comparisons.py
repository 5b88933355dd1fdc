"""Changes and shares told beside a figure: 同比上升8.42%, 较2021年进步了108名, 占出院病例数29.1%. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.documents.numerals import ARABIC, of_arabic
from linghang.documents.units import UNIT, normal

Direction = Literal["up", "down", "flat", "share"]
_UP = "增长|上升|增加|提高|提升|上涨|进步|增幅为?|增速为?|上浮|上调|扩大|前移|晋升|多增|净增|攀升|增收|增|升"
_DOWN = "下降|减少|降低|回落|缩短|压缩|下调|下滑|下浮|减|降|退步|后移|节约|节省|少"
_BASE = (
    r"同比|环比|与?(?:上|去)年(?:同期)?相?比|与去年同比|与上年同比|同期(?:相?比)?|"
    r"[较比](?:上年度?|去年|上一年度?|前年|上月|上季度?|同期|\d{4}年(?:度|同期)?|年初|期初|上年末|去年底|“[^”]{1,8}”末?|20\d\d年末)(?:同期|年底|末)?(?:相?比)?"
)
_CHANGE = re.compile(
    rf"(?:(?P<base>{_BASE})[，,]?\s*(?:分别)?(?:又|再|均|共|净|实际|名义)?)?(?P<way>{_UP}|{_DOWN})(?:了|达到?|约|近|超过?|为|至少|率为?|幅度?为?|幅度达)?\s*"
    rf"(?P<value>{ARABIC})\s*(?P<scale>万|亿)?\s*(?P<unit>{UNIT.pattern})"
)
_FLAT = re.compile(rf"(?P<base>{_BASE})[^，,。；;\d]{{0,6}}(?:基本)?持平|与(?:上年|去年)(?:同期)?(?:基本)?持平")
_SHARE = re.compile(
    rf"(?<!药)(?<!耗材)占(?!比)(?P<base>[^，,。；;：:\d%]{{0,24}}?)(?:的(?:比例|比重|比)?|比例?|比重|率)?(?:为|达到?|约|近|超过?)?\s*(?P<value>{ARABIC})(?P<unit>%|％)"
)


@dataclass(frozen=True)
class Comparison:
    """`direction` share: `value` is the part of `base`. Offsets: of the words, and of the number within them."""

    start: int
    end: int
    text: str
    direction: Direction
    value: Decimal
    unit: str
    base: str
    number_start: int
    number_end: int


def comparisons(text: str) -> Iterator[Comparison]:
    """In the order in which they stand."""
    found = [*_changes(text), *_shares(text)]
    last = -1
    for each in sorted(found, key=lambda each: each.start):
        if each.start >= last:
            yield each
            last = each.end


def _changes(text: str) -> Iterator[Comparison]:
    for found in _CHANGE.finditer(text):
        bare = found["base"] is None
        if bare and (not found["unit"].startswith(("%", "％", "个百分点", "百分点", "倍")) or len(found["way"]) == 1):
            continue
        if bare and re.search(
            r"(?:提高|提升|增加|扩大|下降|降低|上升|减少|增长|缩短|压缩)(?:到|至)$",
            text[found.start() : found.start("value")],
        ):
            continue
        rises = re.fullmatch(_UP, found["way"]) is not None
        yield _made(text, found, "up" if rises else "down")
    for found in _FLAT.finditer(text):
        yield Comparison(*found.span(), found[0], "flat", Decimal(0), "", found["base"] or "上年同期", *found.span())


def _shares(text: str) -> Iterator[Comparison]:
    for found in _SHARE.finditer(text):
        yield _made(text, found, "share")


def _made(text: str, found: re.Match[str], direction: Direction) -> Comparison:
    scale = found.groupdict().get("scale") or ""
    return Comparison(
        *found.span(),
        found[0],
        direction,
        of_arabic(found["value"]),
        scale + normal(found["unit"]),
        (found["base"] or "").strip(),
        found.start("value"),
        found.end(),
    )
