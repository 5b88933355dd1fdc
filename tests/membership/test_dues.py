"""What a month costs and who is behind: the worked examples of the rules, every edge, and an independent reckoning."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.membership.dues import Reduction, arrears, monthly, months

DAY = dt.date(2026, 11, 5)
cents = st.integers(0, 2_000_000)


def amount(base, category="employee", **more):
    return str(monthly(Decimal(base), category, DAY, **more).amount)


@pytest.mark.parametrize(("base", "due"), [("3200", "32.00"), ("5400", "81.00"), ("11500", "230.00")])
def test_the_worked_examples_of_the_rule(base, due):
    assert amount(base) == due


@pytest.mark.parametrize(
    ("base", "due"),
    [
        ("0", "0.00"),
        ("3000", "15.00"),  # the upper bound belongs to the lower slab
        ("3000.01", "30.00"),  # 1 % of the whole, 30.0001
        ("5000", "50.00"),
        ("5000.01", "75.00"),
        ("10000", "150.00"),
        ("10000.01", "200.00"),
        ("3300.50", "33.01"),  # 33.005: half a cent goes up
    ],
)
def test_the_edges_of_the_slabs(base, due):
    assert amount(base) == due


@pytest.mark.parametrize(("base", "due"), [("5000", "25.00"), ("5000.01", "50.00"), ("20000", "200.00")])
def test_pensioners(base, due):
    assert amount(base, "retired") == due


def test_fixed_amounts_by_category():
    assert amount("9999", "student") == "0.20"
    assert amount("0.50", "farmer") == "0.50"
    with pytest.raises(InputError, match="DU03"):
        amount("1.01", "farmer")


@pytest.mark.parametrize("base", ["-1", "NaN", "Infinity", "99999999"])
def test_a_base_that_cannot_be_is_refused(base):
    with pytest.raises(InputError, match="月基数"):
        amount(base)


def test_a_category_that_is_none_is_refused():
    with pytest.raises(InputError, match="没有这个类别"):
        amount("1", "leader")


@given(cents)
def test_against_whole_numbers(base):
    """In ten-thousandths of a yuan with integers only: no decimal, no fraction."""
    rate = 50 if base <= 300_000 else 100 if base <= 500_000 else 150 if base <= 1_000_000 else 200
    whole, rest = divmod(base * rate, 10_000)
    assert monthly(Decimal(base) / 100, "employee", DAY).amount * 100 == whole + (2 * rest >= 10_000)


@given(cents, cents)
def test_who_earns_more_never_pays_less(one, other):
    less, more = sorted((Decimal(one) / 100, Decimal(other) / 100))
    assert monthly(less, "employee", DAY).amount <= monthly(more, "employee", DAY).amount


def test_an_approved_reduction_holds_in_its_months_only():
    cut = Reduction(Decimal(10), dt.date(2026, 10, 1), dt.date(2026, 11, 30), "院党〔2026〕8号")
    assert amount("6000", reductions=[cut]) == "10.00"
    assert monthly(Decimal(6000), "employee", dt.date(2026, 12, 1), [cut]).amount == 90
    free = Reduction(Decimal(0), dt.date(2026, 1, 1), None)
    assert amount("6000", reductions=[free]) == "0.00"


def test_a_reduction_never_makes_it_more():
    assert amount("1000", reductions=[Reduction(Decimal(50), dt.date(2026, 1, 1), None)]) == "5.00"


def test_months_from_one_to_another_over_a_new_year():
    assert months(dt.date(2025, 11, 30), dt.date(2026, 2, 1)) == [
        dt.date(2025, 11, 1), dt.date(2025, 12, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1),
    ]  # fmt: skip


def owed(*numbers):
    return {dt.date(2026, number, 1): Decimal(20) for number in numbers}


@pytest.mark.parametrize(
    ("paid", "run", "level", "missing"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 0, "", 0),
        ((1, 2, 3, 4, 5, 6, 7, 8), 2, "behind", 40),
        ((1, 2, 3, 4, 5, 6, 7), 3, "warn", 60),
        ((1, 2, 3, 4, 5, 6), 4, "warn", 80),
        ((1, 2, 3, 4, 5), 5, "escalate", 100),
        ((1, 3, 5, 7, 9, 10), 1, "behind", 80),
        ((6, 7, 8, 9, 10), 5, "escalate", 100),
    ],
)
def test_warning_at_the_third_month_and_upwards_at_the_fifth(paid, run, level, missing):
    found = arrears(owed(*range(1, 11)), owed(*paid), DAY)
    assert (found.run, found.level, found.amount) == (run, level, missing)
    assert "脱党" not in found.reason  # never automatic


def test_the_month_that_runs_is_not_yet_missing():
    assert arrears(owed(11), {}, DAY).months == ()
    assert arrears(owed(10), {}, DAY).months == (dt.date(2026, 10, 1),)


def test_a_part_paid_is_behind_but_breaks_the_row():
    part = {dt.date(2026, 8, 1): Decimal("19.99")}
    found = arrears(owed(6, 7, 8, 9, 10), part, DAY)
    assert (found.run, found.amount, len(found.months)) == (2, Decimal("80.01"), 5)


@given(st.lists(st.booleans(), min_size=1, max_size=10))
def test_the_longest_row_against_a_text_search(paid):
    dues = {dt.date(2026, number, 1): Decimal(20) for number in range(1, len(paid) + 1)}
    done = {month: Decimal(20) for month, yes in zip(dues, paid, strict=True) if yes}
    text = "".join("." if yes else "x" for yes in paid)
    assert arrears(dues, done, DAY).run == max(map(len, text.split(".")))


@given(cents)
def test_every_cent_is_the_exact_share_rounded(base):
    due = monthly(Decimal(base) / 100, "retired", DAY)
    exact = Fraction(base, 100) * (Fraction(1, 200) if base <= 500_000 else Fraction(1, 100))
    assert abs(Fraction(due.amount) - exact) <= Fraction(1, 200)
