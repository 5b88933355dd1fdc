"""Which share of its weight an item earns by its rule. Pure arithmetic; the sentence for it is in `reasons.py`."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from linghang.assessment.exact import GUARDED, ONE, ZERO
from linghang.assessment.group import NOBODY, Group
from linghang.core.figures import write_number
from linghang.packs.framework import Interval, Levels, Linear, Percentile, Points, Rule, Standard, Step, Steps, Veto
from linghang.packs.model import Direction, Indicator

Status = Literal["scored", "undefined", "no_data", "too_few", "not_applicable", "unscored", "vetoed"]
STATUS_WORDS: dict[Status, str] = {
    "scored": "已计分",
    "undefined": "规则未作规定",
    "no_data": "没有数据",
    "too_few": "同组家数不足",
    "not_applicable": "不适用",
    "unscored": "只看不计分",
    "vetoed": "触发一票否决",
}


@dataclass(frozen=True)
class Reading:
    """What was found out about an item: a value with its parts and the status of the indicator's value (`ok`,
    `partial`, `no_data`), or a `rating` given from evidence. `note` is repeated in the reason."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: Literal["ok", "partial", "no_data"] = "ok"
    rating: str = ""
    applicable: bool = True
    note: str = ""


NOTHING = Reading(status="no_data")


@dataclass(frozen=True)
class Case:
    """What is judged, on what. `weight`: as the framework has it (None: no weight). `indicator` says in which direction
    good lies and how values are written; None for an item rated from evidence."""

    rule: Rule | None
    reading: Reading
    weight: Decimal | None = None
    indicator: Indicator | None = None
    peers: Group = NOBODY

    @property
    def direction(self) -> Direction:
        return self.indicator.direction if self.indicator else "neutral"


@dataclass(frozen=True)
class Judged:
    """The verdict. `share` of the weight, 0 to 1, when scored (with guard digits); `extra`: points on top of all
    weights instead, of a points rule without weight (below 0: taken off)."""

    status: Status
    share: Decimal | None = None
    extra: Decimal | None = None


def judge(case: Case) -> Judged:
    """The verdict of the rule, or why there is none."""
    with localcontext(GUARDED):
        return verdict(case)


def verdict(case: Case) -> Judged:
    """As `judge`, for whoever has set the guard digits already: for a sheet once, not for each item."""
    if not case.reading.applicable:
        return Judged("not_applicable")
    return _judge(case) if _known(case.rule, case.reading) else Judged("no_data")


def _known(rule: Rule | None, reading: Reading) -> bool:
    """Whether the reading has what the rule asks for."""
    rated = bool(reading.rating)
    if rule is not None and rule.method == "veto" and rule.ratings:
        return rated
    if rated and (rule is None or isinstance(rule, Levels)):
        return True
    return reading.value is not None and reading.status != "no_data"


def _judge(case: Case) -> Judged:
    rule, value = case.rule, case.reading.value
    if rule is None:
        return Judged("unscored")
    if isinstance(rule, Percentile | Standard):  # first: asked most, and a wrong guess is dear
        return _among_peers(rule, case)
    if isinstance(rule, Veto):
        return Judged("vetoed" if _beyond(rule, case.reading) else "unscored")
    if isinstance(rule, Levels):
        return _scored(rule.levels.get(level_of(case.reading)))
    assert value is not None, "只有凭佐证评定的项可以没有数值"
    match rule:
        case Linear():
            return _scored(clamped((value - rule.floor) / (rule.target - rule.floor)))
        case Steps():
            step = step_of(rule, value)
            return _scored(step.share if step else None)
        case Interval():
            return _scored(clamped(ONE - distance(rule, value) / rule.unit * rule.penalty))
        case Points():
            return _points(rule, value, case.weight)


def _scored(share: Decimal | None) -> Judged:
    return Judged("undefined") if share is None else Judged("scored", share)


def clamped(share: Decimal) -> Decimal:
    return min(max(share, ZERO), ONE)


def level_of(reading: Reading) -> str:
    """The level as a level table writes it: the rating, or the value (5, 4.5)."""
    if reading.rating or reading.value is None:
        return reading.rating
    return write_number(reading.value, 6, trim=True)


def step_of(rule: Steps, value: Decimal) -> Step | None:
    """The step on which the value stands."""
    for step in rule.steps:
        if (step.at_least is None or step.at_least <= value) and (step.below is None or value < step.below):
            return step
    return None


def distance(rule: Interval, value: Decimal) -> Decimal:
    """How far outside the interval; 0 within."""
    if rule.low is not None and value < rule.low:
        return rule.low - value
    if rule.high is not None and value > rule.high:
        return value - rule.high
    return ZERO


def counted(rule: Points, value: Decimal) -> Decimal:
    """The points that were added or taken off, without sign, up to the limit."""
    return min(abs(rule.each) * max(value, ZERO), rule.limit)


def _points(rule: Points, value: Decimal, weight: Decimal | None) -> Judged:
    points = counted(rule, value)
    if not weight:
        return Judged("scored", extra=points if rule.each > 0 else -points)
    return Judged("scored", clamped(points / weight if rule.each > 0 else ONE - points / weight))


def _among_peers(rule: Percentile | Standard, case: Case) -> Judged:
    value = case.reading.value
    assert value is not None, "同组比较的项要有数值"
    if len(case.peers) < rule.least_peers:
        return Judged("too_few")
    if isinstance(rule, Percentile):
        others = len(case.peers) - 1
        return Judged("scored", (worse(case, value) + Decimal(case.peers.alike(value) - 1) / 2) / others)
    z = standardised(case.peers, value)
    towards_good = -z if case.direction == "lower" else z
    return Judged("scored", clamped((towards_good / rule.span + ONE) / 2))


def worse(case: Case, value: Decimal) -> int:
    """How many of the peers do worse."""
    return case.peers.above(value) if case.direction == "lower" else case.peers.below(value)


def standardised(peers: Group, value: Decimal) -> Decimal:
    """How many standard deviations above the mean (below 0: below it); 0 where all are alike."""
    return (value - peers.mean) / peers.deviation if peers.deviation else ZERO


def _beyond(rule: Veto, reading: Reading) -> bool:
    if rule.limit is None or reading.value is None:
        return reading.rating in rule.ratings
    return reading.value > rule.limit if rule.over == "above" else reading.value < rule.limit
