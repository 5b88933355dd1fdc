"""A small house: a hospital with two branches and two departments, people who conduct cases, member development."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import (
    Assignment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
)
from linghang.procedures import store

D = dt.date


@pytest.fixture
def hospital(db):
    return Institution.objects.create(code="h", name="示范医院", kind="hospital")


@pytest.fixture
def branches(hospital):
    """Codes `b1`, `b2`."""

    def branch(code, name):
        organization = PartyOrganization.objects.create(code=code, institution=hospital)
        PartyOrganizationForm.objects.create(organization=organization, name=name, kind="branch")
        return organization

    return SimpleNamespace(one=branch("b1", "内科党支部"), two=branch("b2", "外科党支部"))


@pytest.fixture
def department(hospital):
    return Department.objects.create(institution=hospital, code="NK", name="内科")


@pytest.fixture
def people(hospital, branches, department):
    """Accounts by role, and `applicant`, who has one without a role."""

    def account(name, role=None, **place):
        user = get_user_model().objects.create_user(name)
        Person.objects.create(code=name, name=f"{name}先生", institution=hospital, user=user)
        if role:
            Assignment.objects.create(user=user, institution=hospital, role=role, **place)
        return user

    return SimpleNamespace(
        office=account("office", "office"),
        leader=account("leader", "leader"),
        quality=account("quality", "quality"),
        secretary=account("secretary", "secretary", party_organization=branches.one),
        other=account("other", "secretary", party_organization=branches.two),
        head=account("head", "department_head", department=department),
        viewer=account("viewer", "viewer"),
        admin=account("admin", "administrator"),
        applicant=account("applicant"),
    )


@pytest.fixture
def today(monkeypatch):
    """Monday 1 July 2024."""
    day = D(2024, 7, 1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


@pytest.fixture
def case(people, hospital, branches):
    """Member development of the applicant, opened on 10 January 2024 in the first branch."""
    person = Person.objects.get(code="applicant")
    return store.open_case(
        "member_development", person, hospital, on=D(2024, 1, 10), actor=people.secretary, branch=branches.one
    )


@pytest.fixture
def applied(case, people):
    store.record(case, "apply", on=D(2024, 1, 10), actor=people.secretary, documents={"application": "支部档案柜"})
    return case
