"""What a conditional sentence asks of a figure: a direction, good or bad, presence, a threshold. Pure.

Only what is wholly known is judged: a figure from part of the months meets no threshold and has no direction, so a
sentence that needs one is not written.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, Protocol

from linghang.core.figures import RATES, SCALES

Direction = Literal["", "增长", "下降", "持平"]
Side = Literal["", "向好", "变差", "达标", "未达标"]
DIRECTIONS = ("增长", "下降", "持平")
SIDES = ("向好", "变差")
GOALS = ("达标", "未达标")
PRESENCE = ("有", "无")
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
)
_THRESHOLD = re.compile(r"(<=|>=|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,6})?)\s*(%|‰|万|亿)?")
_PLAIN = str.maketrans({"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＝": "=", "％": "%"})


class Judged(Protocol):
    """A figure as far as a condition looks at it.

    `measure`: what a threshold looks at, as a plain number or ratio; None when it is not wholly known. `direction`:
    that of a comparison, 持平 when the change is written as none. `side`: whether that is good, or a target reached.
    """

    @property
    def present(self) -> bool: ...

    @property
    def measure(self) -> Decimal | None: ...

    @property
    def direction(self) -> str: ...

    @property
    def side(self) -> str: ...


@dataclass(frozen=True)
class Test:
    """A word of the above, or a threshold: `sign`, `number` and `unit` (%, ‰, 万, 亿 or none)."""

    word: str = ""
    sign: str = ""
    number: Decimal = Decimal(0)
    unit: str = ""

    __test__ = False  # no test of pytest

    @property
    def limit(self) -> Decimal:
        """The threshold in base units; of a rate the plain ratio."""
        return self.number / RATES.get(self.unit, Decimal(1)) * SCALES.get(self.unit, Decimal(1))

    def holds(self, figure: Judged) -> bool:
        """Whether the figure meets it."""
        if self.word in PRESENCE:
            return figure.present == (self.word == "有")
        if self.word:
            return self.word in (figure.direction, figure.side)
        return figure.measure is not None and _HOLDS[self.sign](figure.measure, self.limit)

    def __str__(self) -> str:
        return self.word or f"{self.sign}{self.number:f}{self.unit}"


def read_test(text: str) -> Test | None:
    """The condition written as `增长` or `>=90%`; None when it is neither."""
    plain = text.strip().translate(_PLAIN)
    if plain in (*DIRECTIONS, *SIDES, *GOALS, *PRESENCE):
        return Test(plain)
    found = _THRESHOLD.fullmatch(plain)
    return Test("", found[1], Decimal(found[2]), found[3] or "") if found else None
