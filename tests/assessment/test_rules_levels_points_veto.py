"""Level tables, ratings, plus and minus points, vetoes."""

from decimal import Decimal

import pytest
from scoring_made import indicator, judged, value

from linghang.assessment.rules import Reading

EMR = {"method": "levels", "levels": {"3": "0.4", "4": "0.7", "5": 1, "4.5": "0.9"}}
PDCA = {"method": "levels", "levels": {"A": 1, "B": "0.8", "C": "0.6", "D": 0}}


@pytest.mark.parametrize(("level", "share"), [("3", "0.4"), ("4.0", "0.7"), ("5", "1"), ("4.50", "0.9")])
def test_a_level_held_is_looked_up(level, share):
    assert judged(EMR, value(level), of=indicator(unit="级", decimals=0))[0].share == Decimal(share)


def test_a_level_that_the_table_does_not_list_is_undefined():
    verdict, said = judged(EMR, value("2"), of=indicator(unit="级", decimals=0))
    assert verdict.status == "undefined"
    assert said.startswith("实际 2级，公布的规则在此未作规定")


@pytest.mark.parametrize(("rating", "share"), [("A", "1"), ("B", "0.8"), ("C", "0.6"), ("D", "0")])
def test_evidence_is_rated(rating, share):
    assert judged(PDCA, Reading(rating=rating))[0].share == Decimal(share)


def test_a_rating_says_what_it_earned():
    # 20 × 0.8 = 16
    assert judged(PDCA, Reading(rating="B", note="缺检查记录"))[1] == (
        "得 16 分（满分 20 分）：评为 B，得 80% 的分（缺检查记录），扣 4 分"
    )


def test_evidence_that_nobody_rated_has_no_data():
    assert judged(PDCA, Reading())[0].status == "no_data"


@pytest.mark.parametrize(
    ("each", "limit", "count", "extra"),
    [
        ("2", "5", "1", "2"),
        ("2", "5", "3", "5"),  # 6, but 5 at most
        ("-0.5", "3", "4", "-2"),
        ("-0.5", "3", "100", "-3"),
        ("2", "5", "0", "0"),
    ],
)
def test_points_without_weight_come_on_top(each, limit, count, extra):
    rule = {"method": "points", "each": each, "limit": limit}
    verdict, _ = judged(rule, value(count), weight=None, of=indicator(unit="项", decimals=0))
    assert (verdict.extra, verdict.share) == (Decimal(extra), None)


def test_points_on_top_say_so():
    rule = {"method": "points", "each": "2", "limit": "5"}
    assert judged(rule, value("3"), weight=None, of=indicator(unit="项", decimals=0))[1] == (
        "加 5 分：实际 3项，每有 1 加 2 分，最多加 5 分"
    )


@pytest.mark.parametrize(
    ("each", "limit", "count", "share"),
    [
        ("-2", "10", "3", "0.4"),  # 10 - 6 = 4 of 10
        ("-2", "6", "5", "0.4"),  # 10 - min(10, 6) = 4 of 10
        ("2.5", "10", "3", "0.75"),  # 7.5 of 10
    ],
)
def test_points_with_weight_are_earned_or_lost_within_it(each, limit, count, share):
    rule = {"method": "points", "each": each, "limit": limit}
    assert judged(rule, value(count), weight="10", of=indicator("lower"))[0].share == Decimal(share)


@pytest.mark.parametrize(
    ("over", "count", "status"),
    [("above", "1", "vetoed"), ("above", "0", "unscored"), ("below", "-1", "vetoed"), ("below", "0", "unscored")],
)
def test_a_veto_strikes_beyond_its_limit_not_on_it(over, count, status):
    rule = {"method": "veto", "limit": "0", "over": over, "grade": "C"}
    assert judged(rule, value(count), weight=None, of=indicator(unit="起", decimals=0))[0].status == status


def test_a_veto_says_what_it_does():
    rule = {"method": "veto", "limit": "0", "grade": "C"}
    assert judged(rule, value("1"), weight=None, of=indicator(unit="起", decimals=0))[1] == (
        "实际 1起，触发一票否决（高于 0起），等级最高为 C"
    )


def test_a_veto_by_rating():
    rule = {"method": "veto", "ratings": ["D"], "grade": "C"}
    assert judged(rule, Reading(rating="D"), weight=None)[0].status == "vetoed"
    assert judged(rule, Reading(rating="A"), weight=None)[1] == "评为 A，未触发一票否决（评为 D）"


def test_a_veto_without_data_is_not_taken_for_passed():
    rule = {"method": "veto", "limit": "0", "grade": "C"}
    assert judged(rule, Reading(), weight=None, of=indicator())[0].status == "no_data"
