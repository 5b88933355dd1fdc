"""A simulated settlement as a workbook: what each institution receives, the months, and every step. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from linghang.casemix.dip.prepaying import NO_MONTH
from linghang.casemix.dip.settle import Settlement
from linghang.casemix.dip.settlement_files import LINE_HEADS, PREPAYMENT_HEADS, STEP_HEADS
from linghang.core.workbook import Book, Line, write_workbook

ABOUT, LINES, MONTHS, TRAIL = "说明", "年终清算", "按月预付", "清算过程"
BOOK = Book(
    sheets={
        ABOUT: {"项目": "", "内容": ""},
        LINES: dict.fromkeys(LINE_HEADS.values(), ""),
        MONTHS: dict.fromkeys(PREPAYMENT_HEADS.values(), ""),
        TRAIL: dict.fromkeys(STEP_HEADS.values(), ""),
    },
    keys={},
    template="DIP 模拟页面导出",
)
WARNING = "这是模拟，非官方：分值按下列目录在本地计算，总额和支付比例是假设，不能与医保结算单相比。"


def to_xlsx(settlement: Settlement, about: Mapping[str, str], names: Mapping[str, str]) -> bytes:
    """`about`: what it rests on, beside the warning. `names`: of institutions by code.

    Amounts are numbers, so that they can be added up; one with more digits than a spreadsheet keeps is a text.
    """
    stream = BytesIO()
    facts: list[Line] = [{"项目": "性质", "内容": WARNING}, *({"项目": k, "内容": v} for k, v in about.items())]
    write_workbook(
        stream,
        BOOK,
        {
            ABOUT: facts,
            LINES: _lines(settlement.lines, LINE_HEADS, names),
            MONTHS: _lines(settlement.prepayments, PREPAYMENT_HEADS, names),
            TRAIL: _lines(settlement.trail, STEP_HEADS, names),
        },
    )
    return stream.getvalue()


def _lines(rows: Iterable[Any], heads: Mapping[str, str], names: Mapping[str, str]) -> list[Line]:
    return [{title: _cell(name, getattr(row, name), names) for name, title in heads.items()} for row in rows]


def _cell(column: str, value: Any, names: Mapping[str, str]) -> str | int | Decimal:
    if column == "institution":
        return names.get(value, value) or "全区域"
    if column == "month" and value == NO_MONTH:
        return "不知道月份"
    if isinstance(value, Decimal) and Decimal(repr(float(value))) != value:
        return str(value)
    found: str | int | Decimal = value
    return found


def months(settlement: Settlement) -> dict[str, dict[int, Decimal]]:
    """Institution → month → what is paid in advance (yuan)."""
    found: dict[str, dict[int, Decimal]] = {}
    for each in settlement.prepayments:
        found.setdefault(each.institution, {})[each.month] = each.amount
    return found
