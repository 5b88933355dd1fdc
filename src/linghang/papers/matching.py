"""Which indicator a metric's words mean, with a score from 0 to 1. Pure.

Only words that say the same are taken without a person (`SURE`): a figure held against the wrong indicator would be
called a contradiction where there is none. Similar words are offered for choosing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

SURE, OFFERED = 0.95, 0.5
"""Taken by itself from here on; offered to a person from here on (领航自拟)."""
_EMPTY = re.compile(
    r"全院|我院|本院|医院|全县|全年|年度|累计|合计|共计?|总计|总|完成了?|实现|达到?|开展了?|年均?(?=门|急|出|手|住)|"
    r"力争|争取|确保|努力|^[要将使]|为|的|了|数量|[\s（）()“”、，,]"
)
_UNITS = (
    frozenset({"人次", "人", "例", "次", "例次", "名"}),
    frozenset({"台", "台次", "例", "例次", "次"}),
    frozenset({"天", "日"}),
    frozenset({"元", "万元", "亿元"}),
    frozenset({"项", "个", "件"}),
    frozenset({"家", "所", "个"}),
)


class Named(Protocol):
    """An indicator, as far as it is asked here."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True)
class Candidate:
    code: str
    score: float


def candidates(metric: str, unit: str, indicators: Iterable[Named]) -> list[Candidate]:
    """Those whose title shares words with the metric and whose unit fits, best first, at least `OFFERED`."""
    words = core(metric, unit)
    if len(words) < 2:
        return []
    found = [
        Candidate(each.code, score)
        for each in indicators
        if _fits(unit, each.unit) and (score := _alike(words, core(each.title, each.unit))) >= OFFERED
    ]
    return sorted(found, key=lambda each: (-each.score, each.code))


def sure(found: list[Candidate]) -> str:
    """The one indicator that needs no person; "" when there is none, or more than one."""
    best = {each.code for each in found if each.score >= SURE}
    return best.pop() if len(best) == 1 else ""


@lru_cache(maxsize=8192)
def core(words: str, unit: str = "") -> str:
    """The words without what names no thing: 全院, 累计, 完成, the unit at the end."""
    bare = _EMPTY.sub("", words)
    shorter = bare.removesuffix(unit) if unit else bare
    shorter = shorter.removesuffix("量") if shorter == bare else shorter
    return shorter if len(shorter) >= 2 else bare


def _fits(stated: str, ledger: str) -> bool:
    return stated == ledger or any(stated in group and ledger in group for group in _UNITS)


def _alike(one: str, other: str) -> float:
    """1 for the same words; similar ones are never sure."""
    return 1.0 if one == other else min(0.9, likeness(one, other))


def likeness(one: str, other: str) -> float:
    """The share of character pairs in common (Dice), 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=8192)
def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))
