"""The sentences that say how the points of an item came about, every deduction included. Pure.

Only here are scores rounded: points to two places, shares to one place of a percent, values as their indicator says.
"""

from decimal import Decimal, localcontext

from linghang.assessment.exact import GUARDED
from linghang.assessment.rules import Case, Judged, counted, distance, level_of, standardised, step_of, worse
from linghang.core.figures import RATES, write_figure, write_number
from linghang.indicators.wording import say_value
from linghang.packs.framework import Interval, Levels, Linear, Percentile, Points, Rule, Standard, Step, Steps, Veto

UNDEFINED = "公布的规则在此未作规定，不得分，权重也不转给别的项"


def of_leaf(case: Case, judged: Judged, worth: Decimal, scored: bool = True) -> str:
    """`得 16 分（满分 20 分）：实际 32%，目标 35%，下限 20%，按比例得分，扣 4 分`.

    `worth`: what the item is worth after sharing. `scored`: whether anything is scored by the framework at all.
    """
    said = _say(case, judged, worth)
    if not scored or not case.weight:
        return said
    if not worth:
        return said if judged.status == "unscored" else f"{said}，权重由其他项按比例分担"
    if judged.status in ("no_data", "too_few"):
        return f"{said}，按 0 分计，扣 {points(worth)} 分{changed(case.weight, worth)}"
    lost = f"，少得 {points(worth)} 分" if judged.status == "undefined" else ""
    return f"{said}{lost}{changed(case.weight, worth)}"


def of_group(earned: Decimal, worth: Decimal, weight: Decimal) -> str:
    """`合计 48 分（满分 60 分），扣 12 分`; for a group that gave its weight away, that it did."""
    if not weight:
        return "只看不计分" if not earned else f"合计{_signed(earned)} 分"
    if not worth:
        return f"各项都不能计分，权重由其他组按比例分担{f'；另{_signed(earned)} 分' if earned else ''}"
    lost = worth - earned
    change = f"，{_lost(lost)}" if lost > 0 else f"，超出 {points(-lost)} 分" if lost < 0 else "，不扣分"
    return f"合计 {points(earned)} 分（满分 {points(worth)} 分）{change}{changed(weight, worth)}"


def points(number: Decimal) -> str:
    """Points as they are written: two places at most."""
    return write_number(number, 2, trim=True)


def changed(weight: Decimal, worth: Decimal) -> str:
    """Says so when an item is worth another number of points than the framework says."""
    return "" if weight == worth else f"；满分由 {points(weight)} 分调为 {points(worth)} 分，因有的项不能计分"


def _lost(number: Decimal) -> str:
    """What is taken off; never 0 where something is."""
    written = points(number)
    return "扣不到 0.01 分" if written == "0" else f"扣 {written} 分"


def _signed(number: Decimal) -> str:
    return f"{'加' if number > 0 else '扣'} {points(abs(number))}"


def _say(case: Case, judged: Judged, worth: Decimal) -> str:
    with localcontext(GUARDED):
        why = _noted(_why(case, judged), case, judged)
        if judged.extra is not None:
            return f"{'加' if judged.extra >= 0 else '扣'} {points(abs(judged.extra))} 分：{why}"
        if judged.share is None or not case.weight:
            return why
        earned = judged.share * worth
        lost = _lost(worth - earned) if earned != worth else "不扣分"
        return f"得 {points(earned)} 分（满分 {points(worth)} 分）：{why}，{lost}"


def _noted(why: str, case: Case, judged: Judged) -> str:
    partial = "，数据不全" if case.reading.status == "partial" and judged.status != "not_applicable" else ""
    return f"{why}{partial}{f'（{case.reading.note}）' if case.reading.note else ''}"


def _why(case: Case, judged: Judged) -> str:
    match judged.status:
        case "not_applicable":
            return "不适用"
        case "no_data":
            return "没有数据"
        case "too_few":
            assert isinstance(case.rule, Percentile | Standard)
            return f"{_actual(case)}，同组有数据的只有 {len(case.peers)} 家，不足 {case.rule.least_peers} 家"
        case _:
            return f"{_actual(case)}，{_held_against(case, judged)}"


def write_value(case: Case, value: Decimal) -> str:
    """A value as its indicator says."""
    return say_value(case.indicator, value) if case.indicator else write_number(value, 6, trim=True)


def _actual(case: Case) -> str:
    by_rating = case.reading.value is None or (isinstance(case.rule, Veto) and case.rule.ratings)
    if by_rating or (isinstance(case.rule, Levels) and case.reading.rating):
        return f"评为 {level_of(case.reading)}"
    value = case.reading.value
    assert value is not None
    written = write_value(case, value)
    near = [bound for bound in _bounds(case.rule) if bound != value and write_value(case, bound) == written]
    # 49.99 % reads 50.0 % and gets nothing for not being 50.0 %: that has to be said.
    rounded = f"（四舍五入前略{'高' if value > near[0] else '低'}于 {written}）" if near else ""
    return f"实际 {written}{rounded}"


