"""The score sheet: what every item of a framework earned, what it is worth after sharing, and why. Pure.

What cannot be judged gives its weight to the rest of its group, in proportion; a group of which nothing can be judged
gives its own to the other groups, and so up the tree. So the effective weights always add up to the full marks when
anything is scored. What the published rule leaves undefined keeps its weight and earns nothing: it is not guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from linghang.assessment.group import NOBODY, Group
from linghang.assessment.rules import (
    NOTHING,
    Judged,
    Reading,
    Status,
    decimal_of,
    judge,
    points_of,
    say,
    write_points,
)
from linghang.packs.framework import Framework, Item, Veto
from linghang.packs.library import Library
from linghang.packs.model import Indicator


@dataclass(frozen=True)
class Line:
    """One item on a sheet. `depth` is 0 at the top; `weight` as the framework has it (None: only shown), `effective`
    after sharing (0: gave it away, or has none). `points` is None where nothing is scored; `share` of `effective`."""

    item: Item
    depth: int
    weight: Decimal | None
    effective: Decimal
    points: Decimal | None
    share: Decimal | None
    status: Status
    reason: str
    reading: Reading | None = None


@dataclass(frozen=True)
class Sheet:
    """A unit's score sheet; parents before their items. `points`, `share` (of `full`) are None when nothing is scored.

    Extra points may lift `share` above 1, deductions push it below 0. `veto`: the best grade that a 一票否决 leaves ("":
    none). `undefined`: the effective weight on which the published rule says nothing.
    """

    framework: Framework
    lines: tuple[Line, ...]
    points: Decimal | None
    full: Decimal | None
    share: Decimal | None
    veto: str = ""
    undefined: Decimal = Decimal(0)

    def line(self, code: str) -> Line:
        """The line of an item; KeyError when the framework has none of that code."""
        for line in self.lines:
            if line.item.code == code:
                return line
        raise KeyError(code)


def indicators_of(framework: Framework, library: Library, on: date | None = None) -> dict[str, Indicator]:
    """The indicator of each measured item, by the item's code. InputError when one has no definition."""
    return {item.code: library.indicator(item.indicator, on) for item in framework.leaves() if item.indicator}


def score(
    framework: Framework,
    readings: Mapping[str, Reading],
    indicators: Mapping[str, Indicator],
    peers: Mapping[str, Group] | None = None,
) -> Sheet:
    """Score one unit. `readings`, `indicators` and `peers` by item code; what is not there has no data, no peers."""
    groups = peers or {}
    judged = {
        item.code: judge(
            item.rule,
            readings.get(item.code, NOTHING),
            weight=item.weight,
            indicator=indicators.get(item.code),
            peers=groups.get(item.code, NOBODY),
        )
        for item in framework.leaves()
    }
    return _Scoring(framework, readings, judged).sheet()


class _Scoring:
    """One run over the tree, with what was judged at its leaves."""

    def __init__(self, framework: Framework, readings: Mapping[str, Reading], judged: Mapping[str, Judged]) -> None:
        self.framework, self.readings, self.judged = framework, readings, judged
        self.lines: list[Line] = []

    def sheet(self) -> Sheet:
        full = self.framework.full_marks
        counts = full is not None and self._counted(self.framework.items)
        points = self._score(self.framework.items, Fraction(full or 0), 0)
        undefined = sum((line.effective for line in self.lines if line.status == "undefined"), Decimal(0))
        return Sheet(
            self.framework,
            tuple(self.lines),
            decimal_of(points) if counts else None,
            full,
            decimal_of(points / Fraction(full)) if full and counts else None,
            self._veto(),
            undefined,
        )

    def _counts(self, item: Item) -> bool:
        """Whether the item keeps its weight."""
        if item.items:
            return item.full > 0 and bool(self._counted(item.items))
        status = self.judged[item.code].status
        unknown = status in ("no_data", "too_few")
        return bool(item.weight) and (status in ("scored", "undefined") or (unknown and item.missing == "zero"))

    def _counted(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if self._counts(item)]

    def _score(self, items: tuple[Item, ...], amount: Fraction, depth: int) -> Fraction:
        """The points of a group that is worth `amount`; appends the lines of its items."""
        counted = {item.code for item in self._counted(items)}
        total = sum((Fraction(item.full) for item in items if item.code in counted), Fraction(0))
        earned = Fraction(0)
        for item in items:
            worth = amount * Fraction(item.full) / total if item.code in counted else Fraction(0)
            earned += self._group(item, worth, depth) if item.items else self._leaf(item, worth, depth)
        return earned

    def _group(self, item: Item, worth: Fraction, depth: int) -> Fraction:
        at = len(self.lines)
        points = self._score(item.items, worth, depth + 1)
        weight = item.full or None
        if worth:
            status: Status = "scored"
            reason = f"合计 {write_points(points)} 分（满分 {write_points(worth)} 分）" + _changed(weight, worth)
        else:
            status, reason = self._empty(item)
        line = Line(
            item,
            depth,
            weight,
            decimal_of(worth),
            decimal_of(points) if worth or points else None,
            decimal_of(points / worth) if worth else None,
            status,
            reason,
        )
        self.lines.insert(at, line)
        return points

    def _empty(self, item: Item) -> tuple[Status, str]:
        """Why a group is worth nothing."""
        if not item.full:
            return "unscored", "只看不计分"
        statuses = {self.judged[leaf.code].status for leaf in _leaves(item) if leaf.weight}
        if statuses == {"not_applicable"}:
            return "not_applicable", "各项都不适用，权重由其他组按比例分担"
        return "no_data", "各项都不能计分，权重由其他组按比例分担"

    def _leaf(self, item: Item, worth: Fraction, depth: int) -> Fraction:
        judged = self.judged[item.code]
        points = points_of(judged, worth)
        known = bool(worth) or judged.extra is not None
        line = Line(
            item,
            depth,
            item.weight,
            decimal_of(worth),
            decimal_of(points) if known else None,
            decimal_of(judged.share) if judged.share is not None and known else Decimal(0) if worth else None,
            judged.status,
            say(judged, worth) + self._consequence(item, judged, worth),
            self.readings.get(item.code),
        )
        self.lines.append(line)
        return points

    def _consequence(self, item: Item, judged: Judged, worth: Fraction) -> str:
        """What became of the weight."""
        if self.framework.full_marks is None or not item.weight:
            return ""
        if not worth:
            return "，权重由同组其他项按比例分担" if judged.status != "unscored" else ""
        if judged.status in ("no_data", "too_few"):
            return f"，按 0 分计，扣 {write_points(worth)} 分" + _changed(item.weight, worth)
        lost = f"，少得 {write_points(worth)} 分" if judged.status == "undefined" else ""
        return lost + _changed(item.weight, worth)

    def _veto(self) -> str:
        """The worst of the grades that the vetoes leave."""
        caps = [
            line.item.rule.grade for line in self.lines if line.status == "vetoed" and isinstance(line.item.rule, Veto)
        ]
        order = [grade.grade for grade in self.framework.grades]
        return max(caps, key=lambda cap: order.index(cap) if cap in order else len(order), default="")


def _leaves(item: Item) -> list[Item]:
    return [leaf for each in item.items for leaf in _leaves(each)] if item.items else [item]


def _changed(weight: Decimal | None, worth: Fraction) -> str:
    """Says so when an item is worth more than the framework says."""
    if weight is None or Fraction(weight) == worth:
        return ""
    return f"；满分由 {write_points(weight)} 分调为 {write_points(worth)} 分，因有的项不能计分"
