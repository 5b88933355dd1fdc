"""What a hospital's public notice, a report on rectification and a contract taught, and a second reading of the older
rules: one rule a test, on sentences written for it."""

import pytest

from documents.sentences import read, told


@pytest.mark.parametrize(
    "raw", ["收费占超标准收费的12%。", "完成签约占签约人数的12%。", "节约额占合同额的12%。", "临近占床比12%。"]
)
def test_a_word_of_bound_inside_what_a_share_is_of_bounds_nothing(raw: str) -> None:
    assert [(unit, bound) for _, unit, bound in told(raw)] == [("%", "eq")]


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("及时上报的事故维持零起。", 1),
        ("参与义诊的医师投诉保持零宗。", 1),
        ("医患和谐的科室纠纷均为零起。", 1),
        ("输血错误、跌倒以及手术部位错误维持零宗。", 3),
        ("投诉和纠纷保持零起。", 2),
    ],
)
def test_zero_is_told_of_each_that_is_named(raw: str, count: int) -> None:
    assert [value for value, _, _ in told(raw)] == ["0"] * count


def test_a_bound_before_a_list_that_has_its_unit_at_the_end_is_of_all() -> None:
    assert told("各院分别不少于10、20和30人。") == [("10", "人", "ge"), ("20", "人", "ge"), ("30", "人", "ge")]


def test_the_names_of_a_list_are_those_right_before_it() -> None:
    found = read("门诊稳步增长，内科、外科和儿科分别为1.2万、1.5万和0.8万人次。")
    assert [each.metric for each in found] == ["内科", "外科", "儿科"]
