"""Values with a small denominator are marked; so are those of a period that has not been delivered whole."""

from decimal import Decimal

from linghang.core.periods import Period
from linghang.indicators.values import values

THREE = "number left_on ward pathway\nA1 2022-01-03 内科 yes\nA2 2022-01-04 内科 no\nA3 2022-02-04 外科 no"


def asked(code, period, **options):
    return values([code], Period.parse(period), "east", **options)


def test_a_denominator_below_the_least_is_small(load):
    load("east", "2022-01..2022-03", THREE)
    [whole] = asked("small_share", "2022Q1")
    assert (whole.denominator, whole.small) == (3, False)  # three are enough
    [month] = asked("small_share", "2022-01")
    assert (month.denominator, month.value, month.small) == (2, Decimal("0.5"), True)
    assert [each.small for each in asked("small_share", "2022Q1", by="department")] == [True, True]
    assert month.to_json()["small"] is True


def test_without_a_least_nothing_is_small(load):
    load("east", "2022-01..2022-03", THREE)
    assert [each.small for each in asked("pathway_share", "2022-01")] == [False]


def test_no_data_is_not_small(load):
    load("east", "2022-01..2022-03", THREE)
    [empty] = asked("small_share", "2021")
    assert (empty.status, empty.small) == ("no_data", False)


def test_a_year_delivered_in_part_is_partial(load):
    load("east", "2022-01..2022-03", THREE)
    assert [(each.value, each.status) for each in asked("discharges", "2022")] == [(3, "partial")]
    assert [(each.value, each.status) for each in asked("discharges", "2022Q1")] == [(3, "ok")]
