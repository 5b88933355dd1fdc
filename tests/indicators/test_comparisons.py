"""Comparisons are exact arithmetic on values that may be missing."""

import datetime as dt
from decimal import Decimal

import pytest

from linghang.core.periods import Period
from linghang.indicators.comparisons import comparison, light_of
from linghang.indicators.values import compare, values
from linghang.organization.models import Institution


def two_years(load):
    load("east", "2021", "number left_on ward\nA1 2021-03-01 内科\nA2 2021-12-01 外科")
    load("east", "2022", "number left_on ward\nB1 2022-03-01 内科\nB2 2022-03-02 内科\nB3 2022-04-01 外科")


def test_last_year_is_the_same_months_and_the_period_before_is_as_long(load):
    two_years(load)
    [quarter] = values(["discharges"], Period.parse("2022Q1"), "east")
    assert (compare(quarter, "yoy").base, compare(quarter, "mom").base) == (1, 1)
    [year] = values(["discharges"], Period.parse("2022"), "east")
    assert (compare(year, "yoy").absolute, compare(year, "yoy").relative) == (1, Decimal("0.5"))


def test_a_department_is_compared_with_itself(load):
    two_years(load)
    inner, _ = values(["discharges"], Period.parse("2022"), "east", by="department")
    assert (inner.department, compare(inner, "yoy").base) == ("内科", 1)


def test_without_last_year_there_is_no_comparison(load):
    load("east", "2022", "number left_on\nB1 2022-03-01")
    [year] = values(["discharges"], Period.parse("2022"), "east")
    found = compare(year, "yoy")
    assert (found.base, found.relative, found.status) == (None, None, "no_data")


def test_a_partial_base_makes_a_partial_comparison(load):
    load("east", "2021Q1", "number left_on\nA1 2021-03-01")
    load("east", "2022", "number left_on\nB1 2022-03-01")
    [year] = values(["discharges"], Period.parse("2022"), "east")
    assert compare(year, "yoy").status == "partial"


def group_against_last_year(code="discharges"):
    [value] = values([code], Period.parse("2022"), "group")
    found = compare(value, "yoy")
    return found.value, found.base, found.status


def test_a_member_that_joins_makes_the_base_of_the_group_not_comparable(load):
    """west existed in 2021 and has no data of it: 2 against 1 is not growth."""
    load("east", "2021", "number left_on\nA1 2021-03-01")
    load("east", "2022", "number left_on\nB1 2022-03-01")
    assert group_against_last_year() == (1, 1, "ok")
    load("west", "2022", "number left_on\nW1 2022-03-01")
    assert group_against_last_year() == (2, 1, "partial")
    [east] = values(["discharges"], Period.parse("2022"), "east")
    assert compare(east, "yoy").status == "ok"


def test_a_ratio_of_more_members_is_not_comparable(load):
    load("east", "2021", "number left_on pathway\nA1 2021-03-01 yes")
    load("east", "2022", "number left_on pathway\nB1 2022-03-01 yes")
    load("west", "2022", "number left_on pathway\nW1 2022-03-01 no")
    assert group_against_last_year("pathway_share") == (Decimal("0.5"), 1, "partial")


def test_a_member_founded_since_is_growth(load):
    load("east", "2021", "number left_on\nA1 2021-03-01")
    load("east", "2022", "number left_on\nB1 2022-03-01")
    load("west", "2022", "number left_on\nW1 2022-03-01")
    Institution.objects.filter(code="west").update(valid_from=dt.date(2022, 1, 1))
    assert group_against_last_year() == (2, 1, "ok")


def test_typed_values_of_more_members_are_not_comparable(keep):
    def say(institution, year, value):
        keep(
            "reported_value",
            institution,
            indicator="visits",
            from_date=f"{year}-01-01",
            to_date=f"{year}-12-31",
            value=value,
            evidence="文",
        )

    say("east", 2021, "10")
    say("east", 2022, "12")
    say("west", 2022, "5")
    assert group_against_last_year("visits") == (17, 10, "partial")
    say("group", 2021, "16")
    assert group_against_last_year("visits") == (17, 16, "ok")


@pytest.mark.parametrize("base", ["0", "-5"])
def test_growth_over_nothing_or_less_has_no_percentage(base):
    found = comparison("yoy", Decimal(3), Decimal(base), "ok")
    assert (found.relative, found.absolute) == (None, 3 - Decimal(base))


def test_a_surplus_that_became_a_loss_has_no_percentage():
    found = comparison("yoy", Decimal(-19_910_400), Decimal(973), "ok")
    assert (found.relative, found.absolute) == (None, Decimal(-19_911_373))
    assert comparison("target", Decimal(-5), Decimal(10), "ok").relative == Decimal("-0.5")


def test_rates_differ_in_points():
    assert comparison("yoy", Decimal("0.295"), Decimal("0.292"), "ok").points == Decimal("0.3")


@pytest.mark.parametrize(
    ("value", "direction", "light"),
    [
        ("100", "higher", "good"),
        ("90", "higher", "near"),
        ("89", "higher", "bad"),
        ("100", "lower", "good"),
        ("110", "lower", "near"),
        ("111", "lower", "bad"),
        ("1", "neutral", None),
    ],
)
def test_the_light_of_a_target_of_100(value, direction, light):
    assert light_of(Decimal(value), Decimal(100), direction) == light
