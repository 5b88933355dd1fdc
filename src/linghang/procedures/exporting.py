"""Cases as the lines of their workbook: read into an empty workspace, they are the same cases again."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from linghang.core.workbook import Line, write_workbook
from linghang.procedures.cases import OPENED
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.reading import event_of
from linghang.procedures.workbook import BOOK, CASES, STEPS, event_cells, write_data

_RELATED = ("institution", "person", "organization", "unit", "branch", "department")


def export_cases(path: Path | BinaryIO, cases: Iterable[Case], finish: Any = None) -> Mapping[str, int]:
    """Write the workbook of these cases and say how many lines each sheet has. `finish`: see core.workbook."""
    lines = read_lines(cases)
    write_workbook(path, BOOK, lines, finish=finish)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines(cases: Iterable[Case]) -> dict[str, list[Line]]:
    """The lines of both sheets, by institution, procedure and number; three queries."""
    keys = [case.pk for case in cases]
    found = list(Case.objects.filter(pk__in=keys).select_related(*_RELATED))
    found.sort(key=lambda case: (case.institution.code, case.procedure, case.number))
    events: dict[int, list[CaseEvent]] = {case.pk: [] for case in found}
    for each in (
        CaseEvent.objects.filter(case__in=keys)
        .select_related("actor")
        .prefetch_related("files")
        .order_by("case", "position")
    ):
        events[each.case_id].append(each)
    return {
        CASES: [_case(case, events[case.pk]) for case in found],
        STEPS: [_step(case, each) for case in found for each in events[case.pk] if each.step != OPENED],
    }


def subject_code(case: Case) -> str:
    """What the column 对象 says: a code, or the matter in words."""
    for row in (case.person, case.organization, case.unit):
        if row is not None:
            return str(row.code)
    return case.matter


def _place(case: Case) -> Line:
    return {"机构代码": case.institution.code, "流程代码": case.procedure, "编号": case.number}


def _case(case: Case, events: list[CaseEvent]) -> Line:
    opened = next(event for event in events if event.step == OPENED)
    return {
        **_place(case),
        "对象": subject_code(case),
        "党组织代码": _branch_at_opening(case, events),
        "科室代码": case.department.code if case.department else None,
        "办法": case.profile,
        "启动日期": case.opened_on,
        "启动内容": write_data(opened.data),
        "说明": opened.text,
        "状态": "已办结" if case.closed_on else "中止" if case.suspended_on else "在办",
        "结果": case.result,
    }


def _branch_at_opening(case: Case, events: list[CaseEvent]) -> str | None:
    moved = next((event for event in events if event.step == "_moved"), None)
    if moved is not None:
        return str(moved.data["from"]) or None
    return case.branch.code if case.branch else None


def _step(case: Case, stored: CaseEvent) -> Line:
    return {**_place(case), "序号": stored.position, **stored_cells(stored)}


def stored_cells(stored: CaseEvent) -> Line:
    """A stored event as its cells: who did it by name when nobody else was named, uploads by the name of the file."""
    by = stored.by or (stored.actor.first_name if stored.actor else "")
    uploads: dict[str, list[str]] = {}
    for file in stored.files.all():
        uploads.setdefault(file.code, []).append(file.name)
    places = {code: f"电子件：{'、'.join(names)}" for code, names in uploads.items()}
    return event_cells(event_of(stored), {**stored.papers, **places}, by)
