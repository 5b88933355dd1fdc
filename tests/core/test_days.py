"""One reader of a day: what people write, and nothing that a calendar or the house does not have."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.days import FIRST_DAY, LAST_DAY, parse_day
from linghang.core.keys import parse_key


@pytest.mark.parametrize("text", ["2023-05-31", "2023/5/31", "2023.5.31", "2023年5月31日", " 2023-05-31 "])
def test_a_day_is_read_as_people_write_it(text):
    assert parse_day(text) == dt.date(2023, 5, 31)


@pytest.mark.parametrize(
    "text",
    ["", "2023-02-29", "20230531", "2023-W22-3", "0001-01-01", "9999-12-31", "1949-12-31", "2101-01-01", "二〇二三"],
)
def test_what_is_no_day_of_the_house_is_none(text):
    assert parse_day(text) is None


def test_full_width_digits_are_no_day():
    assert parse_day("２０２３-０５-３１") is None


def test_the_bounds_belong_to_it():
    assert parse_day("1950-01-01") == dt.date(1950, 1, 1)
    assert parse_day("2100-12-31") == dt.date(2100, 12, 31)
    assert parse_day("2023-05-31", last=dt.date(2023, 5, 30)) is None
    assert parse_day("2023-05-31", first=dt.date(2023, 6, 1)) is None


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_day_of_the_house_is_read_as_it_is_printed(day):
    assert parse_day(str(day)) == day


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text):
    day = parse_day(text)
    assert day is None or FIRST_DAY <= day <= LAST_DAY


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("-1", None), ("", None), ("１２", None)],
)
def test_numbers_of_rows_fit_the_database(text, number):
    assert parse_key(text) == number
