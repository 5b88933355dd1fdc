"""The organisation workbook: its sheets and columns, read into rows or written as a template. No Django."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from linghang.core import spreadsheet
from linghang.core.errors import Fault, InputError, refuse

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

# Per sheet: column → note shown in the template. A note that begins with 必填 makes the column required.
SHEETS: dict[str, dict[str, str]] = {
    "机构": {
        "机构代码": "必填。字母、数字、- 和 _，全区域唯一；数据文件按它归属",
        "名称": "必填。全称",
        "简称": "页面上显示的短名",
        "类别": "必填。区域、医疗集团、医院、乡镇卫生院",
        "等级": "如 三级甲等",
        "上级机构代码": "汇总到哪个机构；最上一级留空",
        "次序": "同级之间的排列，整数",
        "有效期起": "日期，可空",
        "有效期止": "日期，可空",
    },
    "科室": {
        "机构代码": "必填。见“机构”表",
        "科室代码": "必填。数据文件中出现的代码",
        "科室名称": "必填",
        "有效期起": "日期，可空",
        "有效期止": "日期，可空",
    },
    "人员": {
        "用户名": "必填。登录用",
        "姓名": "必填",
        "机构代码": "必填。见“机构”表",
        "科室代码": "科主任必填；其他人填了就只看这个科室",
        "角色": "必填。系统管理员、党办院办、质控与业务科室、科主任、卫健委（只看汇总）、查看",
        "有效期起": "日期，可空",
        "有效期止": "日期，可空",
    },
}
OPTIONAL_SHEETS = frozenset({"科室", "人员"})
CHOICES = {
    "类别": ("区域", "医疗集团", "医院", "乡镇卫生院"),
    "角色": ("系统管理员", "党办院办", "质控与业务科室", "科主任", "卫健委（只看汇总）", "查看"),
}


@dataclass(frozen=True)
class Row:
    """One row of a sheet; `number` as the spreadsheet counts it."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The cell as text, trimmed; whole numbers without the `.0` that Excel gives them."""
        value = self.cells.get(column, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def date(self, column: str) -> dt.date | None:
        """A date cell, or text in ISO form. ValueError when it is neither."""
        value = self.cells.get(column, "")
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        return dt.date.fromisoformat(self.text(column)) if self.text(column) else None


def read_workbook(path: Path) -> dict[str, list[Row]]:
    """The rows of each sheet, empty ones left out. InputError when it is no workbook or lacks a sheet or column."""
    spreadsheet.refuse_unfit(path, path.name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(
            "打不开这个文件", "请用 linghang organization template 生成的 Excel 模板（.xlsx）填写", file=path.name
        ) from error
    faults: list[Fault] = []
    rows: dict[str, list[Row]] = {}
    for sheet, columns in SHEETS.items():
        if sheet in workbook.sheet_names:
            rows[sheet] = _read_sheet(workbook, sheet, tuple(columns), path.name, faults)
        else:
            rows[sheet] = []
            if sheet not in OPTIONAL_SHEETS:
                faults.append(Fault(path.name, 0, sheet, reason="缺少这张工作表", remedy="请使用模板"))
    if faults:
        raise InputError(faults)
    return rows


def _read_sheet(
    workbook: CalamineWorkbook, sheet: str, columns: tuple[str, ...], file: str, faults: list[Fault]
) -> list[Row]:
    grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    header = [str(cell).strip() for cell in grid[0]] if grid else []
    required = [column for column in columns if SHEETS[sheet][column].startswith("必填")]
    for column in required:
        if header.count(column) != 1:
            reason = "缺少这一列" if column not in header else "这一列出现了两次"
            faults.append(Fault(file, 1, sheet, column, reason=reason, remedy="表头须在第 1 行，请使用模板"))
    found = []
    for number, line in enumerate(grid[1:], start=2):
        cells = {name: cell for name, cell in zip(header, line, strict=False) if name in columns}
        if any(str(cell).strip() for cell in cells.values()):
            found.append(Row(sheet, number, cells))
    return found


def write_template(path: Path) -> None:
    """An empty workbook with the heads, a note on each, and drop-downs where there is a choice."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1})
        for sheet, columns in SHEETS.items():
            page = workbook.add_worksheet(sheet)
            page.freeze_panes(1, 0)
            for index, (column, note) in enumerate(columns.items()):
                page.write(0, index, column, head)
                page.write_comment(0, index, note)
                page.set_column(index, index, 16)
                if column in CHOICES:
                    page.data_validation(1, index, 2000, index, {"validate": "list", "source": list(CHOICES[column])})
