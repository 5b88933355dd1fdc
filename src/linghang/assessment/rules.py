"""How one item is judged by its rule: which share of its weight is earned, and the sentence that says why. Pure.

Shares and points are exact fractions, so that two units with equal points are equal to the last digit and a share that
meets a cut-off meets it; the score sheet turns them into decimals, and only sentences round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from linghang.assessment.group import NOBODY, Group
from linghang.core.figures import write_number
from linghang.indicators.wording import say_value
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
UNDEFINED = "公布的规则在此未作规定，不得分，权重也不转给别的项"


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
class Judged:
    """The verdict of a rule before the weight is known. `share`: of the weight (0 to 1), when `scored`; `extra`: points
    on top of all weights, of a points rule without weight; `why`: what was held against what."""

    status: Status
    share: Fraction | None = None
    why: str = ""
    extra: Fraction | None = None


@dataclass(frozen=True)
class Scored:
    """The verdict in points. `share` is None unless scored; `reason` says every deduction."""

    points: Fraction
    share: Fraction | None
    status: Status
    reason: str


def score(
    rule: Rule,
    reading: Reading,
    *,
    weight: Decimal | Fraction | None,
    indicator: Indicator | None = None,
    peers: Group = NOBODY,
) -> Scored:
    """An item by itself: `weight` is what it is worth, `indicator` says in which direction good lies and how its
    values are written (None: an item rated from evidence)."""
    judged = judge(rule, reading, weight=weight, indicator=indicator, peers=peers)
    full = Fraction(weight or 0)
    return Scored(points_of(judged, full), judged.share, judged.status, say(judged, full))


def judge(
    rule: Rule | None,
    reading: Reading,
    *,
    weight: Decimal | Fraction | None,
    indicator: Indicator | None = None,
    peers: Group = NOBODY,
) -> Judged:
    """The verdict of a rule. `weight` as written in the framework: a points rule is a share of it."""
    if not reading.applicable:
        return Judged("not_applicable", why=_noted("不适用", reading))
    if not (reading.rating if isinstance(rule, Levels) and reading.rating else _has_value(rule, reading)):
        return Judged("no_data", why=_noted("没有数据", reading))
    judged = _judge(rule, reading, Fraction(weight or 0), indicator, peers)
    partial = "数据不全" if reading.status == "partial" else ""
    return Judged(
        judged.status, judged.share, _noted("，".join(filter(None, [judged.why, partial])), reading), judged.extra
    )


def points_of(judged: Judged, full: Fraction) -> Fraction:
    """The points, when the item is worth `full`."""
    return judged.extra if judged.extra is not None else full * (judged.share or 0)


def say(judged: Judged, full: Fraction) -> str:
    """`得 18.4 分（满分 20 分）：实际 32%，目标 33%，下限 20%，按比例得分，扣 1.6 分`."""
    if judged.extra is not None:
        return f"{'加' if judged.extra >= 0 else '扣'} {write_points(abs(judged.extra))} 分：{judged.why}"
    if judged.status != "scored" or judged.share is None:
        return judged.why
    points = points_of(judged, full)
    lost = "不扣分" if points == full else f"扣 {write_points(full - points)} 分"
    return f"得 {write_points(points)} 分（满分 {write_points(full)} 分）：{judged.why}，{lost}"


def decimal_of(number: Fraction) -> Decimal:
    """The decimal of a fraction; equal fractions give equal decimals."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def write_points(points: Fraction | Decimal) -> str:
    """Points as they are written: two places at most."""
    return write_number(decimal_of(points) if isinstance(points, Fraction) else points, 2, trim=True)


def _has_value(rule: Rule | None, reading: Reading) -> bool:
    if reading.status == "no_data":
        return False
    if isinstance(rule, Veto) and rule.ratings:
        return bool(reading.rating)
    return reading.value is not None or (rule is None and bool(reading.rating))


def _noted(why: str, reading: Reading) -> str:
    return f"{why}（{reading.note}）" if reading.note else why


