"""Percentile and standardised scores: by hand, and against scipy and numpy on random groups."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore
from scoring_made import indicator, judged, unhurried, value

from linghang.assessment.group import Group

PERCENTILE = {"method": "percentile", "least_peers": 3}
STANDARD = {"method": "standard", "span": "2", "least_peers": 3}
FIVE = Group.of(map(Decimal, ["10", "20", "20", "30", "40"]))


@pytest.mark.parametrize(
    ("actual", "share"),
    [
        ("10", "0"),  # nobody does worse
        ("20", "0.375"),  # one worse, one alike: (1 + 0.5) / 4
        ("30", "0.75"),  # three worse: 3 / 4
        ("40", "1"),
    ],
)
def test_percentile_where_higher_is_better(actual, share):
    assert judged(PERCENTILE, value(actual), of=indicator(unit=""), peers=FIVE)[0].share == Decimal(share)


@pytest.mark.parametrize(("actual", "share"), [("10", "1"), ("20", "0.625"), ("30", "0.25"), ("40", "0")])
def test_percentile_where_lower_is_better(actual, share):
    # 20: two worse (30, 40), one alike: (2 + 0.5) / 4
    assert judged(PERCENTILE, value(actual), of=indicator("lower", ""), peers=FIVE)[0].share == Decimal(share)


def test_percentile_says_who_was_left_behind():
    # 20 × 0.375 = 7.5
    assert judged(PERCENTILE, value("20"), of=indicator(unit="人", decimals=0), peers=FIVE)[1] == (
        "得 7.5 分（满分 20 分）：实际 20人，同组 5 家中好于 1 家，与 1 家相同，得 37.5% 的分，扣 12.5 分"
    )


@pytest.mark.parametrize("rule", [PERCENTILE, STANDARD])
def test_too_few_peers_are_not_compared(rule):
    verdict, said = judged(
        rule, value("1"), of=indicator(unit="", decimals=0), peers=Group.of([Decimal(1), Decimal(2)])
    )
    assert (verdict.status, verdict.share) == ("too_few", None)
    assert said.startswith("实际 1，同组有数据的只有 2 家，不足 3 家")


def test_standardised_by_hand():
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation of the whole group 2. 9: z = 2, (2/2 + 1) / 2 = 1; 4: z = -0.5,
    # (-0.25 + 1) / 2 = 0.375; 2: z = -1.5, (-0.75 + 1) / 2 = 0.125
    peers = Group.of(map(Decimal, ["2", "4", "4", "4", "5", "5", "7", "9"]))
    shares = {each: judged(STANDARD, value(each), of=indicator(unit=""), peers=peers)[0].share for each in "942"}
    assert shares == {"9": 1, "4": Decimal("0.375"), "2": Decimal("0.125")}


def test_standardised_where_lower_is_better_is_the_mirror():
    peers = Group.of(map(Decimal, ["2", "4", "4", "4", "5", "5", "7", "9"]))
    assert judged(STANDARD, value("4"), of=indicator("lower", ""), peers=peers)[0].share == Decimal("0.625")


def test_standardised_says_the_distance():
    peers = Group.of(map(Decimal, ["2", "4", "4", "4", "5", "5", "7", "9"]))
    # 20 × 0.375 = 7.5
    assert judged(STANDARD, value("4"), of=indicator(unit="", decimals=0), peers=peers)[1] == (
        "得 7.5 分（满分 20 分）：实际 4，同组 8 家平均 5，低于平均 0.50 个标准差，得 37.5% 的分，扣 12.5 分"
    )


def test_where_all_are_alike_nobody_is_better_or_worse():
    peers = Group.of([Decimal("0.1")] * 7)
    verdict, said = judged(STANDARD, value("0.1"), of=indicator(), peers=peers)
    assert verdict.share == Decimal("0.5")
    assert "同组 7 家都一样，按平均水平计" in said


groups = st.lists(st.integers(0, 30), min_size=3, max_size=30)


@unhurried
@given(groups, st.booleans())
def test_percentile_is_that_of_scipy(numbers, lower):
    """scipy's `mean` kind, taken over the others; the direction is turned by the sign."""
    peers = Group.of(map(Decimal, numbers))
    for at, number in enumerate(numbers):
        others = [*numbers[:at], *numbers[at + 1 :]]
        sign = -1 if lower else 1
        expected = percentileofscore([sign * other for other in others], sign * number, kind="mean") / 100
        found = judged(PERCENTILE, value(str(number)), of=indicator("lower" if lower else "higher", ""), peers=peers)
        assert float(found[0].share) == pytest.approx(expected)


@unhurried
@given(groups)
def test_standardised_is_that_of_numpy(numbers):
    peers = Group.of(map(Decimal, numbers))
    deviation = np.std(numbers)
    for number in numbers:
        z = (number - np.mean(numbers)) / deviation if len(set(numbers)) > 1 else 0
        found = judged(STANDARD, value(str(number)), of=indicator(unit=""), peers=peers)[0].share
        assert float(found) == pytest.approx(min(max((z / 2 + 1) / 2, 0), 1))


@unhurried
@given(groups)
def test_the_percentile_shares_of_a_group_add_up_to_half_of_it(numbers):
    """Every pair of members shares one win between them: n(n-1)/2 wins over n-1 others make n/2."""
    peers = Group.of(map(Decimal, numbers))
    shares = [judged(PERCENTILE, value(str(n)), of=indicator(unit=""), peers=peers)[0].share for n in numbers]
    assert abs(sum(shares) - Decimal(len(numbers)) / 2) < Decimal("1e-20")


@unhurried
@given(groups)
def test_the_median_is_that_of_numpy(numbers):
    assert float(Group.of(map(Decimal, numbers)).median) == np.median(numbers)
