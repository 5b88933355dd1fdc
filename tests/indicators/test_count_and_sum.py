"""Counts and sums over months, departments and institutions."""

from decimal import Decimal

from linghang.core.periods import Period
from linghang.indicators.values import values

STAYS = """
number  entered_on  left_on     ward  days  fee     pathway  levels
A1      2021-12-30  2022-01-03  内科   3     100.10  yes      -
A2      2022-01-02  2022-01-04  外科   5     200.20  no       3+4
A3      -           2022-02-01  外科   -     300.30  -        4+1
A4      2022-01-05  2022-04-01  -     8     -       yes      1+2
"""


def number(code, period="2022", institution="east"):
    [value] = values([code], Period.parse(period), institution)
    return value.value


def test_rows_are_counted_in_the_month_of_the_register_date(load):
    load("east", "2022", STAYS)
    periods = ("2022-01", "2022-02", "2022-03", "2022Q1", "2022")
    assert [number("discharges", period) for period in periods] == [2, 1, 0, 3, 4]


def test_a_missing_condition_is_not_met(load):
    load("east", "2022", STAYS)
    assert number("pathway_cases") == 2


def test_another_date_counts_in_its_own_month_and_rows_without_it_nowhere(load):
    load("east", "2022", STAYS)
    assert number("admissions", "2022-01") == 2
    assert number("admissions") == 2


def test_money_adds_up_exactly(load):
    load("east", "2022", STAYS)
    assert number("income") == Decimal("600.60")


def test_an_average_is_over_the_rows_that_have_the_value(load):
    load("east", "2022", STAYS)
    [value] = values(["mean_days"], Period.parse("2022"), "east")
    assert (value.numerator, value.denominator) == (16, 3)  # 3 + 5 + 8 days over 3 stays; A3 has none


def test_list_elements_are_counted_and_rows_that_have_one(load):
    load("east", "2022", STAYS)
    assert (number("major_operations"), number("major_cases")) == (3, 2)


def test_departments_are_listed_with_rows_that_name_none(load):
    load("east", "2022", STAYS)
    found = values(["discharges"], Period.parse("2022"), "east", by="department")
    assert {value.department: value.value for value in found} == {"内科": 1, "外科": 2, "": 1}


def test_months_are_listed_in_order_even_without_rows(load):
    load("east", "2022", STAYS)
    found = values(["discharges"], Period.parse("2022Q1"), "east", by="month")
    assert [(str(value.period), value.value) for value in found] == [("2022-01", 2), ("2022-02", 1), ("2022-03", 0)]


def test_a_group_is_the_sum_of_its_hospitals(load):
    load("east", "2022", STAYS)
    load("west", "2022", STAYS)
    assert number("discharges", institution="group") == 8


def test_a_field_that_older_files_lack_is_missing_in_their_rows(load):
    load("east", "2022", STAYS, leave_out=["pathway"])
    assert (number("pathway_cases"), number("discharges")) == (0, 4)
    load("west", "2022", STAYS)
    assert number("pathway_cases", institution="group") == 2
