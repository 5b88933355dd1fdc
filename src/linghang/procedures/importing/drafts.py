"""A case of the file, and the faults of its lines, each in the column where it stands."""

from dataclasses import dataclass, field

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.organization.importing.reading import Reading
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.workbook import CASES, STEPS, read_data

Key = tuple[str, str, str]
_COLUMNS: dict[str, dict[str, str]] = {
    CASES: {
        **{"日期": "启动日期", "对象": "对象", "事项": "对象", "对象科室": "对象", "编号": "编号", "办法": "办法"},
        **{"承办党组织": "党组织代码", "承办科室": "科室代码", "流程": "流程代码"},
    },
    STEPS: {each: each for each in ("日期", "步骤", "结果", "材料", "说明")} | {"表决": "应到"},
}
"""Sheet → field of a fault → the column in which it stands; any other field stands in 启动内容 or 内容."""
_OF_A_PAGE = "刷新页面"
"""What is advised to people at a page; a file needs other advice."""


@dataclass
class Draft:
    """A case of the file. `case`: as it stands or was opened; None when it could not be. `fresh`: its new lines."""

    key: Key
    case: Case | None = None
    new: bool = False
    standing: list[CaseEvent] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    written: int = 0


def read_cell(reading: Reading, row: Row, column: str) -> dict[str, str]:
    """The fields that a cell names, as they are written there."""
    try:
        return read_data(row.text(column))
    except ValueError:
        reading.fault(row, column, "看不懂这一栏", "一行一项，写成 字段代码=内容")
        return {}


def note(reading: Reading, row: Row, error: InputError) -> None:
    """The faults of a line, each in the column where it stands."""
    whole, contents = ("流程代码", "启动内容") if row.sheet == CASES else ("步骤", "内容")
    for fault in error.faults:
        column = _COLUMNS[row.sheet].get(fault.field, contents if fault.field else whole)
        title = f"“{fault.field}”" if column == contents else ""
        remedy = "请核对这条记录的步骤、日期和先后" if _OF_A_PAGE in fault.remedy else fault.remedy
        reading.fault(row, column, f"{title}{fault.reason}", remedy)
