"""What is held at the end of a period: arrived, and not yet gone."""

import pytest

from linghang.core.periods import Period
from linghang.indicators.values import values


@pytest.fixture
def talents(keep):
    keep("talent", "east", number="stays", from_date="2020-03-01")
    keep("talent", "east", number="until the last day of May", from_date="2021-03-01", to_date="2022-05-31")
    keep("talent", "east", number="until a day in June", from_date="2021-03-01", to_date="2022-06-10")
    keep("talent", "west", number="comes in June", from_date="2022-06-30", ward="内科")
    keep("talent", "west", number="gone before it came", from_date="2022-06-30", to_date="2022-01-01")


def held(period, institution="group", by=None):
    return [value.value for value in values(["talents"], Period.parse(period), institution, by=by)]


def test_on_its_last_day_a_row_still_counts(talents):
    assert (held("2022-05"), held("2022-06"), held("2022-07")) == ([3], [2], [2])


def test_the_value_of_a_year_is_that_of_its_last_day(talents):
    assert (held("2021"), held("2022"), held("2020")) == ([3], [2], [1])


def test_month_by_month(talents):
    assert held("2022-04..2022-06", by="month") == [3, 3, 2]


def test_by_institution_and_department(talents):
    assert held("2022", by="institution") == [1, 1]
    found = values(["talents"], Period.parse("2022"), "west", by="department")
    assert {value.department: value.value for value in found} == {"": 0, "内科": 1}  # "": came and left
    found = values(["talents"], Period.parse("2022"), "east", by="department")
    assert {value.department: value.value for value in found} == {"": 1}


def test_before_the_first_entry_nothing_is_known(talents):
    [value] = values(["talents"], Period.parse("2019"), "group")
    assert value.status == "no_data"
