"""Departments against items: where each department stands inside the hospital, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode

from linghang.assessment.few import interval_text, is_few
from linghang.assessment.group import Group
from linghang.assessment.place import Place
from linghang.assessment.walking import Node, leaves, unverified
from linghang.indicators import values as reading
from linghang.indicators.failing import each_for_itself
from linghang.indicators.tiles import number_of, unit_of
from linghang.organization.models import Department
from linghang.packs.model import Indicator

BANDS = 5
"""Fifths of the departments, the first the best."""


@dataclass(frozen=True)
class Cell:
    """A department in one item. `band`: 1 (best fifth) to 5, 0 where nothing is ranked; `rank` of `of` departments,
    shared with `tied` others."""

    text: str
    band: int = 0
    rank: int = 0
    of: int = 0
    tied: int = 0
    few: str = ""
    url: str = ""


@dataclass(frozen=True)
class Column:
    node: Node
    indicator: Indicator
    unit: str

    @property
    def unverified(self) -> bool:
        return unverified(self.node.item, self.indicator)


@dataclass(frozen=True)
class Row:
    """`mean`: of its bands, for sorting; None when nothing was ranked."""

    code: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def mean(self) -> Decimal | None:
        bands = [cell.band for cell in self.cells if cell.band]
        return Decimal(sum(bands)) / len(bands) if bands else None

    @property
    def first(self) -> int:
        return sum(cell.band == 1 for cell in self.cells)

    @property
    def last(self) -> int:
        return sum(cell.band == BANDS for cell in self.cells)


@dataclass(frozen=True)
class Heat:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    silent: tuple[str, ...]
    """Items whose records name no department."""


def heat(place: Place) -> Heat:
    """All departments that have rows, against all items whose records name departments; best departments first."""
    asked = [
        (node, place.library.indicator(code))
        for node in leaves(place.framework)
        if (code := node.item.indicator) and place.library.has("indicators", code)
    ]
    asked = [(node, each) for node, each in asked if place.may_see(each)]
    values, _ = each_for_itself(
        list({each.code: each for _, each in asked}.values()), lambda some: _values(place, some)
    )
    by_code: dict[str, dict[str, reading.Value]] = {}
    for value in values:
        if value.department and value.value is not None:
            by_code.setdefault(value.indicator, {})[value.department] = value
    columns = tuple(Column(node, each, unit_of(each)) for node, each in asked if each.code in by_code)
    names = dict(Department.objects.filter(institution=place.choice.institution).values_list("code", "name"))
    found = sorted({code for mine in by_code.values() for code in mine})
    cells = {column.indicator.code: _column(place, column, by_code[column.indicator.code]) for column in columns}
    blank = Cell("")
    rows = [
        Row(code, names.get(code, code), tuple(cells[column.indicator.code].get(code, blank) for column in columns))
        for code in found
    ]
    rows.sort(key=lambda row: (row.mean is None, row.mean or 0, row.name))
    return Heat(columns, tuple(rows), tuple(node.name for node, each in asked if each.code not in by_code))


def _values(place: Place, indicators: Sequence[Indicator]) -> list[reading.Value]:
    codes = [each.code for each in indicators]
    return reading.values(codes, place.choice.period, place.choice.institution.code, by="department")


def _column(place: Place, column: Column, values: Mapping[str, reading.Value]) -> dict[str, Cell]:
    indicator = column.indicator
    group = Group.of(
        value.value for value in values.values() if value.value is not None and not is_few(indicator, value)
    )
    return {code: _cell(place, indicator, value, group) for code, value in values.items()}


def _cell(place: Place, indicator: Indicator, value: reading.Value, group: Group) -> Cell:
    text, few, url = number_of(indicator, value.value), interval_text(indicator, value), _url(place, indicator, value)
    if value.value is None or indicator.direction == "neutral" or is_few(indicator, value) or len(group) < 2:
        return Cell(text, few=few, url=url)
    better = group.above(value.value) if indicator.direction == "higher" else group.below(value.value)
    tied = group.alike(value.value) - 1
    return Cell(text, band_of(better, tied, len(group)), better + 1, len(group), tied, few, url)


def band_of(better: int, tied: int, of: int) -> int:
    """The fifth in which a place lies, when `better` of `of` are before it and `tied` stand beside it.

    Those who share a place stand in the middle of it: where one department has all the cases, the rest are neither
    the best nor the last.
    """
    return (2 * better + tied) * BANDS // (2 * of) + 1


def _url(place: Place, indicator: Indicator, value: reading.Value) -> str:
    where = {"institution": value.institution, "period": str(place.choice.period), "department": value.department or ""}
    return f"{reverse('indicator-trace', args=[indicator.code])}?{urlencode(where)}"
