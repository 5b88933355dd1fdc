"""A small house: a hospital with a committee and two branches, its people, and rows of what was done in 2023."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from linghang.membership.models import Membership, PairedLeader
from linghang.organization.models import (
    Appointment,
    Assignment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
)
from linghang.registers.content import library
from linghang.registers.kept.store import entry_reader, save_row

START = dt.date(2020, 1, 1)


@pytest.fixture
def hospital(db):
    return Institution.objects.create(code="h", name="示范医院", kind="hospital")


@pytest.fixture
def organizations(hospital):
    """`dw` the committee, `b1` with a committee and a group, `b2` with a secretary alone."""
    made = {}
    for code, name, kind, parent in (
        ("dw", "中共示范医院委员会", "committee", None),
        ("b1", "内科党支部", "branch", "dw"),
        ("b2", "外科党支部", "branch", "dw"),
        ("g1", "内科第一党小组", "group", "b1"),
    ):
        made[code] = PartyOrganization.objects.create(institution=hospital, code=code)
        PartyOrganizationForm.objects.create(
            organization=made[code], name=name, kind=kind, parent=made.get(parent), valid_from=START
        )
    return made


@pytest.fixture
def appoint(hospital, organizations):
    """appoint(post kind, Party organisation or "", number) → the person who holds it since 2020."""

    def make(kind, organization, code):
        person = Person.objects.create(code=code, name=f"人员{code}", institution=hospital)
        post = Post.objects.create(
            code=f"{organization}-{kind}-{code}",
            title=kind,
            kind=kind,
            institution=hospital,
            party_organization=organizations.get(organization),
        )
        Appointment.objects.create(person=person, post=post, valid_from=START)
        return person

    return make


@pytest.fixture
def staff(hospital, organizations, appoint):
    """Posts and members: each branch has two members; b1 a secretary and a committee member."""
    people = {
        "secretary": appoint("secretary", "dw", "1001"),
        "president": appoint("president", "", "1002"),
        "b1_secretary": appoint("secretary", "b1", "2001"),
        "b1_member": appoint("committee_member", "b1", "2002"),
        "b2_secretary": appoint("secretary", "b2", "3001"),
    }
    for number in range(3):
        code = f"210{number}"
        people[f"b1_{number}"] = Person.objects.create(code=code, name=f"人员{code}", institution=hospital)
    for name, person in people.items():
        if name[:2] in organizations:
            home = organizations[name[:2]]
            Membership.objects.create(person=person, organization=home, status="full", valid_from=START)
    PairedLeader.objects.create(person=people["secretary"], organization=organizations["b2"], valid_from=START)
    return SimpleNamespace(**people)


@pytest.fixture
def record(hospital, organizations):
    """record(register, field=value …) → the row, read as a form would read it."""
    readers = {}

    def save(code, **raw):
        register = library().register(code)
        if code not in readers:
            readers[code] = entry_reader(register, library(), hospital)
        entry = readers[code].read(raw)
        assert not entry.faults, entry.faults
        return save_row(register, hospital, entry.values, actor=None)

    return save


@pytest.fixture
def held(record):
    """held(kind, branch, day, …) → a row of 党的组织生活和党员教育登记."""
    numbers = iter(range(1, 10_000))

    def save(kind, branch, on, **more):
        given = {"activity_no": f"A{next(numbers)}", "kind": kind, "held_on": on, "topic": "学习", "branch": branch}
        return record("party_activity", **(given | more))

    return save


@pytest.fixture
def as_(client, hospital, organizations):
    """as_(role, branch="", department="") → a signed-in client."""

    def sign_in(role, branch="", department=""):
        user = get_user_model().objects.create_user(f"{role}-{branch or department or 'h'}")
        ward = Department.objects.get(institution=hospital, code=department) if department else None
        Assignment.objects.create(
            user=user, role=role, institution=hospital, department=ward, party_organization=organizations.get(branch)
        )
        client.force_login(user)
        client.user = user
        return client

    return sign_in


@pytest.fixture
def today(monkeypatch):
    """The pages are opened on Monday 20 November 2023."""
    day = dt.date(2023, 11, 20)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day
