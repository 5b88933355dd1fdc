"""Institutions side by side: the items of a framework down, the institutions across."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode

from linghang.assessment.few import interval_of, interval_text, is_few
from linghang.assessment.place import Place
from linghang.assessment.walking import Node, nodes, unverified
from linghang.indicators import values as reading
from linghang.indicators.failing import each_for_itself
from linghang.indicators.tiles import number_of, shown, unit_of
from linghang.organization.models import Institution
from linghang.packs.model import Indicator

MOST = 12
"""Institutions that stand beside each other at once."""


@dataclass(frozen=True)
class Cell:
    """`mark`: best, worst or neither. `few`: the interval of a rate of few cases, which is not ranked."""

    value: reading.Value
    text: str
    shown: Decimal | None
    mark: str
    few: str
    url: str

    @property
    def partial(self) -> bool:
        return self.value.status == "partial"


@dataclass(frozen=True)
class Line:
    node: Node
    indicator: Indicator | None
    unit: str
    cells: tuple[Cell, ...]
    reason: str = ""

    @property
    def unverified(self) -> bool:
        return unverified(self.node.item, self.indicator)

    @property
    def empty(self) -> bool:
        """A measured item for which nobody has data."""
        return all(cell.value.value is None for cell in self.cells)


def compared(place: Place, wanted: Sequence[str]) -> tuple[list[Institution], list[Institution]]:
    """Who may be compared, and who is: those of `wanted`, else the members of the institution, else its siblings of the
    same kind; never out of the person's reach."""
    home, reach = place.choice.institution, place.choice.reachable
    inside = {each.pk for each in home.subtree()} - {home.pk}
    siblings = [each for each in reach if each.parent_id == home.parent_id and each.kind == home.kind]
    candidates = [each for each in reach if each.pk in inside] or siblings
    chosen = [each for each in candidates if each.code in wanted]
    if not chosen:
        chosen = [each for each in candidates if each.parent_id == home.pk] or candidates
    return candidates, chosen[:MOST]


def lines(place: Place, institutions: Sequence[Institution]) -> list[Line]:
    """Every item; inner ones as headings."""
    found = nodes(place.framework)
    known = {
        code: place.library.indicator(code)
        for node in found
        if (code := node.item.indicator) and place.library.has("indicators", code)
    }
    open_ones = [each for each in known.values() if place.may_see(each)]
    values, failed = each_for_itself(open_ones, lambda some: _values(place, some, institutions))
    by_code: dict[str, list[reading.Value]] = {}
    for value in values:
        by_code.setdefault(value.indicator, []).append(value)
    made = [_line(place, node, known, by_code, failed) for node in found]
    return [line for line in made if not line.node.leaf or line.indicator is not None]


def _values(place: Place, indicators: Sequence[Indicator], institutions: Sequence[Institution]) -> list[reading.Value]:
    codes = [each.code for each in indicators]
    return [value for each in institutions for value in reading.values(codes, place.choice.period, each.code)]


def _line(
    place: Place,
    node: Node,
    known: Mapping[str, Indicator],
    values: Mapping[str, list[reading.Value]],
    failed: Mapping[str, str],
) -> Line:
    code = node.item.indicator or ""
    indicator = known.get(code)
    if not node.leaf or indicator is None or code not in values:
        return Line(
            node,
            None if node.leaf and indicator is None else indicator,
            "",
            (),
            failed.get(node.item.indicator or "", ""),
        )
    mine = values[indicator.code]
    marks = marked(indicator, mine)
    cells = tuple(
        Cell(
            value,
            number_of(indicator, value.value),
            shown(indicator, value.value),
            mark,
            interval_text(indicator, value),
            _url(place, indicator, value),
        )
        for value, mark in zip(mine, marks, strict=True)
    )
    return Line(node, indicator, unit_of(indicator), cells)


def _url(place: Place, indicator: Indicator, value: reading.Value) -> str:
    query = urlencode({"institution": value.institution, "period": str(place.choice.period)})
    return f"{reverse('indicator', args=[indicator.code])}?{query}"


def _by_chance(indicator: Indicator, values: Sequence[reading.Value]) -> bool:
    """Whether chance may have put the lowest below the highest: the exact intervals of two shares of cases meet."""
    ordered = sorted(values, key=lambda each: (each.value or 0, each.denominator or 0))
    lowest = max((each for each in ordered if each.value == ordered[0].value), key=lambda each: each.denominator or 0)
    low, high = interval_of(indicator, lowest), interval_of(indicator, ordered[-1])
    return low is not None and high is not None and low[1] >= high[0]


def marked(indicator: Indicator, values: Sequence[reading.Value]) -> list[str]:
    """`best`, `worst` or empty for each: of those with whole data and cases enough, when at least two differ; of shares
    of cases only when best and worst lie apart by more than chance: their exact intervals do not meet."""
    counted = [
        value for value in values if value.value is not None and value.status == "ok" and not is_few(indicator, value)
    ]
    ranked = [value.value for value in counted if value.value is not None]
    if indicator.direction == "neutral" or len(set(ranked)) < 2 or _by_chance(indicator, counted):
        return [""] * len(values)
    best, worst = (max(ranked), min(ranked)) if indicator.direction == "higher" else (min(ranked), max(ranked))
    return [
        ""
        if value.value is None or value.status != "ok" or is_few(indicator, value)
        else "best"
        if value.value == best
        else "worst"
        if value.value == worst
        else ""
        for value in values
    ]
