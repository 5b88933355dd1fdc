"""A hospital with three branches built in departments, their members and people in each role, on the shipped packs."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from linghang.membership.models import Membership
from linghang.organization.models import (
    Appointment,
    Assignment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
)
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import entry_reader

SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def house(db):
    """Hospital h: committee h-dw; branches b1 in 0301 (4 members, one on probation), b2 in 0401 (2), jg in Z01 (0)."""
    region = Institution.objects.create(code="region", name="区域", kind="region")
    place = Institution.objects.create(code="h", name="市医院", kind="hospital", level="三级甲等", parent=region)
    committee = PartyOrganization.objects.create(institution=place, code="h-dw")
    PartyOrganizationForm.objects.create(organization=committee, name="医院党委", kind="committee")
    made = {"region": region, "place": place, "committee": committee}
    for code, name, department, members in (
        ("b1", "内科党支部", ("0301", "心内科"), 4),
        ("b2", "外科党支部", ("0401", "普外科"), 2),
        ("jg", "机关党支部", ("Z01", "院办"), 0),
    ):
        unit = Department.objects.create(institution=place, code=department[0], name=department[1], valid_from=SINCE)
        branch = PartyOrganization.objects.create(institution=place, code=f"h-{code}")
        PartyOrganizationForm.objects.create(
            organization=branch, name=name, kind="branch", parent=committee, valid_from=SINCE
        )
        BranchDepartment.objects.create(organization=branch, department=unit, valid_from=SINCE)
        made[code] = branch
        for number in range(1, members + 1):
            probation = code == "b1" and number == members
            person = Person.objects.create(
                code=f"{code}{number:02d}", name=f"某甲{number}", institution=place, department=unit
            )
            Membership.objects.create(
                person=person, organization=branch, valid_from=SINCE, status="probationary" if probation else "full"
            )
    return SimpleNamespace(**made)


@pytest.fixture
def secretary(house):
    """secretary(branch, person code, also head of the department) → that person holds the post."""

    def appoint(branch, code, head=False):
        person = Person.objects.get(code=code)
        post = Post.objects.create(
            code=f"{branch.code}-sj", title="书记", kind="secretary", institution=house.place, party_organization=branch
        )
        Appointment.objects.create(person=person, post=post, valid_from=SINCE)
        if head:
            leading = Post.objects.create(
                code=f"{person.department.code}-kzr", title="科主任", kind="department_head", institution=house.place,
                department=person.department,
            )  # fmt: skip
            Appointment.objects.create(person=person, post=leading, valid_from=SINCE)
        return person

    return appoint


@pytest.fixture
def enter(house):
    """enter("joint_item", item_no="1", …) → a row through the checks of the ledger."""

    def row(code, **values):
        register = content.library().register(code)
        entry = entry_reader(register, content.library(), house.place).read(values)
        assert entry.faults == ()
        return save_row(register, house.place, entry.values, actor=None)

    return row


@pytest.fixture
def user_of(house):
    """user_of("office") or user_of("secretary", house.b1) → an account with that one role."""

    def make(role, branch=None):
        user = get_user_model().objects.create_user(f"{role}-{branch.code if branch else 'h'}")
        Assignment.objects.create(user=user, role=role, institution=house.place, party_organization=branch)
        return user

    return make


@pytest.fixture
def as_(client, user_of):
    """The client, signed in with a role."""

    def sign_in(role, branch=None):
        client.force_login(user_of(role, branch))
        return client

    return sign_in
