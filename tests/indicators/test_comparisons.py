"""Comparisons are exact arithmetic on values that may be missing."""

from decimal import Decimal

import pytest

from linghang.core.periods import Period
from linghang.indicators.comparisons import comparison, light_of
from linghang.indicators.values import compare, values


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


@pytest.mark.parametrize("base", ["0", "-5"])
def test_growth_over_nothing_or_less_has_no_percentage(base):
    found = comparison("yoy", Decimal(3), Decimal(base), "ok")
    assert (found.relative, found.absolute) == (None, 3 - Decimal(base))


def test_rates_differ_in_points():
    assert comparison("yoy", Decimal("0.295"), Decimal("0.292"), "ok").points == Decimal("0.3")


@pytest.mark.parametrize(("value", "direction", "light"), [
    ("100", "higher", "good"), ("90", "higher", "near"), ("89", "higher", "bad"),
    ("100", "lower", "good"), ("110", "lower", "near"), ("111", "lower", "bad"), ("1", "neutral", None),
])
def test_the_light_of_a_target_of_100(value, direction, light):
    assert light_of(Decimal(value), Decimal(100), direction) == light
