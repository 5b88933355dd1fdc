"""A ratio is the sum of numerators over the sum of denominators, wherever it is rolled up."""

from decimal import Decimal

from linghang.core.periods import Period
from linghang.indicators.values import values
from linghang.indicators.wording import say_value


def rows(cases, of_which_on_pathway, day="2022-05-01"):
    lines = [f"{number} {day} {'yes' if number < of_which_on_pathway else 'no'}" for number in range(cases)]
    return "number left_on pathway\n" + "\n".join(lines)


def share(institution="east", by=None):
    return values(["pathway_share"], Period.parse("2022"), institution, by=by)


def test_2960_of_10141_discharges_is_29_2_percent(load, library):
    """29.2 %, where the founding document says 29.1 %."""
    load("east", "2022", rows(10141, 2960))
    [value] = share()
    assert (value.numerator, value.denominator, value.status) == (2960, 10141, "ok")
    assert say_value(library.indicator("pathway_share"), value) == "29.2%"


def test_a_group_divides_its_sums_and_does_not_average_the_shares(load):
    load("east", "2022", rows(10, 5))  # 50 %
    load("west", "2022", rows(90, 9))  # 10 %; their average would be 30 %
    [value] = share("group")
    assert value.value == Decimal("0.14")


def test_each_member_has_its_own_share(load):
    load("east", "2022", rows(10, 5))
    load("west", "2022", rows(90, 9))
    assert {value.institution: value.value for value in share("group", by="institution")} == {
        "east": Decimal("0.5"),
        "west": Decimal("0.1"),
    }


def test_no_case_has_no_share(load):
    load("east", "2022", "number left_on pathway")
    [value] = share()
    assert (value.value, value.status, value.denominator) == (None, "no_data", 0)
