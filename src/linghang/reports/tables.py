"""The rows of a page as a file for printing: a sheet of a spreadsheet, or an official paper in landscape. Pure."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.section import WD_ORIENT

from linghang.reports import oxml
from linghang.reports.annex import add_table
from linghang.reports.layout import Layout
from linghang.reports.word import new_file

Cell = str | int | dt.date | None
Column = tuple[str, int, int]
"""Heading, width in characters of a sheet, width in millimetres on paper; 0: not on paper."""
HEAD = {"bold": True, "bg_color": "#EDF5F7", "border": 1, "text_wrap": True}
PLAIN = {"text_wrap": True, "valign": "top"}
_A4 = 9


def add_sheet(
    file: Any, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, frozen: int, footer: str = ""
) -> None:
    """Add a sheet to an xlsxwriter workbook: filterable, printed on A4 landscape, with the head and the first `frozen`
    columns in sight. `footer`: what stands at the foot of every page beside its number.
    """
    sheet = file.add_worksheet(title)
    head, plain, day = (file.add_format(each) for each in (HEAD, PLAIN, {"num_format": "yyyy-mm-dd"}))
    for column, (heading, width, _) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int):
                sheet.write_number(line, column, value)
            elif value:
                sheet.write_string(line, column, value, plain)
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if footer:
        sheet.set_footer(f"&L{footer}&R&P / &N")


def to_docx(layout: Layout, title: str, said: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A landscape page in the official layout: the title, where it stands in a sentence, and the table."""
    file = new_file(layout)
    _turn(file)
    oxml.text_run(file.add_paragraph(style="Title")._p, title)
    oxml.text_run(file.add_paragraph(style="Body Text")._p, said)
    printed = [index for index, (_, _, paper) in enumerate(columns) if paper]
    heads = [(columns[index][0], columns[index][2]) for index in printed]
    add_table(file, heads, ([_written(row[index]) for index in printed] for row in rows))
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _turn(file: oxml.Part) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = section.bottom_margin
    section.top_margin = section.bottom_margin = section.footer_distance


def _written(value: Cell) -> str:
    return "" if value is None else str(value)
