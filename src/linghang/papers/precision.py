"""Whether a number in a text says what the ledger says, as exactly as the text states it. Pure."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from linghang.documents.figures import Figure

NEAR = Decimal("0.05")
"""“约” and “近” may be off by a twentieth of what they say (领航自拟)."""
_SIGNS = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_PARTS = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "成": Decimal("0.1")}
_WORDS = {"ge": "不低于", "gt": "高于", "le": "不高于", "lt": "低于"}


@dataclass(frozen=True)
class Stated:
    """`value` as written (its places count), of which one is `factor` in base units: 10000 for 万, 0.01 for %.

    `bound` as `documents.figures.Bound`; `more`: 余, 多 behind the number, which ends before the next step of its last
    digit (120余 is below 130). `value_max`: the end of a range.
    """

    value: Decimal
    factor: Decimal = Decimal(1)
    bound: str = "eq"
    value_max: Decimal | None = None
    more: bool = False

    @classmethod
    def of(cls, figure: Figure) -> "Stated":
        """ValueError when the figure tells a change only."""
        if figure.value is None:
            raise ValueError("a figure without a value")
        more = re.search(r"\d\s*[万亿]?[余多]", figure.text) is not None
        return cls(figure.value, factor_of(figure.unit, figure.unit_norm), figure.bound, figure.value_max, more)


@dataclass(frozen=True)
class Judged:
    """`computed`: what the ledger says, in the unit of the text. `how`: by which reading the two agree, or why not."""

    agrees: bool
    computed: Decimal
    how: str


def factor_of(unit: str, unit_norm: str) -> Decimal:
    """What one of `unit` is in base units; rates are plain ratios."""
    for rate in (unit, unit_norm):
        if rate in _PARTS:
            return _PARTS[rate]
    factor = Decimal(1)
    for sign in re.findall("[百千万亿]", unit.removesuffix(unit_norm)):
        factor *= _SIGNS[sign]
    return factor


def judge(stated: Stated, computed: Decimal) -> Judged:
    """`computed` is exact and in base units."""
    written = computed / stated.factor
    match stated.bound:
        case "eq":
            agrees, how = _same(stated.value, written)
        case "range":
            agrees, how = _between(stated, written)
        case "approx":
            agrees = abs(written - stated.value) <= max(abs(stated.value) * NEAR, _step(stated.value) / 2)
            how = "在“约”可以相差的范围内" if agrees else "相差超过“约”可以说的范围"
        case "approx_below":
            agrees = stated.value * (1 - NEAR) <= written <= stated.value
            how = "略低于文中的数" if agrees else "“近”应略低于文中的数"
        case _:
            agrees, how = _bounded(stated, written)
    return Judged(agrees, written, how)


def say(value: Decimal) -> str:
    """Six places at most, without trailing zeros; never an exponent."""
    shown = value.quantize(Decimal("0.000001"), ROUND_HALF_UP) if -int(value.as_tuple().exponent) > 6 else value
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _step(value: Decimal) -> Decimal:
    """One of the last place written."""
    return Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))


def _same(stated: Decimal, written: Decimal) -> tuple[bool, str]:
    step = _step(stated)
    if written == stated:
        return True, "完全相同"
    if written.quantize(step, ROUND_HALF_UP) == stated:
        return True, "四舍五入后相同"
    if written.quantize(step, ROUND_DOWN) == stated:
        return True, "截去尾数后相同"
    return False, "四舍五入或截去尾数都得不到文中的数"


def _between(stated: Stated, written: Decimal) -> tuple[bool, str]:
    last = stated.value if stated.value_max is None else stated.value_max
    shown = written.quantize(min(_step(stated.value), _step(last)), ROUND_HALF_UP)
    agrees = min(stated.value, last) <= shown <= max(stated.value, last)
    return agrees, "在文中的范围内" if agrees else "在文中的范围之外"


def _bounded(stated: Stated, written: Decimal) -> tuple[bool, str]:
    word = _WORDS[stated.bound]
    holds = {
        "ge": written >= stated.value,
        "gt": written > stated.value,
        "le": written <= stated.value,
        "lt": written < stated.value,
    }[stated.bound]
    if holds and stated.more and stated.bound == "gt":
        last_digit = stated.value.normalize().as_tuple().exponent
        end = stated.value + Decimal(1).scaleb(int(last_digit))
        if written >= end:
            return False, f"“余、多”应不到 {say(end)}"
    return holds, f"{'确实' if holds else '并不'}{word}文中的数"
