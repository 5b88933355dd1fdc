"""A small .xlsx file as the same text that a CSV export would be. Pure."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from linghang.core.errors import refuse
from linghang.packs.model import Register
from linghang.registers.layout import fold, layout, names_of
from linghang.registers.sheets import Sheet, read_sheets

_LONGEST_NUMBER = 1e15
"""Spreadsheets keep fifteen digits of a number: of a longer one (an identity number) the last digits are lost."""


def read_workbook(path: Path, register: Register, name: str) -> tuple[tuple[str, ...], bytes]:
    """The heading row and, as CSV, the rows under it of the sheet that fits the register best.

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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, row in enumerate(sheet.rows[1:], 2):
        for column in columns:
            _refuse_cut(row[column : column + 1], header[column], number, name)
        texts = [_text(cell) for cell in row[: len(header)]]
        writer.writerow(texts + [""] * (len(header) - len(texts)))
    return header, out.getvalue().encode()


def _score(sheet: Sheet, known: set[str]) -> int:
    return sum(fold(_text(cell)) in known for cell in sheet.rows[0]) if sheet.rows else -1


def _refuse_cut(cells: Sequence[Any], heading: str, line: int, name: str) -> None:
    if any(isinstance(cell, float) and abs(cell) >= _LONGEST_NUMBER for cell in cells):
        raise refuse(
            "长数字已被表格软件改写，末几位不可信",
            "请把该列设为“文本”格式后重新导出",
            file=name,
            line=line,
            field=heading,
        )


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
