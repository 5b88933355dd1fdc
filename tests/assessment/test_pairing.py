"""Party standing against performance of departments."""

from decimal import Decimal

import pytest

from linghang.assessment.pairing import Standing, pair, pairs
from linghang.assessment.ranking import places

NO_PLACE = Standing(None, None)


def standings(**scores: int) -> dict[str, Standing]:
    found = places({unit: Decimal(score) for unit, score in scores.items()})
    return {unit: Standing(Decimal(score) / 100, found[unit]) for unit, score in scores.items()}


def test_heights_run_from_first_to_last_and_ties_stand_in_the_middle():
    # of five: 1, then the two in the middle of 2 and 3, then 4 and 5
    found = standings(a=90, b=80, c=80, d=70, e=60)
    assert [found[unit].height for unit in "abcde"] == [1, Decimal("0.625"), Decimal("0.625"), Decimal("0.25"), 0]


@pytest.mark.parametrize(
    ("work", "party", "quadrant", "gap", "apart"),
    [
        ("a", "a", "both_high", "0", False),
        ("e", "a", "party_ahead", "1", True),
        ("a", "e", "performance_ahead", "-1", True),
        ("d", "e", "both_low", "-0.25", False),
        ("c", "d", "performance_ahead", "-0.25", False),
    ],
)
def test_quadrants(work, party, quadrant, gap, apart):
    five = standings(a=90, b=80, c=70, d=60, e=50)
    found = pair("科室", "支部", five[work], five[party])
    assert (found.quadrant, found.gap, found.apart) == (quadrant, Decimal(gap), apart)


def test_the_threshold_is_the_hospitals_own_and_is_reached_when_met():
    five = standings(a=90, b=80, c=70, d=60, e=50)
    assert pair("科室", "支部", five["c"], five["d"], threshold=Decimal("0.25")).apart
    assert not pair("科室", "支部", five["c"], five["d"], threshold=Decimal("0.26")).apart


def test_it_says_why():
    five = standings(a=90, b=80, c=70, d=60, e=50)
    assert pair("心内科", "一支部", five["a"], five["d"]).reason == (
        "业务强、党建弱：业务在 5 个中列第 1，党建在 5 个中列第 4，业务领先 75% 的位次，达到 30%，两张皮"
    )
    assert pair("外科", "二支部", five["b"], five["b"]).reason == (
        "党建、业务双强：业务在 5 个中列第 2，党建在 5 个中列第 2，位次相当，不到 30%"
    )


@pytest.mark.parametrize(
    ("branch", "work", "party", "why"),
    [
        ("", "a", None, "没有所在党支部"),
        ("一支部", "a", NO_PLACE, "党建没有位次，或者没有可比的单位"),
        ("一支部", None, "a", "业务没有位次，或者没有可比的单位"),
    ],
)
def test_what_cannot_be_compared_is_not_called_apart(branch, work, party, why):
    two = standings(a=90, b=80)
    found = pair("科室", branch, two.get(work), two["a"] if party == "a" else party)
    assert (found.quadrant, found.gap, found.apart) == ("unknown", None, False)
    assert found.reason == f"无法比较：{why}"


def test_the_only_one_has_nobody_to_stand_above():
    assert standings(a=90)["a"].height is None


def test_the_widest_gaps_stand_first_and_the_incomparable_last():
    five = standings(a=90, b=80, c=70, d=60, e=50)
    found = pairs(
        [
            ("同", "支部", five["b"], five["b"]),
            ("无", "", five["a"], None),
            ("远", "支部", five["a"], five["e"]),
            ("近", "支部", five["d"], five["c"]),
        ]
    )
    assert [one.department for one in found] == ["远", "近", "同", "无"]
