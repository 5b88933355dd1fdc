"""What is complete, partial or without data."""

import datetime as dt

from linghang.core.periods import Period
from linghang.indicators.values import values
from linghang.organization.models import Institution

ONE = "number left_on\nA1 2022-01-03"


def status(period="2022", institution="group", code="discharges"):
    [value] = values([code], Period.parse(period), institution)
    return value.status, value.value


def test_nothing_delivered_is_no_data_and_not_zero(load):
    assert status() == ("no_data", None)


def test_a_covered_month_without_rows_is_zero(load):
    load("east", "2022", ONE)
    assert status("2022-05", "east") == ("ok", 0)


def test_a_year_with_some_months_delivered_is_partial(load):
    load("east", "2022Q1", ONE)
    assert status("2022", "east") == ("partial", 1)
    assert status("2022Q1", "east") == ("ok", 1)
    assert status("2022Q2", "east") == ("no_data", None)


def test_a_group_is_partial_when_a_member_that_reports_is_late(load):
    load("east", "2022", ONE)
    load("west", "2021", "number left_on")
    assert status("2022") == ("partial", 1)


def test_a_member_that_never_reported_is_not_waited_for(load):
    load("east", "2022", ONE)
    assert status("2022") == ("ok", 1)


def test_a_member_that_began_later_does_not_spoil_earlier_years(load):
    load("east", "2022", ONE)
    load("west", "2023", "number left_on")
    assert status("2022") == ("ok", 1)


def test_a_member_that_closed_is_not_waited_for(load):
    load("east", "2022", ONE)
    load("west", "2021", "number left_on")
    Institution.objects.filter(code="west").update(valid_to=dt.date(2021, 12, 31))
    assert status("2022") == ("ok", 1)


def test_a_ratio_is_as_complete_as_its_weaker_part(load):
    load("east", "2022Q1", "number left_on pathway\nA1 2022-01-03 yes")
    assert status("2022", "east", "pathway_share") == ("partial", 1)
