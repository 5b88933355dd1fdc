"""Departments belong to one institution, and a department's figure is the same on the page and in the trace."""

import pytest

from linghang.core.periods import Period
from linghang.indicators.trace import trace
from linghang.indicators.values import compare, values
from linghang.organization.models import Institution

YEAR = Period.parse("2022")
OWN = "number left_on ward person\nA1 2022-01-03 内科 p1\nA2 2022-01-04 外科 p2"
BRANCH = "number left_on ward person\nB1 2022-01-03 内科 p3\nB2 2022-01-05 内科 p4"


@pytest.fixture
def branch(load):
    """east with one stay in 内科 and a branch hospital below it with two in its own 内科."""
    east = Institution.objects.get(code="east")
    Institution.objects.create(code="branch", name="东院分院", kind="hospital", parent=east)
    load("east", "2022", OWN)
    load("branch", "2022", BRANCH)


def of_department(code, department, institution="east"):
    [value] = values([code], YEAR, institution, department=department)
    return value.value, value.status


@pytest.mark.parametrize("code", ["discharges", "persons"])
def test_a_department_has_only_the_rows_of_its_own_institution(branch, code):
    assert of_department(code, "内科") == (1, "ok")
    assert {each.department: each.value for each in values([code], YEAR, "east", by="department")} == {
        "内科": 1,
        "外科": 1,
    }
    [whole] = values([code], YEAR, "east")
    assert whole.value == 4


def test_the_trace_of_a_department_shows_no_row_and_no_batch_of_another_institution(branch):
    found = trace("discharges", YEAR, "east", department="内科")
    assert (found.value, found.equal) == (1, True)
    assert [row.institution for row in found.parts[0].sample] == ["east"]
    assert [batch.institution for batch in found.batches] == ["east"]


def test_a_group_lists_no_departments_of_its_members(branch):
    assert values(["discharges"], YEAR, "group", by="department") == []


def test_a_department_is_compared_with_its_own_institution_only(branch, load):
    load("branch", "2021", "number left_on ward\nB0 2021-01-03 内科")
    load("east", "2021", "number left_on ward\nA0 2021-01-03 外科")
    [value] = values(["discharges"], YEAR, "east", department="内科")
    assert (compare(value, "yoy").base, compare(value, "yoy").absolute) == (0, 1)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("discharges", (0, "ok")),
        ("income", (0, "ok")),
        ("pathway_share", (None, "no_data")),
        ("visits", (None, "no_data")),
    ],
)
def test_a_department_without_rows_is_zero_within_coverage_on_the_page_and_in_the_trace(branch, keep, code, expected):
    keep(
        "reported_value",
        "east",
        indicator="visits",
        from_date="2022-01-01",
        to_date="2022-12-31",
        value="9",
        evidence="文",
    )
    traced = trace(code, YEAR, "east", department="儿科")
    assert of_department(code, "儿科") == (traced.value, traced.status) == expected


def test_without_coverage_a_department_has_no_data(branch):
    assert of_department("discharges", "内科", "west") == (None, "no_data")


def test_records_that_name_no_department_say_nothing_of_one(branch, library, monkeypatch):
    stay = library.register("stay")
    monkeypatch.setattr(
        type(library), "register", lambda self, code: {"stay": stay.model_copy(update={"department": None})}.get(code)
    )
    assert of_department("discharges", "内科") == (None, "no_data")
    assert trace("discharges", YEAR, "east", department="内科").status == "no_data"
    assert values(["discharges"], YEAR, "east", by="department") == []
