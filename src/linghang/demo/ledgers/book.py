"""A ledger as an Excel file: the titles of its register as the header, the names of codes in the cells."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import xlsxwriter

from linghang.demo.files import WRITTEN
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField

Cell = str | int | bool | Decimal | dt.date | None
Line = Mapping[str, Cell]
Stream = Callable[[str], np.random.Generator]
"""The random stream of a ledger, by its name."""


@dataclass(frozen=True)
class Ledger:
    """Rows of one register of one institution; keys are field codes, coded values are codes.

    `period`: the months for which the ledger is complete.
    """

    register: str
    institution: str
    period: str
    rows: tuple[Line, ...]


def ledger(register: str, institution: str, period: str, rows: Iterable[Line]) -> Ledger:
    return Ledger(register, institution, period, tuple(rows))


def write_workbook(path: Path, item: Ledger, library: Library) -> Path:
    """Write the ledger; KeyError when a row names a field that the register does not have."""
    register = library.register(item.register)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(register.title[:31])
        page.freeze_panes(1, 0)
        for column, field in enumerate(register.fields):
            page.write_string(0, column, field.title, head)
        for number, line in enumerate(item.rows, 1):
            _known(register, line)
            for column, field in enumerate(register.fields):
                value = _written(field, line.get(field.code), library)
                if isinstance(value, dt.date):
                    page.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write_number(number, column, value)
    return path


def _known(register: Register, line: Line) -> None:
    if unknown := set(line) - {field.code for field in register.fields}:
        raise KeyError(f"{register.code}: {sorted(unknown)}")


def _written(field: RegisterField, value: Cell, library: Library) -> str | float | dt.date | None:
    """As a clerk would fill it in: names instead of codes, 是 and 否."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if value is None or isinstance(value, dt.date):
        return value
    if field.codeset:
        return library.code_names[field.codeset][str(value)]
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else float(value)
