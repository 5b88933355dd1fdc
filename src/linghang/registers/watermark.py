"""Who carried it out, when and why, on every page of what leaves the house with members' particulars. Pure.

In a workbook it stands in the header and footer of every printed page and, for the screen, on a sheet of its own at the
end (a sheet that is read again keeps its first row for the headings). A sheet made only to be read says it in its first
row. In a Word file it stands in the header of every page.
"""

import datetime as dt
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

SHEET = "导出说明"
_LONGEST = 230
"""Of the 255 characters that a spreadsheet's header takes, commands and doubled ampersands included."""
_GREY = RGBColor(0x80, 0x80, 0x80)


def words(name: str, username: str, at: dt.datetime, reason: str) -> str:
    """`at`: wall time. One line that names the person who answers for the file."""
    who = f"{name}（{username}）" if name and name != username else username
    return f"{who} {at:%Y-%m-%d %H:%M} 导出；用途：{reason or '未写明'}。含党员信息，限工作使用，不得外传"


def sheet(page: Any, said: str) -> None:
    """Header and footer of a sheet (xlsxwriter); nothing in its cells."""
    text = said.replace("&", "&&")[:_LONGEST]
    page.set_header(f"&R&8{text}")
    page.set_footer(f"&L&8{text}")
    page.set_paper(9)


def first_row(page: Any, said: str, look: Any = None) -> None:
    """The note in the first row of a sheet that is not read again."""
    page.write_string(0, 0, said, look)


def workbook(file: Any, said: str) -> None:
    """Every sheet of a workbook (xlsxwriter) whose sheets are read again, and one more at its end that says it."""
    page = file.add_worksheet(SHEET)
    page.set_column(0, 0, 100)
    page.write_string(0, 0, said)
    for each in file.worksheets():
        sheet(each, said)


def docx(file: Any, said: str) -> None:
    """In the header of every page of a Word file (python-docx), first and even pages included."""
    for section in file.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if file.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(said)
            run.font.size, run.font.color.rgb = Pt(8), _GREY
