"""Institutions, their other names, departments with what became of them, and treatment groups."""

import datetime as dt
from collections.abc import Iterable

from linghang.organization.importing.reading import Reading
from linghang.organization.models import (
    Department,
    DepartmentChange,
    Institution,
    InstitutionName,
    TreatmentGroup,
)
from linghang.organization.workbook import Row


def read_institution(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    code = reading.code(row, "机构代码")
    values = {
        **reading.texts(
            row, Institution, {"名称": "name", "简称": "short_name", "等级": "level", "专业类别": "category"}
        ),
        "kind": reading.choice(row, "类别", Institution.Kind.choices),
        "position": reading.position(row),
        **reading.validity(row),
    }
    if reading.sound(row):
        reading.institutions[code] = reading.put(row, Institution, {"code": code}, values)


def read_parent(reading: Reading, row: Row) -> None:
    """A second pass: a member may stand above its superior in the file."""
    member = reading.institutions.get(row.text("机构代码"))
    parent = reading.institution(row, "上级机构代码") if row.text("上级机构代码") else None
    if member is not None and reading.sound(row) and member.parent != parent:
        member.parent = parent
        member.save(update_fields=["parent"])


def refuse_circles(reading: Reading, rows: Iterable[Row]) -> None:
    above = {each.code: each.parent.code if each.parent else None for each in reading.institutions.values()}
    for row in rows:
        place: str | None = row.text("机构代码")
        steps = 0
        while place is not None and steps <= len(above):
            place, steps = above.get(place), steps + 1
        if place is not None:
            reading.fault(row, "上级机构代码", "上级关系绕成了圈", "请检查这些机构的上级")
            return


def read_name(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    institution, period = reading.institution(row), reading.validity(row)
    texts = reading.texts(row, InstitutionName, {"名称": "name", "说明": "note"})
    if institution is None or not reading.sound(row):
        return
    same = {"institution": institution, "name": texts["name"]}
    values = {"valid_to": period["valid_to"], "note": texts["note"]}
    reading.put(row, InstitutionName, same | {"valid_from": period["valid_from"]}, values, alone=same)


def read_department(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    institution, period = reading.institution(row), reading.validity(row)
    texts = reading.texts(row, Department, {"科室代码": "code", "科室名称": "name"})
    if institution is None or not reading.sound(row):
        return
    same = {"institution": institution, "code": texts["code"]}
    values = {"name": texts["name"], "valid_to": period["valid_to"]}
    stored = reading.put(row, Department, same | {"valid_from": period["valid_from"]}, values, alone=same)
    rows = reading.departments.setdefault((institution.pk, texts["code"]), [])
    rows[:] = [each for each in rows if each.pk != stored.pk] + [stored]


def read_change(reading: Reading, row: Row) -> None:
    """The predecessor is the department of the day before, the successor that of the day itself."""
    if not reading.required(row):
        return
    on, institution = reading.date(row, "变更日期"), reading.institution(row)
    if on is None or institution is None:
        return
    place = reading.institution(row, "新机构代码") if row.text("新机构代码") else institution
    before = reading.department(row, institution, on - dt.timedelta(days=1), "原科室代码")
    after = reading.department(row, place, on, "新科室代码")
    document = reading.texts(row, DepartmentChange, {"依据文号": "document"})
    if before is None or (after is None and row.text("新科室代码")) or not reading.sound(row):
        return
    if before == after:
        reading.fault(row, "新科室代码", "与原科室是同一个", "更名的，请在“科室”表中给新名称另起一行并填写有效期起")
        return
    if after is not None and not after.valid_on(on):
        reading.fault(row, "变更日期", "新科室这一天还没有设立，或已经结束", "请核对“科室”表中的有效期")
        return
    reading.put(row, DepartmentChange, {"predecessor": before, "successor": after, "on": on}, document)


def read_group(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    institution, period = reading.institution(row), reading.validity(row)
    department = reading.department(row, institution, period["valid_from"])
    leader = reading.person(row, "组长工号") if row.text("组长工号") else None
    texts = reading.texts(row, TreatmentGroup, {"组代码": "code", "名称": "name"})
    if department is None or not reading.sound(row):
        return
    same = {
        "department__institution": department.institution_id,
        "department__code": department.code,
        "code": texts["code"],
    }
    values = {"department": department, "name": texts["name"], "leader": leader, "valid_to": period["valid_to"]}
    reading.put(row, TreatmentGroup, same | {"valid_from": period["valid_from"]}, values, alone=same)
