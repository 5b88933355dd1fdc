"""The small county hospital of `workbooks`, loaded, and people to look at it."""

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.importing import load_organization
from linghang.organization.models import Assignment, Department, Institution
from organization.workbooks import write


@pytest.fixture
def county(db, tmp_path):
    load_organization(write(tmp_path / "county.xlsx"))
    return Institution.objects.get(code="county")


@pytest.fixture
def as_(client):
    """as_(role, institution code, department code="") → a signed-in client."""

    def sign_in(role, place, department=""):
        user = get_user_model().objects.create_user(f"{role}-{place}")
        institution = Institution.objects.get(code=place)
        ward = Department.objects.get(institution=institution, code=department) if department else None
        Assignment.objects.create(user=user, role=role, institution=institution, department=ward)
        client.force_login(user)
        return client

    return sign_in
