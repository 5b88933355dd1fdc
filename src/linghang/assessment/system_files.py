"""An indicator system with its values as a spreadsheet, or as a paper in the layout of official documents."""

from collections.abc import Sequence
from io import BytesIO

from django.utils import timezone

from linghang.assessment.browsing import Row
from linghang.assessment.place import CONFIDENCES, Place
from linghang.core.figures import MISSING
from linghang.core.workbook import Book, Line, write_workbook
from linghang.indicators.bases import bases
from linghang.packs.model import Indicator
from linghang.reports import tables
from linghang.reports.styles import style_of

SHEET, ORIGIN = "指标体系", "说明"
COLUMNS = (
    "维度", "编号", "指标", "标记", "数值", "单位", "方向", "分子", "分母", "目标", "状态", "上年同期", "同比",
    "同类中位", "同类位置", "完整性", "要求", "说明", "对应条款", "口径", "不计入", "指标依据", "核对", "需要补充",
    "来历",
)  # fmt: skip
BOOK = Book(
    sheets={SHEET: dict.fromkeys(COLUMNS, ""), ORIGIN: {"项目": "", "内容": ""}},
    keys={},
    template="指标体系页面导出",
)
PAPER: tuple[tables.Column, ...] = (
    # heading, width in characters of a sheet, width in millimetres on paper (of 227 on a landscape page)
    ("编号", 8, 12),
    ("指标", 34, 66),
    ("数值", 12, 26),
    ("目标", 12, 18),
    ("状态", 10, 20),
    ("上年同期", 12, 22),
    ("同比", 16, 28),
    ("说明", 30, 35),
)


def to_xlsx(place: Place, rows: Sequence[Row], site: str = "") -> bytes:
    """Every item with what stands beside it. `site`: what addresses begin with."""
    stream = BytesIO()
    lines = [_line(place, row, site) for row in rows if row.node.leaf]
    write_workbook(stream, BOOK, {SHEET: lines, ORIGIN: origin(place)})
    return stream.getvalue()


def _line(place: Place, row: Row, site: str) -> Line:
    item = row.node.item
    valued = row.state == "valued"
    return {
        "维度": row.node.dimension,
        "编号": item.number,
        "指标": item.title,
        "标记": "、".join(item.tags),
        "数值": row.shown_value if valued else MISSING,
        "单位": row.unit,
        "方向": good_of(row.indicator),
        "分子": row.exact.numerator if valued and row.exact else None,
        "分母": row.exact.denominator if valued and row.exact else None,
        "目标": row.target,
        "状态": row.light.word,
        "上年同期": row.last_year,
        "同比": row.change.text,
        "同类中位": row.peer_median,
        "同类位置": row.better_than,
        "完整性": "；".join(wholeness_of(row)),
        "要求": row.node.asks,
        "说明": row.node.notes,
        "对应条款": "；".join(item.clauses),
        "口径": definition_of(row.indicator),
        "不计入": row.indicator.exclusions if row.indicator else "",
        "指标依据": source_of(place, row),
        "核对": doubt_of(row),
        "需要补充": needs_of(row),
        "来历": site + row.trace if row.trace else "",
    }


def definition_of(indicator: Indicator | None) -> str:
    return "" if indicator is None else indicator.meaning or indicator.title


def good_of(indicator: Indicator | None) -> str:
    """Which direction is good, in words; empty for what is rated from evidence."""
    return "" if indicator is None else indicator.good


def source_of(place: Place, row: Row) -> str:
    """Source and edition of the indicator, else of the framework."""
    stated = row.indicator or place.framework
    return stated.source + (f"（{stated.edition}）" if stated.edition else "")


def doubt_of(row: Row) -> str:
    """未核实 wherever the item or its indicator has not been checked against the original."""
    return CONFIDENCES["low"] if row.unverified else ""


def wholeness_of(row: Row) -> list[str]:
    """What the value is short of: months, cases."""
    return [said for said, true in (("部分月份没有数据", row.partial), ("例数少", row.small)) if true]


def needs_of(row: Row) -> str:
    return "" if row.state == "valued" else row.reason or "、".join(need.text for need in row.needs)


def origin(place: Place) -> list[Line]:
    """Where the system comes from, and whether that has been checked."""
    framework = place.framework
    facts = [
        ("体系", framework.title),
        ("机构", place.choice.title),
        ("期间", place.choice.period.label),
        ("依据", framework.source),
        ("版本", framework.edition),
        ("核对", CONFIDENCES[framework.confidence]),
        ("出处说明", place.provenance),
        ("说明", framework.notes),
        *(("数据依据", text) for text in rests_on(place)),
    ]
    return [{"项目": title, "内容": text} for title, text in facts if text]


def rests_on(place: Place) -> tuple[str, ...]:
    """Which tables of weights and the like the values of the system rest on."""
    codes = [item.indicator for item in place.framework.leaves() if item.indicator]
    known = [code for code in codes if place.library.has("indicators", code)]
    return bases(known, place.choice.institution.code, place.choice.period)


def rests_said(place: Place) -> str:
    """The same as the end of a paragraph on paper; empty when rows are all they rest on."""
    told = rests_on(place)
    return f"数据依据：{'。'.join(told)}。" if told else ""


def to_docx(place: Place, rows: Sequence[Row]) -> bytes:
    """The same as a landscape paper: a sentence that says where it stands, and the table."""
    leaves = [row for row in rows if row.node.leaf]
    valued = sum(row.state == "valued" for row in leaves)
    framework = place.framework
    said = (
        f"{place.choice.title}{place.choice.period.label}{framework.title}共 {len(leaves)} 项，有数据 {valued} 项，"
        f"没有数据 {len(leaves) - valued} 项。依据：{framework.source}"
        f"{f'（{framework.edition}）' if framework.edition else ''}，{CONFIDENCES[framework.confidence]}。"
        f"{rests_said(place)}"
    )
    title = f"{place.choice.institution.name}{framework.title}指标情况"
    return tables.to_docx(
        style_of(place.choice.institution, timezone.localdate()), title, said, PAPER, [_printed(row) for row in rows]
    )


def _printed(row: Row) -> list[tables.Cell]:
    item = row.node.item
    if not row.node.leaf:
        return [item.number, item.title, *[None] * 6]
    remarks = [*item.tags, doubt_of(row), good_of(row.indicator), *wholeness_of(row), needs_of(row)]
    text = f"{row.text}{row.unit}" if row.state == "valued" else MISSING
    return [
        item.number,
        item.title,
        text,
        row.target or None,
        row.light.word or None,
        row.last_year or None,
        row.change.text or None,
        "；".join(remark for remark in remarks if remark),
    ]
