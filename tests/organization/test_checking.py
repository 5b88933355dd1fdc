"""Facts read from the database: what the small county hospital's workbook must show, day by day, by hand."""

import datetime as dt

import pytest

from linghang.organization.checking import findings
from linghang.organization.importing import load_organization
from linghang.organization.models import Institution
from organization.workbooks import SHEETS, write

pytestmark = pytest.mark.django_db


def found(day):
    places = list(Institution.objects.all())
    return [(each.rule, each.institution, each.subject) for each in findings(places, dt.date.fromisoformat(day))]


def test_the_county_hospital_at_the_end_of_may(tmp_path):
    load_organization(write(tmp_path / "o.xlsx"))
    assert sorted(found("2022-05-31")) == [
        ("BR05", "county", "医疗队临时党支部"),  # its last day
        ("DC02", "county", "党委"),  # the secretary alone
        ("ORG04", "county", "外科"),
    ]


def test_before_the_committee_and_the_split(tmp_path):
    load_organization(write(tmp_path / "o.xlsx"))
    assert sorted(found("2021-06-30")) == [
        ("ORG03", "county", "内科党支部"),  # its departments do not exist yet
        ("ORG04", "county", "内科"),
        ("ORG04", "county", "外科"),
        ("ORG05", "county", "党委书记"),
        ("ORG05", "county", "内科党支部书记"),
    ]


def test_a_pair_that_ended_apart_and_a_temporary_branch_forgotten(tmp_path):
    rows = [*SHEETS["任免"][:4], ["1004", "c-0304", "", "", "2021-07-01", "2022-06-30"]]
    links = [*SHEETS["支部科室"], ["county-t", "04", "2022-03-01"]]
    load_organization(write(tmp_path / "o.xlsx", 任免=rows, 支部科室=links))
    day = set(found("2022-07-01"))
    assert ("ORG02", "county", "内科党支部书记、心血管内科主任") in day
    assert ("ORG05", "county", "心血管内科主任") in day
    assert ("BR05", "county", "医疗队临时党支部") in day


def test_the_number_of_queries_does_not_grow_with_the_house(tmp_path, django_assert_max_num_queries):
    load_organization(write(tmp_path / "o.xlsx"))
    places = list(Institution.objects.all())
    with django_assert_max_num_queries(9):
        findings(places, dt.date(2022, 5, 31))
