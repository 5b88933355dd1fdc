"""Rows of a ledger as a file that people carry on with: .xlsx in the layout of the template, or CSV."""

import csv
import io
from collections.abc import Iterable

from linghang.packs.model import Register
from linghang.registers.cells import write_cell
from linghang.registers.kept.reading import row_id
from linghang.registers.kept.store import values_of
from linghang.registers.models import KeptRow
from linghang.registers.pseudonym import MASK
from linghang.registers.sheets import INSTITUTION, ROW_ID, heading, neutral
from linghang.registers.tables import Shower
from linghang.registers.template import SheetRow, workbook

MAX_ROWS = 100_000


def to_xlsx(register: Register, rows: Iterable[KeptRow], shower: Shower, mark: str = "") -> bytes:
    """The workbook of these rows; with the institution as first column when there is more than one.

    `mark`: who carries it out, when and why, on every page: a ledger about Party members has to say so.
    """
    rows = list(rows)
    sheet_rows = [
        SheetRow(values_of(register, row), row_id(row), row.institution.name, shower.codes_at(row.institution_id))
        for row in rows
    ]
    codes = shower.codes_at(rows[0].institution_id) if rows else shower.codes
    return workbook(register, codes, sheet_rows, with_institution=_many(rows), mark=mark)


def to_csv(register: Register, rows: Iterable[KeptRow], shower: Shower) -> bytes:
    """The same columns as CSV for spreadsheets (UTF-8 with BOM); texts that would run as formulas are defused."""
    rows = list(rows)
    many = _many(rows)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([*([INSTITUTION] if many else []), *map(heading, register.fields), ROW_ID])
    for row in rows:
        place = [neutral(row.institution.name)] if many else []
        writer.writerow([*place, *_cells(register, row, shower), row_id(row)])
    return buffer.getvalue().encode("utf-8-sig")


def _many(rows: list[KeptRow]) -> bool:
    return len({row.institution_id for row in rows}) > 1


def _cells(register: Register, row: KeptRow, shower: Shower) -> list[str]:
    values, codes = values_of(register, row), shower.codes_at(row.institution_id)
    cells = []
    for field in register.fields:
        value = values.get(field.code)
        text = MASK if field.identifier and value is not None else write_cell(field, value, codes.get(field.code))
        number = field.type in ("integer", "decimal") and not field.list  # a negative number is no formula
        cells.append(text if number else neutral(text))
    return cells
