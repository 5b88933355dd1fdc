"""The score sheet: what every item of a framework earned, what it is worth after sharing, and why. Pure.

What cannot be judged gives its weight away (`weights.py`). What the published rule leaves undefined keeps its weight
and earns nothing: it is not guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property, partial

from linghang.assessment import reasons
from linghang.assessment.exact import GUARDED, ZERO, result
from linghang.assessment.group import NOBODY, Group
from linghang.assessment.rules import NOTHING, Case, Judged, Reading, Status, verdict
from linghang.assessment.weights import Weights
from linghang.packs.framework import Framework, Item, Tally, Veto
from linghang.packs.library import Library
from linghang.packs.model import Indicator


@dataclass(frozen=True)
class Line:
    """One item on a sheet. `depth` is 0 at the top; `weight` as the framework has it (None: only shown), `effective`
    after sharing (0: gave it away, or has none). `points` is None where nothing is scored; `share` of `effective`.
    `case`: on what a leaf was judged."""

    item: Item
    depth: int
    weight: Decimal | None
    effective: Decimal
    points: Decimal | None
    share: Decimal | None
    status: Status
    case: Case | None = None
    explain: Callable[[], str] = field(default=str, repr=False, compare=False)

    @property
    def reading(self) -> Reading | None:
        """What was found out; None of a group."""
        return self.case.reading if self.case else None

    @cached_property
    def reason(self) -> str:
        """How the points came about, every deduction included; made when first asked for, being dear by the million."""
        return self.explain()


@dataclass(frozen=True)
class Sheet:
    """A unit's score sheet. `points`, `share` (of `full`) are None when nothing is scored.

    Extra points may lift `share` above 1, deductions push it below 0. `veto`: the best grade that a 一票否决 leaves
    ("": none). `undefined`: the effective weight on which the published rule says nothing.
    """

    framework: Framework
    points: Decimal | None
    full: Decimal | None
    share: Decimal | None
    veto: str
    undefined: Decimal
    draw: Callable[[], tuple[Line, ...]] = field(repr=False, compare=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Parents before their items; drawn up when first asked for: a rank needs no lines of a thousand others."""
        return self.draw()

    def line(self, code: str) -> Line:
        """The line of an item; KeyError when the framework has none of that code."""
        for line in self.lines:
            if line.item.code == code:
                return line
        raise KeyError(code)

    @property
    def leaves(self) -> tuple[Line, ...]:
        """The lines of what is judged, or shown, by itself."""
        return tuple(line for line in self.lines if line.case)


def indicators_of(framework: Framework, library: Library, on: date | None = None) -> dict[str, Indicator]:
    """The indicator of each measured item, by the item's code. InputError when one has no definition. A rate of
    supervision, or a tally, is none of the packs' indicators; what says how it is read stands here in the same form."""
    measured = {item.code: library.indicator(item.indicator, on) for item in framework.leaves() if item.indicator}
    rates = {item.code: _rate(item) for item in framework.leaves() if item.supervision}
    return measured | rates | {item.code: _tally(item, item.tally) for item in framework.leaves() if item.tally}


def _rate(item: Item) -> Indicator:
    return Indicator(
        code=f"supervision_{item.supervision}",
        title=item.title,
        source="督查督办",
        kind="reported",
        unit="%",
        decimals=1,
        direction="lower" if item.supervision == "return_rate" else "higher",
    )


def _tally(item: Item, tally: Tally) -> Indicator:
    return Indicator(
        code=f"tally_{item.code}",
        title=item.title,
        source="台账",
        kind="reported",
        unit=tally.unit,
        decimals=1 if tally.value else 0,
        direction="higher",
    )


def score(
    framework: Framework,
    readings: Mapping[str, Reading],
    indicators: Mapping[str, Indicator],
    peers: Mapping[str, Group] | None = None,
) -> Sheet:
    """Score one unit. `readings`, `indicators` and `peers` by item code; what is not there has no data, no peers."""
    return Scoring(framework, indicators, peers).sheet(readings)


