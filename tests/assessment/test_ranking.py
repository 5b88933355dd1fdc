"""Places, movement and peer groups."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_made import unhurried

from linghang.assessment.ranking import Place, Traits, movement, peer_groups, places, say_movement


def place(rank: int, of: int, tied: int = 0) -> Place:
    return Place(rank, of, tied, Decimal(rank) / of)


def test_ties_share_the_better_place_and_the_next_one_is_passed_over():
    found = places({"a": Decimal(90), "b": Decimal(90), "c": Decimal(80), "d": None})
    assert found == {"a": place(1, 3, 1), "b": place(1, 3, 1), "c": place(3, 3)}


def test_nobody_has_no_places():
    assert places({"a": None}) == {}


def test_the_percentile_is_what_the_founding_document_quotes():
    """357th of 1,521: within the first 23.5 % (seed_figures F002-002)."""
    scores = {f"h{at}": Decimal(2000 - at) for at in range(1, 1522)}
    found = places(scores)["h357"]
    assert (found.rank, found.of) == (357, 1521)
    assert round(found.percentile, 3) == Decimal("0.235")


def test_movement_as_the_founding_document_quotes():
    """+108 places against the year before: from 465th to 357th."""
    assert movement(place(357, 1521), place(465, 1521)) == 108
    assert say_movement(place(357, 1521), place(465, 1521)) == "上升 108 位"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (place(5, 10), place(3, 10), "下降 2 位"),
        (place(5, 10), place(5, 10), "位次不变"),
        (place(357, 1521), place(465, 1498), "上升 108 位（上年 1498 家，今年 1521 家）"),
        (place(5, 10), None, "上年没有位次，不可比"),
        (None, place(5, 10), "没有位次"),
    ],
)
def test_movement_is_said(now, before, said):
    assert say_movement(now, before) == said


@unhurried
@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 9).map(Decimal) | st.none(), max_size=30))
def test_places_are_those_of_pandas(scores):
    known = {unit: float(score) for unit, score in scores.items() if score is not None}
    expected = pd.Series(known, dtype=float).rank(ascending=False, method="min")
    assert {unit: found.rank for unit, found in places(scores).items()} == expected.astype(int).to_dict()


@unhurried
@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 5).map(Decimal), min_size=1, max_size=20))
def test_every_place_is_one_more_than_those_ahead(scores):
    for unit, found in places(scores).items():
        assert found.rank == 1 + sum(other > scores[unit] for other in scores.values())
        assert found.tied == sum(other == scores[unit] for other in scores.values()) - 1


UNITS = {
    "x": Traits("hospital", "三级甲等", "综合", frozenset({"a", "b"})),
    "y": Traits("hospital", "三级乙等", "综合", frozenset({"b", "a"})),
    "z": Traits("hospital", "三级甲等", "中医", frozenset({"a"})),
}


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ((), {(): ("x", "y", "z")}),
        (("category",), {("综合",): ("x", "y"), ("中医",): ("z",)}),
        (
            ("level", "category"),
            {("三级甲等", "综合"): ("x",), ("三级乙等", "综合"): ("y",), ("三级甲等", "中医"): ("z",)},
        ),
        (("measured",), {("a+b",): ("x", "y"), ("a",): ("z",)}),
    ],
)
def test_peer_groups(by, groups):
    assert peer_groups(by, UNITS) == groups
