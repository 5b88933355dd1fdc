"""A hospital with a committee, two branches and a temporary one, staff for the roll, and a person per role."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.membership import joining
from linghang.organization.models import (
    Assignment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
)

TODAY = dt.date(2026, 11, 22)
BEGUN = dt.date(2015, 1, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def region(db):
    return Institution.objects.create(code="region", name="示范地区", kind="region")


@pytest.fixture
def hospital(region):
    return Institution.objects.create(code="h1", name="示范医院", kind="hospital", parent=region, position=1)


@pytest.fixture
def other_hospital(region):
    return Institution.objects.create(code="h2", name="友邻医院", kind="hospital", parent=region, position=2)


@pytest.fixture
def party(hospital):
    """party(code, kind="branch", institution=hospital, **form) → a Party organisation since 2015."""

    def make(code, kind="branch", institution=hospital, **form):
        made = PartyOrganization.objects.create(institution=institution, code=code)
        values = {"name": f"{code}党支部", "valid_from": BEGUN} | form
        PartyOrganizationForm.objects.create(organization=made, kind=kind, **values)
        return made

    return make


@pytest.fixture
def committee(party):
    return party("dw", "committee", name="示范医院党委")


@pytest.fixture
def branch(party, committee):
    return party("b1", parent=committee, name="内科党支部")


@pytest.fixture
def other_branch(party, committee):
    return party("b2", parent=committee, name="外科党支部")


@pytest.fixture
def temporary(party, committee):
    return party("ls", "temporary_branch", parent=committee, name="医疗队临时党支部", valid_from=dt.date(2026, 10, 1),
                 valid_to=dt.date(2026, 12, 31))  # fmt: skip


@pytest.fixture
def department(hospital):
    return Department.objects.create(institution=hospital, code="0301", name="心血管内科")


@pytest.fixture
def staff(hospital):
    """staff(code, name=…, institution=hospital) → somebody who works there."""

    def make(code, name="", institution=hospital, **more):
        return Person.objects.create(code=code, name=name or f"江{code}", institution=institution, **more)

    return make


@pytest.fixture
def member(staff, branch):
    """member(code, organization=branch, since=2018, status="full") → somebody on the roll."""

    def make(code, organization=branch, *, since=dt.date(2018, 6, 1), status="full", on=None, name="", joined=None):
        person = staff(code, name, organization.institution)
        full = since if status == "full" else None
        joined = joined or (since.replace(year=since.year - 1) if full else since)
        joining.register(person, organization, on or since, status=status, joined_on=joined, party_since=full)
        return person

    return make


@pytest.fixture
def person(db):
    """person(role, institution, branch=None) → a user with that one role."""

    def make(role, institution, branch=None, name=""):
        user = get_user_model().objects.create_user(name or f"{role}-{institution.code}", first_name=role)
        Assignment.objects.create(user=user, role=role, institution=institution, party_organization=branch)
        return user

    return make


@pytest.fixture
def as_(client, person):
    """as_(role, institution, branch=None) → a signed-in client."""

    def sign_in(role, institution, branch=None):
        client.force_login(person(role, institution, branch))
        return client

    return sign_in
