"""How far Party work and clinical work are one: five shares, each recomputed from rows, and their plain mean. Pure.

The index is Linghang's own (领航自拟): no document publishes one. Every part counts the same; one of which nothing can
be said yet is left out, and that is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.core.figures import divide, write_figure

FORMULA = "融合指数 = 各项比例的简单平均 × 100（领航自拟；没有数据的项不计）"


@dataclass(frozen=True)
class Share:
    """One part: so many of so many. `rows`: what stands behind the numerator, `lacking`: what is missing to the whole,
    both in words."""

    code: str
    title: str
    part: int
    whole: int
    meaning: str
    rows: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal | None:
        return divide(Decimal(self.part), Decimal(self.whole))

    @property
    def said(self) -> str:
        return "没有数据" if self.value is None else f"{write_figure(self.value, '%', 1)}（{self.part}/{self.whole}）"


@dataclass(frozen=True)
class Index:
    """`value` from 0 to 100; None when nothing is known."""

    shares: tuple[Share, ...]

    @property
    def known(self) -> tuple[Share, ...]:
        return tuple(share for share in self.shares if share.value is not None)

    @property
    def value(self) -> Decimal | None:
        found = [share.value for share in self.known if share.value is not None]
        return sum(found, Decimal(0)) * 100 / len(found) if found else None

    @property
    def said(self) -> str:
        """How the number came about."""
        if self.value is None:
            return "各项都没有数据，没有指数"
        parts = " + ".join(write_figure(share.value, "%", 1) for share in self.known if share.value is not None)
        return f"（{parts}）÷ {len(self.known)} = {write_figure(self.value / 100, '%', 1)}"


SHARES = {
    "live": ("有在办融合项目的支部", "期末有没有结项的融合项目的支部数 ÷ 支部数（临时党支部不计）"),
    "plan": ("写明业务目标的党建要点", "写明业务目标或业务指标的年度党建要点 ÷ 全部要点"),
    "tasks": ("联合任务按时办结", "挂党支部的督办任务里，到期应办结的按原定时限办结的 ÷ 到期应办结的"),
    "moved": ("业务指标向好的融合项目", "结果已能判断的融合项目里，业务指标比基线向好的 ÷ 能判断的"),
    "solved": ("联合检查问题整改", "党建业务联合检查已整改的问题 ÷ 发现的问题"),
}
"""Code → title and meaning of every part, in order."""


def index(shares: Iterable[Share]) -> Index:
    """The index of these parts, in the order of `SHARES`."""
    order = list(SHARES)
    return Index(tuple(sorted(shares, key=lambda share: order.index(share.code))))


def share(code: str, part: int, whole: int, rows: Sequence[str] = (), lacking: Sequence[str] = ()) -> Share:
    """One part by its code. ValueError when more fulfil it than there are."""
    if not 0 <= part <= whole:
        raise ValueError("a part is never more than the whole")
    title, meaning = SHARES[code]
    return Share(code, title, part, whole, meaning, tuple(rows), tuple(lacking))


def wished(direction: str, baseline: Decimal | None, target: Decimal | None) -> str:
    """In which direction good lies: as the indicator says, else from the baseline towards the target."""
    if direction in ("higher", "lower") or baseline is None or target is None or baseline == target:
        return direction
    return "higher" if target > baseline else "lower"


def moved(direction: str, baseline: Decimal | None, now: Decimal | None) -> bool | None:
    """Whether an indicator moved the good way; None when it cannot be told."""
    if baseline is None or now is None or direction not in ("higher", "lower"):
        return None
    return now > baseline if direction == "higher" else now < baseline


def reached(direction: str, target: Decimal | None, now: Decimal | None) -> bool | None:
    """Whether the target is met; None when it cannot be told."""
    if target is None or now is None or direction not in ("higher", "lower"):
        return None
    return now >= target if direction == "higher" else now <= target
