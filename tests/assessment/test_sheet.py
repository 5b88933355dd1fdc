"""The score sheet of one unit, by hand."""

from decimal import Decimal

import pytest
from scoring_made import framework, group, indicator, leaf, share_rule, value

from linghang.assessment.rules import Reading
from linghang.assessment.sheet import Sheet, indicators_of, score
from linghang.packs.library import Library

RATED = {"evidence": True, "rule": share_rule()}
GRADES = ({"grade": "A", "at_least": "0.9"}, {"grade": "B", "at_least": "0.6"}, {"grade": "C"})


def rating(text: str) -> Reading:
    return Reading(rating=text)


TWO_GROUPS = framework(
    group("a", leaf("a1", 40, **RATED), leaf("a2", 20, **RATED), weight=60),
    group("b", leaf("b1", 30, **RATED), leaf("b2", 10, **RATED), weight=40),
)


def sheet_of(given: dict[str, str], of=TWO_GROUPS) -> Sheet:
    return score(of, {code: rating(text) for code, text in given.items()}, {})


def points(sheet: Sheet) -> dict[str, tuple[Decimal, Decimal | None]]:
    return {line.item.code: (line.effective, line.points) for line in sheet.lines}


def test_it_works():
    # a: 40 × 0.5 + 20 × 1 = 40; b: 30 × 0.8 + 10 × 0 = 24; 64 of 100
    sheet = sheet_of({"a1": "0.5", "a2": "1", "b1": "0.8", "b2": "0"})
    assert (sheet.points, sheet.full, sheet.share) == (64, 100, Decimal("0.64"))
    assert points(sheet) == {
        "a": (60, 40),
        "a1": (40, 20),
        "a2": (20, 20),
        "b": (40, 24),
        "b1": (30, 24),
        "b2": (10, 0),
    }


def test_lines_stand_in_the_order_of_the_tree():
    lines = sheet_of({"a1": "1"}).lines
    assert [(line.item.code, line.depth) for line in lines] == [
        ("a", 0), ("a1", 1), ("a2", 1), ("b", 0), ("b1", 1), ("b2", 1)
    ]  # fmt: skip


def test_a_missing_item_gives_its_weight_to_the_rest_of_its_group():
    # b1 takes over the 10 of b2: 40 × 0.8 = 32; a: 40
    sheet = sheet_of({"a1": "0.5", "a2": "1", "b1": "0.8"})
    assert points(sheet)["b1"] == (40, 32)
    assert points(sheet)["b2"] == (0, None)
    assert sheet.points == 72


def test_sharing_is_in_proportion():
    of = framework(leaf("x", 50, **RATED), leaf("y", 30, **RATED), leaf("z", 20, **RATED))
    # x is missing: its 50 go to y and z as 30 : 20, so 60 and 40; 60 × 0.5 + 40 × 1 = 70
    assert points(sheet_of({"y": "0.5", "z": "1"}, of)) == {"x": (0, None), "y": (60, 30), "z": (40, 40)}


def test_an_empty_group_gives_its_weight_to_the_other_groups():
    # a is worth 100: a1 100 × 40/60, a2 100 × 20/60; all at half: 50
    sheet = sheet_of({"a1": "0.5", "a2": "0.5"})
    assert (sheet.points, sheet.share) == (50, Decimal("0.5"))
    assert [sheet.line(code).effective for code in ("a", "b", "b1")] == [100, 0, 0]
    assert (sheet.line("b").status, sheet.line("b").points) == ("no_data", None)
    assert abs(sheet.line("a1").effective - Decimal(200) / 3) < Decimal("1e-24")


def test_a_missing_item_that_counts_as_zero_keeps_its_weight():
    of = framework(leaf("x", 60, **RATED), leaf("y", 40, missing="zero", **RATED))
    sheet = sheet_of({"x": "0.5"}, of)
    assert points(sheet) == {"x": (60, 30), "y": (40, 0)}
    assert sheet.line("y").reason == "没有数据，按 0 分计，扣 40 分"


def test_what_does_not_apply_gives_its_weight_away_even_where_missing_counts_as_zero():
    of = framework(leaf("x", 60, **RATED), leaf("y", 40, missing="zero", **RATED))
    sheet = score(of, {"x": rating("0.5"), "y": Reading(applicable=False, note="无产科")}, {})
    assert points(sheet) == {"x": (100, 50), "y": (0, None)}
    assert sheet.line("y").reason == "不适用（无产科），权重由其他项按比例分担"


