"""The figures for department assessment as a workbook: the table, how each figure is made, the tasks behind each."""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from linghang.organization.models import Institution
from linghang.tasks.appraisal_table import FIGURES, SCORE, DepartmentLine, described
from linghang.tasks.models import Task
from linghang.tasks.statistics import COUNTS, RATES

TABLE, MADE, BEHIND = "考核数据", "怎么算", "依据"
_HEAD_ROW = 2


def to_xlsx(lines: Sequence[DepartmentLine], place: Institution, first: dt.date, last: dt.date) -> bytes:
    """Rates are formulas over the counts beside them, so that whoever opens the file sees what was divided by what."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        head = file.add_format({"bold": True, "bg_color": "#EDF5F7", "border": 1, "text_wrap": True})
        _table(file, head, lines, f"{place}督办考核数据（{first}至{last}）")
        _sheet(file, head, MADE, (("项目", 20), ("怎么算", 80)), [described(name) for name in FIGURES])
        _sheet(file, head, BEHIND, (("科室", 20), ("项目", 16), ("督办编号", 14), ("事项", 60)), _behind(lines))
    return buffer.getvalue()


def _table(file: xlsxwriter.Workbook, head: object, lines: Sequence[DepartmentLine], title: str) -> None:
    sheet = file.add_worksheet(TABLE)
    share, score = file.add_format({"num_format": "0.0%"}), file.add_format({"num_format": "0.0"})
    sheet.write_string(0, 0, title)
    sheet.write_string(_HEAD_ROW, 0, "科室", head)
    sheet.set_column(0, 0, 22)
    for column, name in enumerate(FIGURES, 1):
        sheet.write_string(_HEAD_ROW, column, described(name)[0], head)
    for row, line in enumerate(lines, _HEAD_ROW + 1):
        sheet.write_string(row, 0, line.name)
        for column, figure in enumerate(line.figures, 1):
            if figure.value is None:
                continue
            if figure.name in RATES:
                _, part, whole = RATES[figure.name]
                cells = [xl_rowcol_to_cell(row, 1 + FIGURES.index(each)) for each in (part, whole)]
                sheet.write_formula(row, column, f"={'/'.join(cells)}", share, float(figure.value))
            elif figure.name == SCORE:
                sheet.write_number(row, column, float(figure.value), score)
            else:
                sheet.write_number(row, column, int(figure.value))
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _behind(lines: Sequence[DepartmentLine]) -> list[tuple[str, ...]]:
    """Every count and every score with its tasks; rates are made of counts."""
    named = [(line, each) for line in lines for each in line.figures if each.name in COUNTS or each.name == SCORE]
    keys = {key for _, figure in named for key in figure.tasks}
    tasks = Task.objects.only("number", "title").in_bulk(keys)
    return [
        (line.name, described(figure.name)[0], tasks[key].number, tasks[key].title)
        for line, figure in named
        for key in figure.tasks
    ]


def _sheet(
    file: xlsxwriter.Workbook,
    head: object,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
) -> None:
    sheet = file.add_worksheet(name)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    sheet.freeze_panes(1, 0)
