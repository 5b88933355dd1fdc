"""The workbook of cases: one sheet of cases, one of their steps, and both as cells and back. No Django."""

from collections.abc import Mapping
from typing import Any

from linghang.core.workbook import Book, Line, Row
from linghang.procedures.cases import EVENT_TITLES, Event, Tally

CASES, STEPS = "事项", "步骤"
_PLACE, _PROCEDURE, _NUMBER = "必填。机构代码", "必填。流程代码", "必填。机构和流程之内唯一，如 2024-0001"
TALLY = {
    "应到": "entitled",
    "到会": "present",
    "赞成": "in_favour",
    "反对": "against",
    "弃权": "abstain",
    "书面赞成": "written_in_favour",
    "书面反对": "written_against",
    "书面弃权": "written_abstain",
}
"""Column of the steps' sheet → field of a vote."""
SHEETS: dict[str, dict[str, str]] = {
    CASES: {
        "机构代码": _PLACE,
        "流程代码": _PROCEDURE,
        "编号": _NUMBER + "；再次导入按它认出同一件事",
        "对象": "工号、党组织代码、科室代码或事项文字，按流程的对象；对象是机构本身时留空",
        "党组织代码": "由哪个党支部承办",
        "科室代码": "由哪个科室承办",
        "办法": "空即默认办法",
        "启动日期": "必填。日期",
        "启动内容": "一行一项：字段代码=内容",
        "说明": "",
        "状态": "由“步骤”算出，供查看",
        "结果": "由“步骤”算出，供查看",
    },
    STEPS: {
        "机构代码": _PLACE,
        "流程代码": _PROCEDURE,
        "编号": "必填。见“事项”表",
        "序号": "这件事的第几条记录，启动是第 1 条；导出时已填好，新增的行可空，按先后往后排",
        "日期": "必填。办理日期",
        "步骤": "必填。步骤代码；中止、恢复、终止、撤回写 _suspended、_resumed、_closed、_taken_back",
        "结果": "结果代码；没有几种结果的步骤留空",
        "内容": "一行一项：字段代码=内容；几个值之间用“；”隔开",
        "材料": "一行一份：材料代码，或 材料代码=原件存放处",
        **dict.fromkeys(TALLY, "表决时填，人数或票数"),
        "说明": "",
        "经办人": "",
    },
}
KEYS = {CASES: ("机构代码", "流程代码", "编号"), STEPS: ("机构代码", "流程代码", "编号", "序号")}
BOOK = Book(SHEETS, KEYS, "流程导入页面或 linghang cases template 给出", required=frozenset({CASES}))
_LIST = "；"
_NEW_LINE = "\\n"


def key_of(row: Row) -> tuple[str, str, str]:
    """Institution, procedure and number."""
    return row.text("机构代码"), row.text("流程代码"), row.text("编号")


def write_data(data: Mapping[str, Any]) -> str:
    """`字段=内容`, one a line."""
    return "\n".join(f"{code}={_written(value)}" for code, value in data.items())


def read_data(cell: str) -> dict[str, str]:
    """The same back; the fields themselves read the texts. ValueError, with the line, when one has no `=`."""
    found: dict[str, str] = {}
    for line in filter(str.strip, cell.splitlines()):
        code, mark, value = line.partition("=")
        if not mark or not code.strip():
            raise ValueError(line[:60])
        found[code.strip()] = value.replace(_NEW_LINE, "\n")
    return found


def read_papers(cell: str) -> dict[str, str]:
    """Papers with the place where the original is kept; "纸质存档" where none is named."""
    found: dict[str, str] = {}
    for line in filter(str.strip, cell.splitlines()):
        code, _, place = line.partition("=")
        found[code.strip()] = place.strip() or "纸质存档"
    return found


def read_tally(row: Row) -> Tally | None:
    """The vote of a line; None when it has none. ValueError, with the column, for what is no whole number."""
    texts = {name: row.text(column) for column, name in TALLY.items()}
    if not any(texts.values()):
        return None
    numbers: dict[str, int] = {}
    for column, name in TALLY.items():
        text = texts[name] or "0"
        if not (text.isascii() and text.isdecimal() and len(text) <= 6):
            raise ValueError(column)
        numbers[name] = int(text)
    return Tally(**numbers)


def event_cells(event: Event, papers: Mapping[str, str], by: str) -> Line:
    """An event as the cells of its line, without place and number."""
    cells: dict[str, Any] = {
        "日期": event.on,
        "步骤": event.step,
        "结果": event.outcome,
        "说明": event.text,
        "经办人": by,
    }
    cells["内容"] = write_data(event.data)
    cells["材料"] = "\n".join(f"{code}={papers[code]}" if code in papers else code for code in event.documents)
    if event.tally is not None:
        cells |= {column: getattr(event.tally, name) for column, name in TALLY.items()}
    return {column: value for column, value in cells.items() if value not in ("", None)}


def is_step(code: str) -> bool:
    """Whether it names a step of a procedure, and not one of the events that every case knows."""
    return code not in EVENT_TITLES


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _LIST.join(map(_written, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value).replace("\n", _NEW_LINE)
