"""The page of accounts: it works, who may, whose accounts, bad input, and nothing stands that was over."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linghang.organization.models import Assignment, PartyOrganization, Person
from linghang.site.models import InitialPassword

NEW = {"username": "zhang", "name": "某人", "institution": "h1", "role": "viewer", "department": "", "person": "",
       "valid_from": "", "valid_to": ""}  # fmt: skip


def account(name, *roles):
    user = get_user_model().objects.create_user(name, first_name=name)
    for role, place, *period in roles:
        Assignment.objects.create(user=user, role=role, institution=place, **dict(*period))
    return user


def test_a_new_account_gets_its_role_its_period_its_person_and_a_password_shown_once(as_, hospital, client):
    holder = Person.objects.create(code="1001", name="某人", institution=hospital)
    said = NEW | {"person": "1001", "valid_from": "2022-01-01", "valid_to": "2099-12-31"}
    answer = as_("administrator", hospital).post(reverse("account-new"), said)
    user = get_user_model().objects.get(username="zhang")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert user.check_password(password)
    assert InitialPassword.objects.filter(user=user).exists()
    role = user.assignments.get()
    assert (role.role, role.valid_from, role.valid_to) == ("viewer", dt.date(2022, 1, 1), dt.date(2099, 12, 31))
    holder.refresh_from_db()
    assert holder.user == user
    assert password not in client.get(reverse("account", args=[user.pk])).content.decode()


def test_a_secretary_is_given_one_branch(as_, hospital, client):
    branch = PartyOrganization.objects.create(institution=hospital, code="b1")
    answer = as_("administrator", hospital).post(reverse("account-new"), NEW | {"role": "secretary", "branch": "b1"})
    assert answer.status_code == 200
    role = Assignment.objects.get(user__username="zhang")
    assert (role.role, role.party_organization) == ("secretary", branch)
    more = NEW | {"role": "secretary", "branch": "b1"}
    again = client.post(reverse("account-role", args=[role.user_id]), more)
    assert "这段时间已有这个角色" in again.content.decode()


@pytest.mark.parametrize("role", ["office", "quality", "leader", "commission", "viewer"])
def test_only_administrators_may(as_, hospital, role):
    client = as_(role, hospital)
    assert client.get(reverse("accounts")).status_code == 403
    assert client.post(reverse("account-new"), NEW).status_code == 403
    assert not get_user_model().objects.filter(username="zhang").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": ""}, "必填"),
        ({"username": "ADMINISTRATOR-H1"}, "这个用户名已经有了"),
        ({"institution": "h2"}, "选择"),
        ({"role": "boss"}, "选择"),
        ({"role": "department_head"}, "科主任须写明科室"),
        ({"department": "99"}, "这个机构没有这个科室"),
        ({"role": "secretary"}, "党支部书记须写明党支部"),
        ({"branch": "b9"}, "这个机构没有这个党组织"),
        ({"person": "9999"}, "没有这个工号"),
        ({"valid_from": "2022-02-01", "valid_to": "2022-01-31"}, "早于有效期起"),
    ],
)
def test_bad_input_is_named_and_makes_nothing(as_, hospital, other_hospital, changes, message):
    answer = as_("administrator", hospital).post(reverse("account-new"), NEW | changes)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert get_user_model().objects.count() == 1


def test_accounts_of_another_institution_are_not_there(as_, hospital, other_hospital):
    theirs = account("theirs", ("viewer", other_hospital))
    client = as_("administrator", hospital)
    assert "theirs" not in client.get(reverse("accounts")).content.decode()
    assert client.get(reverse("account", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("account-password", args=[theirs.pk])).status_code == 404


def test_the_password_of_who_has_a_role_elsewhere_is_not_ones_own_to_change(as_, region, hospital):
    both = account("both", ("viewer", hospital), ("administrator", region))
    client = as_("administrator", hospital)
    assert client.post(reverse("account-password", args=[both.pk])).status_code == 403
    assert client.post(reverse("account-active", args=[both.pk]), {"active": "0"}).status_code == 403
    both.refresh_from_db()
    assert both.is_active
    assert not both.has_usable_password()


def test_a_role_is_added_once_for_a_time(as_, hospital):
    user, said = account("u", ("viewer", hospital)), {"institution": "h1", "role": "quality", "department": ""}
    client = as_("administrator", hospital)
    assert client.post(reverse("account-role", args=[user.pk]), said).status_code == 302
    assert client.post(reverse("account-role", args=[user.pk]), said).status_code == 400
    assert sorted(user.assignments.values_list("role", flat=True)) == ["quality", "viewer"]


def test_a_role_ends_with_a_day_and_stays_on_record(as_, hospital):
    user = account("u", ("viewer", hospital))
    role = user.assignments.get()
    page = reverse("account-end", args=[user.pk, role.pk])
    client = as_("administrator", hospital)
    client.post(page, {"last": "2022-06-30", "_seen": ""})
    role.refresh_from_db()
    assert role.valid_to == dt.date(2022, 6, 30)
    client.post(page, {"last": "2023-06-30", "_seen": ""})  # from a page that was opened before
    role.refresh_from_db()
    assert role.valid_to == dt.date(2022, 6, 30)
    assert client.post(page, {"last": "去年", "_seen": "2022-06-30"}).status_code == 400


def test_administrators_cannot_lock_themselves_out(as_, hospital):
    client = as_("administrator", hospital)
    me = get_user_model().objects.get()
    client.post(reverse("account-end", args=[me.pk, me.assignments.get().pk]), {"_seen": ""})
    client.post(reverse("account-active", args=[me.pk]), {"active": "0"})
    me.refresh_from_db()
    assert me.is_active
    assert me.assignments.get().valid_to is None


def test_a_new_password_replaces_the_old_one(as_, hospital):
    user = account("u", ("viewer", hospital))
    user.set_password("old")
    user.save()
    answer = as_("administrator", hospital).post(reverse("account-password", args=[user.pk]))
    user.refresh_from_db()
    assert user.check_password(answer.context["password"])
    assert InitialPassword.objects.filter(user=user).exists()
