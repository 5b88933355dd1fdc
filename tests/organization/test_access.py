"""Validity, narrowing, denial by default and the words of a refusal."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from linghang.organization import access
from linghang.organization.models import Assignment, Department, Institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return Institution.objects.create(code="h", name="示范医院", kind="hospital")


@pytest.fixture
def user():
    return get_user_model().objects.create_user("someone")


def test_nobody_may_without_an_assignment(user, hospital):
    for action in access.ACTIONS:
        assert not access.may(user, action, institution=hospital, sensitivity="public")
    assert not access.may(AnonymousUser(), "view_figures", institution=hospital)


def test_a_superuser_has_no_shortcut(hospital):
    root = get_user_model().objects.create_superuser("root")
    assert not access.may(root, "view_figures", institution=hospital)


def test_a_closed_account_may_nothing(user, hospital):
    Assignment.objects.create(user=user, institution=hospital, role="administrator")
    user.is_active = False
    assert not access.may(user, "view_figures", institution=hospital)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, None, True),
        ("2022-01-01", None, True),
        (None, "2022-06-30", True),
        ("2022-06-30", "2022-06-30", True),
        ("2022-07-01", None, False),
        (None, "2022-06-29", False),
    ],
)
def test_assignments_have_validity(user, hospital, valid_from, valid_to, expected):
    Assignment.objects.create(user=user, institution=hospital, role="viewer", valid_from=valid_from, valid_to=valid_to)
    assert bool(access.grants(user, dt.date(2022, 6, 30))) == expected


def test_department_head_without_a_department_may_nothing(user, hospital):
    Assignment.objects.create(user=user, institution=hospital, role="department_head")
    assert not access.may(user, "view_figures", institution=hospital)
    assert access.scope(user, "view_figures") == []


def test_a_department_of_another_institution_gives_nothing(user, hospital):
    other = Institution.objects.create(code="o", name="他院", kind="hospital")
    department = Department.objects.create(institution=other, code="A01", name="内科")
    Assignment.objects.create(user=user, institution=hospital, department=department, role="department_head")
    assert not access.may(user, "view_figures", institution=hospital, department="A01")
    assert not access.may(user, "view_figures", institution=other, department=department)


def test_department_object_must_belong_to_the_institution(user, hospital):
    other = Institution.objects.create(code="o", name="他院", kind="hospital")
    department = Department.objects.create(institution=other, code="A01", name="内科")
    Assignment.objects.create(user=user, institution=hospital, role="viewer")
    assert not access.may(user, "view_figures", institution=hospital, department=department)


def test_two_roles_add_up(user, hospital):
    Assignment.objects.create(user=user, institution=hospital, role="commission")
    assert not access.may(user, "view_rows", institution=hospital, sensitivity="public")
    Assignment.objects.create(user=user, institution=hospital, role="viewer")
    user = get_user_model().objects.get(pk=user.pk)
    assert access.may(user, "view_rows", institution=hospital, sensitivity="public")


def test_scope_lists_the_subtree_in_order_and_departments_only_the_narrow_ones(user, hospital):
    child = Institution.objects.create(code="c", name="分院", kind="township", parent=hospital, position=1)
    Institution.objects.create(code="x", name="他院", kind="hospital")
    department = Department.objects.create(institution=hospital, code="A01", name="内科")
    head = get_user_model().objects.create_user("head")
    Assignment.objects.create(user=user, institution=hospital, role="quality")
    Assignment.objects.create(user=head, institution=hospital, department=department, role="department_head")
    assert access.scope(user, "load", "patient") == [hospital, child]
    assert access.scope(user, "load", "member") == []
    assert access.departments(user, "view_rows") == []
    assert access.scope(head, "view_rows") == []
    assert access.departments(head, "view_rows", "patient") == [department]
    assert access.departments(head, "load", "patient") == []


def test_refusal_says_what_where_and_whom_to_ask(user, hospital):
    with pytest.raises(PermissionDenied, match=r"“查看明细”.*示范医院·内科，患者数据.*系统管理员"):
        access.require(user, "view_rows", institution=hospital, sensitivity="patient", department="内科")


def test_an_unknown_action_is_a_programming_error(user, hospital):
    Assignment.objects.create(user=user, institution=hospital, role="viewer")
    with pytest.raises(ValueError, match="unknown action"):
        access.may(user, "look", institution=hospital)


def test_grants_cost_two_queries_however_often_asked(user, hospital, django_assert_num_queries):
    Assignment.objects.create(user=user, institution=hospital, role="viewer")
    user = get_user_model().objects.get(pk=user.pk)
    with django_assert_num_queries(2):
        for _ in range(10):
            access.may(user, "view_figures", institution=hospital)
            access.may(user, "load", institution=hospital)