def _judge(rule: Rule | None, reading: Reading, weight: Fraction, indicator: Indicator | None, peers: Group) -> Judged:
    """The rule on a reading that has what the rule asks for."""
    write = _writer(indicator)
    if rule is None:
        return Judged("unscored", why=f"{_actual(reading, write)}，只看不计分")
    if isinstance(rule, Veto):
        return _veto(rule, reading, write)
    if isinstance(rule, Levels):
        return _levels(rule, reading, write)
    assert reading.value is not None
    match rule:
        case Linear():
            return _linear(rule, reading.value, write)
        case Steps():
            return _steps(rule, reading.value, write)
        case Interval():
            return _interval(rule, reading.value, write)
        case Points():
            return _points(rule, reading.value, weight, write)
    direction = indicator.direction if indicator else "neutral"
    if len(peers) < rule.least_peers:
        why = f"{_actual(reading, write)}，同组有数据的只有 {len(peers)} 家，不足 {rule.least_peers} 家，不计分"
        return Judged("too_few", why=why)
    if isinstance(rule, Percentile):
        return _percentile(reading.value, direction, peers, write)
    return _standard(rule, reading.value, direction, peers, write)


def _writer(indicator: Indicator | None) -> Callable[[Decimal], str]:
    if indicator is None:
        return lambda value: write_number(value, 6, trim=True)
    return lambda value: say_value(indicator, value)


def _actual(reading: Reading, write: Callable[[Decimal], str]) -> str:
    return f"评为 {reading.rating}" if reading.value is None else f"实际 {write(reading.value)}"


def _clamped(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))


def _percent(share: Fraction) -> str:
    return write_number(decimal_of(share * 100), 1, trim=True) + "%"


def _linear(rule: Linear, value: Decimal, write: Callable[[Decimal], str]) -> Judged:
    floor, target = Fraction(rule.floor), Fraction(rule.target)
    share = _clamped((Fraction(value) - floor) / (target - floor))
    end = "下限" if floor < target else "上限"
    how = {Fraction(0): f"未超过{end}" if floor < target else f"未低于{end}", Fraction(1): "达到目标"}.get(
        share, "按比例得分"
    )
    return Judged("scored", share, f"实际 {write(value)}，目标 {write(rule.target)}，{end} {write(rule.floor)}，{how}")


def _steps(rule: Steps, value: Decimal, write: Callable[[Decimal], str]) -> Judged:
    for step in rule.steps:
        if (step.at_least is None or step.at_least <= value) and (step.below is None or value < step.below):
            where = f"实际 {write(value)}，在“{say_step(step, write)}”一档"
            if step.share is None:
                return Judged("undefined", why=f"{where}，{UNDEFINED}")
            return Judged("scored", Fraction(step.share), f"{where}，得 {_percent(Fraction(step.share))} 的分")
    return Judged("undefined", why=f"实际 {write(value)}，不在任何一档，{UNDEFINED}")


def say_step(step: Step, write: Callable[[Decimal], str]) -> str:
    """`30% 及以上、不到 35%`."""
    ends = [
        f"{write(step.at_least)} 及以上" if step.at_least is not None else "",
        f"不到 {write(step.below)}" if step.below is not None else "",
    ]
    return "、".join(filter(None, ends)) or "任何值"


def _interval(rule: Interval, value: Decimal, write: Callable[[Decimal], str]) -> Judged:
    if rule.low is not None and value < rule.low:
        distance, side = Fraction(rule.low) - Fraction(value), "低于"
    elif rule.high is not None and value > rule.high:
        distance, side = Fraction(value) - Fraction(rule.high), "高于"
    else:
        distance, side = Fraction(0), ""
    share = _clamped(1 - distance / Fraction(rule.unit) * Fraction(rule.penalty))
    low, high = (write(end) if end is not None else "" for end in (rule.low, rule.high))
    span = f"{low} 至 {high}" if low and high else f"{low} 及以上" if low else f"{high} 及以下"
    if not side:
        return Judged("scored", share, f"实际 {write(value)}，在合理区间 {span} 内")
    each = f"每 {write(rule.unit)}扣 {_percent(Fraction(rule.penalty))} 的分"
    return Judged("scored", share, f"实际 {write(value)}，{side}合理区间 {span}，{each}")


