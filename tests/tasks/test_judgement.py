"""When a number opens a task and when it closes one: cases by hand, and properties against a slow recount."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.periods import Month
from linghang.tasks.judgement import (
    Band,
    Goal,
    Measured,
    band_of_target,
    breach,
    goal_of,
    last_complete_month,
    recovered,
)

D = Decimal


@pytest.mark.parametrize(
    ("low", "high", "value", "status", "expected"),
    [
        ("0.2", "0.3", "0.25", "ok", None),
        ("0.2", "0.3", "0.2", "ok", None),
        ("0.2", "0.3", "0.3", "ok", None),
        ("0.2", "0.3", "0.1999", "ok", "low"),
        ("0.2", "0.3", "0.3001", "ok", "high"),
        ("0.2", None, "9", "ok", None),
        (None, "0.3", "-9", "ok", None),
        (None, None, "9", "ok", None),
        ("0.2", "0.3", "0.9", "partial", None),
        ("0.2", "0.3", None, "no_data", None),
    ],
)
def test_the_ends_of_a_band_belong_to_it_and_the_incomplete_is_not_judged(low, high, value, status, expected):
    band = Band(low and D(low), high and D(high))
    assert breach(band, value and D(value), status) == expected


def test_a_target_is_the_floor_of_what_should_be_high():
    assert band_of_target(D(90), "higher") == Band(low=D(90))
    assert band_of_target(D(8), "lower") == Band(high=D(8))
    assert band_of_target(D(8), "neutral") == Band()


def test_a_breach_is_closed_at_the_limit_that_was_left():
    assert goal_of(Band(D(2), D(3)), "low") == Goal(">=", D(2))
    assert goal_of(Band(D(2), D(3)), "high") == Goal("<=", D(3))


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2023-03-31", "2023-02"), ("2023-04-01", "2023-03"), ("2023-01-01", "2022-12")],
)
def test_a_month_is_complete_on_the_day_after_it(today, expected):
    assert str(last_complete_month(dt.date.fromisoformat(today))) == expected


def months(text):
    """`2023-01 0.31` … one month a line; `?` after the number: partial; `-`: no data."""
    found = []
    for line in text.strip().splitlines():
        month, value = line.split()
        year, number = month.split("-")
        status = "no_data" if value == "-" else "partial" if value.endswith("?") else "ok"
        found.append(Measured(Month(int(year), int(number)), None if value == "-" else D(value.rstrip("?")), status))
    return found


HIGH_ENDED = months(
    """
    2023-01 0.31
    2023-02 0.29
    2023-03 0.30
    2023-04 0.28?
    """
)


@pytest.mark.parametrize(
    ("asked", "opened", "today", "expected"),
    [
        (1, "2023-02-10", "2023-03-31", True),  # February alone
        (2, "2023-02-10", "2023-04-05", True),  # February and March, 0.30 being still ≤ 0.30
        (3, "2023-01-10", "2023-04-05", False),  # January was above
        (1, "2023-01-10", "2023-05-05", False),  # April is not complete
        (1, "2023-03-01", "2023-03-31", False),  # February was over before the task was opened
        (2, "2023-03-01", "2023-04-05", False),
        (0, "2023-02-28", "2023-03-01", True),  # no number of months means one
        (1, "2023-02-10", "2023-02-28", False),  # January, above
        (1, "2023-01-01", "2023-07-01", False),  # June was not measured
    ],
)
def test_recovered_is_asked_of_the_last_complete_months_since_the_task_was_opened(asked, opened, today, expected):
    goal = Goal("<=", D("0.30"), asked)
    found = recovered(goal, HIGH_ENDED, dt.date.fromisoformat(opened), dt.date.fromisoformat(today))
    assert found is expected


_months = st.integers(0, 30).map(lambda count: Month(2022, 1).shift(count))
_measured = st.lists(
    st.builds(
        Measured, _months, st.one_of(st.none(), st.integers(0, 4).map(D)), st.sampled_from(["ok", "partial", "no_data"])
    ),
    unique_by=lambda each: each.month,
    max_size=31,
)
_days = st.dates(dt.date(2022, 1, 1), dt.date(2024, 8, 1))


@given(_measured, st.sampled_from(["<", "<=", ">", ">="]), st.integers(1, 4), _days, _days)
def test_recovered_is_what_a_slow_recount_says(found, comparator, asked, opened, today):
    ended = [each for each in found if each.month.last_day < today]
    good = {
        str(each.month)
        for each in ended
        if each.status == "ok"
        and each.value is not None
        and each.month.last_day >= opened
        and eval(f"{each.value} {comparator} 2")
    }
    year, number, wanted = today.year, today.month, []
    for _ in range(asked):
        number -= 1
        if number == 0:
            year, number = year - 1, 12
        wanted.append(f"{year}-{number:02d}")
    assert recovered(Goal(comparator, D(2), asked), found, opened, today) is all(each in good for each in wanted)


@given(st.integers(-5, 5).map(D), st.integers(-5, 5).map(D), st.integers(-5, 5).map(D))
def test_what_a_breach_asks_for_the_breaching_value_does_not_reach(low, high, value):
    band = Band(min(low, high), max(low, high))
    side = breach(band, value, "ok")
    if side is not None:
        goal = goal_of(band, side)
        assert not goal.reached(Measured(Month(2023, 1), value, "ok"))
        assert goal.reached(Measured(Month(2023, 1), goal.value, "ok"))
