"""A ledger file as rows of raw cells: .xlsx, CSV or text pasted from a spreadsheet. Pure.

Every row keeps the number a spreadsheet gives it (the header is row 1), so that a fault can be found by its owner.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from linghang.core import spreadsheet
from linghang.core.errors import Fault, InputError, refuse
from linghang.packs.model import Register, RegisterField
from linghang.registers.shown import shown_heading
from linghang.registers.source import refuse_foreign

ROW_ID = "记录编号（勿改）"
INSTITUTION = "机构"
MAX_BYTES = 100 * 2**20
MAX_ROWS = 200_000
HEADER_SEARCH = 10

_ZIP, _OLE, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
_RISKY = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet, the first of them row 1, and where cells of the header are merged."""

    name: str
    rows: list[list[Any]]
    merged_header: bool = False


@dataclass(frozen=True)
class Ledger:
    """A file whose header was understood. `columns`: position of each field, ROW_ID and INSTITUTION;
    `unknown`: headings that mean nothing here; `rows`: (row number, cells) without the empty ones."""

    columns: dict[str, int]
    unknown: tuple[str, ...]
    rows: list[tuple[int, list[Any]]]

    def raw(self, register: Register, cells: Sequence[Any]) -> dict[str, Any]:
        """The cells of one row by field code; fields without a column are left out."""
        return {item.code: _at(cells, self.columns[item.code]) for item in register.fields if item.code in self.columns}

    def aside(self, name: str, cells: Sequence[Any]) -> str:
        """The text in the ROW_ID or INSTITUTION column, empty when there is none."""
        cell = _at(cells, self.columns[name]) if name in self.columns else None
        return "" if cell is None else str(cell).strip()


def read_ledger(path: Path, register: Register, file_name: str) -> Ledger:
    """Read a file for `register`. Raises InputError when it cannot be read or its header does not fit."""
    sheets = read_sheets(path, file_name)
    sheet = _data_sheet(sheets, register)
    if not sheet.rows:
        raise refuse("文件是空的", f"请用“{register.title}”的模板填写后再上传", file=file_name)
    columns, unknown = _columns(sheet, register, file_name)
    rows = [(number, cells) for number, cells in enumerate(sheet.rows[1:], 2) if not all(map(_blank, cells))]
    if len(rows) > MAX_ROWS:
        raise refuse(f"超过 {MAX_ROWS} 行（现有 {len(rows)} 行）", "请按月份拆成几个文件", file=file_name)
    return Ledger(columns, unknown, rows)


def read_sheets(path: Path, file_name: str) -> list[Sheet]:
    """All sheets with their raw cells, by what the file is, whatever its name says."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refuse(
            f"文件超过 {MAX_BYTES // 2**20} MB（现有 {size / 2**20:.0f} MB）", "请按月份拆成几个文件", file=file_name
        )
    with path.open("rb") as handle:
        head = handle.read(4)
    if head in (_ZIP, _OLE):
        return _read_workbook(path, file_name)
    if head[:2] not in _UTF16:
        refuse_foreign(path, file_name)
    return [_read_text(path.read_bytes(), file_name)]


def _read_workbook(path: Path, file_name: str) -> list[Sheet]:
    spreadsheet.refuse_unfit(path, file_name)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return [_read_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(
            "打不开这个表格文件，可能设了密码或已损坏", "请去掉密码，另存为 .xlsx 后再上传", file=file_name
        ) from error


def _read_sheet(sheet: CalamineSheet) -> Sheet:
    merged = any(first[0] == 0 for first, last in sheet.merged_cell_ranges or [] if first != last)
    return Sheet(sheet.name, [list(row) for row in sheet.to_python(skip_empty_area=False)], merged)


def _read_text(content: bytes, file_name: str) -> Sheet:
    text = _decode(content, file_name)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend([_from_csv(cell) for cell in row] for row in reader)
    except csv.Error as error:
        raise refuse(
            "从这一行起引号不成对，后面的内容无法分清",
            "请检查该行的英文双引号，或另存为 .xlsx 后上传",
            file=file_name,
            line=len(rows) + 1,
        ) from error
    return Sheet("", rows)


def _decode(content: bytes, file_name: str) -> str:
    encodings = ("utf-16",) if content[:2] in _UTF16 else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refuse("不是表格，也不是 UTF-8 或 GBK 编码的文本", "请上传 .xlsx 或 CSV 文件", file=file_name)


def _data_sheet(sheets: list[Sheet], register: Register) -> Sheet:
    """The template's sheet if there is one, else the first whose header fits best."""
    for sheet in sheets:
        if sheet.name == sheet_name(register):
            return sheet
    known = names_of(register)
    return max(sheets, key=lambda sheet: _known(sheet.rows[0] if sheet.rows else [], known), default=Sheet("", []))


