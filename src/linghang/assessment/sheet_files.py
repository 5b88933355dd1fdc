"""A score sheet and a ranking as spreadsheets, and the sheet as a paper in the layout of official documents."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from django.utils import timezone

from linghang.assessment.place import CONFIDENCES, Place
from linghang.assessment.sheet_page import Answer, SheetRow
from linghang.assessment.system_files import ORIGIN, good_of, origin, rests_said
from linghang.core.workbook import Book, Line, write_workbook
from linghang.reports import tables
from linghang.reports.styles import style_of

SHEET, RANKING = "评分表", "排名"
COLUMNS = (
    "编号", "项目", "层级", "数值", "方向", "权重", "实际满分", "得分", "得分率（%）", "状态", "得分理由",
    "评级", "评定说明", "核对",
)  # fmt: skip
_ORIGIN = {"项目": "", "内容": ""}
BOOK = Book(sheets={SHEET: dict.fromkeys(COLUMNS, ""), ORIGIN: _ORIGIN}, keys={}, template="评分表页面导出")
RANKS = ("位次", "并列", "单位", "得分", "得分率（%）", "等次", "比上年")
RANKING_BOOK = Book(sheets={RANKING: dict.fromkeys(RANKS, ""), ORIGIN: _ORIGIN}, keys={}, template="排名页面导出")
PAPER: tuple[tables.Column, ...] = (
    # heading, width in characters of a sheet, width in millimetres on paper (of 227 on a landscape page)
    ("编号", 8, 12),
    ("项目", 34, 48),
    ("数值", 12, 22),
    ("权重", 8, 13),
    ("实际满分", 8, 15),
    ("得分", 8, 15),
    ("得分理由", 60, 102),
)


def to_xlsx(place: Place, answer: Answer, rows: Sequence[SheetRow], unit: str) -> bytes:
    stream = BytesIO()
    facts: list[Line] = [{"项目": title, "内容": text} for title, text in said(answer, unit) if text]
    write_workbook(stream, BOOK, {SHEET: [_line(row) for row in rows], ORIGIN: [*facts, *origin(place)]})
    return stream.getvalue()


def said(answer: Answer, unit: str) -> list[tuple[str, str]]:
    """What the unit reached, fact by fact."""
    return [
        ("考核对象", unit),
        ("得分", f"{answer.points} / {answer.full}" if answer.points else ""),
        ("得分率", answer.share),
        ("等次", answer.grade),
        ("等次依据", answer.why),
        ("同类组", answer.group),
        ("位次", answer.place),
        ("位次变化", answer.moved),
    ]


def _line(row: SheetRow) -> Line:
    return {
        "编号": row.number,
        "项目": row.title,
        "层级": row.depth + 1,
        "数值": row.value,
        "方向": good_of(row.indicator),
        "权重": number(row.weight),
        "实际满分": number(row.effective),
        "得分": number(row.points),
        "得分率（%）": row.width if row.points and row.leaf else None,
        "状态": row.said,
        "得分理由": row.reason,
        "评级": row.rating.rating if row.rating else "",
        "评定说明": row.rating.note if row.rating else "",
        "核对": CONFIDENCES["low"] if row.unverified else "",
    }


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def to_docx(place: Place, answer: Answer, rows: Sequence[SheetRow], unit: str) -> bytes:
    """A landscape paper: what was reached in a sentence, and every line with its reason."""
    framework, period = place.framework, place.choice.period.label
    title = f"{unit}{period}{framework.title}评分表"
    return tables.to_docx(
        style_of(place.choice.institution, timezone.localdate()),
        title,
        sentence(place, answer, unit) + rests_said(place),
        PAPER,
        [_printed(row) for row in rows],
    )


def sentence(place: Place, answer: Answer, unit: str) -> str:
    """`某医院2022年得 655.89 分（满分 1000 分），等次 B+，在医院中列第 3 / 6，上升 2 位。`"""
    framework = place.framework
    source = f"依据：{framework.source}{f'（{framework.edition}）' if framework.edition else ''}，"
    source += f"{CONFIDENCES[framework.confidence]}。"
    if not answer.points:
        return f"{unit}{place.choice.period.label}没有可以计分的项目。{source}"
    parts = [f"{unit}{place.choice.period.label}得 {answer.points} 分（满分 {answer.full} 分）"]
    parts += [f"等次 {answer.grade}" if answer.grade else "等次未定"]
    parts += [f"在“{answer.group}”中列{answer.place}，{answer.moved}" if answer.place else "没有位次"]
    return "，".join(parts) + f"。{source}"


def _printed(row: SheetRow) -> list[tables.Cell]:
    marks = [CONFIDENCES["low"] if row.unverified else "", good_of(row.indicator)]
    said = "，".join(mark for mark in marks if mark)
    status = f"{row.said}。" if row.tone else ""
    return [
        row.number,
        row.title + (f"（{said}）" if said else ""),
        row.value,
        row.weight,
        row.effective,
        row.points,
        status + row.reason,
    ]


def ranking_xlsx(place: Place, lines: Sequence[Line]) -> bytes:
    stream = BytesIO()
    write_workbook(stream, RANKING_BOOK, {RANKING: lines, ORIGIN: origin(place)})
    return stream.getvalue()
