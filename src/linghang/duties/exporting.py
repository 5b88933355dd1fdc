"""The matrix as a spreadsheet: one row per branch, fulfilled/asked per duty, with the light in words."""

import io

import xlsxwriter

from linghang.duties.clock import Light
from linghang.duties.matrix import Cell, Matrix
from linghang.registers.sheets import neutral

_A4 = 9
LIGHT_WORDS: dict[Light, str] = {"good": "正常", "warn": "应抓紧", "bad": "有未完成", "": ""}
_FILLS: dict[Light, str] = {"good": "#E4F2EA", "warn": "#FDF2D8", "bad": "#FBE9E7"}


def said(cell: Cell) -> str:
    """`3/4`: of what was asked so far, how much was fulfilled; 不要求, 已豁免 or 未到期 where nothing was asked."""
    if not cell.lines or not cell.owed:
        return "不要求"
    if cell.asked:
        return f"{cell.fulfilled}/{cell.asked}"
    return "已豁免" if cell.counts["exempt"] and not cell.open else "未到期"


def to_xlsx(matrix: Matrix, line: str) -> bytes:
    """The workbook. Each cell has the sentence that gives its light as a note."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(neutral(line)[:31] or "应办事项")
        head = book.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1, "text_wrap": True})
        fills = {light: book.add_format({"bg_color": colour, "border": 1}) for light, colour in _FILLS.items()}
        fills[""] = book.add_format({"border": 1})
        title = f"{matrix.institution} {matrix.first:%Y}年 {line} 完成情况（截至 {matrix.today}；已完成/应完成）"
        page.write(0, 0, title, book.add_format({"bold": True}))
        page.write_row(1, 0, ["党组织", *(duty.title for duty in matrix.columns), "合计"], head)
        for number, row in enumerate(matrix.rows, 2):
            page.write(number, 0, neutral(row.title))
            cells = [matrix.cell(row.key, duty.code) for duty in matrix.columns]
            for column, cell in enumerate([*cells, matrix.of_row(row.key)], 1):
                page.write(number, column, said(cell), fills[cell.light])
                if cell.reason and column <= len(cells):
                    page.write_comment(number, column, _note(cell))
        page.freeze_panes(2, 1)
        page.repeat_rows(1)
        page.repeat_columns(0)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, 24)
        page.set_column(1, len(matrix.columns) + 1, 13)
    return buffer.getvalue()


def _note(cell: Cell) -> str:
    """Of people only how many: the sheet is passed on."""
    if cell.lines[0].duty.base in ("person", "pair"):
        return f"{LIGHT_WORDS[cell.light]}：应完成 {cell.asked}，已完成 {cell.fulfilled}，待办 {len(cell.open)}"
    return cell.reason
