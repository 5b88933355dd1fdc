"""Programs get of a programme what its reader may see, and what the packs still know."""

import datetime as dt

import pytest

from linghang.organization.models import Department
from linghang.programmes.models import Adoption

THIS_YEAR = dt.date(2023, 1, 1)


@pytest.fixture
def elsewhere(hospital):
    return Department.objects.create(institution=hospital, code="HL", name="护理部")


def test_a_task_that_the_head_may_not_see_is_not_told(as_, hospital, department, elsewhere, adopt, task):
    adopt("six_fusions", THIS_YEAR)
    task("core", title="别的科室的事", lead_department=elsewhere)
    task("core", title="本科室的事", lead_department=department)
    address = "/api/programmes/h1/six_fusions?day=2023-06-01"
    tree = as_("department_head", hospital, department).get(address).json()
    components = [each for layer in tree["layers"] for each in layer["components"]]
    assert [each["title"] for component in components for each in component["tasks"]] == ["本科室的事"]


def test_a_programme_taken_out_of_use_stops_no_other(as_, hospital, adopt):
    adopt("six_fusions", THIS_YEAR)
    Adoption.objects.create(institution=hospital, programme="no_such", valid_from=THIS_YEAR)
    answer = as_("office", hospital).get("/api/programmes/h1?day=2023-06-01")
    assert answer.status_code == 200
    assert len(answer.json()) == 1
