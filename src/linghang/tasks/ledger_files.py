"""The ledger as a file: the rows of the page, as a spreadsheet or as an official paper."""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter
from docx.enum.section import WD_ORIENT

from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.reports import oxml
from linghang.reports.annex import add_table
from linghang.reports.layout import layout
from linghang.reports.publish import LAYOUTS_FILE
from linghang.reports.word import new_file
from linghang.tasks.paper import LAYOUT
from linghang.tasks.rows import Row, counts_of

COLUMNS = (
    # heading, width in characters of a sheet, width in millimetres on paper
    ("编号", 14, 22),
    ("机构", 14, 0),
    ("事项", 44, 62),
    ("来源", 10, 18),
    ("牵头科室", 14, 24),
    ("责任领导", 10, 18),
    ("原定时限", 12, 0),
    ("时限", 12, 24),
    ("进度（%）", 9, 15),
    ("状态", 10, 18),
    ("灯", 9, 14),
    ("灯的原因", 36, 0),
    ("下一步", 26, 38),
)
_ON_PAPER = [index for index, (_, _, paper) in enumerate(COLUMNS) if paper]
_TITLE = "督办台账"


def cells(row: Row) -> list[str | int | dt.date | None]:
    """What a row says, in the order of `COLUMNS`."""
    task, light = row.task, row.light
    return [
        task.number,
        str(task.institution),
        task.title,
        task.get_source_display(),
        str(task.lead_department or "（全院）"),
        str(task.leader or ""),
        task.first_due,
        task.due,
        task.percent,
        task.get_stage_display(),
        light.word if light else "",
        light.reason if light else "",
        str(row.awaited or ""),
    ]


def to_xlsx(rows: Sequence[Row], place: Institution, today: dt.date) -> bytes:
    """One sheet, head frozen and filterable, printed on A4 landscape."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        sheet = file.add_worksheet(_TITLE)
        head = file.add_format({"bold": True, "bg_color": "#EDF5F7", "border": 1, "text_wrap": True})
        plain, day = (
            file.add_format({"text_wrap": True, "valign": "top"}),
            file.add_format({"num_format": "yyyy-mm-dd"}),
        )
        for column, (title, width, _) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(cells(row)):
                if isinstance(value, dt.date):
                    sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, int):
                    sheet.write_number(line, column, value)
                elif value:
                    sheet.write_string(line, column, value, plain)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L{place} {today}&R&P / &N")
    return buffer.getvalue()


def to_docx(rows: Sequence[Row], place: Institution, today: dt.date) -> bytes:
    """A landscape page in the official layout: the title, what the lights say, and the table."""
    file = new_file(layout(LAYOUT, Workspace.from_environment().root / LAYOUTS_FILE))
    _turn(file)
    oxml.text_run(file.add_paragraph(style="Title")._p, f"{place.name}{_TITLE}")
    lit = "，".join(f"{each.word} {each.count} 项" for each in counts_of(rows))
    said = f"截至{today.year}年{today.month}月{today.day}日，共 {len(rows)} 项{'：' if lit else ''}{lit}。"
    oxml.text_run(file.add_paragraph(style="Body Text")._p, said)
    columns = [(COLUMNS[index][0], COLUMNS[index][2]) for index in _ON_PAPER]
    add_table(file, columns, ([_written(cells(row)[index]) for index in _ON_PAPER] for row in rows))
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _turn(file: oxml.Part) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = section.bottom_margin
    section.top_margin = section.bottom_margin = section.footer_distance


def _written(value: str | int | dt.date | None) -> str:
    return "" if value is None else str(value)
