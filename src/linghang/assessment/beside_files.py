"""Institutions side by side, and departments against items, as spreadsheets: one line for each of their values."""

from collections.abc import Sequence
from io import BytesIO

from linghang.assessment.comparing import Line as Compared
from linghang.assessment.heat import BANDS, Heat
from linghang.assessment.place import CONFIDENCES, Place
from linghang.assessment.system_files import ORIGIN, good_of, origin
from linghang.assessment.walking import unverified
from linghang.core.workbook import Book, Line, write_workbook
from linghang.organization.models import Institution
from linghang.packs.framework import Item
from linghang.packs.model import Indicator

COMPARED, HEAT = "机构对比", "科室热力图"
_ITEM = ("编号", "指标", "单位", "方向", "核对")
_MARKS = {"best": "最好", "worst": "最差", "": ""}
_COLUMNS = {
    COMPARED: (*_ITEM, "机构", "数值", "分子", "分母", "评价", "例数少", "完整性"),
    HEAT: (*_ITEM, "科室", "数值", "位次", "科室数", "五分位", "例数少"),
}


def compare_xlsx(place: Place, institutions: Sequence[Institution], lines: Sequence[Compared]) -> bytes:
    """Every value of every institution; those without data have a line too."""
    return _write(
        place,
        COMPARED,
        [
            {
                **_item(line.node.item, line.node.name, line.unit, line.indicator),
                "机构": home.name,
                "数值": cell.shown,
                "分子": cell.value.numerator,
                "分母": cell.value.denominator,
                "评价": _MARKS[cell.mark],
                "例数少": cell.few,
                "完整性": "部分月份没有数据" if cell.partial else "",
            }
            for line in lines
            for home, cell in zip(institutions, line.cells, strict=bool(line.cells))
        ],
    )


def heat_xlsx(place: Place, found: Heat) -> bytes:
    """Every department that has a value, item by item, with its place and fifth (1 the best)."""
    return _write(
        place,
        HEAT,
        [
            {
                **_item(column.node.item, column.node.name, column.unit, column.indicator),
                "科室": row.name,
                "数值": cell.text,
                "位次": cell.rank or None,
                "科室数": cell.of or None,
                "五分位": f"{cell.band}/{BANDS}" if cell.band else "",
                "例数少": cell.few,
            }
            for place_of_column, column in enumerate(found.columns)
            for row in found.rows
            if (cell := row.cells[place_of_column]).text
        ],
    )


def _item(item: Item, name: str, unit: str, indicator: Indicator | None) -> dict[str, str]:
    doubt = CONFIDENCES["low"] if unverified(item, indicator) else ""
    return {"编号": item.number, "指标": name, "单位": unit, "方向": good_of(indicator), "核对": doubt}


def _write(place: Place, sheet: str, lines: Sequence[Line]) -> bytes:
    columns = {sheet: dict.fromkeys(_COLUMNS[sheet], ""), ORIGIN: {"项目": "", "内容": ""}}
    stream = BytesIO()
    write_workbook(stream, Book(columns, {}, f"{sheet}页面导出"), {sheet: lines, ORIGIN: origin(place)})
    return stream.getvalue()
