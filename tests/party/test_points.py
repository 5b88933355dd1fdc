"""Points by the year: worked by hand from party_rules AS01 and AS02; and what always holds."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linghang.party.points import Entry, balance, base_on

DAY = dt.date(2026, 5, 1)


def entry(points, on=DAY):
    return Entry(on, Decimal(points), "事由")


def test_base_plus_minus():
    found = balance([entry("5"), entry("-3.5"), entry("2")], 2026)
    assert (found.plus, found.minus, found.total) == (7, Decimal("3.5"), Decimal("103.5"))
    assert found.said == "103.5 分＝基础分 100 ＋ 加分 7 － 减分 3.5"


def test_there_is_no_cap_and_a_floor_of_zero():
    assert balance([entry("900")], 2026, Decimal(60)).total == 960
    assert balance([entry("-200")], 2026).total == 0
    assert "不足 0 分按 0 分计" in balance([entry("-200")], 2026).said


def test_every_year_begins_with_the_base_again():
    entries = [entry("-40", dt.date(2025, 12, 31)), entry("4", dt.date(2026, 1, 1))]
    assert [balance(entries, year).total for year in (2025, 2026, 2027)] == [60, 104, 100]


def test_the_base_is_the_one_in_force_on_new_years_day():
    bases = [(dt.date(2024, 1, 1), Decimal(60)), (dt.date(2026, 1, 2), Decimal(80))]
    assert [base_on(bases, year) for year in (2023, 2024, 2026, 2027)] == [100, 60, 60, 80]


@given(st.lists(st.integers(-300, 300), max_size=8), st.integers(0, 200))
def test_the_total_is_what_is_left_and_never_less_than_nothing(amounts, base):
    found = balance([entry(amount) for amount in amounts], 2026, Decimal(base))
    assert found.total == max(base + sum(amounts), 0)
    assert found.plus - found.minus == sum(amounts)
