"""The records' sheet: which lines stand already, and which tell of something new."""

import datetime as dt
from typing import Any

from linghang.core.workbook import Line, Row
from linghang.organization.importing.reading import Reading
from linghang.tasks.exporting import Key
from linghang.tasks.flow import CHECKLIST
from linghang.tasks.history import Event
from linghang.tasks.importing.drafts import Draft, Drafts, Record, parts
from linghang.tasks.models import TaskEvent
from linghang.tasks.workbook import (
    ALL_SOUND,
    CHOICES_OF,
    DATA,
    DAYS,
    KINDS,
    RECORDS,
    WHOLE,
    data_columns,
    event_cells,
    read_changes,
    read_files,
)

_FILLED_IN = frozenset({"科室代码", "经办人"})
_FILLED_IN_FOR = {"同意延期": _FILLED_IN | {"时限"}, "立项": _FILLED_IN | {"牵头科室代码"}}
"""Cells that the system fills in when they are left empty, by the kind of event."""
_REVIEWED = f"销号须写“{ALL_SOUND}”，退回须写不合格的要点"


def read_records(reading: Reading, rows: list[Row], drafts: Drafts) -> None:
    """Give every draft its new records, in their order."""
    by_task: dict[Key, list[Row]] = {}
    for row in rows:
        key = (row.text("机构代码"), row.text("督办编号"))
        if key in drafts and reading.required(row):
            by_task.setdefault(key, []).append(row)
    for key, lines in by_task.items():
        draft = drafts[key]
        numbered = [(_position(reading, row), row) for row in lines]
        numbered.sort(key=lambda pair: pair[0] or len(lines) + len(draft.stored))
        _match(reading, draft, numbered)
        draft.broken = draft.broken or not all(reading.sound(row) for row in lines)
    for draft in drafts.values():
        if draft.task is None and not draft.fresh and not draft.broken and draft.row is not None:
            draft.fresh = _from_line(reading, draft.row)
            draft.broken = not draft.fresh


def _position(reading: Reading, row: Row) -> int:
    text = row.text("序号")
    if text and not (text.isascii() and text.isdecimal() and 0 < len(text) <= 5):
        reading.fault(row, "序号", "不是整数", "新增的行可以留空")
        return 0
    return int(text or 0)


def _match(reading: Reading, draft: Draft, lines: list[tuple[int, Row]]) -> None:
    """Lines that stand already are passed over; others are new and come after them."""
    left = dict(enumerate(draft.stored, 1))
    for position, row in lines:
        record = _read(reading, row)
        if record is None:
            continue
        cells = event_cells(record.event, record.by)
        if 0 < position <= len(draft.stored):
            stored = left.pop(position, None)
            if stored is None or not _agrees(cells, stored.cells):
                now = f"系统中第 {position} 条是{_say(draft, position)}"
                reading.fault(row, "序号", f"与系统中的记录不一致：{now}", "请重新导出最新的台账，在其后添加新行")
            continue
        same = next((at for at, stored in left.items() if not position and _agrees(cells, stored.cells)), None)
        if same is not None:
            del left[same]
            continue
        expected = len(draft.stored) + len(draft.fresh) + 1
        if position and position != expected:
            reading.fault(row, "序号", f"序号不连续，应为 {expected}", "请补上缺少的记录，或留空序号")
        draft.fresh.append(record)


def _agrees(cells: Line, stored: Line) -> bool:
    """Whether a line tells the stored event; what it leaves to the system may be filled in there."""
    extra = set(stored) - set(cells)
    return extra <= _FILLED_IN_FOR.get(str(cells["事由"]), _FILLED_IN) and all(
        stored.get(column) == value for column, value in cells.items()
    )


def _say(draft: Draft, position: int) -> str:
    cells = draft.stored[position - 1].cells
    return f" {cells['日期']} 的{cells['事由']}" + (f"（{cells['经办人']}）" if cells.get("经办人") else "")


def _read(reading: Reading, row: Row) -> Record | None:
    """The event of a line; None when the line cannot be understood."""
    kind = reading.choice(row, "事由", [(code, title) for code, title in KINDS.items()])
    on = reading.date(row, "日期")
    by = reading.texts(row, TaskEvent, {"经办人": "by"})["by"]
    if not reading.sound(row) or on is None:
        return None
    data = _data(reading, row, kind)
    if not reading.sound(row):
        return None
    return Record(row, Event(kind, on, row.text("内容"), data, row.text("科室代码")), by)


def _data(reading: Reading, row: Row, kind: str) -> dict[str, Any]:
    allowed, found = data_columns(kind), {}
    for code, column in DATA.items():
        if not row.text(column):
            continue
        if column not in allowed:
            reading.fault(row, column, f"“{KINDS[kind]}”不填这一列", "请清空，或核对事由")
        elif (value := _value(reading, row, code, column)) is not None:
            found[code] = value
    if kind in ("close", "return") and not row.text(DATA["checklist"]):
        reading.fault(row, DATA["checklist"], f"{KINDS[kind]}没有写明复核结果", _REVIEWED)
    return found


def _value(reading: Reading, row: Row, code: str, column: str) -> Any:
    text = row.text(column)
    if code in DAYS:
        day = reading.date(row, column)
        return day.isoformat() if isinstance(day, dt.date) else None
    if code in CHOICES_OF:
        return reading.choice(row, column, list(CHOICES_OF[code].items())) or None
    match code:
        case "percent":
            return _number(reading, row, column, text)
        case "milestones" | "rejected":
            return [_number(reading, row, column, each) for each in parts(text)]
        case "passed":
            return reading.choice(row, column, [("yes", "是"), ("no", "否")]) == "yes"
        case "checklist":
            return _points(reading, row, column)
        case "department":
            return "" if text == WHOLE else text
        case "files":
            return read_files(text)
        case "children":
            return parts(text)
        case "changes":
            return _changes(reading, row, column)
    return text


def _number(reading: Reading, row: Row, column: str, text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5):
        reading.fault(row, column, "不是整数", "请填整数，几个之间用“、”隔开")
        return None
    return int(text)


def _points(reading: Reading, row: Row, column: str) -> dict[str, bool]:
    """What the reviewer found of each of the seven points."""
    failed = [each for each in parts(row.text(column)) if each != ALL_SOUND]
    if unknown := [each for each in failed if each not in CHECKLIST.values()]:
        reading.fault(row, column, f"没有这个要点：{'、'.join(unknown)}", f"可填：{'、'.join(CHECKLIST.values())}")
    return {code: title not in failed for code, title in CHECKLIST.items()}


def _changes(reading: Reading, row: Row, column: str) -> dict[str, list[str]] | None:
    try:
        return read_changes(row.text(column))
    except ValueError:
        reading.fault(row, column, "看不懂修改的内容", "每行写：项目｜原来｜改后")
        return None


def _from_line(reading: Reading, row: Row) -> list[Record]:
    """A task that comes without records: registered, and given out when the line says when and until when."""
    opened, assigned, due = (reading.date(row, column) for column in ("立项日期", "交办日期", "原定时限"))
    if opened is None:
        reading.fault(row, "立项日期", "没有填写", f"新任务在“{RECORDS}”表中没有记录时，须填立项日期")
        return []
    records = [Record(row, Event("register", opened))]
    if assigned and due:
        records.append(Record(row, Event("assign", assigned, data={"due": due.isoformat()})))
    return records