def sheet_name(register: Register) -> str:
    """The name of the data sheet: the ledger's title within Excel's limits."""
    return "".join(mark for mark in register.title if mark not in "[]:*?/\\'")[:31] or "数据"


def heading(item: RegisterField) -> str:
    """The column heading of a field: title, unit, and * when it must be filled in."""
    unit = f"（{item.unit}）" if item.unit else ""
    return f"{item.title}{unit}{'*' if item.required else ''}"


def names_of(register: Register) -> dict[str, str]:
    """Folded heading → field code (or ROW_ID, INSTITUTION). Titles win over the names of source columns."""
    names = {_fold(ROW_ID): ROW_ID, _fold(INSTITUTION): INSTITUTION}
    for item in register.fields:
        names.update({_fold(column): item.code for column in item.columns})
    for item in register.fields:
        names.update({_fold(name): item.code for name in (item.code, item.title, heading(item))})
    return names


def _fold(name: object) -> str:
    """A heading without what people change in it: width, blanks, line breaks, the mark of a required column."""
    return "".join(unicodedata.normalize("NFKC", str(name)).lower().replace("*", "").split())


def _known(cells: Sequence[Any], names: dict[str, str]) -> int:
    return sum(_fold(cell) in names for cell in cells if not _blank(cell))


def _columns(sheet: Sheet, register: Register, file_name: str) -> tuple[dict[str, int], tuple[str, ...]]:
    names = names_of(register)
    _check_header_place(sheet, names, register, file_name)
    columns: dict[str, int] = {}
    faults: list[Fault] = []
    unknown: list[str] = []
    for position, cell in enumerate(sheet.rows[0]):
        name = names.get(_fold(cell))
        if _blank(cell):
            continue
        if name is None:
            unknown.append(shown_heading(str(cell), position + 1))
        elif name in columns:
            faults.append(Fault(file_name, 1, field=str(cell).strip(), reason="这一列出现了两次", remedy="请保留一列"))
        else:
            columns[name] = position
    faults += [
        Fault(file_name, 1, field=item.title, reason="缺少这一列", remedy="请补上，列名与模板一致")
        for item in register.fields
        if item.required and item.code not in columns
    ]
    if faults:
        raise InputError(faults)
    return columns, tuple(unknown)


def _check_header_place(sheet: Sheet, names: dict[str, str], register: Register, file_name: str) -> None:
    scores = [_known(row, names) for row in sheet.rows[:HEADER_SEARCH]]
    best = max(range(len(scores)), key=lambda index: scores[index])
    if best > 0 and scores[best] > max(scores[0], 1):
        reason = "第一行是合并的标题，不是列名" if sheet.merged_header else "第一行不是列名"
        raise refuse(
            f"{reason}，列名好像在第 {best + 1} 行",
            f"请删去上面 {best} 行，让列名成为第一行，且不要合并单元格",
            file=file_name,
            line=1,
        )
    if sheet.merged_header:
        raise refuse("列名所在的第一行有合并单元格", "请取消合并，每列一个列名", file=file_name, line=1)
    if not scores[0]:
        raise refuse(
            f"没有认出任何一列，不像是“{register.title}”", "请下载模板，把内容贴到模板里再上传", file=file_name, line=1
        )


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _at(cells: Sequence[Any], position: int) -> Any:
    return cells[position] if position < len(cells) else None


def neutral(text: str) -> str:
    """Text that a spreadsheet will not run as a formula when it opens a CSV; reading takes the mark off again."""
    return "'" + text if _RISKY.match(text) else text


def _from_csv(text: str) -> str:
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def recognised(cells: Sequence[Any], register: Register) -> bool:
    """Whether a row of cells looks like the column names of this ledger."""
    return _known(cells, names_of(register)) > len([cell for cell in cells if not _blank(cell)]) // 2
