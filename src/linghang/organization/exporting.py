"""What stands in the database as lines of the workbook: read again, they change nothing.

As of a day, only what was in force then, without what led to it: a line that names something no longer there goes
too, or loses that name where it may be empty.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, TypeAlias

from linghang.organization.models import (
    Appointment,
    Assignment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    InstitutionName,
    PartyOrganizationForm,
    Person,
    Portfolio,
    Post,
    TreatmentGroup,
    Validity,
)
from linghang.organization.sheets import REFERENCES, SHEETS
from linghang.organization.workbook import Line, write_workbook

Lines: TypeAlias = dict[str, list[Line]]


def export_organization(
    path: Path | BinaryIO, as_of: dt.date | None = None, *, accounts: bool = True
) -> Mapping[str, int]:
    """Write the workbook and say how many lines each sheet has. `accounts`: whether accounts and roles go along."""
    lines = read_lines()
    if not accounts:
        lines["账号"] = []
    if as_of:
        lines = in_force_on(lines, as_of)
    write_workbook(path, lines)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines() -> Lines:
    """Everything, with all its periods, in a lasting order."""
    lines = {
        "机构": _institutions(),
        "别名": _names(),
        "科室": _departments(),
        "科室变更": _changes(),
        "诊疗组": _groups(),
        "党组织": _forms(),
        "支部科室": _links(),
        "人员": _people(),
        "职务": _posts(),
        "任免": _appointments(),
        "分工": _portfolios(),
        "账号": _accounts(),
    }
    return {sheet: list(found) for sheet, found in lines.items()}


def in_force_on(lines: Lines, day: dt.date) -> Lines:
    """The lines in force on `day`, each naming only what is in force too. Pure."""
    kept = {sheet: [line for line in found if _in_force(line, day)] for sheet, found in lines.items()}
    kept["科室变更"] = []
    while True:
        closed = {sheet: list(_closed(sheet, kept)) for sheet in kept}
        if closed == kept:
            return kept
        kept = closed


def _in_force(line: Line, day: dt.date) -> bool:
    first, last = line.get("有效期起"), line.get("有效期止")
    return not (isinstance(first, dt.date) and first > day) and not (isinstance(last, dt.date) and last < day)


def _closed(sheet: str, lines: Lines) -> Iterator[Line]:
    references = [
        (columns, {tuple(line.get(name) for name in names) for line in lines[target]})
        for columns, target, names in REFERENCES[sheet]
    ]
    for line in lines[sheet]:
        closed: Line | None = line
        for columns, there in references:
            if closed is not None and all(closed.get(name) for name in columns):
                found = tuple(closed.get(name) for name in columns) in there
                closed = closed if found else _without(sheet, closed, columns[-1])
        if closed is not None:
            yield closed


def _without(sheet: str, line: Line, column: str) -> Line | None:
    """The line without what is not there; None where the line is about nothing else."""
    if SHEETS[sheet][column].startswith("必填") or sheet in ("分工", "账号") or (sheet, column) in _PLACES:
        return None
    return {**line, column: None}


# A post without its department or Party organisation would become the institution's own.
_PLACES = {("职务", "科室代码"), ("职务", "党组织代码")}


def _period(stored: Validity) -> Line:
    return {"有效期起": stored.valid_from, "有效期止": stored.valid_to}


def _institutions() -> Iterator[Line]:
    for each in Institution.objects.select_related("parent").order_by("position", "code"):
        yield {
            "机构代码": each.code,
            "名称": each.name,
            "简称": each.short_name,
            "类别": each.get_kind_display(),
            "等级": each.level,
            "专业类别": each.category,
            "上级机构代码": each.parent.code if each.parent else None,
            "次序": each.position,
            **_period(each),
        }


def _names() -> Iterator[Line]:
    found = InstitutionName.objects.select_related("institution")
    for each in found.order_by("institution__position", "institution__code", "valid_from", "name"):
        yield {"机构代码": each.institution.code, "名称": each.name, "说明": each.note, **_period(each)}


def _departments() -> Iterator[Line]:
    found = Department.objects.select_related("institution")
    for each in found.order_by("institution__position", "institution__code", "code", "valid_from"):
        yield {**_place(each), "科室名称": each.name, **_period(each)}


def _place(department: Department) -> Line:
    return {"机构代码": department.institution.code, "科室代码": department.code}


def _changes() -> Iterator[Line]:
    found = DepartmentChange.objects.select_related("predecessor__institution", "successor__institution")
    for each in found.order_by("on", "predecessor__institution__code", "predecessor__code", "successor__code"):
        home, after = each.predecessor.institution, each.successor
        yield {
            "机构代码": home.code,
            "原科室代码": each.predecessor.code,
            "新机构代码": after.institution.code if after and after.institution_id != home.pk else None,
            "新科室代码": after.code if after else None,
            "变更日期": each.on,
            "依据文号": each.document,
        }


def _groups() -> Iterator[Line]:
    found = TreatmentGroup.objects.select_related("department__institution", "leader")
    for each in found.order_by("department__institution__code", "department__code", "code", "valid_from"):
        leader = each.leader.code if each.leader else None
        yield {
            **_place(each.department),
            "组代码": each.code,
            "名称": each.name,
            "组长工号": leader,
            **_period(each),
        }


def _forms() -> Iterator[Line]:
    found = PartyOrganizationForm.objects.select_related("organization__institution", "parent")
    for each in found.order_by("organization__institution__position", "organization__code", "valid_from"):
        yield {
            "党组织代码": each.organization.code,
            "机构代码": each.organization.institution.code,
            "名称": each.name,
            "类别": each.get_kind_display(),
            "上级党组织代码": each.parent.code if each.parent else None,
            "批复文号": each.document,
            **_period(each),
        }


def _links() -> Iterator[Line]:
    found = BranchDepartment.objects.select_related("organization", "department__institution")
    for each in found.order_by("organization__code", "department__code", "valid_from"):
        yield {"党组织代码": each.organization.code, **_place(each.department), **_period(each)}


def _people() -> Iterator[Line]:
    found = Person.objects.select_related("institution", "department")
    for each in found.order_by("institution__position", "institution__code", "code"):
        yield {
            "工号": each.code,
            "姓名": each.name,
            "机构代码": each.institution.code,
            "科室代码": each.department.code if each.department else None,
            "职称": each.title,
            **_period(each),
        }


def _posts() -> Iterator[Line]:
    found = Post.objects.select_related("institution", "department", "party_organization", "coupled_with")
    for each in found.order_by("institution__position", "institution__code", "position", "code"):
        yield {
            "职务代码": each.code,
            "职务名称": each.title,
            "类别": each.get_kind_display(),
            "机构代码": each.institution.code,
            "科室代码": each.department.code if each.department else None,
            "党组织代码": each.party_organization.code if each.party_organization else None,
            "双任双免职务代码": each.coupled_with.code if each.coupled_with else None,
            "次序": each.position,
        }


def _appointments() -> Iterator[Line]:
    found = Appointment.objects.select_related("person", "post")
    for each in found.order_by("post__code", "valid_from", "person__code"):
        yield {
            "工号": each.person.code,
            "职务代码": each.post.code,
            "任职文号": each.document,
            "主持工作": "是" if each.acting else "否",
            **_period(each),
        }


def _portfolios() -> Iterator[Line]:
    found = Portfolio.objects.select_related("person__institution", "department__institution")
    for each in found.order_by("person__code", "department__code", "area", "valid_from"):
        home = each.department.institution if each.department else each.person.institution
        yield {
            "工号": each.person.code,
            "机构代码": home.code,
            "科室代码": each.department.code if each.department else None,
            "分管工作": each.area,
            **_period(each),
        }


def _accounts() -> Iterator[Line]:
    found = Assignment.objects.select_related("user__person", "institution", "department", "party_organization")
    order = ("user__username", "institution__code", "department__code", "party_organization__code", "role")
    for each in found.order_by(*order):
        person = getattr(each.user, "person", None)
        yield {
            "用户名": each.user.username,
            "姓名": each.user.first_name or each.user.username,
            "工号": person.code if person else None,
            "机构代码": each.institution.code,
            "科室代码": each.department.code if each.department else None,
            "党组织代码": each.party_organization.code if each.party_organization else None,
            "角色": each.get_role_display(),
            **_period(each),
        }
