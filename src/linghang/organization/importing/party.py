"""Party organisations in their forms over time, and the departments that branches are built in."""

import datetime as dt
from collections.abc import Iterable

from linghang.organization.importing.reading import Reading
from linghang.organization.models import BranchDepartment, PartyOrganization, PartyOrganizationForm
from linghang.organization.workbook import Row


def read_party(reading: Reading, row: Row) -> None:
    """The lasting organisation; its forms are read afterwards, for a superior may stand further down."""
    if not reading.required(row):
        return
    institution, code = reading.institution(row), reading.code(row, "党组织代码")
    if institution is None or not reading.sound(row):
        return
    stored = reading.put(row, PartyOrganization, {"code": code}, {"institution": institution})
    reading.parties[code] = stored


def read_form(reading: Reading, row: Row) -> None:
    organization = reading.parties.get(row.text("党组织代码"))
    if organization is None or not reading.sound(row):
        return
    parent = reading.party(row, "上级党组织代码") if row.text("上级党组织代码") else None
    kind = reading.choice(row, "类别", PartyOrganizationForm.Kind.choices)
    texts = reading.texts(row, PartyOrganizationForm, {"名称": "name", "批复文号": "document"})
    period = reading.validity(row)
    if kind == PartyOrganizationForm.Kind.TEMPORARY_BRANCH and not row.text("有效期止"):
        reading.fault(row, "有效期止", "临时党支部没有写明结束日期", "请写上任务结束、支部自然撤销的日期")
    if parent == organization:
        reading.fault(row, "上级党组织代码", "上级是它自己", "请改正代码")
    if not reading.sound(row):
        return
    values = {**texts, "kind": kind, "parent": parent, "valid_to": period["valid_to"]}
    match = {"organization": organization, "valid_from": period["valid_from"]}
    reading.put(row, PartyOrganizationForm, match, values, alone={"organization": organization})


def refuse_circles(reading: Reading, rows: Iterable[Row]) -> None:
    """Superiors on the day on which a form begins: a circle, if there is any, is closed on such a day."""
    forms: dict[int, list[PartyOrganizationForm]] = {}
    for form in PartyOrganizationForm.objects.all():
        forms.setdefault(form.organization_id, []).append(form)
    for row in rows:
        organization = reading.parties.get(row.text("党组织代码"))
        if organization and reading.sound(row) and any(
            _circles(forms, form) for form in forms.get(organization.pk, [])
        ):  # fmt: skip
            reading.fault(row, "上级党组织代码", "上级关系绕成了圈", "请检查这些党组织的上级")
            return


def _circles(forms: dict[int, list[PartyOrganizationForm]], form: PartyOrganizationForm) -> bool:
    day, seen = form.valid_from or dt.date.min, {form.organization_id}
    above: PartyOrganizationForm | None = form
    while above is not None and above.parent_id is not None:
        if above.parent_id in seen:
            return True
        seen.add(above.parent_id)
        above = next((each for each in forms.get(above.parent_id, []) if each.valid_on(day)), None)
    return False


def read_link(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    organization, period = reading.party(row), reading.validity(row)
    if organization is None:
        return
    institution = reading.institution(row) if row.text("机构代码") else organization.institution
    department = reading.department(row, institution, period["valid_from"])
    if department is None or not reading.sound(row):
        return
    same = {
        "organization": organization,
        "department__institution": department.institution_id,
        "department__code": department.code,
    }
    values = {"department": department, "valid_to": period["valid_to"]}
    reading.put(row, BranchDepartment, same | {"valid_from": period["valid_from"]}, values, alone=same)
