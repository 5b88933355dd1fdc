"""Periods: reading, writing, neighbours, and the calendar's edges."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.core.periods import Month, Period

MONTHS = st.builds(Month, st.integers(1960, 2090), st.integers(1, 12))
PERIODS = st.builds(lambda first, length: Period(first, first.shift(length - 1)), MONTHS, st.integers(1, 40))


@pytest.mark.parametrize(
    ("text", "written", "label", "first", "last"),
    [
        ("2022", "2022", "2022年", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022年", "2022", "2022年", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022Q3", "2022Q3", "2022年第三季度", date(2022, 7, 1), date(2022, 9, 30)),
        ("2022年第一季度", "2022Q1", "2022年第一季度", date(2022, 1, 1), date(2022, 3, 31)),
        ("2024-02", "2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022年5月", "2022-05", "2022年5月", date(2022, 5, 1), date(2022, 5, 31)),
        ("2022-01..2022-06", "2022-01..2022-06", "2022年1—6月", date(2022, 1, 1), date(2022, 6, 30)),
        ("2022-11..2023-02", "2022-11..2023-02", "2022年11月至2023年2月", date(2022, 11, 1), date(2023, 2, 28)),
        ("2022-01..2022-12", "2022", "2022年", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_reading_and_writing(text, written, label, first, last):
    period = Period.parse(text)
    assert (str(period), period.label, period.first_day, period.last_day) == (written, label, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "2022Q5",
        "2022-13",
        "去年",
        "2022-06..2022-01",
        "2022-00",
        "0000",
        "1900",
        "1949-12",
        "2999-12",
        "2101",
        "2101Q4",
        "1950-01..2022-12",
        "２０２２",
        "20223",
        "²022",
    ],
)
def test_what_is_not_a_period_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(InputError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "last_year", "previous"),
    [
        ("2022", "2021", "2021"),
        ("2022Q1", "2021Q1", "2021Q4"),
        ("2022-01", "2021-01", "2021-12"),
        ("2022-01..2022-06", "2021-01..2021-06", "2021-07..2021-12"),
    ],
)
def test_bases_of_comparison(text, last_year, previous):
    period = Period.parse(text)
    assert (str(period.last_year()), str(period.previous())) == (last_year, previous)


@given(PERIODS)
def test_written_form_reads_back(period):
    assert Period.parse(str(period)) == period


@given(PERIODS)
def test_months_cover_the_period_without_gap(period):
    months = period.months()
    assert len(months) == period.length
    assert months[0].first_day == period.first_day
    assert months[-1].last_day == period.last_day
    assert all((later.first_day - earlier.last_day).days == 1 for earlier, later in pairwise(months))


@given(PERIODS)
def test_previous_touches_and_does_not_overlap(period):
    before = period.previous()
    assert before.last.shift(1) == period.first
    assert before.length == period.length
    assert not before.overlaps(period)


@given(MONTHS, st.integers(-500, 500))
def test_shift_and_back(month, by):
    assert month.shift(by).shift(-by) == month
    assert Month.from_key(month.key) == month
