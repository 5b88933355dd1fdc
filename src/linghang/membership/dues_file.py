"""The collection sheet of a month as an Excel file in the layout that is printed and signed. No Django in its cells."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from linghang.membership.collecting import Sheet
from linghang.membership.dues import CATEGORIES, LEVEL_WORDS
from linghang.registers import watermark

_COLUMNS = (
    ("序号", 6),
    ("姓名", 12),
    ("工号", 12),
    ("类别", 12),
    ("月基数（元）", 14),
    ("应交（元）", 12),
    ("实交（元）", 12),
    ("交纳日期", 12),
    ("欠交情况", 18),
    ("签字", 14),
)
_HEADER_ROW = 2


def write(sheet: Sheet, said: str) -> BytesIO:
    """`said`: the watermark; it stands in the first row and on every printed page."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as file:
        page = file.add_worksheet("党费收缴表")
        look = _Look(file)
        watermark.first_row(page, said, look.small)
        form = sheet.organization.form(sheet.month)
        title = f"{form.name if form else sheet.organization} {sheet.month.year}年{sheet.month.month}月党费收缴表"
        page.merge_range(1, 0, 1, len(_COLUMNS) - 1, title, look.title)
        for column, (name, width) in enumerate(_COLUMNS):
            page.set_column(column, column, width)
            page.write_string(_HEADER_ROW, column, name, look.head)
        row = _lines(page, sheet, look)
        page.write_string(row, 1, "合计", look.head)
        page.write_number(row, 5, sheet.owed, look.yuan)
        page.write_number(row, 6, sheet.paid, look.yuan)
        page.repeat_rows(_HEADER_ROW)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        watermark.sheet(page, said)
    return content


class _Look:
    def __init__(self, file: Any) -> None:
        cell = {"border": 1, "font_size": 10.5}
        self.small = file.add_format({"font_size": 8, "font_color": "#808080"})
        self.title = file.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.head = file.add_format({**cell, "bold": True, "bg_color": "#F2F2F2"})
        self.text = file.add_format(cell)
        self.yuan = file.add_format({**cell, "num_format": "0.00"})
        self.day = file.add_format({**cell, "num_format": "yyyy-mm-dd"})


def _lines(page: Any, sheet: Sheet, look: _Look) -> int:
    row = _HEADER_ROW + 1
    for number, line in enumerate(sheet.lines, 1):
        person = line.membership.person
        page.write_number(row, 0, number, look.text)
        texts = (person.name, person.code, CATEGORIES.get(line.category, ""))
        for column, text in enumerate(texts, 1):
            page.write_string(row, column, text, look.text)
        _yuan(page, row, 4, line.base, look)
        _yuan(page, row, 5, line.due.amount if line.due else None, look)
        _yuan(page, row, 6, line.paid or None, look)
        if line.paid_on:
            page.write_datetime(row, 7, line.paid_on, look.day)
        else:
            page.write_blank(row, 7, None, look.text)
        page.write_string(row, 8, LEVEL_WORDS[line.arrears.level] if line.arrears.level else "", look.text)
        page.write_blank(row, 9, None, look.text)
        row += 1
    return row


def _yuan(page: Any, row: int, column: int, amount: Decimal | None, look: _Look) -> None:
    if amount is None:
        page.write_blank(row, column, None, look.yuan)
    else:
        page.write_number(row, column, amount, look.yuan)
