"""Different values do not add up over months or hospitals."""

from linghang.core.periods import Period
from linghang.indicators.values import values

EAST = """
number left_on    ward person
A1     2022-01-03 内科  p1
A2     2022-02-03 外科  p1
A3     2022-02-04 外科  p2
A4     2022-02-05 外科  -
"""
WEST = "number left_on person\nB1 2022-02-01 p2\nB2 2022-03-01 p3"


def persons(institution, by=None):
    return [value.value for value in values(["persons"], Period.parse("2022Q1"), institution, by=by)]


def test_one_person_counts_once_in_the_quarter_and_in_the_group(load):
    load("east", "2022Q1", EAST)
    load("west", "2022Q1", WEST)
    assert persons("east") == [2]
    assert persons("east", "month") == [1, 2, 0]
    assert persons("group", "institution") == [2, 2]
    assert persons("group") == [3]
    assert persons("east", "department") == [1, 2]  # 内科, 外科


def test_without_batches_there_is_no_data(load):
    assert persons("east") == [None]
