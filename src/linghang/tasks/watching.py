"""Which indicators are watched for an institution, and in which bands: red lines of the risk ledger, and targets."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.core.errors import InputError
from linghang.core.periods import Month, Period
from linghang.indicators.choices import sensitivity_of
from linghang.indicators.reported import TARGETS, entries
from linghang.indicators.sources import kept_rows, snapshot
from linghang.indicators.values import Value, compare, definition, is_rate, values
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.registers.content import library as content
from linghang.tasks.judgement import Band, Measured, Side, band_of_target, breach, last_complete_month

RISKS = "risk"
LOOK_BACK = 3
"""Months looked at: the newest of them whose data are complete is judged, for reports come in late."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """A band and whence it comes. `ref`: the row of the risk ledger; `title`: its risk, or the words “指标目标”."""

    kind: str
    band: Band
    title: str
    ref: str = ""


@dataclass(frozen=True)
class Breach:
    """A value outside one of its bands."""

    value: Value
    limit: Limit
    side: Side
    unverified: bool


def breaches(institution: Institution, today: date) -> list[list[Breach]]:
    """What left its band at the institution: one list for each indicator and period, red lines before targets.

    An indicator that cannot be computed is logged and takes no other with it.
    """
    library = content()
    red = _red_lines(institution, today, library)
    targeted = _targeted(institution, library)
    found: dict[tuple[str, Period], list[Breach]] = {}
    for code in sorted({*red, *targeted}):
        if _watchable(library, code):
            try:
                for each in _judged(library, institution, code, red.get(code, []), code in targeted, today):
                    found.setdefault((code, each.value.period), []).append(each)
            except InputError:
                _log.exception("%s of %s could not be judged", code, institution.code)
    return list(found.values())


def limits(institution: Institution, day: date, library: Library) -> tuple[dict[str, list[Limit]], set[str]]:
    """The red lines in force on `day` by indicator, and the indicators that have a target; none of members' files."""
    red, targeted = _red_lines(institution, day, library), _targeted(institution, library)
    watched = {code for code in {*red, *targeted} if _watchable(library, code)}
    return {code: found for code, found in red.items() if code in watched}, targeted & watched


def monthly(code: str, institution: Institution, months: Sequence[Month]) -> list[Value]:
    """The values of consecutive months."""
    return values([code], Period(months[0], months[-1]), institution.code, by="month") if months else []


def measured(found: Iterable[Value]) -> list[Measured]:
    """Monthly values as they are judged."""
    return [Measured(each.period.first, each.value, each.status) for each in found]


def _watchable(library: Library, code: str) -> bool:
    """Figures of Party members' files are for few; a task is read by the whole house, so it cannot carry them."""
    return library.has("indicators", code) and sensitivity_of(library, library.indicator(code)) != "member"


def _judged(
    library: Library, institution: Institution, code: str, red: list[Limit], targeted: bool, today: date
) -> Iterator[Breach]:
    last = last_complete_month(today)
    indicator = definition(library, code, last.last_day)
    recent = monthly(code, institution, [last.shift(back) for back in range(1 - LOOK_BACK, 1)])
    complete = [each for each in recent if each.status == "ok"]
    newest = complete[-1] if complete else None
    judged = [(newest, limit) for limit in red if newest is not None]
    if targeted:
        spans = [newest] if is_rate(indicator) or newest is None else [newest, *_longer(code, institution, newest)]
        judged += [(value, limit) for value in spans if value and (limit := _target(value, indicator.direction))]
    for value, limit in judged:
        if side := breach(limit.band, value.value, value.status):
            yield Breach(value, limit, side, indicator.unverified)


def _longer(code: str, institution: Institution, newest: Value) -> list[Value]:
    """The quarter and the year that end with the month: counts have targets of their own for these."""
    last = newest.period.last
    spans = [Period.quarter(last.year, last.number // 3)] if last.number % 3 == 0 else []
    spans += [Period.year(last.year)] if last.number == 12 else []
    return [value for span in spans for value in values([code], span, institution.code)]


def _target(value: Value, direction: str) -> Limit | None:
    base = compare(value, "target").base
    return None if base is None else Limit("target", band_of_target(base, direction), "指标目标")


def _targeted(institution: Institution, library: Library) -> set[str]:
    """Indicators with a target of the institution or of one above it."""
    above, place = {institution.code}, institution.parent
    while place is not None:
        above.add(place.code)
        place = place.parent
    return {code for code, place_code in entries(TARGETS, library, snapshot()) if place_code in above}


def _red_lines(institution: Institution, today: date, library: Library) -> dict[str, list[Limit]]:
    """The red lines in force by indicator: of risks found by now and not closed."""
    if not library.has("registers", RISKS):
        return {}
    table = kept_rows(library.register(RISKS), snapshot()).table
    found: dict[str, list[Limit]] = {}
    for row in table.to_pylist() if table is not None else ():
        if row["_institution"] == institution.code and row["red_line_indicator"] and _open_on(row, today):
            band = Band(_decimal(row["red_line_low"]), _decimal(row["red_line_high"]))
            limit = Limit("red_line", band, row["title"], row["_row_id"])
            found.setdefault(row["red_line_indicator"], []).append(limit)
    return found


def _open_on(row: dict[str, Any], today: date) -> bool:
    return row["found_on"] <= today and (row["closed_on"] is None or row["closed_on"] > today)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
