"""The lines of cases: opened, or compared with what stands."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.organization import access
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Department, Institution, PartyOrganization
from linghang.procedures import reach, store
from linghang.procedures.exporting import subject_code
from linghang.procedures.importing.drafts import Draft, Key, note, read_cell
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.subjects import Subject
from linghang.procedures.workbook import key_of
from linghang.registers.content import library


def read_cases(reading: Reading, rows: Iterable[Row], actor: Any, rights: access.User | None) -> dict[Key, Draft]:
    known = {
        (case.institution.code, case.procedure, case.number): case
        for case in Case.objects.select_related("institution", "person", "organization", "unit", "branch", "department")
    }
    events: dict[int, list[CaseEvent]] = {}
    for each in CaseEvent.objects.select_related("actor").prefetch_related("files").order_by("case", "position"):
        events.setdefault(each.case_id, []).append(each)
    drafts: dict[Key, Draft] = {}
    for row in rows:
        if not reading.required(row):
            drafts.setdefault(key_of(row), Draft(key_of(row)))
            continue
        draft = drafts.setdefault(key_of(row), Draft(key_of(row)))
        if case := known.get(draft.key):
            draft.case, draft.standing = case, events[case.pk]
            _compare(reading, row, draft, rights)
        else:
            draft.case, draft.new = _open(reading, row, actor, rights), True
    return drafts


def _compare(reading: Reading, row: Row, draft: Draft, rights: access.User | None) -> None:
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
    data = read_cell(reading, row, "启动内容")
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
        note(reading, row, error)
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
