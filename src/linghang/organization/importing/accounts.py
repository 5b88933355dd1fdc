"""Accounts and the roles that they hold; whose they are, when the staff number says so."""

from typing import Any

from django.contrib.auth import get_user_model

from linghang.organization.importing.reading import Reading
from linghang.organization.models import Assignment, Institution, PartyOrganization, Person
from linghang.organization.workbook import Row


def read_account(reading: Reading, row: Row) -> None:
    """Accounts come without a password: `linghang accounts create` or the page of accounts issues one."""
    if not reading.required(row):
        return
    institution, role = reading.institution(row), reading.choice(row, "角色", Assignment.Role.choices)
    period = reading.validity(row)
    department = reading.department(row, institution, period["valid_to"] or period["valid_from"])
    branch = reading.party(row) if row.text("党组织代码") else None
    person = reading.person(row) if row.text("工号") else None
    texts = reading.texts(row, get_user_model(), {"用户名": "username", "姓名": "first_name"})
    if role == Assignment.Role.DEPARTMENT_HEAD and not row.text("科室代码"):
        reading.fault(row, "科室代码", "科主任须写明科室", "请填写所在科室的代码")
    _check_branch(reading, row, role, institution, branch)
    if institution is None or not reading.sound(row):
        return
    user = _account(reading, row, texts)
    if person is not None:
        _link(reading, row, person, user)
    match: dict[str, Any] = {"user": user, "institution": institution, "role": role}
    match |= {"department__code": department.code} if department else {"department": None}
    match |= {"party_organization": branch}
    reading.put(row, Assignment, match, period | ({"department": department} if department else {}))


def _check_branch(
    reading: Reading, row: Row, role: str, institution: Institution | None, branch: PartyOrganization | None
) -> None:
    """A secretary's role is that of one branch of the institution."""
    if role == Assignment.Role.SECRETARY and not row.text("党组织代码"):
        reading.fault(row, "党组织代码", "党支部书记须写明党支部", "请填写党组织代码")
    if branch is not None and institution is not None and branch.institution_id != institution.pk:
        reading.fault(row, "党组织代码", "这个党组织在别的机构", "请核对机构代码")
    if branch is not None and row.text("科室代码"):
        reading.fault(row, "党组织代码", "科室代码和党组织代码都填了", "一个角色只限于一处，请清空一列")


def _account(reading: Reading, row: Row, texts: dict[str, str]) -> Any:
    model = get_user_model()
    user = model.objects.filter(username=texts["username"]).first()
    if user is None:
        user = model(username=texts["username"])
        user.set_unusable_password()
    if user.pk is None or user.first_name != texts["first_name"]:
        user.first_name = texts["first_name"]
        user.save()
    return user


def _link(reading: Reading, row: Row, person: Person, user: Any) -> None:
    if person.user_id == user.pk:
        return
    if person.user_id is not None:
        reading.fault(row, "工号", f"这个人的账号是“{person.user}”", "一个人只有一个账号，请核对用户名")
    elif (holder := Person.objects.filter(user=user).first()) is not None:
        reading.fault(row, "工号", f"这个账号是{holder.name}（{holder.code}）的", "请核对工号")
    else:
        person.user = user
        person.save(update_fields=["user"])
