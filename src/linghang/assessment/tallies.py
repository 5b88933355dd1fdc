"""What kept registers count of each Party organisation, as items of a framework read it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from linghang.assessment.rules import NOTHING, Reading
from linghang.core.periods import Period
from linghang.expressions import evaluate, parse_condition, parse_number, schema_of
from linghang.organization.models import Institution
from linghang.packs.framework import Framework, Tally
from linghang.packs.model import Register
from linghang.registers import catalogue, content
from linghang.registers.kept import rows_table

Counted = tuple[dict[str, Reading], Reading]
"""By code of the Party organisation; and what the others have: 0 where the register has data, else nothing."""


def tallied(framework: Framework, period: Period, place: Institution, version: int | None) -> dict[str, Counted]:
    """Item code → what its register counts in the period, of one institution."""
    return {item.code: _counted(item.tally, period, place, version) for item in framework.leaves() if item.tally}


def _counted(tally: Tally, period: Period, place: Institution, version: int | None) -> Counted:
    register = content.library().register(tally.register_code)
    sums: dict[str, Decimal] = {}
    for row in _rows(register, tally, period, place, version):
        owner = str(row[tally.owner] or "")
        sums[owner] = sums.get(owner, Decimal(0)) + _amount(register, tally, row)
    covered = catalogue.coverage(register.code, [place.code], version).get(place.code, set())
    known = any(month.key in covered for month in period.months())
    nothing = Reading(Decimal(0), Decimal(0)) if known else NOTHING
    return {owner: Reading(total, total) for owner, total in sums.items()}, nothing


def _rows(
    register: Register, tally: Tally, period: Period, place: Institution, version: int | None
) -> list[Mapping[str, Any]]:
    condition = (
        parse_condition(tally.where, schema_of(register), content.library()) if tally.where is not None else None
    )
    date = tally.date or register.date
    return [
        row
        for row in rows_table(register, version, [place.code]).to_pylist()
        if _within(row[date], period) and (condition is None or evaluate(condition, row) is True)
    ]


def _within(day: dt.date | dt.datetime | None, period: Period) -> bool:
    if day is None:
        return False
    on = day.date() if isinstance(day, dt.datetime) else day
    return period.first_day <= on <= period.last_day


def _amount(register: Register, tally: Tally, row: Mapping[str, Any]) -> Decimal:
    if tally.value is None:
        return Decimal(1)
    found = evaluate(parse_number(tally.value, schema_of(register), content.library()), row)
    return Decimal(found) if found is not None else Decimal(0)
