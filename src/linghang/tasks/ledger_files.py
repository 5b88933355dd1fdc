"""The ledger as a file: the rows of the page, as a spreadsheet or as an official paper."""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from linghang.organization.models import Institution
from linghang.reports import tables
from linghang.reports.styles import style_of
from linghang.tasks.rows import Row, counts_of

COLUMNS: tuple[tables.Column, ...] = (
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
_TITLE = "督办台账"


def cells(row: Row) -> list[tables.Cell]:
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
    """One sheet for printing."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        lines = [cells(row) for row in rows]
        tables.add_sheet(file, _TITLE, COLUMNS, lines, frozen=3, footer=f"{place} {today}")
    return buffer.getvalue()


def to_docx(rows: Sequence[Row], place: Institution, today: dt.date) -> bytes:
    """An official paper: the title, what the lights say, and the table."""
    lit = "，".join(f"{each.word} {each.count} 项" for each in counts_of(rows))
    said = f"截至{today.year}年{today.month}月{today.day}日，共 {len(rows)} 项{'：' if lit else ''}{lit}。"
    return tables.to_docx(style_of(place, today), f"{place.name}{_TITLE}", said, COLUMNS, (cells(row) for row in rows))
