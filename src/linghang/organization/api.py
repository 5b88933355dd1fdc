"""API: institutions, departments and people as of a day."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from linghang.core.days import FIRST_DAY, LAST_DAY
from linghang.organization.as_of import departments_on
from linghang.organization.models import Appointment, Institution, Person, in_force
from linghang.organization.reach import require_seen, seen

Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A day that a hospital may ask about."""
router = Router(tags=["组织"])


class InstitutionOut(Schema):
    code: str
    name: str
    kind: str
    level: str
    category: str
    parent: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class DepartmentOut(Schema):
    code: str
    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class PersonOut(Schema):
    code: str
    name: str
    department: str | None
    title: str
    posts: list[str]


@router.get("/institutions", response=list[InstitutionOut], summary="可见的机构")
def institutions(request: HttpRequest, day: Day | None = None) -> list[InstitutionOut]:
    """Those in reach that existed on `day` (today)."""
    on = day or timezone.localdate()
    return [
        InstitutionOut(
            code=each.code,
            name=each.name,
            kind=each.kind,
            level=each.level,
            category=each.category,
            parent=each.parent.code if each.parent else None,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in seen(request.user)
        if each.valid_on(on)
    ]


@router.get("/institutions/{slug:code}/departments", response=list[DepartmentOut], summary="某日的科室")
def departments(request: HttpRequest, code: str, day: Day | None = None) -> list[DepartmentOut]:
    institution = institution_seen(request, code)
    return [
        DepartmentOut(code=each.code, name=each.name, valid_from=each.valid_from, valid_to=each.valid_to)
        for each in departments_on(institution, day or timezone.localdate())
    ]


@router.get("/institutions/{slug:code}/people", response=list[PersonOut], summary="某日的人员和职务")
def people(request: HttpRequest, code: str, day: Day | None = None) -> list[PersonOut]:
    institution, on = institution_seen(request, code), day or timezone.localdate()
    posts: dict[int, list[str]] = {}
    held = Appointment.objects.filter(in_force(on), person__institution=institution).order_by("post__position")
    for person, title in held.values_list("person", "post__title"):
        posts.setdefault(person, []).append(title)
    found = Person.objects.filter(in_force(on), institution=institution).select_related("department")
    return [
        PersonOut(
            code=each.code,
            name=each.name,
            department=each.department.code if each.department else None,
            title=each.title,
            posts=posts.get(each.pk, []),
        )
        for each in found
    ]


def institution_seen(request: HttpRequest, code: str) -> Institution:
    """The institution of that code. Http404 when there is none in reach."""
    institution = get_object_or_404(Institution, code=code)
    require_seen(request.user, institution)
    return institution
