"""What would move the grade: what every item could still earn, and the fewest items that reach the next cut-off. Pure.

An item that is scored keeps its effective weight whatever it earns, so what several items would gain adds up, and the
items with the most to gain make the smallest set. Items without data are no levers: they would change the weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Literal

from linghang.assessment import sheet as sheets
from linghang.assessment.clusters import Clusters
from linghang.assessment.exact import GUARDED, ONE, ZERO, result
from linghang.assessment.grading import quota
from linghang.assessment.reasons import points as write_points
from linghang.assessment.reasons import write_value
from linghang.assessment.rules import Case, Reading, judge
from linghang.assessment.sheet import Line, Sheet
from linghang.assessment.walking import names, unverified
from linghang.core.figures import write_figure
from linghang.packs.framework import Framework, Interval, Item, Levels, Linear, Percentile, Points, Standard, Steps

Goal = Literal["target", "median", "full"]
GOAL_WORDS: dict[Goal, str] = {"target": "达到目标", "median": "达到同组中位数", "full": "得满分"}


@dataclass(frozen=True)
class Lever:
    """What bringing one item to the goal would gain. `name`: of the item out of its tree; `value`: what it takes, None
    where a range or a level does (`said` has it in words); `gain`: points on the total, above 0; `unverified`: what it
    is judged by has not been held against the official text."""

    item: Item
    value: Decimal | None
    said: str
    gain: Decimal
    name: str
    unverified: bool = False


@dataclass(frozen=True)
class Cut:
    """From which share of the full marks on a grade is given."""

    grade: str
    share: Decimal


@dataclass(frozen=True)
class WayUp:
    """How to reach the next grade. `missing`: points to the cut-off; `levers`: the fewest that reach it, the most
    gainful first, or, when `reached` is False, the best there are; `after`: the points then. The other units are taken
    to stay as they are."""

    cut: Cut
    missing: Decimal
    levers: tuple[Lever, ...]
    after: Decimal
    reached: bool
    reason: str


def levers(sheet: Sheet, goal: Goal, targets: Mapping[str, Decimal] | None = None) -> tuple[Lever, ...]:
    """Every item that has something to gain, the most first. `targets`: of the indicators, by item code; where there
    is none, the target that the rule itself names. With `full`, items judged among peers come up to the best peer."""
    known, named = targets or {}, names(sheet.framework)
    found = [
        lever
        for line in sheet.leaves
        if (lever := _lever(line, goal, known.get(line.item.code), named[line.item.code]))
    ]
    return tuple(sorted(found, key=lambda lever: -lever.gain))


def rescored(sheet: Sheet, readings: Mapping[str, Reading]) -> Sheet:
    """The sheet as it would be with other readings for some items; in their peer groups the new values count. Whatever
    else the same indicator measures is read anew too."""
    given = {line.item.indicator: readings[line.item.code] for line in sheet.leaves if line.item.code in readings}
    cases = {
        line.item.code: _changed(
            line.case, readings.get(line.item.code, given.get(line.item.indicator) if line.item.indicator else None)
        )
        for line in sheet.leaves
        if line.case
    }
    return sheets.score(
        sheet.framework,
        {code: case.reading for code, case in cases.items()},
        {code: case.indicator for code, case in cases.items() if case.indicator},
        {code: case.peers for code, case in cases.items()},
    )


def cuts(framework: Framework, *, others: Sequence[Decimal] = (), clusters: Clusters | None = None) -> tuple[Cut, ...]:
    """The cut-offs in shares of the full marks, best grade first. `others`: the shares of the other units of the peer
    group, for grades by place. Ranges on which the published rule says nothing are left out."""
    ranked = sorted(others, reverse=True)
    found: list[Cut] = []
    for index, one in enumerate(framework.grades):
        if one.undefined:
            continue
        if framework.clusters:
            if clusters and index < len(clusters.cut_offs):
                found.append(Cut(one.grade, clusters.cut_offs[index]))
        elif one.at_least is not None:
            found.append(Cut(one.grade, one.at_least))
        elif one.top is not None and 0 < (limit := quota(one.top, len(ranked) + 1)) <= len(ranked):
            # To stand within, at most `limit - 1` others may be strictly better.
            found.append(Cut(one.grade, ranked[limit - 1]))
    return tuple(found)


def way_up(
    sheet: Sheet,
    among: Sequence[Cut],
    goal: Goal = "full",
    *,
    most: int = 3,
    targets: Mapping[str, Decimal] | None = None,
) -> WayUp | None:
    """The smallest set of at most `most` items that lifts the sheet over the next cut-off of `among` (see `cuts`).

    None when nothing is scored or no better grade is left.
    """
    above = [cut for cut in among if sheet.share is not None and cut.share > sheet.share]
    if not above or sheet.points is None or not sheet.full:
        return None
    cut = min(above, key=lambda one: one.share)
    with localcontext(GUARDED):
        missing = cut.share * sheet.full - sheet.points
        chosen: list[Lever] = []
        for lever in levers(sheet, goal, targets)[:most]:
            if sum((one.gain for one in chosen), ZERO) >= missing:
                break
            chosen.append(lever)
        gained = sum((one.gain for one in chosen), ZERO)
        return WayUp(
            cut,
            result(missing),
            tuple(chosen),
            result(sheet.points + gained),
            gained >= missing,
            _say(sheet, cut, missing, chosen, gained, goal),
        )


def _lever(line: Line, goal: Goal, target: Decimal | None, name: str) -> Lever | None:
    case = line.case
    if case is None or line.status not in ("scored", "undefined") or (not line.effective and line.points is None):
        return None
    with localcontext(GUARDED):
        aim = _full(case) if goal == "full" else _aim(case, _named(case, goal, target))
        if aim is None:
            return None
        earned, value, said = aim
        full = ONE if isinstance(case.rule, Points) and not case.weight else line.effective
        gain = result(earned * full - (line.points or ZERO))
    return Lever(line.item, value, said, gain, name, unverified(line.item, case.indicator)) if gain > 0 else None


Aim = tuple[Decimal, Decimal | None, str]
"""The share of the effective weight that would be earned (points themselves where there is no weight), by what value,
and how that is said."""


def _named(case: Case, goal: Goal, target: Decimal | None) -> Decimal | None:
    """The value of the goal."""
    if goal == "median":
        return case.peers.median
    return target if target is not None else case.rule.target if isinstance(case.rule, Linear) else None


def _aim(case: Case, value: Decimal | None) -> Aim | None:
    """What would be earned with this value; None without one, or when the rule does not score it."""
    if value is None or case.reading.value is None:
        return None
    judged = judge(_changed(case, replace(case.reading, value=value)))
    earned = judged.extra if judged.extra is not None else judged.share
    return None if earned is None else (earned, value, write_value(case, value))


def _full(case: Case) -> Aim | None:
    """What earns the most under the rule."""
    rule, value = case.rule, case.reading.value
    match rule:
        case Levels():
            best = max(rule.levels, key=lambda level: rule.levels[level])
            return rule.levels[best], None, best
        case Steps():
            return _best_step(case, rule)
        case Linear():
            return _aim(case, rule.target)
        case Interval() if value is not None:
            low_side = rule.low is not None and value < rule.low
            return _aim(case, rule.low if low_side else rule.high)
        case Points():
            return _aim(case, ZERO if rule.each < 0 else rule.limit / rule.each)
        case Percentile() | Standard() if case.peers.values:
            return _aim(case, case.peers.values[0 if case.direction == "lower" else -1])
    return None


def _best_step(case: Case, rule: Steps) -> Aim | None:
    """The step that earns the most; its own lower end is the value, where it has one and the value stands below."""
    known = [step for step in rule.steps if step.share is not None]
    if not known:
        return None
    best = max(known, key=lambda step: step.share or ZERO)
    assert best.share is not None
    from_below = best.at_least is not None and case.reading.value is not None and case.reading.value < best.at_least
    if from_below and best.at_least is not None:
        return best.share, best.at_least, write_value(case, best.at_least)
    return best.share, None, f"不到 {write_value(case, best.below)}" if best.below is not None else "任何值"


def _changed(case: Case, reading: Reading | None) -> Case:
    if reading is None or reading == case.reading:
        return case
    peers = case.peers
    if reading.value is not None and peers.values:
        peers = peers.with_other(case.reading.value, reading.value)
    return replace(case, reading=reading, peers=peers)


def _say(sheet: Sheet, cut: Cut, missing: Decimal, chosen: Sequence[Lever], gained: Decimal, goal: Goal) -> str:
    """`距 A 还差 6 分（得分率 80%）：“平均住院日”到 8.0天（+4 分）、… ，共 +7 分，可以达到`."""
    head = f"距 {cut.grade} 还差 {write_points(missing)} 分（得分率 {write_figure(cut.share, '%', 2, trim=True)}）"
    grades = [one.grade for one in sheet.framework.grades]
    if sheet.veto in grades and cut.grade in grades and grades.index(cut.grade) < grades.index(sheet.veto):
        head = f"因一票否决，等级最高为 {sheet.veto}，先要解除；{head}"
    if not chosen:
        return f"{head}；没有{GOAL_WORDS[goal]}就能加分的项"
    parts = "、".join(f"“{one.name}”到 {one.said}（+{write_points(one.gain)} 分）" for one in chosen)
    ends = "可以达到" if gained >= missing else f"仍差 {write_points(missing - gained)} 分"
    return f"{head}：{parts}，共 +{write_points(gained)} 分，{ends}"
