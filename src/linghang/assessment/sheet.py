"""The score sheet: what every item of a framework earned, what it is worth after sharing, and why. Pure.

What cannot be judged gives its weight to the rest of its group, in proportion; a group of which nothing can be judged
gives its own to the other groups, and so up the tree. So the effective weights always add up to the full marks when
anything is scored. What the published rule leaves undefined keeps its weight and earns nothing: it is not guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property, partial

from linghang.assessment import reasons
from linghang.assessment.exact import GUARDED, ZERO, result
from linghang.assessment.group import NOBODY, Group
from linghang.assessment.rules import NOTHING, Case, Judged, Reading, Status, judge
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
    """A unit's score sheet; parents before their items. `points`, `share` (of `full`) are None when nothing is scored.

    Extra points may lift `share` above 1, deductions push it below 0. `veto`: the best grade that a 一票否决 leaves
    ("": none). `undefined`: the effective weight on which the published rule says nothing.
    """

    framework: Framework
    lines: tuple[Line, ...]
    points: Decimal | None
    full: Decimal | None
    share: Decimal | None
    veto: str = ""
    undefined: Decimal = ZERO

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
    groups = peers or {}
    cases = {
        item.code: Case(
            item.rule,
            readings.get(item.code, NOTHING),
            item.weight,
            indicators.get(item.code),
            groups.get(item.code, NOBODY),
        )
        for item in framework.leaves()
    }
    with localcontext(GUARDED):
        return _Scoring(framework, cases).sheet()


class _Scoring:
    """One run over the tree. Works with guard digits; lines and sheet get results."""

    def __init__(self, framework: Framework, cases: Mapping[str, Case]) -> None:
        self.framework, self.cases = framework, cases
        self.judged: dict[str, Judged] = {code: judge(case) for code, case in cases.items()}
        self.lines: list[Line] = []
        self._answers: dict[int, bool] = {}

    def sheet(self) -> Sheet:
        full = self.framework.full_marks
        counts = full is not None and bool(self._counted(self.framework.items))
        points = self._score(self.framework.items, full or ZERO, 0)
        undefined = sum((line.effective for line in self.lines if line.status == "undefined"), ZERO)
        return Sheet(
            self.framework,
            tuple(self.lines),
            result(points) if counts else None,
            full,
            result(points / full) if full and counts else None,
            self._veto(),
            result(undefined),
        )

    def _counts(self, item: Item) -> bool:
        """Whether the item keeps its weight. Asked at every level above it, and found out once."""
        if id(item) not in self._answers:
            self._answers[id(item)] = self._keeps_weight(item)
        return self._answers[id(item)]

    def _keeps_weight(self, item: Item) -> bool:
        if item.items:
            return bool(item.full) and bool(self._counted(item.items))
        status = self.judged[item.code].status
        unknown = status in ("no_data", "too_few")
        return bool(item.weight) and (status in ("scored", "undefined") or (unknown and item.missing == "zero"))

    def _counted(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if self._counts(item)]

    def _score(self, items: tuple[Item, ...], amount: Decimal, depth: int) -> Decimal:
        """The points of items that are together worth `amount`; appends their lines."""
        full = {item.code: item.full for item in self._counted(items)}
        total = sum(full.values(), ZERO)
        earned = ZERO
        for item in items:
            worth = amount * full[item.code] / total if item.code in full else ZERO
            earned += self._group(item, worth, depth) if item.items else self._leaf(item, worth, depth)
        return earned

    def _group(self, item: Item, worth: Decimal, depth: int) -> Decimal:
        at = len(self.lines)
        points = self._score(item.items, worth, depth + 1)
        line = Line(
            item,
            depth,
            item.full or None,
            result(worth),
            result(points) if worth or points else None,
            result(points / worth) if worth else None,
            "scored" if worth else self._empty(item),
            explain=partial(reasons.of_group, points, worth, item.full),
        )
        self.lines.insert(at, line)
        return points

    def _empty(self, item: Item) -> Status:
        """Why a group is worth nothing."""
        statuses = {self.judged[leaf.code].status for leaf in _leaves(item) if leaf.weight}
        if not statuses or self.framework.full_marks is None:
            return "unscored"
        return "not_applicable" if statuses == {"not_applicable"} else "no_data"

    def _leaf(self, item: Item, worth: Decimal, depth: int) -> Decimal:
        judged, case = self.judged[item.code], self.cases[item.code]
        share = (judged.share or ZERO) if worth else None
        points = judged.extra if judged.extra is not None else worth * (share or ZERO)
        line = Line(
            item,
            depth,
            item.weight,
            result(worth),
            result(points) if worth or judged.extra is not None else None,
            result(share) if share is not None else None,
            judged.status,
            case,
            partial(reasons.of_leaf, case, judged, worth, self.framework.full_marks is not None),
        )
        self.lines.append(line)
        return points

    def _veto(self) -> str:
        """The worst of the grades that the vetoes leave."""
        order = [grade.grade for grade in self.framework.grades]
        caps = [line.item.rule for line in self.lines if line.status == "vetoed"]
        grades = [rule.grade for rule in caps if isinstance(rule, Veto)]
        return max(grades, key=lambda grade: order.index(grade) if grade in order else len(order), default="")


def _leaves(item: Item) -> list[Item]:
    return [leaf for each in item.items for leaf in _leaves(each)] if item.items else [item]
