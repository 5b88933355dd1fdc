"""The Excel form of a ledger: the empty template and the export have one layout, so an export can be edited and
imported again. Pure."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from linghang.packs.model import Register, RegisterField
from linghang.registers import watermark
from linghang.registers.cells import WORDS, Codes, write_cell
from linghang.registers.pseudonym import MASK
from linghang.registers.sheets import INSTITUTION, ROW_ID, heading, sheet_name

GUIDE, OPTIONS = "填写说明", "选项"
FORM_ROWS = 2000
"""Rows below the header that carry drop-downs and formats."""

_DIGITS = 15  # a spreadsheet's number keeps no more
_FORMATS = {
    "text": "@",
    "code": "@",
    "boolean": "@",
    "integer": "0",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
_WIDTHS = {"text": 18, "code": 16, "boolean": 8, "integer": 11, "decimal": 13, "date": 13, "datetime": 18}
_KINDS = {
    "text": "文字",
    "code": "从选项中选",
    "boolean": "是 或 否",
    "integer": "整数",
    "decimal": "数字",
    "date": "日期，如 2022-03-05",
    "datetime": "日期和时间，如 2022-03-05 13:20",
}


@dataclass(frozen=True)
class SheetRow:
    """A row to be written: typed values by field code; `row_id` lets an edited row find itself on the way back;
    `codes` are the names at its institution."""

    values: Mapping[str, Any]
    row_id: str = ""
    institution: str = ""
    codes: Mapping[str, Codes] = field(default_factory=dict)


@dataclass(frozen=True)
class _Book:
    file: Workbook
    formats: dict[str, Format] = field(default_factory=dict)

    def style(self, name: str, **properties: Any) -> Format:
        if name not in self.formats:
            self.formats[name] = self.file.add_format({"font_name": "微软雅黑", "font_size": 10.5, **properties})
        return self.formats[name]


def workbook(
    register: Register,
    codes: Mapping[str, Codes],
    rows: Iterable[SheetRow] = (),
    *,
    with_institution: bool = False,
    mark: str = "",
) -> bytes:
    """The .xlsx of a ledger: data sheet first, then how to fill it in, then the hidden lists of the drop-downs.

    `mark`: the watermark of a ledger about Party members (see `watermark`).
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as file:
        book = _Book(file)
        data = file.add_worksheet(sheet_name(register))
        _write_guide(book, file.add_worksheet(GUIDE), register, codes)
        lists = _write_lists(file.add_worksheet(OPTIONS), register, codes)
        _write_data(book, data, register, codes, lists, rows, with_institution)
        data.activate()
        if mark:
            watermark.workbook(file, mark)
    return buffer.getvalue()


def _write_data(
    book: _Book,
    sheet: Worksheet,
    register: Register,
    codes: Mapping[str, Codes],
    lists: dict[str, str],
    rows: Iterable[SheetRow],
    with_institution: bool,
) -> None:
    first = int(with_institution)
    plain, required = _header_styles(book)
    if with_institution:
        sheet.write_string(0, 0, INSTITUTION, plain)
        sheet.set_column(0, 0, 22, book.style("text", num_format="@"))
    for position, item in enumerate(register.fields, first):
        sheet.write_string(0, position, heading(item), required if item.required else plain)
        sheet.write_comment(0, position, note(item), {"x_scale": 1.6, "y_scale": 1.2, "author": ""})
        sheet.set_column(position, position, _width(item), book.style(_format(item), num_format=_format(item)))
        rule = _rule(item, codes.get(item.code), lists.get(item.code, ""))
        sheet.data_validation(
            1,
            position,
            FORM_ROWS,
            position,
            rule | {"ignore_blank": True, "input_title": item.title[:32], "input_message": note(item)[:255]},
        )
    id_column = first + len(register.fields)
    sheet.write_string(0, id_column, ROW_ID, plain)
    sheet.set_column(id_column, id_column, 12, book.style("text", num_format="@"), {"hidden": True})
    for number, row in enumerate(rows, 1):
        if with_institution:
            sheet.write_string(number, 0, row.institution)
        for position, item in enumerate(register.fields, first):
            _write(sheet, number, position, item, row.values.get(item.code), row.codes.get(item.code))
        sheet.write_string(number, id_column, row.row_id)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 26)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _header_styles(book: _Book) -> tuple[Format, Format]:
    look: dict[str, Any] = {
        "bold": True,
        "border": 1,
        "border_color": "#BFBFBF",
        "valign": "vcenter",
        "text_wrap": True,
    }
    return (
        book.style("head", **look, bg_color="#F2F2F2"),
        book.style("required", **look, bg_color="#FBEAE9", font_color="#B3261E"),
    )


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    item: RegisterField,
    value: Any,
    codes: Codes | None,
) -> None:
    if value is None:
        return
    if item.identifier:
        sheet.write_string(row, column, MASK)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and _fits(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, write_cell(item, value, codes))