def test_an_undefined_item_keeps_its_weight_and_earns_nothing():
    of = framework(leaf("x", 60, **RATED), leaf("y", 40, **RATED))
    sheet = sheet_of({"x": "1", "y": "0.7"}, of)  # the table does not list 0.7
    assert points(sheet) == {"x": (60, 60), "y": (40, 0)}
    assert (sheet.points, sheet.undefined) == (60, 40)
    assert sheet.line("y").reason == "评为 0.7，公布的规则在此未作规定，不得分，权重也不转给别的项，少得 40 分"


def test_without_any_data_nothing_is_scored():
    sheet = sheet_of({})
    assert (sheet.points, sheet.share, sheet.full) == (None, None, 100)
    assert {line.effective for line in sheet.lines} == {0}


def test_a_framework_without_full_marks_shows_and_does_not_score():
    of = framework(group("a", leaf("x")), full_marks=None)
    sheet = score(of, {"x": value("0.32")}, {"x": indicator()})
    assert (sheet.points, sheet.share, sheet.full) == (None, None, None)
    assert [(line.status, line.reason) for line in sheet.lines] == [
        ("unscored", "只看不计分"),
        ("unscored", "实际 32.0%，只看不计分"),
    ]


def test_an_item_without_weight_is_shown_beside_those_that_count():
    of = framework(leaf("x", 100, **RATED), leaf("seen"))
    sheet = score(of, {"x": rating("0.8"), "seen": value("0.1")}, {"seen": indicator()})
    assert sheet.points == 80
    assert sheet.line("seen").reason == "实际 10.0%，只看不计分"


PLUS_MINUS = framework(
    leaf("x", 100, **RATED),
    leaf("plus", rule={"method": "points", "each": 2, "limit": 5}),
    leaf("minus", rule={"method": "points", "each": -3, "limit": 10}),
)


def test_points_are_added_and_taken_off_the_total():
    # 80 + min(2 × 2, 5) - 3 × 1 = 81
    sheet = score(PLUS_MINUS, {"x": rating("0.8"), "plus": value("2"), "minus": value("1")}, {})
    assert (sheet.points, sheet.share) == (81, Decimal("0.81"))


def test_points_may_go_beyond_the_full_marks():
    assert score(PLUS_MINUS, {"x": rating("1"), "plus": value("9")}, {}).points == 105


def test_points_alone_are_no_score():
    assert score(PLUS_MINUS, {"plus": value("2")}, {}).points is None


VETO = framework(
    leaf("x", 100, **RATED),
    leaf("mild", rule={"method": "veto", "limit": 0, "grade": "B"}),
    leaf("hard", rule={"method": "veto", "limit": 0, "grade": "C"}),
    grades=GRADES,
)


@pytest.mark.parametrize(("mild", "hard", "left"), [("0", "0", ""), ("1", "0", "B"), ("0", "1", "C"), ("1", "1", "C")])
def test_the_worst_veto_counts(mild, hard, left):
    sheet = score(VETO, {"x": rating("1"), "mild": value(mild), "hard": value(hard)}, {})
    assert (sheet.veto, sheet.points) == (left, 100)


def test_a_group_says_what_it_lost_and_what_it_took_over():
    sheet = sheet_of({"a1": "0.5", "a2": "1", "b1": "0.8"})
    assert sheet.line("a").reason == "合计 40 分（满分 60 分），扣 20 分"
    assert sheet.line("b1").reason == (
        "得 32 分（满分 40 分）：评为 0.8，得 80% 的分，扣 8 分；满分由 30 分调为 40 分，因有的项不能计分"
    )
    assert sheet.line("b2").reason == "没有数据，权重由其他项按比例分担"


def test_a_rate_of_supervision_is_read_as_a_rate():
    item = leaf("done", 100, supervision="return_rate", rule={"method": "linear", "floor": "0.2", "target": 0})
    of = framework(item, judges="department")
    sheet = score(of, {"done": value("0.05")}, indicators_of(of, Library((), (), {})))
    # (0.2 - 0.05) / 0.2 = 0.75
    assert sheet.line("done").reason == (
        "得 75 分（满分 100 分）：实际 5.0%，目标 0.0%，上限 20.0%，按比例得分，扣 25 分"
    )
