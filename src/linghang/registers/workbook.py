"""A small .xlsx file as the same table of cells that a text file gives. Pure."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from linghang.core.errors import refuse
from linghang.packs.model import Register
from linghang.registers.layout import fold, layout, names_of
from linghang.registers.records import Records
from linghang.registers.schema import ROW
from linghang.registers.sheets import Sheet, read_sheets

_LONGEST_NUMBER = 1e15
"""Spreadsheets keep fifteen digits of a number: of a longer one (an identity number) the last digits are lost."""


def read_workbook(path: Path, register: Register, name: str) -> tuple[tuple[str, ...], Records]:
    """The heading row and the records of the sheet that fits the register best; rows count from 0.

    Raises InputError for archives that are no workbook, merged headings and numbers that the spreadsheet has cut.
    """
    known = {fold(each) for field in register.fields for each in names_of(field)}
    sheet = max(read_sheets(path, name), key=lambda sheet: _score(sheet, known))
    if not sheet.rows:
        raise refuse("工作簿是空的", "请重新导出", file=name)
    if sheet.merged_header:
        raise refuse("第一行有合并的单元格，分不清哪一列是什么", "请取消合并，让第一行每格一个列名", file=name, line=1)
    header = tuple(_text(cell) for cell in sheet.rows[0])
    columns = layout(register, header, name).columns
    cells: dict[str, list[str | None]] = {str(column): [] for column in columns}
    rows: list[int] = []
    for number, row in enumerate(sheet.rows[1:]):
        if any(cell not in ("", None) for cell in row):
            rows.append(number)
            for column in columns:
                text = _checked(row, column, header, number + 2, name)
                cells[str(column)].append(None if text in ("", *register.missing) else text)
    table = pl.DataFrame({ROW: rows, **cells}, schema={ROW: pl.Int32, **dict.fromkeys(cells, pl.String)})
    return header, Records(table, (), len(sheet.rows) - 1)


def _score(sheet: Sheet, known: set[str]) -> int:
    return sum(fold(_text(cell)) in known for cell in sheet.rows[0]) if sheet.rows else -1


def _checked(row: Sequence[Any], column: int, header: Sequence[str], line: int, name: str) -> str:
    cell = row[column] if column < len(row) else ""
    if isinstance(cell, float) and abs(cell) >= _LONGEST_NUMBER:
        raise refuse(
            "长数字已被表格软件改写，末几位不可信",
            "请把该列设为“文本”格式后重新导出",
            file=name,
            line=line,
            field=header[column],
        )
    return _text(cell)


def _text(cell: Any) -> str:
    """What the cell would be in a CSV export."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()
