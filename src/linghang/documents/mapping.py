"""Which indicator the words of a metric mean, with a score from 0 to 1. Pure and deterministic.

Only words that say the same are taken without a person (`sure`): a figure held against the wrong indicator would be
called a contradiction where there is none. Similar words are offered for choosing; what a person chose is remembered
elsewhere and asked first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from linghang.documents import units

SAME, SIMILAR, OFFERED = 1.0, 0.9, 0.5
"""The score of the same words, the highest of others, and from where on a person is asked (领航自拟)."""
_SYNONYMS = (
    ("佔", "占"), ("比重", "占比"), ("比例", "占比"), ("构成比", "占比"), ("所占", "占"), ("病床", "床位"),
    ("门急诊人次", "门急诊量"), ("诊疗人次", "诊疗量"), ("就诊人次", "诊疗量"), ("门诊人次", "门诊量"),
    ("急诊人次", "急诊量"), ("出院患者", "出院"), ("出院病人", "出院"), ("出院人次", "出院人数"),
    ("手术例数", "手术量"), ("手术台次", "手术量"), ("手术人次", "手术量"), ("病人", "患者"),
    ("平均住院天数", "平均住院日"), ("住院时间", "住院日"), ("药品收入占比", "药占比"), ("卫生材料", "耗材"),
    ("业务总收入", "业务收入"), ("满意率", "满意度"), ("职工", "员工"),
)  # fmt: skip
"""Close enough to offer, not to take: 手术台次 counts another thing than 手术人次."""
_FILLERS = re.compile(
    r"全院|我院|本院|医院|全县|全年|本年|年度|累计|合计|共计?|总计|总体|总|完成了?|实现|达到?|开展了?|"
    r"年均?(?=门|急|出|手|住)|力争|争取|确保|努力|^[要将使]|为|的|了|数量|[\s（）()“”‘’、，,·—-]"
)
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]")
_UNITS = (
    frozenset({"人次", "人", "例", "次", "例次", "名"}),
    frozenset({"台", "台次", "例", "例次", "次"}),
    frozenset({"天", "日"}),
    frozenset({"%", "‰"}),
    frozenset({"张", "床"}),
    frozenset({"项", "个", "件"}),
    frozenset({"家", "所", "个"}),
)
"""Units that may count the same thing. Sets overlap: 次 may count visits or operations, which are not each other."""


class Named(Protocol):
    """An indicator, as far as a claim is compared with it."""

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
    """The indicators that a claim of `metric` in `unit` may be of, best first; equal scores in the order of the codes.

    An indicator whose unit counts another kind of thing is no candidate: 13 次 is no rate.
    """
    if len(core(metric, unit)) < 2:
        return []
    found = [
        Candidate(each.code, score)
        for each in indicators
        if same_kind(unit, each.unit) and (score := _score(metric, unit, each)) >= OFFERED
    ]
    return sorted(found, key=lambda each: (-each.score, each.code))


def sure(found: Sequence[Candidate]) -> str:
    """The code of the one indicator that needs no person; "" when there is none, or more than one."""
    same = {each.code for each in found if each.score == SAME}
    return same.pop() if len(same) == 1 else ""


def _score(metric: str, unit: str, indicator: Named) -> float:
    if core(metric, unit) == core(indicator.title, indicator.unit):
        return SAME
    return min(SIMILAR, likeness(words(metric, unit), words(indicator.title, indicator.unit)))


@lru_cache(maxsize=8192)
def core(said: str, unit: str = "") -> str:
    """What is said without the words that name no thing: 全院, 累计, 完成, the unit at the end."""
    bare = _FILLERS.sub("", said)
    shorter = bare.removesuffix(unit) if unit else bare
    shorter = shorter.removesuffix("量") if shorter == bare else shorter
    return shorter if len(shorter) >= 2 else bare


@lru_cache(maxsize=8192)
def words(said: str, unit: str = "") -> str:
    """The core by which likeness is judged: synonyms made one, what stands in brackets left out."""
    plain = _BRACKETS.sub("", said)
    for one, other in _SYNONYMS:
        plain = plain.replace(one, other)
    return core(plain, unit)


def likeness(one: str, other: str) -> float:
    """The share of character pairs in common (Dice), 0 to 1; 0 for words of less than two characters."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=8192)
def _pairs(said: str) -> frozenset[str]:
    return frozenset(said[at : at + 2] for at in range(len(said) - 1))


def same_kind(unit: str, other: str) -> bool:
    """Whether two units, whatever their 万 and 亿, may count the same thing; one of no set fits itself alone."""
    one, two = _plain(unit), _plain(other)
    return one == two or any(one in group and two in group for group in _UNITS)


def _plain(unit: str) -> str:
    return units.normal(unit).lstrip("千万亿") or unit
