"""Rows of a page as a sheet for printing and as an official paper, read back by other libraries."""

import datetime as dt
import io

import docx
import openpyxl
import xlsxwriter

from linghang.reports import tables
from linghang.reports.layout import layout

COLUMNS = (("编号", 10, 20), ("时限", 12, 30), ("进度", 8, 0))
ROWS = [["1", dt.date(2023, 3, 31), 60], ["=1+1", None, 0]]


def sheet():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as file:
        tables.add_sheet(file, "台账", COLUMNS, ROWS, frozen=1, footer="示范医院")
    return openpyxl.load_workbook(content)["台账"]


def test_days_are_days_numbers_numbers_and_text_is_never_a_formula():
    found = list(sheet().iter_rows(min_row=2, values_only=True))
    assert found == [("1", dt.datetime(2023, 3, 31), 60), ("=1+1", None, 0)]
    assert sheet()["A3"].data_type == "s"


def test_the_sheet_is_ready_for_the_printer():
    page = sheet()
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("B2", "A1:C3", "$1:$1")
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.oddFooter.left.text == "示范医院"


def test_on_paper_stand_the_columns_that_have_a_width_there():
    content = tables.to_docx(layout("gb9704"), "示范医院督办台账", "共 2 项。", COLUMNS, ROWS)
    paper = docx.Document(io.BytesIO(content))
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows] == [
        ["编号", "时限"],
        ["1", "2023-03-31"],
        ["=1+1", ""],
    ]
    section = paper.sections[0]
    assert section.page_width > section.page_height
