"""Rates of a group are those of its sums, never means of its members' rates; staff as the mean of the period."""

from decimal import Decimal

from linghang.core.periods import Period
from linghang.indicators.values import values

YEAR = Period.parse("2022")
HEAD = "number left_on pathway\n"


def test_a_rate_of_a_group_is_weighted_by_its_members(load):
    load("east", "2022", HEAD + "".join(f"A{n} 2022-01-03 {'yes' if n < 9 else 'no'}\n" for n in range(10)))
    load("west", "2022", HEAD + "B1 2022-01-03 no\nB2 2022-01-03 no")
    rates = {each.institution: each.value for each in values(["pathway_share"], YEAR, "group", by="institution")}
    assert rates == {"east": Decimal("0.9"), "west": 0}
    [group] = values(["pathway_share"], YEAR, "group")
    assert (group.value, group.numerator, group.denominator) == (Decimal("0.75"), 9, 12)  # not (0.9 + 0) / 2


def test_per_hundred_staff_by_the_mean_of_the_year(load, keep):
    """8 staff when the year began, 12 when it ended: 10 on average; 5 stays are 50 per hundred."""
    load("east", "2022", HEAD + "".join(f"A{n} 2022-06-03 no\n" for n in range(5)))
    for number in range(8):
        keep("talent", "east", number=f"old{number}", from_date="2021-01-01")
    for number in range(4):
        keep("talent", "east", number=f"new{number}", from_date="2022-09-01")
    [found] = values(["stays_per_hundred_staff"], YEAR, "east")
    assert (found.value, found.numerator, found.denominator, found.status) == (50, 500, 10, "ok")
