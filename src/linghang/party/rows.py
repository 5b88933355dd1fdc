"""Rows of the kept ledgers of Party life, by their fields; typed, of one institution or one branch."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from linghang.organization.models import Institution
from linghang.registers import content
from linghang.registers.kept import rows_table

Row = Mapping[str, Any]
"""The fields of the register, and `_row_id`, which names the row through all its versions."""


def rows(code: str, institution: Institution, *, branch: str | None = None) -> list[Row]:
    """The rows that stand now, of one branch if named; empty when the packs have no such ledger."""
    library = content.library()
    if not library.has("registers", code):
        return []
    register = library.register(code)
    owner = register.branch or "branch"
    found: list[Row] = rows_table(register, None, [institution.code]).to_pylist()
    return found if branch is None else [row for row in found if row.get(owner) == branch]


def within(found: Iterable[Row], field: str, first: dt.date, last: dt.date) -> list[Row]:
    """Rows whose day lies in a period, oldest first."""
    inside = [row for row in found if (on := day(row.get(field))) is not None and first <= on <= last]
    return sorted(inside, key=lambda row: (day(row[field]), str(row["_row_id"])))


def of_year(found: Iterable[Row], field: str, year: int) -> list[Row]:
    return within(found, field, dt.date(year, 1, 1), dt.date(year, 12, 31))


def standing(found: Iterable[Row], on: dt.date, *, begins: str, ends: str) -> list[Row]:
    """Rows that had begun by `on` and had not ended before it; on the day of its end a row no longer stands."""
    return [
        row
        for row in found
        if (first := day(row.get(begins))) is not None
        and first <= on
        and ((last := day(row.get(ends))) is None or last > on)
    ]


def day(value: dt.date | dt.datetime | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def name_of(codeset: str, code: object) -> str:
    """What a code is called; the code itself where the list does not know it."""
    return content.library().code_names.get(codeset, {}).get(str(code), str(code or ""))


def row_url(register: str, row: Row) -> str:
    return reverse("register-row", args=(register, row["_row_id"]))
