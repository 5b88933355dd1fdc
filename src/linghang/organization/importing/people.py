"""People, posts, who holds them when, and the division of work among leaders."""

import datetime as dt
from typing import Any

from linghang.core.errors import InputError
from linghang.organization.appointing import check_appointment
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Appointment, Person, Portfolio, Post
from linghang.organization.workbook import Row

_YES = {"是": True, "否": False, "": False}


def read_person(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    institution, period = reading.institution(row), reading.validity(row)
    department = reading.department(row, institution, period["valid_to"] or period["valid_from"])
    texts = reading.texts(row, Person, {"工号": "code", "姓名": "name", "职称": "title"})
    if institution is None or not reading.sound(row):
        return
    code = texts.pop("code")
    values = {**texts, "institution": institution, "department": department, **period}
    reading.people[code] = reading.put(row, Person, {"code": code}, values)


def read_post(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    institution = reading.institution(row)
    department = reading.department(row, institution, None)
    party = reading.party(row) if row.text("党组织代码") else None
    if department is not None and party is not None:
        reading.fault(row, "党组织代码", "科室代码和党组织代码都填了", "一个职务只属于一处，请清空一列")
    if party is not None and institution is not None and party.institution_id != institution.pk:
        reading.fault(row, "党组织代码", "这个党组织在别的机构", "请核对机构代码")
    texts = reading.texts(row, Post, {"职务代码": "code", "职务名称": "title"})
    kind, position = reading.choice(row, "类别", Post.Kind.choices), reading.position(row)
    if institution is None or not reading.sound(row):
        return
    values = {
        "title": texts["title"],
        "kind": kind,
        "institution": institution,
        "department": department,
        "party_organization": party,
        "position": position,
    }
    reading.posts[texts["code"]] = reading.put(row, Post, {"code": texts["code"]}, values)


def read_coupling(reading: Reading, row: Row) -> None:
    """A second pass: the other post may stand further down."""
    post = reading.posts.get(row.text("职务代码"))
    other = reading.post(row, "双任双免职务代码") if row.text("双任双免职务代码") else None
    if post is not None and other == post:
        reading.fault(row, "双任双免职务代码", "就是这个职务自己", "请填写同任同免的另一职务")
    if post is not None and reading.sound(row) and post.coupled_with != other:
        post.coupled_with = other
        post.save(update_fields=["coupled_with"])


def read_appointment(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    person, post, period = reading.person(row), reading.post(row), reading.validity(row)
    if row.text("主持工作") not in _YES:
        reading.fault(row, "主持工作", "没有这个选项", "可填：是、否")
    document = reading.texts(row, Appointment, {"任职文号": "document"})
    if person is None or post is None or not reading.sound(row):
        return
    same = {"person": person, "post": post}
    if not Appointment.objects.filter(**same, valid_from=period["valid_from"]).exists():
        _ask_others(reading, row, post, person, period["valid_from"])
    if not reading.sound(row):
        return
    values = {**document, "acting": _YES[row.text("主持工作")], "valid_to": period["valid_to"]}
    reading.put(row, Appointment, same | {"valid_from": period["valid_from"]}, values, alone=same)


def _ask_others(reading: Reading, row: Row, post: Post, person: Person, on: dt.date | None) -> None:
    """What other subjects know against a new appointment is a fault of its row."""
    try:
        check_appointment(post, person, on or dt.date.max)
    except InputError as error:
        for each in error.faults:
            reading.fault(row, "工号", each.reason, each.remedy)


def read_portfolio(reading: Reading, row: Row) -> None:
    if not reading.required(row):
        return
    person, period = reading.person(row), reading.validity(row)
    if person is None:
        return
    institution = reading.institution(row) if row.text("机构代码") else person.institution
    department = reading.department(row, institution, period["valid_from"])
    area = reading.texts(row, Portfolio, {"分管工作": "area"})
    if not row.text("科室代码") and not area["area"]:
        reading.fault(row, "科室代码", "科室代码和分管工作都没有填写", "至少填一项")
    if not reading.sound(row) or (department is None and row.text("科室代码")):
        return
    same: dict[str, Any] = {"person": person, **area}
    values: dict[str, Any] = {"valid_to": period["valid_to"]}
    if department is None:
        same |= {"department": None}
    else:
        same |= {"department__institution": department.institution_id, "department__code": department.code}
        values |= {"department": department}
    reading.put(row, Portfolio, same | {"valid_from": period["valid_from"]}, values, alone=same)