def _fits(value: int | Decimal) -> bool:
    return len(Decimal(value).as_tuple().digits) <= _DIGITS


def _format(item: RegisterField) -> str:
    if item.list:
        return "@"
    return _FORMATS.get(item.type) or ("0." + "0" * item.decimals if item.decimals else "0")


def _width(item: RegisterField) -> int:
    return max(_WIDTHS[item.type], 2 * len(heading(item)) + 2)


def note(item: RegisterField) -> str:
    """What may stand in a column, in one line: kind, unit, limits, and the hint of the definition."""
    parts = [_KINDS[item.type] + ("，几项之间用“；”隔开" if item.list else "")]
    if item.unit:
        parts.append(f"单位：{item.unit}")
    if item.min is not None or item.max is not None:
        parts.append(_limits(item))
    if item.type == "decimal":
        parts.append(f"最多 {item.decimals} 位小数")
    if item.length:
        parts.append(f"不超过 {item.length} 个字")
    if item.identifier:
        parts.append("保存后脱敏，不再显示")
    parts += [item.hint] if item.hint else []
    return ("必填。" if item.required else "") + "；".join(parts) + "。"


def _limits(item: RegisterField) -> str:
    if item.min is None:
        return f"不大于 {item.max}"
    return f"不小于 {item.min}" if item.max is None else f"{item.min} 至 {item.max}"


def _rule(item: RegisterField, codes: Codes | None, source: str) -> dict[str, Any]:
    """What the spreadsheet checks while one types; the import checks everything again."""
    if item.list:
        return {"validate": "any"}
    stop = {"error_title": "请核对", "error_message": note(item)[:255]}
    if source or item.type == "boolean":
        strict = codes is None or not (codes.open or codes.prefix)
        return stop | {
            "validate": "list",
            "source": source or list(WORDS.values()),
            "error_type": "stop" if strict else "information",
        }
    if item.type in ("date", "datetime"):
        return stop | {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1900, 1, 1),
            "maximum": dt.date(2100, 12, 31),
        }
    if item.type in ("integer", "decimal"):
        return stop | {
            "validate": item.type,
            "criteria": "between",
            "minimum": float(-(10**_DIGITS) if item.min is None else item.min),
            "maximum": float(10**_DIGITS if item.max is None else item.max),
        }
    if item.length:
        return stop | {"validate": "length", "criteria": "<=", "value": item.length}
    return {"validate": "any"}


def _write_lists(sheet: Worksheet, register: Register, codes: Mapping[str, Codes]) -> dict[str, str]:
    """Write the choices of each coded field into a column of the hidden sheet; returns the formula of each range."""
    sources: dict[str, str] = {}
    coded = [item for item in register.fields if item.code in codes]
    for column, item in enumerate(coded):
        labels = list(codes[item.code].labels.values())
        sheet.write_string(0, column, item.title)
        for row, label in enumerate(labels, 1):
            sheet.write_string(row, column, label)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        if labels:
            sources[item.code] = f"='{OPTIONS}'!${letter}$2:${letter}${len(labels) + 1}"
    sheet.hide()
    return sources


def _write_guide(book: _Book, sheet: Worksheet, register: Register, codes: Mapping[str, Codes]) -> None:
    title = book.style("title", bold=True)
    wrap = book.style("wrap", text_wrap=True, valign="top", border=1, border_color="#D9D9D9")
    lines = (
        f"{register.title}：{register.grain}",
        "在第一张表中填写，列名不要改动，可以不填的列留空。",
        "标 * 的红色列必须填写；有下拉框的列从下拉框中选。",
        "从系统导出的表改好后可以直接再导入：改过的行会更新，不会重复；新增的行接着往下写。",
        f"依据：{register.source}",
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, title if row == 0 else None)
    top = len(lines) + 1
    for column, (name, width) in enumerate((("列", 22), ("必填", 8), ("填写要求", 60), ("可选内容", 60))):
        sheet.write_string(top, column, name, _header_styles(book)[0])
        sheet.set_column(column, column, width)
    for row, item in enumerate(register.fields, top + 1):
        options = list(codes[item.code].labels.values()) if item.code in codes else []
        shown = "、".join(options[:30]) + (f" 等 {len(options)} 项" if len(options) > 30 else "")
        for column, text in enumerate((item.title, WORDS[item.required], note(item), shown)):
            sheet.write_string(row, column, text, wrap)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)
