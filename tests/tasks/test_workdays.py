"""Working days of mainland China; expected days from the State Council's announcements for 2023 and 2024."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.workdays import add_workdays, announced, is_workday, last_workday, workdays_between


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2023-03-31", True),  # Friday
        ("2023-04-01", False),  # Saturday
        ("2023-04-05", False),  # Qingming, a Wednesday
        ("2023-01-21", False),  # Spring Festival begins
        ("2023-01-27", False),  # and ends
        ("2023-01-28", True),  # Saturday, worked instead
        ("2023-01-29", True),  # Sunday, worked instead
        ("2023-10-06", False),
        ("2023-10-07", True),  # Saturday, worked instead
        ("2023-10-08", True),  # Sunday, worked instead
        ("2024-02-04", True),  # Sunday before Spring Festival, worked instead
        ("2024-02-09", True),  # New Year's Eve: no holiday in 2024
    ],
)
def test_holidays_and_make_up_days(text, works):
    assert is_workday(day(text)) is works


def test_beyond_the_announced_years_weekends_alone_count():
    assert announced(day("2023-10-01"))
    assert not announced(day("2045-10-02"))
    assert is_workday(day("2045-10-02"))  # a Monday; National Day of a year nobody has announced
    assert not is_workday(day("2045-10-07"))  # a Saturday


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2023-01-18", 3, "2023-01-28"),  # Thu 19, Fri 20, then the make-up Saturday
        ("2023-01-21", 1, "2023-01-28"),
        ("2023-01-28", -1, "2023-01-20"),
        ("2023-09-28", 1, "2023-10-07"),
        ("2023-10-09", -3, "2023-09-28"),  # Sun 8, Sat 7, Thu 28 September
        ("2023-04-01", 0, "2023-04-01"),
    ],
)
def test_the_nth_working_day(start, n, end):
    assert add_workdays(day(start), n) == day(end)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2023-01-20", "2023-01-28", 1),
        ("2023-01-20", "2023-01-27", 0),
        ("2023-09-28", "2023-10-09", 3),
        ("2023-03-31", "2023-03-31", 0),
        ("2023-10-09", "2023-09-28", -3),  # back over 8, 7 October and 28 September
    ],
)
def test_working_days_between(first, last, count):
    assert workdays_between(day(first), day(last)) == count


@given(st.dates(dt.date(2022, 1, 1), dt.date(2030, 12, 31)), st.integers(-40, 40))
def test_counting_is_the_inverse_of_adding(start, n):
    end = add_workdays(start, n)
    assert workdays_between(start, end) == n
    assert n == 0 or is_workday(end)


@given(st.dates(dt.date(2022, 6, 1), dt.date(2027, 6, 1)), st.integers(0, 60), st.integers(0, 60))
def test_spans_add_up(start, one, two):
    middle, end = start + dt.timedelta(one), start + dt.timedelta(one + two)
    assert workdays_between(start, end) == workdays_between(start, middle) + workdays_between(middle, end)


def test_the_last_working_day_of_a_span():
    assert last_workday(day("2023-10-02"), day("2023-10-08")) == day("2023-10-08")
    assert last_workday(day("2023-04-24"), day("2023-04-30")) == day("2023-04-28")
    assert last_workday(day("2023-01-21"), day("2023-01-27")) is None