class Scoring:
    """A framework made ready to score many units among the same peers: what does not differ is found out once."""

    def __init__(
        self, framework: Framework, indicators: Mapping[str, Indicator], peers: Mapping[str, Group] | None = None
    ) -> None:
        groups = peers or {}
        self._framework, self._weights = framework, Weights(framework)
        self._leaves = [(item, indicators.get(item.code), groups.get(item.code, NOBODY)) for item in framework.leaves()]

    def sheet(self, readings: Mapping[str, Reading]) -> Sheet:
        """Score one unit by its readings, as `score`."""
        with localcontext(GUARDED):
            cases = {
                item.code: Case(item.rule, readings.get(item.code, NOTHING), item.weight, indicator, peers)
                for item, indicator, peers in self._leaves
            }
            judged = {code: verdict(case) for code, case in cases.items()}
            counted = frozenset(item.code for item, *_ in self._leaves if _counts(item, judged[item.code].status))
            return _Scored(self._framework, self._weights, cases, judged, self._weights.shared(counted)).sheet()


def _counts(item: Item, status: Status) -> bool:
    """Whether a leaf keeps its weight."""
    unknown = status in ("no_data", "too_few")
    return bool(item.weight) and (status in ("scored", "undefined") or (unknown and item.missing == "zero"))


class _Scored:
    """One unit, all by item code. Works with guard digits; lines and sheet get results."""

    def __init__(
        self,
        framework: Framework,
        weights: Weights,
        cases: Mapping[str, Case],
        judged: Mapping[str, Judged],
        worths: Mapping[str, Decimal],
    ) -> None:
        self.framework, self.full, self.cases, self.judged, self.worths = framework, weights.full, cases, judged, worths
        self.points: dict[str, Decimal] = {}

    def sheet(self) -> Sheet:
        full, points = self.framework.full_marks, self._earned(self.framework.items)
        counts = any(self.worths.values())
        undefined = (result(self.worths[code]) for code, each in self.judged.items() if each.status == "undefined")
        return Sheet(
            self.framework,
            result(points) if counts else None,
            full,
            result(points / full) if full and counts else None,
            self._veto(),
            result(sum(undefined, ZERO)),
            self._lines,
        )

    def _earned(self, items: Sequence[Item]) -> Decimal:
        """The points of these items together; keeps those of each."""
        earned = ZERO
        for item in items:
            points = self._earned(item.items) if item.items else self._earned_by(item.code)
            self.points[item.code] = points
            earned += points
        return earned

    def _earned_by(self, leaf: str) -> Decimal:
        judged, worth = self.judged[leaf], self.worths[leaf]
        if judged.extra is not None:
            return judged.extra
        return worth * ((judged.share or ZERO) if worth else ZERO)

    def _veto(self) -> str:
        """The worst of the grades that the vetoes leave."""
        order = [grade.grade for grade in self.framework.grades]
        caps = [self.cases[code].rule for code, each in self.judged.items() if each.status == "vetoed"]
        grades = [rule.grade for rule in caps if isinstance(rule, Veto)]
        return max(grades, key=lambda grade: order.index(grade) if grade in order else len(order), default="")

    def _lines(self) -> tuple[Line, ...]:
        with localcontext(GUARDED):
            return tuple(
                self._group(item, len(place) - 1) if item.items else self._leaf(item, len(place) - 1)
                for item, place in self.framework.walk()
            )

    def _group(self, item: Item, depth: int) -> Line:
        points, worth, full = self.points[item.code], self.worths[item.code], self.full[item.code]
        return Line(
            item,
            depth,
            full or None,
            result(worth),
            result(points) if worth or points else None,
            result(points / worth) if worth else None,
            "scored" if worth else self._empty(item),
            explain=partial(reasons.of_group, points, worth, full),
        )

    def _empty(self, item: Item) -> Status:
        """Why a group is worth nothing."""
        statuses = {self.judged[leaf.code].status for leaf in _leaves(item) if leaf.weight}
        if not statuses or self.framework.full_marks is None:
            return "unscored"
        return "not_applicable" if statuses == {"not_applicable"} else "no_data"

    def _leaf(self, item: Item, depth: int) -> Line:
        judged, case = self.judged[item.code], self.cases[item.code]
        points, worth = self.points[item.code], self.worths[item.code]
        return Line(
            item,
            depth,
            item.weight,
            result(worth),
            result(points) if worth or judged.extra is not None else None,
            result(judged.share or ZERO) if worth else None,
            judged.status,
            case,
            partial(reasons.of_leaf, case, judged, worth, self.framework.full_marks is not None),
        )


def _leaves(item: Item) -> list[Item]:
    return [leaf for each in item.items for leaf in _leaves(each)] if item.items else [item]
