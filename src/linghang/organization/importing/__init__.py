"""The organisation workbook into the database, all of it or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.db import transaction

from linghang.organization.importing import accounts, party, people, places
from linghang.organization.importing.reading import Reading
from linghang.organization.workbook import Row, read_workbook


@dataclass(frozen=True)
class Summary:
    """How many rows of each were in the file; every one of them now stands in the workspace as the file says."""

    institutions: int
    departments: int
    party_organizations: int
    people: int
    posts: int
    accounts: int


def load_organization(path: Path, actor: Any = None, *, name: str = "") -> Summary:
    """Create or update everything the workbook names. Nothing is removed; a closing date ends validity.

    Accounts are created without a password. Raises InputError with every fault, by sheet and row; then nothing was
    changed. `actor` is written into the audit log as the author; `name` is what faults call the file.
    """
    rows = read_workbook(path, name or path.name)
    reading = Reading.begin(name or path.name)
    with set_actor(actor), transaction.atomic():
        for sheet in rows.values():
            reading.refuse_repeats(sheet)
        _read_places(reading, rows)
        _read_people(reading, rows)
        reading.refuse_overlaps()
        reading.raise_faults()
    return Summary(*(len(rows[sheet]) for sheet in ("机构", "科室", "党组织", "人员", "职务", "账号")))


def _read_places(reading: Reading, rows: dict[str, list[Row]]) -> None:
    _each(reading, rows["机构"], places.read_institution)
    _each(reading, rows["机构"], places.read_parent)
    places.refuse_circles(reading, rows["机构"])
    _each(reading, rows["别名"], places.read_name)
    _each(reading, rows["科室"], places.read_department)
    _each(reading, rows["科室变更"], places.read_change)
    _each(reading, rows["党组织"], party.read_party)
    _each(reading, rows["党组织"], party.read_form)
    party.refuse_circles(reading, rows["党组织"])
    _each(reading, rows["支部科室"], party.read_link)


def _read_people(reading: Reading, rows: dict[str, list[Row]]) -> None:
    _each(reading, rows["人员"], people.read_person)
    _each(reading, rows["诊疗组"], places.read_group)
    _each(reading, rows["职务"], people.read_post)
    _each(reading, rows["职务"], people.read_coupling)
    _each(reading, rows["任免"], people.read_appointment)
    _each(reading, rows["分工"], people.read_portfolio)
    _each(reading, rows["账号"], accounts.read_account)


def _each(reading: Reading, rows: Iterable[Row], read: Callable[[Reading, Row], None]) -> None:
    for row in rows:
        read(reading, row)