def _bounds(rule: Rule | None) -> list[Decimal]:
    """The numbers at which the rule judges otherwise than just beside them."""
    found: list[Decimal | None] = []
    match rule:
        case Linear():
            found = [rule.floor, rule.target]
        case Steps():
            found = [step.at_least for step in rule.steps]
        case Interval():
            found = [rule.low, rule.high]
        case Veto():
            found = [rule.limit]
    return [bound for bound in found if bound is not None]


def _held_against(case: Case, judged: Judged) -> str:
    """What the value or rating was held against, and what share follows."""
    rule, value = case.rule, case.reading.value
    if rule is None:
        return "只看不计分"
    if isinstance(rule, Veto):
        return _veto(case, rule, judged)
    if isinstance(rule, Levels):
        return _earned(judged)
    assert value is not None
    match rule:
        case Linear():
            return _linear(case, rule, judged)
        case Steps():
            step = step_of(rule, value)
            place = f"在“{say_step(case, step)}”一档" if step else "不在任何一档"
            return f"{place}，{_earned(judged)}"
        case Interval():
            return _interval(case, rule, value)
        case Points():
            return _points(rule, value)
        case Percentile():
            alike = case.peers.alike(value) - 1
            same = f"，与 {alike} 家相同" if alike else ""
            return f"同组 {len(case.peers)} 家中好于 {worse(case, value)} 家{same}，{_earned(judged)}"
        case Standard():
            return f"{_from_mean(case, value)}，{_earned(judged)}"


def _earned(judged: Judged) -> str:
    return UNDEFINED if judged.share is None else f"得 {_percent(judged.share)} 的分"


def _percent(share: Decimal) -> str:
    return write_figure(share, "%", 1, trim=True)


def _linear(case: Case, rule: Linear, judged: Judged) -> str:
    rising = rule.floor < rule.target
    end = "下限" if rising else "上限"
    if judged.share == 1:
        how = "达到目标"
    elif judged.share == 0:
        how = f"未{'高' if rising else '低'}于{end}"
    else:
        how = "按比例得分"
    return f"目标 {write_value(case, rule.target)}，{end} {write_value(case, rule.floor)}，{how}"


def say_step(case: Case, step: Step) -> str:
    """`30% 及以上、不到 35%`."""
    low = f"{write_value(case, step.at_least)} 及以上" if step.at_least is not None else ""
    high = f"不到 {write_value(case, step.below)}" if step.below is not None else ""
    return "、".join(filter(None, [low, high])) or "任何值"


def _interval(case: Case, rule: Interval, value: Decimal) -> str:
    low = write_value(case, rule.low) if rule.low is not None else ""
    high = write_value(case, rule.high) if rule.high is not None else ""
    span = f"{low} 至 {high}" if low and high else f"{low} 及以上" if low else f"{high} 及以下"
    if not distance(rule, value):
        return f"在合理区间 {span} 内"
    side = "低于" if rule.low is not None and value < rule.low else "高于"
    return f"{side}合理区间 {span}，每差{_distance(case, rule.unit)}扣 {_percent(rule.penalty)} 的分"


def _distance(case: Case, unit: Decimal) -> str:
    """A difference of values: between rates so many points, not so many percent."""
    if case.indicator and case.indicator.unit in RATES:
        number = write_number(unit * RATES[case.indicator.unit], 4, trim=True)
        return f" {number} 个{'百' if case.indicator.unit == '%' else '千'}分点"
    return f" {write_number(unit, 6, trim=True)} {case.indicator.unit if case.indicator else ''}".rstrip()


def _points(rule: Points, value: Decimal) -> str:
    verb = "加" if rule.each > 0 else "扣"
    capped = f"，最多{verb} {points(rule.limit)} 分" if abs(rule.each) * value > counted(rule, value) else ""
    return f"每有 1 {verb} {points(abs(rule.each))} 分{capped}"


def _from_mean(case: Case, value: Decimal) -> str:
    if not case.peers.deviation:
        return f"同组 {len(case.peers)} 家都一样，按平均水平计"
    z = standardised(case.peers, value)
    place = f"高于平均 {write_number(z, 2)} 个标准差" if z > 0 else f"低于平均 {write_number(-z, 2)} 个标准差"
    return f"同组 {len(case.peers)} 家平均 {write_value(case, case.peers.mean)}，{place if z else '等于平均'}"


def _veto(case: Case, rule: Veto, judged: Judged) -> str:
    if rule.limit is None:
        line = f"评为 {'、'.join(rule.ratings)}"
    else:
        line = f"{'高于' if rule.over == 'above' else '低于'} {write_value(case, rule.limit)}"
    if judged.status == "vetoed":
        return f"触发一票否决（{line}），等级最高为 {rule.grade}"
    return f"未触发一票否决（{line}）"
