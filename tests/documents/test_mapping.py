"""Metrics of reports against the indicators of the demonstration: written out by hand, what should come first."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.mapping import Known, candidates, likeness, same_kind, words
from linghang.packs.load import load_packs, pack_folders

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def known() -> list[Known]:
    library = load_packs(pack_folders(PACKS))
    return [Known(each.code, each.title, each.unit) for each in library.indicators()]


@pytest.mark.parametrize(
    ("metric", "unit", "title"),
    [
        ("门急诊量", "人次", "门急诊人次"),
        ("出院患者平均住院日", "天", "出院患者平均住院日"),
        ("平均住院日", "天", "出院患者平均住院日"),
        ("病床使用率", "%", "床位使用率"),
        ("住院药占比", "%", "住院药占比"),
        ("医疗收入", "万元", "医疗收入"),
        ("门急诊收入", "万元", "门急诊收入"),
    ],
)
def test_what_comes_first(known: list[Known], metric: str, unit: str, title: str) -> None:
    assert candidates(metric, unit, known)[0].title == title


@pytest.mark.parametrize(("metric", "unit"), [("召开党委会", "次"), ("收到锦旗", "面"), ("惠及居民", "户")])
def test_what_no_indicator_knows(known: list[Known], metric: str, unit: str) -> None:
    assert [each.title for each in candidates(metric, unit, known) if each.score >= 0.6] == []


def test_units_of_another_kind_are_no_candidates() -> None:
    rate = [Known("r", "床位使用率", "%")]
    assert candidates("床位使用率", "张", rate) == []
    assert (same_kind("万元", "元"), same_kind("万人次", "人次"), same_kind("天", "%")) == (True, True, False)


def test_scores_by_hand() -> None:
    """急诊量 and 门急诊量: bigrams 急诊 诊量 against 门急 急诊 诊量, two in common: 2·2/(2+3) = 0.8."""
    assert likeness("急诊量", "门急诊量") == 0.8
    assert words("门急诊人次（全院）") == "门急诊量"


def test_what_was_accepted_before_wins() -> None:
    both = [Known("a", "出院人次", "人次"), Known("b", "离院人数", "人次", aliases=("出院人头",))]
    assert candidates("出院人头", "人次", both)[0].code == "b"


@given(
    st.text(alphabet="门急诊人次出院手术量率占比", max_size=12),
    st.permutations(["门急诊人次", "出院人次", "手术量", "急诊量"]),
)
def test_the_order_of_the_indicators_changes_nothing(metric: str, titles: list[str]) -> None:
    known = [Known(title, title, "人次") for title in titles]
    assert candidates(metric, "人次", known) == candidates(metric, "人次", sorted(known, key=lambda each: each.code))
    assert all(0 < each.score <= 1 for each in candidates(metric, "人次", known))
