"""What would move the grade: by hand, and against trying every set of items."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_made import framework, indicator, leaf, share_rule, unhurried, value

from linghang.assessment.clusters import clusters
from linghang.assessment.group import Group
from linghang.assessment.rules import Reading
from linghang.assessment.sheet import score
from linghang.assessment.whatif import Cut, cuts, levers, rescored, way_up

LINEAR = {"method": "linear", "floor": 0, "target": 10}
NEAR = Decimal("1e-20")
UP, DOWN = indicator(unit="", decimals=0), indicator("lower", "天", 0)
GRADES = ({"grade": "A", "at_least": "0.9"}, {"grade": "B", "at_least": "0.7"}, {"grade": "C"})

MADE = framework(
    leaf("linear", 40, LINEAR),
    leaf("rated", 30, share_rule(), evidence=True),
    leaf("beside", 30, {"method": "percentile", "least_peers": 3}),
    leaf("minus", rule={"method": "points", "each": -2, "limit": 6}),
    grades=GRADES,
)
PEERS = {"beside": Group.of(map(Decimal, [1, 2, 3, 4, 5]))}
SHEET = score(
    MADE,
    {"linear": value("5"), "rated": Reading(rating="0.4"), "beside": value("2"), "minus": value("2")},
    {"linear": UP, "beside": UP, "minus": UP},
    PEERS,
)
"""20 of 40, 12 of 30, 7.5 of 30 (one of four others is worse), 4 off: 35.5."""


def gains(goal, targets=None) -> dict[str, Decimal]:
    return {lever.item.code: lever.gain for lever in levers(SHEET, goal, targets)}


def test_what_full_marks_would_gain():
    # linear 40 - 20; rated 30 - 12; the best peer's 5, shared with it: (3 + 1/2) / 4 × 30 - 7.5 = 18.75; minus 4
    assert SHEET.points == Decimal("35.5")
    assert gains("full") == {"linear": 20, "beside": Decimal("18.75"), "rated": 18, "minus": 4}


def test_the_most_gainful_stands_first():
    assert [lever.item.code for lever in levers(SHEET, "full")] == ["linear", "beside", "rated", "minus"]


def test_what_the_median_of_the_peers_would_gain():
    # 3 beside 1 3 4 5: one worse, one alike: (1 + 1/2) / 4 = 0.375, × 30 = 11.25, less 7.5
    assert gains("median") == {"beside": Decimal("3.75")}


def test_what_the_targets_would_gain():
    # 8 of 10: 32, less 20; where no target is given the rule's own counts
    assert gains("target", {"linear": Decimal(8)}) == {"linear": 12}
    assert gains("target") == {"linear": 20}


def test_what_it_takes_is_said():
    assert {lever.item.code: (lever.value, lever.said) for lever in levers(SHEET, "full")} == {
        "linear": (10, "10"),
        "beside": (5, "5"),
        "rated": (None, "1"),
        "minus": (0, "0"),
    }


@pytest.mark.parametrize(
    ("rule", "now", "expected"),
    [
        ({"method": "steps", "steps": [{"below": 5, "share": 0}, {"at_least": 5, "share": 1}]}, "3", (5, "5", 10)),
        (
            {"method": "steps", "steps": [{"below": 5, "share": 1}, {"at_least": 5, "share": 0}]},
            "7",
            (None, "不到 5", 10),
        ),
        ({"method": "steps", "steps": [{"below": 5}, {"at_least": 5, "share": 1}]}, "3", (5, "5", 10)),  # undefined now
        ({"method": "interval", "low": 4, "high": 6, "penalty": "0.5"}, "3", (4, "4", 5)),
        ({"method": "interval", "low": 4, "high": 6, "penalty": "0.5"}, "7", (6, "6", 5)),
        ({"method": "points", "each": 2, "limit": 10}, "1", (5, "5", 8)),
        ({"method": "linear", "floor": 10, "target": 5}, "9", (5, "5", 8)),
    ],
)
def test_full_marks_of_every_rule(rule, now, expected):
    made = framework(leaf("x", 10, rule), full_marks=10)
    (lever,) = levers(score(made, {"x": value(now)}, {"x": UP}), "full")
    assert (lever.value, lever.said, lever.gain) == expected


def test_no_lever_where_there_is_nothing_to_gain_or_nothing_known():
    made = framework(leaf("done", 50, LINEAR), leaf("gone", 30, LINEAR), leaf("zero", 20, LINEAR, missing="zero"))
    assert levers(score(made, {"done": value("10")}, {"done": UP}), "full") == ()


def test_the_gains_are_those_of_scoring_again():
    for lever in levers(SHEET, "full"):
        reading = Reading(lever.value) if lever.value is not None else Reading(rating=lever.said)
        assert rescored(SHEET, {lever.item.code: reading}).points - SHEET.points == lever.gain


def test_scoring_again_with_the_same_readings_changes_nothing():
    again = rescored(SHEET, {})
    assert (again, again.lines) == (SHEET, SHEET.lines)


def test_the_way_to_the_next_grade():
    # B from 70: 34.5 missing; 20 + 18.75 = 38.75 does it, 20 alone does not
    way = way_up(SHEET, cuts(MADE))
    assert (way.cut, way.missing, way.after, way.reached) == (
        Cut("B", Decimal("0.7")),
        Decimal("34.5"),
        Decimal("74.25"),
        True,
    )
    assert [lever.item.code for lever in way.levers] == ["linear", "beside"]
    assert way.reason == (
        "距 B 还差 34.5 分（得分率 70%）：“linear”到 10（+20 分）、“beside”到 5（+18.75 分），共 +38.75 分，可以达到"
    )


def test_a_way_that_does_not_reach_says_what_is_lacking():
    way = way_up(SHEET, cuts(MADE), "median")
    assert (way.reached, way.after) == (False, Decimal("39.25"))
    assert way.reason.endswith("共 +3.75 分，仍差 30.75 分")


def test_no_more_items_than_asked_for():
    assert len(way_up(SHEET, (Cut("满", Decimal(1)),), most=2).levers) == 2


def test_at_the_top_there_is_no_way_up():
    best = score(framework(leaf("x", 100, LINEAR), grades=GRADES), {"x": value("10")}, {"x": UP})
    assert way_up(best, cuts(best.framework)) is None


def test_a_veto_is_named_first():
    made = framework(
        leaf("x", 100, LINEAR), leaf("v", rule={"method": "veto", "limit": 0, "grade": "C"}), grades=GRADES
    )
    way = way_up(score(made, {"x": value("5"), "v": value("1")}, {"x": UP}), cuts(made))
    assert way.reason.startswith("因一票否决，等级最高为 C，先要解除；距 B 还差 20 分")


def test_cut_offs_by_place():
    """Among 10 the first 20 % are two: as good as the second of the nine others. The first 5 % are half a place, which
    counts as one: as good as the best. What the published rule leaves open has no cut-off."""
    made = framework(
        leaf("x", 100, LINEAR),
        grades=({"grade": "A", "top": "0.05"}, {"grade": "B", "top": "0.2"}, {"grade": "?", "undefined": True}),
    )
    others = [Decimal(number) / 100 for number in (95, 90, 85, 80, 75, 70, 65, 60, 55)]
    assert cuts(made, others=others) == (Cut("A", Decimal("0.95")), Cut("B", Decimal("0.9")))


def test_cut_offs_by_clusters():
    made = framework(leaf("x", 100, LINEAR), grades=({"grade": "高"}, {"grade": "低"}), clusters=2)
    found = clusters([Decimal("0.9"), Decimal("0.1")], 2)
    assert cuts(made, clusters=found) == (Cut("高", Decimal("0.5")),)


leaves = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 10)), min_size=1, max_size=6)


@unhurried
@given(leaves, st.integers(1, 100))
def test_the_set_is_the_smallest_of_all(items, cut):
    """Try every set of at most three items, scoring again each time."""
    full = sum(weight for weight, _ in items)
    made = framework(*(leaf(f"i{at}", weight, LINEAR) for at, (weight, _) in enumerate(items)), full_marks=full)
    readings = {f"i{at}": value(str(now)) for at, (_, now) in enumerate(items)}
    sheet = score(made, readings, dict.fromkeys(readings, UP))
    line = Decimal(cut) / 100
    way = way_up(sheet, (Cut("X", line),))
    if way is None:
        assert sheet.share >= line
        return
    reaching = [
        size
        for size in (1, 2, 3)
        for chosen in combinations(readings, size)
        if rescored(sheet, dict.fromkeys(chosen, value("10"))).share >= line - NEAR
    ]
    assert way.reached == bool(reaching)
    if reaching:
        assert len(way.levers) == min(reaching)


@unhurried
@given(leaves)
def test_gains_add_up_to_what_is_lacking(items):
    made = framework(
        *(leaf(f"i{at}", w, LINEAR) for at, (w, _) in enumerate(items)), full_marks=sum(w for w, _ in items)
    )
    sheet = score(made, {f"i{at}": value(str(now)) for at, (_, now) in enumerate(items)}, {})
    assert abs(sum(lever.gain for lever in levers(sheet, "full")) - (sheet.full - sheet.points)) < NEAR
