"""Which indicator a claim may be of: by the words of its metric and by its unit, with a score. Pure and deterministic.

A suggestion for a person to accept: what was accepted before is remembered elsewhere and asked first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linghang.documents import units

_SYNONYMS = (
    ("佔", "占"), ("比重", "占比"), ("比例", "占比"), ("构成比", "占比"), ("所占", "占"), ("病床", "床位"),
    ("门急诊人次", "门急诊量"), ("诊疗人次", "诊疗量"), ("就诊人次", "诊疗量"), ("门诊人次", "门诊量"),
    ("急诊人次", "急诊量"), ("出院患者", "出院"), ("出院病人", "出院"), ("出院人次", "出院人数"),
    ("手术例数", "手术量"), ("手术台次", "手术量"), ("手术人次", "手术量"), ("病人", "患者"),
    ("平均住院天数", "平均住院日"), ("住院时间", "住院日"), ("药品收入占比", "药占比"), ("卫生材料", "耗材"),
    ("业务总收入", "业务收入"), ("满意率", "满意度"), ("职工", "员工"),
)  # fmt: skip
_FILLERS = re.compile("全院|我院|医院|全年|年度|本年|实现|完成|开展|达到|累计|平均每|总体|数量|总数|[的为了]")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]")
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("share", frozenset({"%", "‰", "比", "/10万", "百分点"})),
    ("money", frozenset({"元", "万元", "亿元", "千元"})),
    ("people", frozenset({"人次", "人", "名", "例", "台次", "台", "例次", "床日", "人份"})),
    ("days", frozenset({"天", "日"})),
    ("time", frozenset({"分钟", "小时", "秒"})),
    ("beds", frozenset({"张", "床"})),
    ("things", frozenset({"个", "项", "件", "次", "所", "家", "篇", "支", "组", "种"})),
    ("bare", frozenset({"", "指数", "分"})),
)
LEAST = 0.35
"""Below this nothing is suggested: two characters in common by chance reach 0.3."""


@dataclass(frozen=True)
class Known:
    """An indicator as far as a claim can be compared with it. `aliases`: other names, with those once accepted."""

    code: str
    title: str
    unit: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """`score` from 0 to 1: 1 for the same words and a unit of the same kind."""

    code: str
    title: str
    score: float


def candidates(metric: str, unit: str, indicators: Iterable[Known], *, most: int = 5) -> list[Candidate]:
    """The indicators that a claim of `metric` in `unit` may be of, best first; equal scores in the order of the codes.

    An indicator whose unit measures another kind of thing is no candidate: 13 次 is no rate.
    """
    said = words(metric)
    found = [
        Candidate(each.code, each.title, score)
        for each in indicators
        if same_kind(unit, each.unit)
        and (score := max(likeness(said, words(title)) for title in (each.title, *each.aliases))) >= LEAST
    ]
    return sorted(found, key=lambda each: (-each.score, each.code))[:most]


def words(title: str) -> str:
    """The words that tell one metric from another: synonyms made one, brackets and fillers left out."""
    plain = _BRACKETS.sub("", title)
    for one, other in _SYNONYMS:
        plain = plain.replace(one, other)
    return _FILLERS.sub("", re.sub(r"[\s“”‘’、，,·\-—]", "", plain)) or plain


def likeness(one: str, other: str) -> float:
    """Bigrams in common (Dice), rounded to four places; one character more than bigrams can tell counts nothing."""
    first, second = _bigrams(one), _bigrams(other)
    if one == other:
        return 1.0
    if not first or not second:
        return 0.0
    return round(2 * len(first & second) / (len(first) + len(second)), 4)


def _bigrams(said: str) -> frozenset[str]:
    return frozenset(said[at : at + 2] for at in range(len(said) - 1))


def same_kind(unit: str, other: str) -> bool:
    """Whether two units measure the same kind of thing; an unknown one fits itself, an indicator's empty one all."""
    one, two = _kind(unit), _kind(other)
    return one == two or not other


def _kind(unit: str) -> str:
    plain = units.normal(unit).removeprefix("万") if unit != "万元" else unit
    return next((kind for kind, members in _KINDS if plain in members), plain)
