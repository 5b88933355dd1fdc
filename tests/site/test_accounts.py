"""Accounts are made with a role somewhere and a random password."""

import pytest
from django.contrib.auth import authenticate, get_user_model

from linghang.core.errors import InputError
from linghang.organization.models import (
    Appointment,
    Assignment,
    Department,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
)
from linghang.site.accounts import create_account, create_demo_accounts
from linghang.site.models import InitialPassword


def test_a_new_account_must_replace_its_password(hospital, rf):
    account = create_account("zk", "质控科", "quality", "h1")
    assert authenticate(rf.get("/"), username="zk", password=account.password)
    assert InitialPassword.objects.get().user.username == "zk"
    assert Assignment.objects.get().role == "quality"


@pytest.mark.parametrize(
    ("role", "institution", "department", "fault"),
    [
        ("boss", "h1", "", "没有这个角色"),
        ("viewer", "nowhere", "", "没有这个机构"),
        ("viewer", "h1", "99", "这个机构没有这个科室"),
        ("department_head", "h1", "", "科主任须写明科室"),
    ],
)
def test_what_does_not_exist_is_refused(hospital, role, institution, department, fault):
    with pytest.raises(InputError, match=fault):
        create_account("x", "某", role, institution, department)
    assert not get_user_model().objects.exists()


def test_demo_accounts_cover_every_role_with_passwords_of_their_own(region, hospital, other_hospital):
    Department.objects.create(institution=hospital, code="03", name="内科")
    branch = PartyOrganization.objects.create(institution=hospital, code="b1")
    PartyOrganizationForm.objects.create(organization=branch, name="内科党支部", kind="branch")
    accounts = create_demo_accounts()
    assert set(Assignment.objects.values_list("role", flat=True)) == set(Assignment.Role.values)
    assert len({account.password for account in accounts}) == len(accounts)
    assert {account.username for account in accounts} == {
        "admin",
        "commission",
        "h1-office",
        "h1-quality",
        "h1-leader",
        "h2-office",
        "h2-quality",
        "h2-leader",
        "h1-head",
        "h1-viewer",
        "h1-secretary",
        "h1-discipline",
    }


def test_building_again_replaces_every_password(region, hospital):
    first, second = create_demo_accounts(), create_demo_accounts()
    assert len(first) == len(second) == get_user_model().objects.count()
    assert not {account.password for account in first} & {account.password for account in second}


def test_an_account_is_that_of_who_holds_the_post(region, hospital):
    department = Department.objects.create(institution=hospital, code="03", name="内科")
    for code, kind, place in (("p", "president", None), ("h", "department_head", department)):
        holder = Person.objects.create(code=code, name=f"人{code}", institution=hospital)
        post = Post.objects.create(code=code, title=code, kind=kind, institution=hospital, department=place)
        Appointment.objects.create(person=holder, post=post)
    create_demo_accounts()
    create_demo_accounts()
    assert Person.objects.get(code="p").user.username == "h1-leader"
    assert Person.objects.get(code="h").user.username == "h1-head"
    assert get_user_model().objects.get(username="h1-leader").first_name == "人p"
