"""A region of two hospitals and two departments, a small pack of frameworks of its own, and people in each role."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from tests.assessment.pages import assessment_steps

from linghang.organization.models import Assignment, Department
from linghang.packs.load import load_packs
from linghang.registers import content

PACK = Path(__file__).parent / "page_pack"
WHERE = {"institution": "h1", "period": "2022"}


@pytest.fixture(scope="session")
def page_library():
    return load_packs([PACK])


@pytest.fixture
def region(db, page_library, monkeypatch):
    """region → h1, h2; two departments in h1."""
    monkeypatch.setattr(content, "library", lambda: page_library)
    top, first, second = assessment_steps.region()
    for code, name in (("0301", "心血管内科"), ("0401", "普外科")):
        Department.objects.create(institution=first, code=code, name=name)
    return top, first, second


@pytest.fixture
def figures(region):
    """Figures of both hospitals for 2022 and of the first for 2021; a target; the third item has none."""
    _, first, second = region
    for place, level4, stay in ((first, "0.25", "8"), (second, "0.15", "7")):
        assessment_steps.report(place, "level4_share", level4)
        assessment_steps.report(place, "mean_stay", stay)
    assessment_steps.report(first, "level4_share", "0.2", 2021)
    assessment_steps.report(first, "level4_share", "0.3", register="indicator_target")
    assessment_steps.serve(first, "0301", 40, 10)
    assessment_steps.serve(first, "0401", 9, 2)
    assessment_steps.serve(second, "0301", 50)
    return region


@pytest.fixture
def as_(client, region):
    """as_(role, code, department code) → a client signed in with that one role."""

    def sign_in(role, place="h1", department=None):
        institution = next(each for each in region if each.code == place)
        user = get_user_model().objects.create_user(f"{role}-{place}-{department}", first_name=role)
        held = Department.objects.get(institution=institution, code=department) if department else None
        Assignment.objects.create(user=user, role=role, institution=institution, department=held)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def office(as_):
    return as_("office")
