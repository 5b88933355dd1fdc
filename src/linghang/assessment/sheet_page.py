"""What the page of a score sheet says of one unit, gathered before anything is drawn.

The lines come in their plain form, so that a sheet that was just computed and one that was kept look the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from linghang.assessment.assess import Result
from linghang.assessment.browsing import Need, needs_of
from linghang.assessment.models import AssessedUnit, EvidenceRating
from linghang.assessment.place import Place
from linghang.assessment.plain import plain_sheet
from linghang.assessment.ranking import Place as Rank
from linghang.assessment.ranking import say_movement
from linghang.assessment.reasons import points as say_points
from linghang.assessment.walking import unverified
from linghang.core.figures import divide, write_figure
from linghang.indicators.tiles import number_of, unit_of
from linghang.packs.framework import Item
from linghang.packs.model import Indicator

_TONES = {"undefined": "warn", "no_data": "warn", "too_few": "warn", "vetoed": "bad"}
LACKING = ("no_data", "too_few", "undefined")
_CLOSED = "这项数据不对您开放，只列得分。"


@dataclass(frozen=True)
class SheetRow:
    """A line of the sheet in words. `item`: None when the framework of today has no such item any more. `width`: of
    the bar, in percent; `tone`: warn or bad for what needs a look."""

    code: str
    number: str
    title: str
    depth: int
    leaf: bool
    item: Item | None
    value: str
    weight: str
    effective: str
    points: str
    width: Decimal
    status: str
    said: str
    tone: str
    reason: str
    url: str
    needs: tuple[Need, ...]
    rating: EvidenceRating | None
    rate_url: str
    heavy: Decimal
    indicator: Indicator | None

    @property
    def shared(self) -> bool:
        """Whether its weight went to others, or others' came to it."""
        return bool(self.weight) and self.weight != self.effective

    @property
    def lacking(self) -> bool:
        return self.leaf and bool(self.weight) and self.status in LACKING

    @property
    def unverified(self) -> bool:
        return self.item is not None and unverified(self.item, self.indicator)


@dataclass(frozen=True)
class Answer:
    """What stands at the top: points, share, grade, place (第 132 / 1521), movement (上升 108 位)."""

    points: str
    full: str
    share: str
    grade: str
    why: str
    place: str
    percentile: str
    moved: str
    tone: str
    group: str


def rows(
    place: Place,
    lines: Sequence[Mapping[str, Any]],
    indicators: Mapping[str, Indicator],
    ratings: Mapping[str, EvidenceRating],
    rate_unit: str | None,
) -> list[SheetRow]:
    """`ratings` by item code; `rate_unit`: the code of the unit for whoever may rate its evidence."""
    items = {item.code: item for item, _ in place.framework.walk()}
    return [_row(place, line, items.get(line["code"]), indicators, ratings, rate_unit) for line in lines]


def _row(
    place: Place,
    line: Mapping[str, Any],
    item: Item | None,
    indicators: Mapping[str, Indicator],
    ratings: Mapping[str, EvidenceRating],
    rate_unit: str | None,
) -> SheetRow:
    code, leaf = line["code"], line["reading"] is not None
    indicator = indicators.get(code)
    measured = indicator is not None and bool(line["indicator"])
    closed = indicator is not None and measured and not place.may_see(indicator)
    lacks = indicator is not None and measured and not closed and line["status"] == "no_data"
    return SheetRow(
        code,
        line["number"],
        line["title"],
        line["depth"],
        leaf,
        item,
        "" if closed or not leaf else _value(indicator, line["reading"]),
        say(line["weight"]),
        say(line["effective"]) if line["weight"] is not None else "",
        say(line["points"]),
        max(Decimal(0), min(Decimal(1), Decimal(line["share"] or 0))) * 100,
        line["status"],
        line["said"] if leaf else "",
        _TONES.get(line["status"], "") if leaf else "",
        _CLOSED if closed else _without(line["said"], line["reason"]),
        f"{reverse('indicator', args=[line['indicator']])}?{place.query}" if measured and not closed else "",
        needs_of(place, indicator) if lacks and indicator else (),
        ratings.get(code),
        rate_url(place, rate_unit, code) if rate_unit is not None and leaf else "",
        Decimal(line["weight"] or 0),
        indicator if measured else None,
    )


def _without(said: str, reason: str) -> str:
    """The reason without the status with which it may begin, for that stands before it already."""
    return "" if reason == said else reason.removeprefix(f"{said}，")


def _value(indicator: Indicator | None, reading: Mapping[str, Any]) -> str:
    if reading["value"] is None:
        return str(reading["rating"])
    value = Decimal(reading["value"])
    return f"{number_of(indicator, value)} {unit_of(indicator)}" if indicator else f"{value:f}"


def say(number: str | Decimal | None) -> str:
    return "" if number is None else say_points(Decimal(number))


def rate_url(place: Place, unit: str, item: str) -> str:
    return f"{reverse('assessment-rate', args=[place.framework.code, item])}?{place.query}&{urlencode({'unit': unit})}"


def answer(result: Result) -> Answer:
    sheet = result.sheet
    return _answer(
        sheet.points, sheet.full, result.grade, result.why, result.place, result.before, result.moved, result.group
    )


def kept_answer(unit: AssessedUnit) -> Answer:
    """The same of a result that was kept."""
    place = _rank(unit.rank, unit.of, unit.tied)
    before = _rank(unit.before_rank, unit.before_of, 0)
    return _answer(unit.points, unit.full, unit.grade, "", place, before, unit.moved, unit.group)


def _rank(rank: int | None, of: int | None, tied: int | None) -> Rank | None:
    return Rank(rank, of, tied or 0, Decimal(rank) / of) if rank and of else None


def _answer(
    points: Decimal | None,
    full: Decimal | None,
    grade: str,
    why: str,
    place: Rank | None,
    before: Rank | None,
    moved: int | None,
    group: str,
) -> Answer:
    share = divide(points, full)
    return Answer(
        say(points),
        say(full),
        "" if share is None else write_figure(share, "%", 1),
        grade,
        why,
        say_place(place),
        "" if place is None else f"位于前 {write_figure(place.percentile, '%', 1)}",
        say_movement(place, before) if place else "",
        "" if not moved else "better" if moved > 0 else "worse",
        group,
    )


def say_place(place: Rank | None) -> str:
    """`第 132 / 1521`, with 并列 where the place is shared."""
    if place is None:
        return ""
    return f"第 {place.rank} / {place.of}" + (f"（{place.tied + 1} 家并列）" if place.tied else "")


def lines_of(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plain_sheet(result.sheet)["lines"]
    return found


def lacking(found: Sequence[SheetRow]) -> list[SheetRow]:
    """The leaves that could not be scored, the heaviest first."""
    return sorted((row for row in found if row.lacking), key=lambda row: -row.heavy)


def address(unit: AssessedUnit) -> str:
    """The page of a kept result."""
    query = {"institution": unit.institution.code, "period": unit.assessment.period}
    if unit.kind != "institution":
        query["unit"] = unit.code
    return f"{reverse('assessment-sheet', args=[unit.assessment.framework])}?{urlencode(query)}"
