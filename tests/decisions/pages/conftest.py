"""People with one role each at the hospital of `house`, signed in."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from linghang.organization.models import Assignment


@pytest.fixture
def as_(house):
    """as_(role, department=None) → the client of a new account with that one role."""
    made = {}

    def sign_in(role, department=None, institution=None):
        key = (role, department and department.pk, institution and institution.pk)
        if key not in made:
            user = get_user_model().objects.create_user(f"{role}-{len(made)}", first_name=role)
            Assignment.objects.create(
                user=user, role=role, institution=institution or house.institution, department=department
            )
            client = Client()
            client.force_login(user)
            client.user = user
            made[key] = client
        return made[key]

    return sign_in


@pytest.fixture
def office(as_):
    return as_("office")


@pytest.fixture
def head(as_, house):
    """The head of the department, who may put items forward and see no meeting."""
    return as_("department_head", department=house.department)


@pytest.fixture
def leader(as_):
    return as_("leader")
