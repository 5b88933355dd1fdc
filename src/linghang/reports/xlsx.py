"""A report as a workbook: the text, each table on a sheet of its own, every figure with its exact value. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from linghang.core.figures import RATES
from linghang.reports.document import KIND_TITLES, BoundFigure, Cell, Document, Heading, Paragraph, Table, cell_text
from linghang.reports.tables import HEAD, PLAIN

TEXT, FIGURES, GAPS = "正文", "数据", "缺项"
_LONGEST_SHEET = 28
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def write_xlsx(document: Document, path: Path | BinaryIO) -> None:
    """Write the report to a file or stream."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path) if isinstance(path, Path) else path, options) as book:
        book.set_properties({"title": document.title, "author": document.institution_name, "comments": document.note})
        tables = [block for block in document.blocks if isinstance(block, Table)]
        looks = _FORMATS | {look: _BOXED | {"num_format": look} for look in _number_formats(tables)}
        formats = {name: book.add_format(each) for name, each in looks.items()}
        _write_text(book.add_worksheet(TEXT), document, formats)
        for number, table in enumerate(tables, 1):
            _write_table(book.add_worksheet(sheet_name(number, table.caption)), table, formats)
        _write_rows(book.add_worksheet(FIGURES), _FIGURE_HEADS, _figures(document), formats)
        gaps = [*((gap, "缺") for gap in document.missing), *((gap, "不全") for gap in document.partial)]
        if gaps:
            rows = [[said, gap.figure_name, "；".join(gap.places), gap.remedy] for gap, said in gaps]
            _write_rows(book.add_worksheet(GAPS), _GAP_HEADS, rows, formats)


_BOXED = {"valign": "top", "border": 1}
_MOST_DECIMALS = 4
_FORMATS: dict[str, dict[str, Any]] = {
    "head": HEAD,
    "plain": PLAIN | {"border": 1},
    "text": PLAIN | {"font_size": 12},
    "title": {"bold": True, "font_size": 16, "align": "center", "text_wrap": True},
    "heading": {"bold": True, "font_size": 13, "text_wrap": True},
    "day": _BOXED | {"num_format": "yyyy-mm-dd"},
}
_GAP_HEADS = (("情况", 8), ("数据", 36), ("所在部分", 36), ("应补充", 60))
_FIGURE_HEADS = (
    ("数据", 36),
    ("说法", 12),
    ("机构", 16),
    ("科室", 12),
    ("期间", 18),
    ("文中写作", 30),
    ("准确值", 20),
    ("指标代码", 30),
    ("核对", 10),
)


def sheet_name(number: int, caption: str) -> str:
    """表1 指标完成情况: short enough, and without what a spreadsheet refuses."""
    return f"表{number} {caption.translate(_FORBIDDEN)}".strip()[:_LONGEST_SHEET]


def _write_text(sheet: Any, document: Document, formats: dict[str, Any]) -> None:
    lines: list[tuple[str, str]] = [(document.title, "title")]
    lines += [(document.salutation, "text")] if document.salutation else []
    for block in document.blocks:
        match block:
            case Heading():
                lines.append((block.number + block.text, "heading"))
            case Paragraph():
                lines.append((f"　　{block.text}", "text"))
            case Table():
                lines.append((f"（{block.caption or '表'}：见后面的工作表）", "text"))
    lines += [(line, "text") for line in document.signature]
    lines.append((document.note, "text"))
    sheet.set_column(0, 0, 100)
    for row, (text, look) in enumerate(lines):
        sheet.write_string(row, 0, text, formats[look])


def _write_table(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    longest = [max(len(text) for text in texts) for texts in zip(*table.texts, strict=True)]
    heads = [(column.head, max(12, min(40, 2 * long + 2))) for column, long in zip(table.columns, longest, strict=True)]
    _write_rows(sheet, heads, table.rows, formats)
    if table.note:
        sheet.write_string(len(table.rows) + 1, 0, table.note)


def _write_rows(
    sheet: Any, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], formats: dict[str, Any]
) -> None:
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, formats["head"])
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, line, column, cell, formats)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet: Any, line: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    """A figure that is a plain value, a number or day of a ledger stays one can reckon with, its unit beside it;
    a change is told in words."""
    number = _number(cell)
    if number is not None:
        sheet.write_number(line, column, float(number), formats[number_format(cell, number)])
    elif isinstance(cell, Cell) and cell.day:
        sheet.write_datetime(line, column, dt.datetime.combine(cell.day, dt.time()), formats["day"])
    elif hasattr(cell, "text"):
        sheet.write_string(line, column, cell_text(cell), formats["plain"])
    else:
        sheet.write(line, column, cell, formats["plain"])


def _number(cell: Any) -> Decimal | None:
    """The exact number behind a cell, where it tells nothing but that."""
    if isinstance(cell, BoundFigure):
        return cell.value if cell.kind in ("value", "last_year", "share_of") else None
    return cell.value if isinstance(cell, Cell) else None


def _number_formats(tables: Iterable[Table]) -> set[str]:
    """How the numbers in the cells of the tables are shown."""
    cells = (cell for table in tables for row in table.rows for cell in row)
    return {number_format(cell, number) for cell in cells if (number := _number(cell)) is not None}


def number_format(cell: Any, number: Decimal) -> str:
    """Thousands grouped, as many decimals as the number has (at most four), its unit as words behind it."""
    if isinstance(cell, BoundFigure) and cell.text.endswith(tuple(RATES)):
        return "0.0###%"
    exponent = number.normalize().as_tuple().exponent
    decimals = min(-exponent, _MOST_DECIMALS) if isinstance(exponent, int) and exponent < 0 else 0
    unit = cell.unit.replace('"', "")
    return "#,##0" + (f".{'0' * decimals}" if decimals else "") + (f'"{unit}"' if unit else "")


def _figures(document: Document) -> list[list[Any]]:
    return [
        [
            figure.title,
            KIND_TITLES[figure.kind],
            figure.institution,
            figure.department,
            figure.period.label,
            figure.text,
            "" if figure.value is None else f"{figure.value:f}",
            figure.indicator,
            "未核实" if figure.unverified else "",
        ]
        for figure in document.figures
    ]
