"""A small region with one person per role, for the pages of the site."""

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import Assignment, Department, Institution
from linghang.registers.loading import load
from visit_files import visits_2021, visits_2022


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
    return Department.objects.create(institution=hospital, code="0301", name="心血管内科")


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


@pytest.fixture
def visits(hospital, tmp_path):
    """24 visits in 2021 and 37 in 2022 (25 to department 0301, 12 to 0401), loaded for the hospital."""
    for path in (visits_2021(tmp_path), visits_2022(tmp_path)):
        load(path, "outpatient_visit", "h1")
