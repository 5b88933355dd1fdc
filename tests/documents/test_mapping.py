"""Metrics of reports against the indicators of the demonstration: written out by hand, what should come first."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.mapping import OFFERED, SAME, candidates, core, likeness, same_kind, sure, words
from shipped import shipped_library


@dataclass(frozen=True)
class Known:
    code: str
    title: str
    unit: str


@pytest.fixture(scope="module")
def known() -> dict[str, Known]:
    library = shipped_library()
    return {each.code: Known(each.code, each.title, each.unit) for each in library.indicators()}


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
def test_what_comes_first(known: dict[str, Known], metric: str, unit: str, title: str) -> None:
    assert known[candidates(metric, unit, known.values())[0].code].title == title


@pytest.mark.parametrize(("metric", "unit"), [("召开党委会", "次"), ("收到锦旗", "面"), ("惠及居民", "户")])
def test_what_no_indicator_knows(known: dict[str, Known], metric: str, unit: str) -> None:
    found = [known[each.code].title for each in candidates(metric, unit, known.values()) if each.score >= 0.6]
    assert found == []


def test_units_of_another_kind_are_no_candidates() -> None:
    assert candidates("床位使用率", "张", [Known("r", "床位使用率", "%")]) == []


@pytest.mark.parametrize(
    ("unit", "other", "fits"),
    [
        ("万元", "元", True),
        ("万人次", "人次", True),
        ("次", "人次", True),
        ("次", "台次", True),
        ("人次", "台次", False),  # one patient may be operated on twice
        ("百分点", "%", False),
        ("天", "%", False),
        ("分钟", "小时", False),  # nothing turns one into the other here
        ("", "人次", False),
        ("千克", "千克", True),
        ("万", "人次", False),
    ],
)
def test_units_that_may_count_the_same(unit: str, other: str, fits: bool) -> None:
    assert same_kind(unit, other) is fits
    assert same_kind(other, unit) is fits


def test_scores_by_hand() -> None:
    """急诊量 and 门急诊量: bigrams 急诊 诊量 against 门急 急诊 诊量, two in common: 2·2/(2+3) = 0.8."""
    assert likeness("急诊量", "门急诊量") == 0.8
    assert (likeness("", ""), likeness("床", "床")) == (0.0, 0.0)
    assert words("病床使用率（全院）", "%") == "床位使用率"
    assert core("全院累计完成门诊人次", "人次") == "门诊"


@pytest.mark.parametrize(
    ("metric", "unit", "taken"),
    [
        ("全院累计完成手术", "人次", "operated"),
        ("手术人次", "人次", "operated"),
        ("手术台次", "人次", ""),  # a synonym is offered, never taken
        ("手术人次（日间）", "人次", ""),  # part of the thing
        ("手术", "次", ""),  # two indicators bear these words
        ("手", "人次", ""),
    ],
)
def test_only_the_same_words_are_taken_without_a_person(metric: str, unit: str, taken: str) -> None:
    both = [Known("operated", "手术人次", "人次"), Known("operations", "手术台次", "台次")]
    assert sure(candidates(metric, unit, both)) == taken


def test_similar_words_are_offered() -> None:
    found = candidates("手术台次", "人次", [Known("operated", "手术人次", "人次")])
    assert [each.code for each in found] == ["operated"]
    assert OFFERED <= found[0].score < SAME


@given(
    st.text(alphabet="门急诊人次出院手术量率占比", max_size=12),
    st.permutations(["门急诊人次", "出院人次", "手术量", "急诊量"]),
)
def test_the_order_of_the_indicators_changes_nothing(metric: str, titles: list[str]) -> None:
    known = [Known(title, title, "人次") for title in titles]
    assert candidates(metric, "人次", known) == candidates(metric, "人次", sorted(known, key=lambda each: each.code))
    assert all(OFFERED <= each.score <= SAME for each in candidates(metric, "人次", known))
