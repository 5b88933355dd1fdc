"""A small region with one person per role, for the pages of the site."""

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import Assignment, Department, Institution


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
def department(hospital):
    return Department.objects.create(institution=hospital, code="03", name="内科")


@pytest.fixture
def person(db):
    """person(role, institution, department=None) → a user with that one role."""
    def make(role, institution, department=None):
        user = get_user_model().objects.create_user(f"{role}-{institution.code}", first_name=f"{role}")
        Assignment.objects.create(user=user, role=role, institution=institution, department=department)
        return user
    return make


@pytest.fixture
def as_(client, person):
    """as_(role, institution, department=None) → a signed-in client."""
    def sign_in(role, institution, department=None):
        client.force_login(person(role, institution, department))
        return client
    return sign_in
