"""Workbooks of named sheets that people fill in and give back: one reader, one writer. Pure.

A `Book` says which sheets and columns there are; what is written by it can be changed in a spreadsheet program and
read again.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from linghang.core import spreadsheet
from linghang.core.errors import Fault, InputError, refuse

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Line = Mapping[str, str | int | Decimal | dt.date | None]
"""One row to be written: column → value. Columns that are not named stay empty."""
ROWS_WITH_CHOICES = 5000
_LONGEST_NOTE = 255


@dataclass(frozen=True)
class Book:
    """What a workbook holds.

    `sheets`: sheet → column → note shown in the template; a note that begins with 必填 makes the column required.
    `keys`: the columns that make a row of a sheet what it is. `choices`: (sheet, column) → what may be chosen.
    `required`: sheets that must be there. `template`: how its user comes by an empty one.
    """

    sheets: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, tuple[str, ...]]
    template: str
    choices: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    def must(self, sheet: str) -> list[str]:
        """The columns of a sheet that have to be filled in."""
        return [column for column, note in self.sheets[sheet].items() if note.startswith("必填")]


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


def read_workbook(path: Path, book: Book, name: str = "") -> dict[str, list[Row]]:
    """The rows of each sheet, empty ones left out. InputError when it is no workbook or lacks a sheet or column.

    `name`: what faults call the file.
    """
    name = name or path.name
    if not path.is_file():
        raise refuse("找不到这个文件", "请核对文件名和所在文件夹", file=name)
    spreadsheet.refuse_unfit(path, name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("打不开这个文件", f"请用{book.template}的 Excel 模板（.xlsx）填写", file=name) from error
    faults: list[Fault] = []
    rows: dict[str, list[Row]] = {}
    for sheet in book.sheets:
        if sheet in workbook.sheet_names:
            rows[sheet] = _read_sheet(workbook, book, sheet, name, faults)
        else:
            rows[sheet] = []
            if sheet in book.required:
                faults.append(Fault(name, 0, sheet, reason="缺少这张工作表", remedy="请使用模板"))
    if faults:
        raise InputError(faults)
    return rows


def _read_sheet(workbook: CalamineWorkbook, book: Book, sheet: str, file: str, faults: list[Fault]) -> list[Row]:
    grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    header = [str(cell).strip() for cell in grid[0]] if grid else []
    columns, required = set(book.sheets[sheet]), book.must(sheet)
    for column in book.sheets[sheet]:
        if header.count(column) > 1 or (column in required and column not in header):
            reason = "缺少这一列" if column not in header else "这一列出现了两次"
            faults.append(Fault(file, 1, sheet, column, reason=reason, remedy="表头须在第 1 行，请使用模板"))
    found = []
    for number, line in enumerate(grid[1:], start=2):
        cells = {name: cell for name, cell in zip(header, line, strict=False) if name in columns}
        if any(str(cell).strip() for cell in cells.values()):
            found.append(Row(sheet, number, cells))
    return found


def write_workbook(
    path: Path | BinaryIO,
    book: Book,
    lines: Mapping[str, Iterable[Line]],
    created: dt.datetime | None = None,
    finish: Callable[[Any], None] | None = None,
) -> None:
    """The sheets with these lines, ready to be changed and read again; without lines a template.

    `created`: for files that must not vary. `finish`: does more with the whole file (xlsxwriter), such as a watermark.
    """
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    target = path if not isinstance(path, Path) else str(path)
    with xlsxwriter.Workbook(target, texts) as workbook:
        if created:
            workbook.set_properties({"created": created})
        head = workbook.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1})
        for sheet, columns in book.sheets.items():
            page = workbook.add_worksheet(sheet)
            _write_head(page, book, sheet, head)
            for number, line in enumerate(lines.get(sheet, ()), 1):
                page.write_row(number, 0, [line.get(column) for column in columns])
        if finish:
            finish(workbook)


def _write_head(page: Any, book: Book, sheet: str, head: Any) -> None:
    """The head stays in sight; a note says what a column takes, a drop-down offers what may be chosen."""
    page.freeze_panes(1, 0)
    for index, (column, note) in enumerate(book.sheets[sheet].items()):
        page.write(0, index, column, head)
        if note:
            page.write_comment(0, index, note)
        page.set_column(index, index, 16)
        choices = book.choices.get((sheet, column), ())
        if choices and len(",".join(choices)) <= _LONGEST_NOTE:
            page.data_validation(1, index, ROWS_WITH_CHOICES, index, {"validate": "list", "source": list(choices)})
