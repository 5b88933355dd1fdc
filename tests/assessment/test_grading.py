"""Grades by place, by share, by clusters; vetoes; what the published rule leaves open."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_made import framework, leaf, share_rule, unhurried

from linghang.assessment.clusters import clusters
from linghang.assessment.grading import grade, quota
from linghang.assessment.ranking import Place, places

ITEM = leaf("x", 100, share_rule(), evidence=True)
BY_PLACE = framework(
    ITEM,
    grades=(
        {"grade": "A++", "top": "0.01"},
        {"grade": "A+", "top": "0.05"},
        {"grade": "A", "top": "0.2"},
        {"grade": "B", "top": "0.8"},
        {"grade": "C++ 至 D", "undefined": True},
    ),
)
BY_SHARE = framework(
    ITEM, grades=({"grade": "优", "at_least": "0.9"}, {"grade": "良", "at_least": "0.75"}, {"grade": "中"})
)
BY_CLUSTER = framework(ITEM, grades=({"grade": "高"}, {"grade": "低"}), clusters=2)


def by_place(rank: int, of: int) -> str:
    return grade(BY_PLACE, share=Decimal("0.5"), place=Place(rank, of, 0, Decimal(rank) / of)).grade


@pytest.mark.parametrize(
    ("top", "of", "expected"),
    [
        ("0.01", 1521, 15),  # 15.21
        ("0.05", 1521, 76),  # 76.05
        ("0.01", 50, 1),  # 0.5 counts up
        ("0.01", 49, 0),  # 0.49
        ("0.25", 10, 3),  # 2.5 counts up
        ("1", 7, 7),
    ],
)
def test_a_quota_is_rounded_half_up(top, of, expected):
    assert quota(Decimal(top), of) == expected


@pytest.mark.parametrize(
    ("rank", "expected"),
    [(1, "A++"), (15, "A++"), (16, "A+"), (76, "A+"), (77, "A"), (304, "A"), (305, "B"), (1217, "B")],
)
def test_grades_by_place_of_the_national_group(rank, expected):
    # of 1,521: 15.21 → 15, 76.05 → 76, 304.2 → 304, 1216.8 → 1217
    assert by_place(rank, 1521) == expected


def test_in_a_small_group_nobody_is_among_the_first_hundredth():
    # of 20: 0.2 → 0 A++; 1 A+; 4 A
    assert [by_place(rank, 20) for rank in (1, 2, 4, 5)] == ["A+", "A", "A", "B"]


def test_where_the_published_rule_says_nothing_nobody_is_graded():
    graded = grade(BY_PLACE, share=Decimal("0.1"), place=Place(1218, 1521, 0, Decimal(1218) / 1521))
    assert (graded.grade, graded.undefined) == ("", True)
    assert graded.reason == "在以上各等级之外；公布的规则在此（C++ 至 D）未作规定，不定等级"


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.9", "优"), ("0.8999", "良"), ("0.75", "良"), ("0.7499", "中"), ("0", "中"), ("1.05", "优")],
)
def test_grades_by_share(share, expected):
    assert grade(BY_SHARE, share=Decimal(share), place=None).grade == expected


@pytest.mark.parametrize("of", [BY_PLACE, BY_SHARE, BY_CLUSTER])
def test_who_has_no_score_has_no_grade(of):
    graded = grade(of, share=None, place=None)
    assert (graded.grade, graded.undefined) == ("", False)
    assert "没有" in graded.reason


def test_a_hole_that_the_check_did_not_see_is_undefined_not_guessed():
    holed = framework(ITEM, grades=({"grade": "优", "at_least": "0.9"},))
    assert grade(holed, share=Decimal("0.5"), place=None).undefined


@pytest.mark.parametrize(
    ("share", "veto", "expected"), [("0.95", "良", "良"), ("0.8", "良", "良"), ("0.5", "良", "中"), ("0.95", "", "优")]
)
def test_a_veto_leaves_no_better_grade_and_lifts_nobody(share, veto, expected):
    assert grade(BY_SHARE, share=Decimal(share), place=None, veto=veto).grade == expected


def test_a_veto_is_said():
    graded = grade(BY_SHARE, share=Decimal("0.95"), place=None, veto="良")
    assert graded.reason == "按分数为 优，因一票否决，等级最高为 良"


def test_a_veto_that_changes_nothing_leaves_the_reason_as_it_was():
    graded = grade(BY_SHARE, share=Decimal("0.8"), place=None, veto="良")
    assert graded.reason == "得分率 80%，达到 75%"


@pytest.mark.parametrize(("share", "expected"), [("0.9", "高"), ("0.55", "高"), ("0.54", "低"), ("0.1", "低")])
def test_grades_by_clusters(share, expected):
    # means 0.9 and 0.2: the cut-off is halfway, 0.55
    found = clusters([Decimal("0.9"), Decimal("0.9"), Decimal("0.1"), Decimal("0.3")], 2)
    assert grade(BY_CLUSTER, share=Decimal(share), place=None, clusters=found).grade == expected


@unhurried
@given(st.integers(1, 400))
def test_cumulative_quotas_add_up_to_everybody(of):
    """Rounded cumulatively, no grade gains or loses a place to rounding beyond half a place at either end."""
    found = Counter(by_place(rank, of) for rank in range(1, of + 1))
    assert sum(found.values()) == of
    assert abs(found["A+"] - of * 0.04) <= 1


@unhurried
@given(st.lists(st.integers(0, 6).map(Decimal), min_size=1, max_size=60))
def test_equal_scores_get_equal_grades_and_better_ones_no_worse(scores):
    order = ["A++", "A+", "A", "B", ""]
    found = places({str(at): score for at, score in enumerate(scores)})
    graded = [grade(BY_PLACE, share=s, place=found[str(at)]).grade for at, s in enumerate(scores)]
    for one, its in zip(scores, graded, strict=True):
        for other, others in zip(scores, graded, strict=True):
            assert one < other or order.index(its) <= order.index(others)
