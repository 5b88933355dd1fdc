"""Cases with their history from the workbook, all of them or none.

Every line passes the rules of the procedure on its day; a step that could not have happened so is refused with its
row, the reason, the rule and what to do. What stands already is compared, and only what is new is written: reading a
file twice writes once.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlog.context import set_actor
from django.db import transaction

from linghang.core import workbook
from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.organization import access, trail
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Department, Institution, PartyOrganization
from linghang.procedures import contents, reach, store
from linghang.procedures.cases import MOVED, OPENED
from linghang.procedures.courses import course_of
from linghang.procedures.exporting import stored_cells, subject_code
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.subjects import Subject
from linghang.procedures.workbook import (
    BOOK,
    CASES,
    STEPS,
    TALLY,
    is_step,
    key_of,
    read_data,
    read_papers,
    read_tally,
)
from linghang.registers.content import library

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


@dataclass(frozen=True)
class Summary:
    """What a workbook did, or would do: cases that are new, that got steps, that stay; how many steps."""

    new: int
    changed: int
    same: int
    records: int


@dataclass
class _Draft:
    """A case of the file. `case`: as it stands or was opened; None when it could not be. `fresh`: its new lines."""

    key: Key
    case: Case | None = None
    new: bool = False
    standing: list[CaseEvent] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    written: int = 0


def load_cases(
    path: Path,
    actor: Any = None,
    *,
    name: str = "",
    rights: access.User | None = None,
    dry_run: bool = False,
    today: dt.date | None = None,
) -> Summary:
    """Bring in the cases of the workbook with everything that happened to them.

    `rights`: the person whose rights are asked, step by step; None: everything is allowed (the command line).
    `dry_run`: only say what would be done. `name`: what faults call the file. Raises InputError with every fault.
    """
    rows = workbook.read_workbook(path, BOOK, name or path.name)
    reading = Reading.begin(name or path.name, BOOK)
    reading.refuse_repeats(rows[CASES])
    reading.refuse_repeats(row for row in rows[STEPS] if row.text("序号"))
    with set_actor(actor), transaction.atomic():
        drafts = _read_cases(reading, rows[CASES], actor, rights)
        _read_steps(reading, rows[STEPS], drafts)
        for draft in drafts.values():
            _write(reading, draft, actor, rights)
        reading.raise_faults()
        if dry_run:
            transaction.set_rollback(True)
        elif getattr(actor, "pk", None):
            _log(drafts.values(), actor)
    new = sum(draft.new for draft in drafts.values())
    changed = sum(not draft.new and draft.written > 0 for draft in drafts.values())
    return Summary(new, changed, len(drafts) - new - changed, sum(draft.written for draft in drafts.values()))


def _read_cases(reading: Reading, rows: Iterable[Row], actor: Any, rights: access.User | None) -> dict[Key, _Draft]:
    known = {
        (case.institution.code, case.procedure, case.number): case
        for case in Case.objects.select_related("institution", "person", "organization", "unit", "branch", "department")
    }
    events: dict[int, list[CaseEvent]] = {}
    for each in CaseEvent.objects.select_related("actor").prefetch_related("files").order_by("case", "position"):
        events.setdefault(each.case_id, []).append(each)
    drafts: dict[Key, _Draft] = {}
    for row in rows:
        if not reading.required(row):
            drafts.setdefault(key_of(row), _Draft(key_of(row)))
            continue
        draft = drafts.setdefault(key_of(row), _Draft(key_of(row)))
        if case := known.get(draft.key):
            draft.case, draft.standing = case, events[case.pk]
            _compare(reading, row, draft, rights)
        else:
            draft.case, draft.new = _open(reading, row, actor, rights), True
    return drafts


def _compare(reading: Reading, row: Row, draft: _Draft, rights: access.User | None) -> None:
    """A case that stands is told by its events; its line must not say otherwise."""
    case = draft.case
    if case is None:
        return
    if rights is not None and not reach.may_see(rights, case):
        reading.fault(row, "编号", "这件事不在您可查看的范围内", "请联系党务部门")
    if row.text("对象") != subject_code(case):
        reading.fault(row, "对象", "与已有的不同", "编号写错了请改编号；对象错了请终止后重新启动")
    if reading.date(row, "启动日期") != case.opened_on:
        reading.fault(row, "启动日期", f"与已有的不同（{case.opened_on}）", "记录只增不改，请改回")


def _open(reading: Reading, row: Row, actor: Any, rights: access.User | None) -> Case | None:
    institution, on = reading.institution(row), reading.date(row, "启动日期")
    branch = reading.party(row) if row.text("党组织代码") else None
    department = reading.department(row, institution, on)
    if not library().has("procedures", row.text("流程代码")):
        reading.fault(row, "流程代码", "没有这个流程", "可用 linghang packs list --kind procedures 查看全部")
    data = _data(reading, row, "启动内容")
    if institution is None or on is None or not reading.sound(row):
        return None
    subject = _subject(reading, row, institution, on)
    if subject is None:
        return None
    if rights is not None and not _may_open(reading, row, rights, institution, on, branch, department):
        return None
    try:
        return store.open_case(
            row.text("流程代码"),
            subject,
            institution,
            on=on,
            actor=actor,
            branch=branch,
            department=department,
            profile=row.text("办法") or None,
            number=row.text("编号"),
            text=row.text("说明"),
            data=data,
        )
    except InputError as error:
        _note(reading, row, error)
        return None


def _may_open(
    reading: Reading,
    row: Row,
    user: access.User,
    institution: Institution,
    on: dt.date,
    branch: PartyOrganization | None,
    department: Department | None,
) -> bool:
    procedure = library().procedure(row.text("流程代码"), on)
    if reach.may_open(user, procedure, institution, branch=branch, department=department):
        return True
    reading.fault(row, "机构代码", f"您不能在这里启动“{procedure.title}”", "请联系党务部门")
    return False


def _subject(reading: Reading, row: Row, institution: Institution, on: dt.date) -> Subject | None:
    """What the case is about; None when it is not known, which is noted."""
    found: Subject | None
    match library().procedure(row.text("流程代码"), on).subject:
        case "person":
            found = reading.person(row, "对象")
        case "organization":
            found = reading.party(row, "对象")
        case "department":
            found = reading.department(row, institution, on, "对象")
            if found is None and reading.sound(row):
                reading.fault(row, "对象", "没有写明科室", "请写科室代码")
        case "institution":
            found = institution
        case _:
            found = row.text("对象")
    return found


def _read_steps(reading: Reading, rows: Iterable[Row], drafts: dict[Key, _Draft]) -> None:
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


def _compare_step(reading: Reading, row: Row, draft: _Draft, stored: CaseEvent) -> None:
    """What was recorded stays: the line must say the same."""
    cells = stored_cells(stored)
    for column in ("日期", "步骤", "结果", "内容", "材料", *TALLY, "说明"):
        said: object = reading.date(row, column) if column == "日期" else row.text(column)
        same = _alike(column, said) == _alike(column, cells.get(column))
        if column == "内容" and not same and draft.case is not None and is_step(stored.step):
            # 3 and 3.0 are one number: what is read counts.
            read = contents.read(course_of(draft.case), stored.step, _data(reading, row, column))
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


def _write(reading: Reading, draft: _Draft, actor: Any, rights: access.User | None) -> None:
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
    on, data = reading.date(row, "日期"), _data(reading, row, "内容")
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
        _note(reading, row, error)
        return False
    return True


def _data(reading: Reading, row: Row, column: str) -> dict[str, str]:
    try:
        return read_data(row.text(column))
    except ValueError:
        reading.fault(row, column, "看不懂这一栏", "一行一项，写成 字段代码=内容")
        return {}


def _note(reading: Reading, row: Row, error: InputError) -> None:
    """The faults of a line, each in the column where it stands."""
    whole, contents = ("流程代码", "启动内容") if row.sheet == CASES else ("步骤", "内容")
    for fault in error.faults:
        column = _COLUMNS[row.sheet].get(fault.field, contents if fault.field else whole)
        title = f"“{fault.field}”" if column == contents else ""
        remedy = "请核对这条记录的步骤、日期和先后" if _OF_A_PAGE in fault.remedy else fault.remedy
        reading.fault(row, column, f"{title}{fault.reason}", remedy)


def _log(drafts: Iterable[_Draft], actor: access.User) -> None:
    """One line in the audit log per institution; the steps themselves are the history."""
    counted: dict[int, tuple[Institution, int, int]] = {}
    for draft in drafts:
        if draft.case is not None and (draft.new or draft.written):
            place = draft.case.institution
            _, cases, steps = counted.get(place.pk, (place, 0, 0))
            counted[place.pk] = (place, cases + 1, steps + draft.written)
    for place, cases, steps in counted.values():
        trail.record(actor, "导入流程事项", place, 事项=cases, 步骤=steps)


__all__ = ["Summary", "load_cases"]
