"""What changes most in an organisation. A period ends and another begins; nothing is overwritten or deleted.

Every function takes the first day of the new state, raises InputError when that day does not fit what is there, and
must run inside a transaction with the rows locked (`views_edit` sees to both).
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from linghang.core.errors import refuse
from linghang.organization.appointing import check_appointment
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    InstitutionName,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Portfolio,
    Post,
    in_force,
)

FORMER = "曾用名"
_DAY = dt.timedelta(days=1)


def _begins_later(first: dt.date | None, on: dt.date, what: str) -> None:
    if first is not None and on <= first:
        raise refuse(f"{what}自 {first} 起才有效", "请把日期改到这一天之后", field="日期", value=str(on))


def _end(rows: Any, on: dt.date) -> None:
    """End what is in force on `on`, or begins later, with the day before; what would never have begun goes."""
    for row in rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)):
        if row.valid_from is not None and row.valid_from >= on:
            row.delete()
        else:
            row.valid_to = on - _DAY
            row.save(update_fields=["valid_to"])


def rename_institution(institution: Institution, name: str, on: dt.date) -> None:
    """The present name becomes a former one that was valid until the day before."""
    earlier = institution.other_names.filter(note=FORMER).exclude(valid_to=None).order_by("valid_to").last()
    first = earlier.valid_to + _DAY if earlier and earlier.valid_to else institution.valid_from
    _begins_later(first, on, "现在的名称")
    InstitutionName.objects.create(
        institution=institution, name=institution.name, note=FORMER, valid_from=first, valid_to=on - _DAY
    )
    institution.name = name
    institution.save(update_fields=["name"])


def create_department(institution: Institution, code: str, name: str, on: dt.date, *, head: bool) -> Department:
    """A new department, with the post of its head when `head`."""
    same = institution.departments.filter(code=code).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    if same.exists():
        raise refuse("这个代码已有科室在用", "请换一个代码，或先结束原科室", field="科室代码", value=code)
    made = Department.objects.create(institution=institution, code=code, name=name, valid_from=on)
    post_code = f"{institution.code}-head-{code}"
    if head and not Post.objects.filter(code=post_code).exists():
        Post.objects.create(
            code=post_code, title=f"{name}主任", kind=Post.Kind.DEPARTMENT_HEAD, institution=institution,
            department=made, position=100,
        )  # fmt: skip
    return made


def rename_department(department: Department, name: str, on: dt.date, document: str) -> Department:
    """A new row under the same code; posts, branch and portfolio go on with it."""
    _begins_later(department.valid_from, on, "这个科室")
    last, department.valid_to = department.valid_to, on - _DAY
    department.save(update_fields=["valid_to"])
    after = Department.objects.create(
        institution=department.institution, code=department.code, name=name, valid_from=on, valid_to=last
    )
    DepartmentChange.objects.create(predecessor=department, successor=after, on=on, document=document)
    return after


def end_department(department: Department, successors: Iterable[Department], on: dt.date, document: str) -> None:
    """`on` is the first day without it. Its branch links, portfolios and posts end with it; its people go to the
    successor when there is just one."""
    _begins_later(department.valid_from, on, "这个科室")
    followers: list[Department] = list(successors)
    for each in followers:
        if not each.valid_on(on):
            raise refuse("承接科室这一天还没有设立，或已经结束", "请先新设承接科室", field="承接科室", value=each.name)
    department.valid_to = on - _DAY
    department.save(update_fields=["valid_to"])
    nobody: list[Department | None] = [None]
    for successor in followers or nobody:
        DepartmentChange.objects.create(predecessor=department, successor=successor, on=on, document=document)
    same = {"department__institution": department.institution_id, "department__code": department.code}
    _end(BranchDepartment.objects.filter(**same), on)
    _end(Portfolio.objects.filter(**same), on)
    _end(Appointment.objects.filter(**{f"post__{name}": value for name, value in same.items()}), on)
    if len(followers) == 1:
        for person in Person.objects.filter(**same):
            person.department = followers[0]
            person.save(update_fields=["department"])


def coupled(post: Post) -> list[Post]:
    """The posts given and taken together with this one, whichever of them says so."""
    return list(Post.objects.filter(Q(pk=post.coupled_with_id) | Q(coupled_with=post)).exclude(pk=post.pk))


def appoint(post: Post, person: Person, on: dt.date, document: str, *, acting: bool, with_coupled: bool) -> None:
    """`person` holds the post from `on`; who held it until then is relieved the day before."""
    if person.valid_to is not None and person.valid_to < on:
        raise refuse(f"{person.name}已于 {person.valid_to} 离院", "请核对人员或日期", field="人员", value=person.code)
    for each in [post, *(coupled(post) if with_coupled else [])]:
        later = each.appointments.filter(valid_from__gte=on).order_by("valid_from").first()
        if later is not None:
            reason = f"{each.title}已有自 {later.valid_from} 起的任命（{later.person}）"
            raise refuse(reason, "请先改正那一条，或另选日期", field="任职日期", value=str(on))
        if each.appointments.filter(in_force(on), person=person).exists():
            if each != post:
                continue
            raise refuse(f"{person.name}这一天已任{each.title}", "请核对人员或日期", field="人员", value=person.code)
        check_appointment(each, person, on)
        _end(each.appointments.all(), on)
        Appointment.objects.create(person=person, post=each, valid_from=on, document=document, acting=acting)


def relieve(appointment: Appointment, last: dt.date, *, with_coupled: bool) -> None:
    """`last` is the last day in office."""
    together = Appointment.objects.filter(pk=appointment.pk)
    if with_coupled:
        posts = coupled(appointment.post)
        together |= Appointment.objects.filter(in_force(last), post__in=posts, person=appointment.person_id)
    for each in together:
        if each.valid_from is not None and last < each.valid_from:
            raise refuse(f"{each.valid_from} 才任职", "免职日期不能早于任职日期", field="最后一天", value=str(last))
        each.valid_to = last
        each.save(update_fields=["valid_to"])


def put_in_charge(department: Department, leader: Person, on: dt.date) -> None:
    """The leader is in charge of the department from `on`, in the place of whoever was."""
    same = {"department__institution": department.institution_id, "department__code": department.code}
    _end(Portfolio.objects.filter(**same), on)
    Portfolio.objects.create(person=leader, department=department, valid_from=on)


def change_party(
    organization: PartyOrganization,
    values: dict[str, Any],
    on: dt.date,
    last: dt.date | None,
) -> None:
    """A new form from `on`: another name, kind or superior. `last`: its end, which a temporary branch must have."""
    if values["kind"] == PartyOrganizationForm.Kind.TEMPORARY_BRANCH and last is None:
        raise refuse("临时党支部没有写明结束日期", "请写上任务结束、支部自然撤销的日期", field="结束日期")
    if last is not None and last < on:
        raise refuse("结束日期早于开始日期", "请核对两个日期", field="结束日期", value=str(last))
    newest = organization.forms.order_by("valid_from").last()
    if newest is not None:
        _begins_later(newest.valid_from, on, "现在的设置")
        if newest.valid_to is None or newest.valid_to >= on:
            newest.valid_to = on - _DAY
            newest.save(update_fields=["valid_to"])
    PartyOrganizationForm.objects.create(organization=organization, valid_from=on, valid_to=last, **values)


def link_departments(organization: PartyOrganization, departments: Iterable[Department], on: dt.date) -> None:
    """From `on` the branch is built in just these departments: the other links end, missing ones begin."""
    wanted = {(each.institution_id, each.code): each for each in departments}
    for link in organization.department_links.select_related("department").filter(in_force(on)):
        place = (link.department.institution_id, link.department.code)
        if place in wanted:
            del wanted[place]
        else:
            _end(organization.department_links.filter(pk=link.pk), on)
    for department in wanted.values():
        BranchDepartment.objects.create(organization=organization, department=department, valid_from=on)
