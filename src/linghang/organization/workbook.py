"""The organisation workbook: empty as a template, or full. No Django."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Book, Line, Row
from linghang.organization.sheets import CHOICES, KEYS, REQUIRED_SHEETS, SHEETS

__all__ = ["BOOK", "Line", "Row", "read_workbook", "write_template", "write_workbook"]
BOOK = Book(SHEETS, KEYS, "组织机构页面或 linghang organization template 给出", CHOICES, REQUIRED_SHEETS)


def read_workbook(path: Path, name: str = "") -> dict[str, list[Row]]:
    """The rows of each sheet. InputError when it is no workbook or lacks a sheet or column."""
    return workbook.read_workbook(path, BOOK, name)


def write_template(path: Path) -> None:
    """An empty workbook with the heads, a note on each, and drop-downs where there is a choice."""
    write_workbook(path, {})


def write_workbook(
    path: Path | BinaryIO, lines: Mapping[str, Iterable[Line]], created: dt.datetime | None = None
) -> None:
    """The sheets with these lines, ready to be changed and read again. `created`: for files that must not vary."""
    workbook.write_workbook(path, BOOK, lines, created)
