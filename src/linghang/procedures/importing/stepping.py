"""The lines of steps: compared with what stands, or recorded in their order."""

from collections.abc import Iterable
from typing import Any

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.organization import access
from linghang.organization.importing.reading import Reading
from linghang.procedures import contents, reach, store
from linghang.procedures.cases import MOVED, OPENED
from linghang.procedures.courses import course_of
from linghang.procedures.exporting import stored_cells
from linghang.procedures.importing.drafts import Draft, Key, note, read_cell
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.workbook import TALLY, is_step, key_of, read_papers, read_tally


def read_steps(reading: Reading, rows: Iterable[Row], drafts: dict[Key, Draft]) -> None:
    """Give each line to its case; lines of what stands already are compared by their place in the history."""
    place: dict[Key, int] = {}
    for row in rows:
        draft = drafts.get(key_of(row))
        if draft is None:
            reading.fault(row, "编号", "“事项”表里没有这件事", "请先在“事项”表中写上它")
            continue
        if not reading.required(row):
            continue
        position = _position(reading, row, place.get(draft.key, 1) + 1)
        place[draft.key] = position
        if position <= len(draft.standing):
            _compare_step(reading, row, draft, draft.standing[position - 1])
        elif position != len(draft.standing) + len(draft.fresh) + (2 if draft.new else 1):
            reading.fault(row, "序号", "与前面的记录接不上", "请按先后写，不要跳号，新增的行可不写序号")
        else:
            draft.fresh.append(row)


def _position(reading: Reading, row: Row, following: int) -> int:
    text = row.text("序号")
    if not text:
        return following
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        reading.fault(row, "序号", "不是整数", "导出时已填好，请勿改动；新增的行可不写")
        return following
    return int(text)


def _compare_step(reading: Reading, row: Row, draft: Draft, stored: CaseEvent) -> None:
    """What was recorded stays: the line must say the same."""
    cells = stored_cells(stored)
    for column in ("日期", "步骤", "结果", "内容", "材料", *TALLY, "说明"):
        said: object = reading.date(row, column) if column == "日期" else row.text(column)
        same = _alike(column, said) == _alike(column, cells.get(column))
        if column == "内容" and not same and draft.case is not None and is_step(stored.step):
            # 3 and 3.0 are one number: what is read counts.
            read = contents.read(course_of(draft.case), stored.step, read_cell(reading, row, column))
            same = read.data == stored.data
        if not same:
            reading.fault(row, column, f"与已有的第{stored.position}条记录不同", "记录只增不改；填错的请在页面上撤回")
            return


def _alike(column: str, cell: object) -> object:
    """What a cell says, however it is laid out."""
    text = str(cell if cell is not None else "").strip()
    if column == "材料":
        return read_papers(text)
    if column in TALLY:
        return text or "0"
    return text


def write_steps(reading: Reading, draft: Draft, actor: Any, rights: access.User | None) -> None:
    """The new steps of a case in their order; after the first that cannot be, the rest is not judged."""
    held = store.hold_case(draft.case) if draft.case is not None and draft.fresh else None
    for row in draft.fresh:
        if draft.case is None or held is None or not reading.sound(row):
            return
        if rights is not None and not reach.may_act(rights, draft.case, row.text("步骤")):
            reading.fault(row, "步骤", "这一步不由您办理", "请由流程规定的人办理，或联系党务部门")
            return
        if not _record(reading, row, draft.case, actor, held):
            return
        draft.written += 1


def _record(reading: Reading, row: Row, case: Case, actor: Any, held: store.Held) -> bool:
    on, data = reading.date(row, "日期"), read_cell(reading, row, "内容")
    try:
        tally = read_tally(row)
    except ValueError as error:
        reading.fault(row, str(error), "不是整数", "请填人数或票数")
        return False
    if on is None or not reading.sound(row):
        return False
    step, text, by = row.text("步骤"), row.text("说明"), row.text("经办人")[:40]
    try:
        if step == MOVED:
            branch = reading.parties.get(data.get("to", ""))
            if branch is None:
                reading.fault(row, "内容", "没有这个党组织", "请写 to=党组织代码")
                return False
            store.move(case, branch, on=on, actor=actor, text=text, by=by, held=held)
        elif step == OPENED:
            reading.fault(row, "步骤", "启动写在“事项”表里", "请删去这一行")
            return False
        else:
            papers = read_papers(row.text("材料")) if is_step(step) else {}
            outcome = row.text("结果")
            store.record(
                case,
                step,
                on=on,
                actor=actor,
                outcome=outcome,
                data=data,
                documents=papers,
                tally=tally,
                text=text,
                by=by,
                held=held,
            )
    except InputError as error:
        note(reading, row, error)
        return False
    return True
