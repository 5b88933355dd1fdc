"""What is wrong with the scoring rule of an item: with itself, and with what it is used on. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from linghang.core.errors import Fault
from linghang.core.figures import RATES, write_number
from linghang.packs.framework import (
    Framework,
    Interval,
    Item,
    Levels,
    Linear,
    Percentile,
    Points,
    Rule,
    Standard,
    Step,
    Steps,
    Veto,
)
from linghang.packs.model import Direction, Indicator

_LARGEST_RATE = Decimal(5)
"""A rate beyond 500 % is taken for one that was not written as a ratio."""


def rule_faults(framework: Framework, item: Item, rule: Rule, indicator: Indicator | None) -> Iterator[Fault]:
    """The faults of one rule. `indicator`: by which the item is measured, None when it is something else."""
    if item.evidence:
        yield from _on_evidence(item, rule)
    elif isinstance(rule, Veto) and rule.ratings:
        yield _fault(item, "veto", "是用数值看的，ratings 只用于凭佐证评定的项", "改写 limit")
    if indicator and indicator.unit in RATES:
        yield from _as_ratio(item, rule, indicator)
    match rule:
        case Linear():
            yield from _linear(item, rule, _direction(item, indicator))
        case Steps():
            yield from _steps(item, rule)
        case Interval() if rule.low is not None and rule.high is not None and rule.low > rule.high:
            reason = f"的区间下限 {_number(rule.low)} 大于上限 {_number(rule.high)}"
            yield _fault(item, "interval", reason, "对调 low 和 high")
        case Percentile() | Standard() if not item.evidence and _direction(item, indicator) == "neutral":
            reason = "按同组位次计分，但它的指标不分高好低好（neutral）"
            yield _fault(item, rule.method, reason, "在指标上写 direction: higher 或 lower，或改用 interval")
        case Points():
            yield from _points(item, rule)
        case Veto():
            yield from _veto(framework, item, rule)


def _fault(item: Item, value: str, reason: str, remedy: str) -> Fault:
    return Fault(field="rule", value=value, reason=f"“{item.title}”{reason}", remedy=remedy)


def _number(value: Decimal) -> str:
    return write_number(value, 6, trim=True)


def _direction(item: Item, indicator: Indicator | None) -> Direction:
    if item.supervision:
        return "lower" if item.supervision == "return_rate" else "higher"
    return indicator.direction if indicator else "neutral"


def _on_evidence(item: Item, rule: Rule) -> Iterator[Fault]:
    if not isinstance(rule, Levels) and not (isinstance(rule, Veto) and rule.ratings):
        reason = "凭佐证评定，只有等次没有数值，这种规则用不上"
        yield _fault(item, rule.method, reason, "用 levels 写明各等次得几成，或用 veto 加 ratings")


def _as_ratio(item: Item, rule: Rule, indicator: Indicator) -> Iterator[Fault]:
    match rule:
        case Linear():
            written: list[Decimal | None] = [rule.floor, rule.target]
        case Steps():
            written = [end for step in rule.steps for end in (step.at_least, step.below)]
        case Interval():
            written = [rule.low, rule.high, rule.unit]
        case Veto():
            written = [rule.limit]
        case _:
            return
    if far := [value for value in written if value is not None and abs(value) > _LARGEST_RATE]:
        reason = f"的指标单位是 {indicator.unit}，写的是 {_number(far[0])}"
        yield _fault(
            item, rule.method, reason, "百分率写小数，35% 写 0.35；interval 不写 unit 时是 1，1 个百分点写 0.01"
        )


def _linear(item: Item, rule: Linear, direction: Direction) -> Iterator[Fault]:
    if rule.floor == rule.target:
        yield _fault(item, "linear", f"的 floor 和 target 都是 {_number(rule.floor)}", "改其中一个，或改用 steps")
    elif direction == ("lower" if rule.floor < rule.target else "higher"):
        said = "越低越好" if direction == "lower" else "越高越好"
        reason = f"的指标{said}，但从 {_number(rule.floor)} 到 {_number(rule.target)} 计分的方向相反"
        yield _fault(item, "linear", reason, "对调 floor 和 target，或核对指标的 direction")


def _steps(item: Item, rule: Steps) -> Iterator[Fault]:
    for step in rule.steps:
        if step.at_least is not None and step.below is not None and step.at_least >= step.below:
            reason = f"的一档从 {_number(step.at_least)} 到 {_number(step.below)}，是空的"
            yield _fault(item, "steps", reason, "at_least 要小于 below")
            return
    ordered = sorted(rule.steps, key=lambda step: (step.at_least is not None, step.at_least or 0))
    if ordered[0].at_least is not None:
        yield _hole(item, f"不到 {_number(ordered[0].at_least)}")
    for one, following in pairwise(ordered):
        yield from _between(item, one, following)
    if ordered[-1].below is not None:
        yield _hole(item, f"{_number(ordered[-1].below)} 及以上")


def _between(item: Item, one: Step, following: Step) -> Iterator[Fault]:
    """Two steps in order: where the first ends, the second begins."""
    end, start = one.below, following.at_least
    if end is not None and start is not None and end < start:
        yield _hole(item, f"{_number(end)} 及以上、不到 {_number(start)}")
    elif end is None or start is None or end > start:
        where = f"从 {_number(start)} 起" if start is not None else "最低处"
        yield _fault(item, "steps", f"的两档{where}重叠", "使一档的 below 等于下一档的 at_least")


def _hole(item: Item, where: str) -> Fault:
    remedy = "补上这一档；公布的规则确实没有规定的，写这一档而不写 share，这样的值会标明“未作规定”"
    return _fault(item, "steps", f"的分档有空档：{where}", remedy)


def _points(item: Item, rule: Points) -> Iterator[Fault]:
    if not rule.each:
        yield _fault(item, "points", "的 each 是 0", "写每一件加几分，扣分写负数")
    if item.weight and rule.limit > item.weight:
        reason = f"最多可到 {_number(rule.limit)} 分，超过权重 {_number(item.weight)} 分"
        yield _fault(item, "points", reason, "limit 不能大于 weight；要在满分之外加减分的，不写 weight")


def _veto(framework: Framework, item: Item, rule: Veto) -> Iterator[Fault]:
    if item.weight:
        yield _fault(item, "veto", "是一票否决，不计分，却写了权重", "去掉 weight")
    known = [grade.grade for grade in framework.grades]
    if rule.grade not in known:
        reason = f"否决后的等级“{rule.grade}”不在 grades 里"
        yield _fault(item, "veto", reason, f"可写：{'、'.join(known)}" if known else "先写 grades")
