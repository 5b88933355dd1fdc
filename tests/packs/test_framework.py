"""A framework by itself: what is refused as it is read."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from linghang.packs.framework import Applies, Framework, Item


def item(**given) -> Item:
    return Item.model_validate({"code": "a", "title": "甲", **given})


def test_it_works():
    made = item(indicator="x", weight=5, rule={"method": "levels", "levels": {5: 1, 4: "0.8"}})
    assert made.rule.levels == {"5": 1, "4": Decimal("0.8")}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"items": [{"code": "b", "title": "乙"}], "indicator": "x"}, "下面还有细项"),
        ({"items": [{"code": "b", "title": "乙"}], "missing": "zero"}, "missing 写在细项上"),
        ({"indicator": "x", "evidence": True}, "只能写一个"),
        ({"indicator": "x", "supervision": "on_time"}, "只能写一个"),
        ({"rule": {"method": "percentile"}}, "就要写 indicator"),
        ({"indicator": "x", "weight": -1}, "greater than or equal to 0"),
        ({"indicator": "x", "rule": {"method": "interval", "penalty": 0}}, "interval 要写 low 或 high"),
        ({"indicator": "x", "rule": {"method": "veto", "grade": "C"}}, "二者取一"),
        ({"indicator": "x", "rule": {"method": "veto", "limit": 0, "ratings": ["D"], "grade": "C"}}, "二者取一"),
        ({"indicator": "x", "rule": {"method": "percentile", "least_peers": 1}}, "greater than or equal to 2"),
        ({"indicator": "x", "rule": {"method": "guess"}}, "does not match any of the expected tags"),
    ],
)
def test_what_contradicts_itself_is_refused(given, said):
    with pytest.raises(ValidationError, match=said):
        item(**given)


def test_the_tree_is_walked_parents_first_with_their_places():
    made = Framework.model_validate(
        {
            "code": "f",
            "title": "办法",
            "source": "测试",
            "items": [
                {"code": "a", "title": "甲", "items": [{"code": "b", "title": "乙"}, {"code": "c", "title": "丙"}]},
                {"code": "d", "title": "丁"},
            ],
        }
    )
    assert [(each.code, place) for each, place in made.walk()] == [
        ("a", (0,)), ("b", (0, 0)), ("c", (0, 1)), ("d", (1,))
    ]  # fmt: skip
    assert [each.code for each in made.leaves()] == ["b", "c", "d"]


def test_a_node_without_weight_is_worth_what_its_items_are():
    leaves = [{"code": "b", "title": "乙", "weight": "2.5"}, {"code": "c", "title": "丙", "weight": 3}]
    assert item(items=leaves).full == Decimal("5.5")
    assert item(items=leaves, weight=7).full == 7
    assert item().full == 0


@pytest.mark.parametrize(
    ("applies", "expected"),
    [
        ({}, True),
        ({"levels": ["三级"]}, True),
        ({"levels": ["二级"]}, False),
        ({"kinds": ["township"]}, False),
        ({"kinds": ["hospital"], "levels": ["二级", "三级"], "categories": ["综合"]}, True),
        ({"categories": ["中医"]}, False),
    ],
)
def test_whom_it_applies_to(applies, expected):
    assert Applies.model_validate(applies).to("hospital", "三级甲等", "综合") is expected
