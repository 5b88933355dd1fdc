"""Units beside each other: who is told apart, and what is said of those with few cases."""

from decimal import Decimal

import pytest

from linghang.indicators.funnels import Cases, Standing, figure, standings
from linghang.packs.model import Indicator


def rate(**more):
    words = {"code": "rate", "title": "死亡率", "source": "举例", "kind": "ratio", "unit": "%", "direction": "lower"}
    return Indicator(**(words | {"numerator": "deaths", "denominator": "stays"} | more))


def units(**pairs):
    return {name: Cases(name, Decimal(hits), Decimal(of)) for name, (hits, of) in pairs.items()}


ALL = units(few=(1, 11), many=(60, 1000), good=(0, 1000), rest=(119, 6978))


def test_eleven_cases_have_a_wide_interval_and_are_not_told_apart():
    """1 of 11, Clopper and Pearson: 0.23 % to 41.28 %."""
    assert standings(rate(), ALL)["few"] == Standing("0.2–41.3%", "", "")


def test_who_is_told_apart_and_whether_it_is_good():
    found = standings(rate(), ALL)
    assert (found["many"].word, found["many"].tone) == ("高于总体", "worse")
    assert (found["good"].word, found["good"].tone) == ("低于总体", "better")
    assert standings(rate(direction="neutral"), ALL)["many"].tone == ""


def test_two_units_are_not_told_apart():
    assert {each.word for each in standings(rate(), units(a=(60, 1000), b=(0, 1000))).values()} == {""}


@pytest.mark.parametrize(
    "odd", [Cases("x", Decimal("1.5"), Decimal(10)), Cases("x", Decimal(11), Decimal(10)), Cases("x", None, None)]
)
def test_what_is_no_share_of_whole_cases_has_no_interval(odd):
    assert "x" not in standings(rate(), ALL | {"x": odd})


def test_money_per_case_has_neither_interval_nor_funnel():
    assert standings(rate(unit="元"), ALL) == {}
    assert figure(rate(unit="元"), ALL) is None


def test_the_funnel_shows_every_unit_in_percent_and_narrows():
    drawn = figure(rate(), ALL)
    points = next(trace for trace in drawn["data"] if trace["name"] == "单位")
    assert dict(zip(points["text"], points["y"], strict=True))["many"] == pytest.approx(6)
    low, high = (trace["y"] for trace in drawn["data"] if trace["name"] == "99.8% 范围")
    assert high[-1] - low[-1] < high[0] - low[0]
    assert low[-1] < 2 < high[-1]