def _percentile(value: Decimal, direction: Direction, peers: Group, write: Callable[[Decimal], str]) -> Judged:
    worse = peers.above(value) if direction == "lower" else peers.below(value)
    alike = peers.alike(value) - 1
    share = (worse + Fraction(alike, 2)) / (len(peers) - 1)
    same = f"，与 {alike} 家相同" if alike else ""
    why = f"实际 {write(value)}，同组 {len(peers)} 家中好于 {worse} 家{same}，得 {_percent(share)} 的分"
    return Judged("scored", share, why)


def _standard(
    rule: Standard, value: Decimal, direction: Direction, peers: Group, write: Callable[[Decimal], str]
) -> Judged:
    if not peers.deviation:
        return Judged(
            "scored", Fraction(1, 2), f"实际 {write(value)}，同组 {len(peers)} 家都一样，按平均水平得 50% 的分"
        )
    z = (Fraction(value) - peers.mean) / peers.deviation
    share = _clamped(((-z if direction == "lower" else z) / Fraction(rule.span) + 1) / 2)
    mean = f"同组 {len(peers)} 家平均 {write(decimal_of(peers.mean))}"
    place = f"{'高于' if z > 0 else '低于' if z < 0 else '等于'}平均"
    distance = f" {write_number(abs(decimal_of(z)), 2)} 个标准差" if z else ""
    return Judged("scored", share, f"实际 {write(value)}，{mean}，{place}{distance}，得 {_percent(share)} 的分")


def _levels(rule: Levels, reading: Reading, write: Callable[[Decimal], str]) -> Judged:
    if reading.rating:
        level, said = reading.rating, f"评为 {reading.rating}"
    else:
        assert reading.value is not None
        level, said = write_number(reading.value, 6, trim=True), f"达到 {write(reading.value)}"
    if level not in rule.levels:
        return Judged("undefined", why=f"{said}，{UNDEFINED}")
    share = Fraction(rule.levels[level])
    return Judged("scored", share, f"{said}，得 {_percent(share)} 的分")


def _points(rule: Points, value: Decimal, weight: Fraction, write: Callable[[Decimal], str]) -> Judged:
    count, each, limit = Fraction(value), Fraction(rule.each), Fraction(rule.limit)
    sum_ = min(abs(each) * count, limit)
    verb = "加" if each > 0 else "扣"
    capped = f"，最多{verb} {write_points(limit)} 分" if abs(each) * count > limit else ""
    why = f"实际 {write(value)}，每有 1 {verb} {write_points(abs(each))} 分{capped}"
    if not weight:
        return Judged("scored", why=why, extra=sum_ if each > 0 else -sum_)
    return Judged("scored", _clamped(sum_ / weight if each > 0 else 1 - sum_ / weight), why)


def _veto(rule: Veto, reading: Reading, write: Callable[[Decimal], str]) -> Judged:
    actual = f"评为 {reading.rating}" if rule.ratings else _actual(reading, write)
    if rule.ratings:
        tripped, line = reading.rating in rule.ratings, "、".join(rule.ratings)
    else:
        assert rule.limit is not None
        assert reading.value is not None
        tripped = reading.value > rule.limit if rule.over == "above" else reading.value < rule.limit
        line = f"{'超过' if rule.over == 'above' else '低于'} {write(rule.limit)}"
    if tripped:
        return Judged("vetoed", why=f"{actual}，触发一票否决（{line}），等级最高为 {rule.grade}")
    return Judged("unscored", why=f"{actual}，未触发一票否决（{line}）")
