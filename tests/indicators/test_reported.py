"""Typed-in values: an own entry stands; `sum` adds up, `last` takes the latest, `none` knows only what was typed."""

from decimal import Decimal

import pytest

from linghang.core.periods import Period
from linghang.indicators.values import compare, values


@pytest.fixture
def say(keep):
    def make(institution, indicator, first, last, value, register="reported_value"):
        keep(register, institution, indicator=indicator, from_date=first, to_date=last, value=value, evidence="通报")

    return make


def answer(code, period, institution="east"):
    [value] = values([code], Period.parse(period), institution)
    return value.value, value.status


def test_months_add_up_to_what_is_covered(say):
    say("east", "visits", "2022-01-01", "2022-01-31", "100")
    say("east", "visits", "2022-02-01", "2022-02-28", "50")
    assert answer("visits", "2022-01..2022-02") == (150, "ok")
    assert answer("visits", "2022Q1") == (150, "partial")
    assert answer("visits", "2023") == (None, "no_data")


def test_two_halves_of_a_month_add_up(say):
    say("east", "visits", "2022-01-01", "2022-01-15", "10")
    assert answer("visits", "2022-01") == (10, "partial")
    say("east", "visits", "2022-01-16", "2022-01-31", "7")
    assert answer("visits", "2022-01") == (17, "ok")


def test_entries_that_share_a_day_are_not_added_up(say):
    say("east", "visits", "2022-01-01", "2022-01-20", "10")
    say("east", "visits", "2022-01-20", "2022-01-31", "7")
    assert answer("visits", "2022-01") == (10, "partial")


def test_a_year_typed_in_beats_its_months(say):
    say("east", "visits", "2022-01-01", "2022-12-31", "1000")
    say("east", "visits", "2022-01-01", "2022-01-31", "100")
    assert answer("visits", "2022") == (1000, "ok")
    assert answer("visits", "2022-01") == (100, "ok")
    assert answer("visits", "2022-02") == (None, "no_data")


def test_members_add_up_unless_the_group_states_its_own(say):
    say("east", "visits", "2022-01-01", "2022-12-31", "1000")
    say("west", "visits", "2022-01-01", "2022-12-31", "500")
    assert answer("visits", "2022", "group") == (1500, "ok")
    say("group", "visits", "2022-01-01", "2022-12-31", "1600")
    assert answer("visits", "2022", "group") == (1600, "ok")


def test_a_member_that_reported_before_and_not_now_makes_the_group_partial(say):
    say("east", "visits", "2022-01-01", "2022-12-31", "1000")
    say("west", "visits", "2021-01-01", "2021-12-31", "500")
    assert answer("visits", "2022", "group") == (1000, "partial")


def test_last_is_the_latest_that_reaches_into_the_period(say):
    say("east", "beds", "2022-01-01", "2022-06-30", "100")
    say("east", "beds", "2022-07-01", "2022-12-31", "120")
    assert answer("beds", "2022") == (120, "ok")
    assert answer("beds", "2022Q2") == (100, "ok")
    assert answer("beds", "2021") == (None, "no_data")


def test_none_knows_only_the_period_and_place_typed_in(say):
    say("east", "rank", "2022-01-01", "2022-12-31", "465")
    assert answer("rank", "2022") == (465, "ok")
    assert answer("rank", "2022Q1") == (None, "no_data")
    assert answer("rank", "2022", "group") == (None, "no_data")


def test_a_formula_may_use_a_typed_value(say, load):
    say("east", "beds", "2022-01-01", "2022-12-31", "8")
    load("east", "2022", "number left_on fee\nA1 2022-01-03 100.00")
    assert answer("income_per_bed", "2022") == (Decimal("12.5"), "ok")


def test_the_target_of_a_year_is_for_counts_that_year_only(say, load):
    load("east", "2022", "number left_on\nA1 2022-01-03\nA2 2022-02-03")
    say("east", "discharges", "2022-01-01", "2022-12-31", "4", register="indicator_target")
    [year] = values(["discharges"], Period.parse("2022"), "east")
    [january] = values(["discharges"], Period.parse("2022-01"), "east")
    assert (compare(year, "target").relative, compare(year, "target").light) == (Decimal("0.5"), "bad")
    assert compare(january, "target").base is None


def test_the_target_of_a_rate_is_also_for_its_months_and_members(say, load):
    load("east", "2022", "number left_on pathway\nA1 2022-01-03 yes\nA2 2022-01-04 no")
    say("group", "pathway_share", "2022-01-01", "2022-12-31", "0.5", register="indicator_target")
    [january] = values(["pathway_share"], Period.parse("2022-01"), "east")
    found = compare(january, "target")
    assert (found.base, found.absolute, found.light) == (Decimal("0.5"), 0, "good")
