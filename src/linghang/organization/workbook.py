"""The organisation workbook read into rows, or written: empty as a template, or full. No Django."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from linghang.core import spreadsheet
from linghang.core.errors import Fault, InputError, refuse
from linghang.organization.sheets import CHOICES, REQUIRED_SHEETS, SHEETS

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

Line = Mapping[str, str | int | dt.date | None]
"""One row to be written: column → value. Columns that are not named stay empty."""
ROWS_WITH_CHOICES = 5000


@dataclass(frozen=True)
class Row:
    """One row of a sheet; `number` as the spreadsheet counts it."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The cell as text, trimmed; whole numbers without the `.0` that Excel gives them."""
        value = self.cells.get(column, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def date(self, column: str) -> dt.date | None:
        """A date cell, or text in ISO form. ValueError when it is neither."""
        value = self.cells.get(column, "")
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        return dt.date.fromisoformat(self.text(column)) if self.text(column) else None


def read_workbook(path: Path, name: str = "") -> dict[str, list[Row]]:
    """The rows of each sheet, empty ones left out. InputError when it is no workbook or lacks a sheet or column.

    `name`: what faults call the file.
    """
    name = name or path.name
    spreadsheet.refuse_unfit(path, name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(
            "打不开这个文件", "请用 linghang organization template 生成的 Excel 模板（.xlsx）填写", file=name
        ) from error
    faults: list[Fault] = []
    rows: dict[str, list[Row]] = {}
    for sheet, columns in SHEETS.items():
        if sheet in workbook.sheet_names:
            rows[sheet] = _read_sheet(workbook, sheet, tuple(columns), name, faults)
        else:
            rows[sheet] = []
            if sheet in REQUIRED_SHEETS:
                faults.append(Fault(name, 0, sheet, reason="缺少这张工作表", remedy="请使用模板"))
    if faults:
        raise InputError(faults)
    return rows


def _read_sheet(
    workbook: CalamineWorkbook, sheet: str, columns: tuple[str, ...], file: str, faults: list[Fault]
) -> list[Row]:
    grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    header = [str(cell).strip() for cell in grid[0]] if grid else []
    for column in columns:
        required = SHEETS[sheet][column].startswith("必填")
        if header.count(column) > 1 or (required and column not in header):
            reason = "缺少这一列" if column not in header else "这一列出现了两次"
            faults.append(Fault(file, 1, sheet, column, reason=reason, remedy="表头须在第 1 行，请使用模板"))
    found = []
    for number, line in enumerate(grid[1:], start=2):
        cells = {name: cell for name, cell in zip(header, line, strict=False) if name in columns}
        if any(str(cell).strip() for cell in cells.values()):
            found.append(Row(sheet, number, cells))
    return found


def write_template(path: Path) -> None:
    """An empty workbook with the heads, a note on each, and drop-downs where there is a choice."""
    write_workbook(path, {})


def write_workbook(
    path: Path | BinaryIO, lines: Mapping[str, Iterable[Line]], created: dt.datetime | None = None
) -> None:
    """The sheets with these lines, ready to be changed and read again. `created`: for files that must not vary."""
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    target = path if not isinstance(path, Path) else str(path)
    with xlsxwriter.Workbook(target, texts) as workbook:
        if created:
            workbook.set_properties({"created": created})
        head = workbook.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1})
        for sheet, columns in SHEETS.items():
            page = workbook.add_worksheet(sheet)
            _write_head(page, sheet, columns, head)
            for number, line in enumerate(lines.get(sheet, ()), 1):
                page.write_row(number, 0, [line.get(column) for column in columns])


def _write_head(page: xlsxwriter.worksheet.Worksheet, sheet: str, columns: Mapping[str, str], head: Any) -> None:
    page.freeze_panes(1, 0)
    for index, (column, note) in enumerate(columns.items()):
        page.write(0, index, column, head)
        if note:
            page.write_comment(0, index, note)
        page.set_column(index, index, 16)
        if choices := CHOICES.get((sheet, column)):
            page.data_validation(1, index, ROWS_WITH_CHOICES, index, {"validate": "list", "source": list(choices)})
