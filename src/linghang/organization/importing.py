"""Institutions, departments, people and their roles from one Excel workbook, all of it or nothing."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from linghang.core.errors import Fault, InputError
from linghang.organization.models import Assignment, Department, Institution
from linghang.organization.workbook import SHEETS, Row, read_workbook

KINDS = {title: value for value, title in Institution.Kind.choices}
POSITION_DIGITS = 6
ROLES = {title: value for value, title in Assignment.Role.choices}


@dataclass(frozen=True)
class Summary:
    """How many of each were in the file; every one of them now stands in the workspace as the file says."""

    institutions: int
    departments: int
    people: int


@dataclass
class _Reading:
    """The file, row by row, with the faults found on the way."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    institutions: dict[str, Institution] = field(default_factory=dict)

    def fault(self, row: Row, column: str, reason: str, remedy: str = "") -> None:
        self.faults.append(Fault(self.file, row.number, row.sheet, column, row.text(column), reason, remedy))

    def required(self, row: Row, *columns: str) -> bool:
        lacking = [column for column in columns if not row.text(column)]
        for column in lacking:
            self.fault(row, column, "没有填写", "这一列必填")
        return not lacking

    def date(self, row: Row, column: str) -> dt.date | None:
        try:
            return row.date(column)
        except ValueError:
            self.fault(row, column, "不是日期", "请写成 2022-01-31 的形式")
            return None

    def choice(self, row: Row, column: str, choices: dict[str, str]) -> str:
        text = row.text(column)
        if text in choices.values():
            return text
        if text not in choices:
            self.fault(row, column, "没有这个选项", f"可填：{'、'.join(choices)}")
        return choices.get(text, "")

    def institution(self, row: Row, column: str = "机构代码") -> Institution | None:
        found = self.institutions.get(row.text(column))
        if found is None:
            self.fault(row, column, "没有这个机构", "请先在“机构”表中写上它，或改正代码")
        return found


def load_organization(path: Path, actor: Any = None) -> Summary:
    """Create or update everything the workbook names. Nothing is removed; a closing date ends validity.

    People are created without a password (`linghang accounts` issues one). Raises InputError with every
    fault, by sheet and row; then nothing was changed. `actor` is written into the audit log as the author.
    """
    rows = read_workbook(path)
    reading = _Reading(path.name, institutions={each.code: each for each in Institution.objects.all()})
    with _audited(actor), transaction.atomic():
        _refuse_repeats(reading, rows["机构"], ("机构代码",))
        _refuse_repeats(reading, rows["科室"], ("机构代码", "科室代码", "有效期起"))
        _each(rows["机构"], reading, _read_institution)
        _each(rows["机构"], reading, _read_parent)
        _refuse_circles(reading, rows["机构"])
        _each(rows["科室"], reading, _read_department)
        _each(rows["人员"], reading, _read_person)
        if reading.faults:
            raise InputError(sorted(reading.faults, key=lambda fault: (list(SHEETS).index(fault.subject), fault.line)))
    return Summary(*(len(rows[sheet]) for sheet in SHEETS))


def _audited(actor: Any) -> Any:
    from auditlog.context import set_actor

    return set_actor(actor)


def _each(rows: Iterable[Row], reading: _Reading, read: Callable[[_Reading, Row], None]) -> None:
    for row in rows:
        read(reading, row)


def _refuse_repeats(reading: _Reading, rows: Iterable[Row], columns: tuple[str, ...]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.text(column) for column in columns)
        if key in seen:
            reading.fault(row, columns[0], f"与第 {seen[key]} 行重复", "请删去一行")
        seen.setdefault(key, row.number)


def _read_institution(reading: _Reading, row: Row) -> None:
    if not reading.required(row, "机构代码", "名称", "类别"):
        return
    code = row.text("机构代码")
    if not code.replace("-", "").replace("_", "").isascii() or not code.replace("-", "").replace("_", "").isalnum():
        reading.fault(row, "机构代码", "只能用字母、数字、- 和 _", "例如 renmin 或 township-01")
        return
    position = row.text("次序") or "0"
    if not (position.isascii() and position.isdecimal() and len(position) <= POSITION_DIGITS):
        reading.fault(row, "次序", "不是整数", f"请写 0 到 {'9' * POSITION_DIGITS} 之间的整数")
        return
    values = {
        "name": row.text("名称"),
        "short_name": row.text("简称"),
        "kind": reading.choice(row, "类别", KINDS),
        "level": row.text("等级"),
        "position": int(position),
        "valid_from": reading.date(row, "有效期起"),
        "valid_to": reading.date(row, "有效期止"),
    }
    if not reading.faults:
        reading.institutions[code], _ = Institution.objects.update_or_create(code=code, defaults=values)
    else:
        reading.institutions.setdefault(code, Institution(code=code))


def _read_parent(reading: _Reading, row: Row) -> None:
    if not row.text("上级机构代码"):
        parent = None
    elif (parent := reading.institution(row, "上级机构代码")) is None:
        return
    member = reading.institutions.get(row.text("机构代码"))
    if member is not None:
        member.parent = parent
        if not reading.faults:
            member.save(update_fields=["parent"])


def _refuse_circles(reading: _Reading, rows: Iterable[Row]) -> None:
    above = {each.code: each.parent.code if each.parent else None for each in reading.institutions.values()}
    for row in rows:
        code, steps = row.text("机构代码"), 0
        place: str | None = code
        while place is not None and steps <= len(above):
            place, steps = above.get(place), steps + 1
        if place is not None:
            reading.fault(row, "上级机构代码", "上级关系绕成了圈", "请检查这些机构的上级")
            return


def _read_department(reading: _Reading, row: Row) -> None:
    if not reading.required(row, "机构代码", "科室代码", "科室名称"):
        return
    institution = reading.institution(row)
    valid_from, valid_to = reading.date(row, "有效期起"), reading.date(row, "有效期止")
    if institution is None or reading.faults:
        return
    Department.objects.update_or_create(
        institution=institution,
        code=row.text("科室代码"),
        valid_from=valid_from,
        defaults={"name": row.text("科室名称"), "valid_to": valid_to},
    )


def _read_person(reading: _Reading, row: Row) -> None:
    if not reading.required(row, "用户名", "姓名", "机构代码", "角色"):
        return
    institution, role = reading.institution(row), reading.choice(row, "角色", ROLES)
    valid_from, valid_to = reading.date(row, "有效期起"), reading.date(row, "有效期止")
    if institution is None or reading.faults:
        return
    department = None
    if code := row.text("科室代码"):
        department = Department.objects.filter(institution=institution, code=code).order_by("-valid_from").first()
        if department is None:
            reading.fault(row, "科室代码", "这个机构没有这个科室", "请先在“科室”表中写上它，或改正代码")
            return
    if role == Assignment.Role.DEPARTMENT_HEAD and department is None:
        reading.fault(row, "科室代码", "科主任须写明科室", "请填写所在科室的代码")
        return
    user, created = get_user_model().objects.get_or_create(username=row.text("用户名"))
    if created:
        user.set_unusable_password()
    user.first_name = row.text("姓名")
    user.save()
    Assignment.objects.update_or_create(
        user=user,
        institution=institution,
        department=department,
        role=role,
        defaults={"valid_from": valid_from, "valid_to": valid_to},
    )
