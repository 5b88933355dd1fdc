"""A number of official prose with its unit, and the words that say how exactly it is meant. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.documents import units

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
    tenths: bool = False
    """Written in 成: `value` and `unit` are the percentage they come to."""
    copy: bool = False
    """Said once of several things at a time: “3个100%”."""

    @property
    def norm(self) -> Decimal:
        return self.value * units.factor(self.scale)


_BOUNDS: dict[str, Bound] = {
    "不得少于": "ge", "不得低于": "ge", "不得超过": "le", "不得高于": "le", "不能超过": "le",
    "不少于": "ge", "不低于": "ge", "不小于": "ge", "不低於": "ge", "至少": "ge", "最少": "ge", "≥": "ge", "≧": "ge",
    "不超过": "le", "不高于": "le", "不大于": "le", "不多于": "le", "至多": "le", "最多": "le",
    "最长可": "le", "最高可": "le", "≤": "le", "≦": "le",
    "大约": "approx", "将近": "approx_below", "接近": "approx_below", "约为": "approx", "大概": "approx",
    "超过": "gt", "突破": "gt", "高于": "gt", "多于": "gt", "大于": "gt", "＞": "gt", ">": "gt", "逾": "gt", "超": "gt",
    "未达到": "lt", "未达": "lt", "未超过": "le",
    "低于": "lt", "少于": "lt", "小于": "lt", "不足": "lt", "不到": "lt", "＜": "lt", "<": "lt", "近": "approx_below",
    "约": "approx",
}  # fmt: skip
_LIMITS: dict[str, Bound] = {
    "及以上": "ge", "以上": "ge", "及以下": "le", "以下": "le", "以内": "le", "之内": "le", "左右": "approx",
    "上下": "approx", "或以上": "ge", "或以下": "le", "之多": "eq",
}  # fmt: skip
_AT_A_DISTANCE = re.compile(
    "(?P<word>至少|最少|至多|最多|最长可|最高可|不少于|不低于|不多于|不超过)[^，,。；;、\\d\\s的]{1,4}$"
)
"""至少建好1个: a word of bound may stand before the verb."""
_OF_A_SHARE = re.compile(
    "(?P<word>大?约|将?近)(?<![签预节条合公制契立]约)(?<![最附临]近)占(?:到|了|[^，,。；;、\\d\\s]{1,8}的)?$"
)
"""约占三成: it stands before what the number is a part of."""
_OTHER_WORD = re.compile("[签预节条合公制契立]约$|[最附临]近$")
"""Words that end like one of bound: 签约18.7万人."""
_LONGEST = max(map(len, _BOUNDS))
_LASTS = frozenset(word[-1] for word in _BOUNDS)
GAP = "[ \u3000]{0,2}"
REST = r"(?:\d{0,2}(?:[,，]\d{3}){1,4}(?!\d)|\d{0,14})(?:\.\d{1,8})?"
"""What follows the first digit of a number. A condition on what stands before is asked between: see `exclusions`."""
NUMBER = rf"\d{REST}"
LIMIT = "(?P<limit>(?:及|或)?以[上下内]|之[内多]|左右|上下)?"


def bound_before(text: str, at: int) -> tuple[int, str]:
    """A word of bound right before an offset: where it begins, and the word."""
    end = at
    while end > 0 and text[end - 1] in " \u3000" and at - end < 2:
        end -= 1
    for length in range(_LONGEST, 0, -1) if text[end - 1 : end] in _LASTS else ():
        if end >= length and text[end - length : end] in _BOUNDS:
            if _OTHER_WORD.search(text[max(0, end - length - 1) : end]):
                return at, ""
            return end - length, text[end - length : end]
    far = _AT_A_DISTANCE.search(text, max(0, end - 8), end)
    if far is None and text.find("占", max(0, end - 12), end) >= 0:
        far = _OF_A_SHARE.search(text, max(0, end - 12), end)
    return at, far["word"] if far else ""


def bound_of(before: str, more: str, limit: str) -> Bound:
    """What the words around a number make of it; 近1000余人 contradicts itself and is `approx`."""
    if more:
        return "approx" if before in ("近", "约", "大约", "将近", "接近") else "gt"
    return _LIMITS.get(limit) or _BOUNDS.get(before, "eq")
