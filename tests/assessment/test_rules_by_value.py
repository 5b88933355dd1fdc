"""Rules that look at the value alone; every expected figure is worked out in the comment beside it."""

from decimal import Decimal

import pytest
from scoring_made import indicator, judged, value

LINEAR = {"method": "linear", "floor": "0.2", "target": "0.35"}
FALLING = {"method": "linear", "floor": "12", "target": "8"}
STEPS = {
    "method": "steps",
    "steps": [
        {"below": "0.2", "share": 0},
        {"at_least": "0.2", "below": "0.3", "share": "0.6"},
        {"at_least": "0.3", "below": "0.35"},
        {"at_least": "0.35", "share": 1},
    ],
}
INTERVAL = {"method": "interval", "low": "0.85", "high": "0.93", "unit": "0.01", "penalty": "0.1"}


@pytest.mark.parametrize(
    ("actual", "share"),
    [
        ("0.2", "0"),
        ("0.1", "0"),  # below the floor: nothing, not less
        ("0.32", "0.8"),  # (0.32 - 0.20) / (0.35 - 0.20) = 0.12 / 0.15
        ("0.35", "1"),
        ("0.5", "1"),  # above the target: all, not more
    ],
)
def test_linear(actual, share):
    assert judged(LINEAR, value(actual), of=indicator())[0].share == Decimal(share)


@pytest.mark.parametrize(
    ("actual", "share"),
    [
        ("12", "0"),
        ("13", "0"),
        ("9", "0.75"),  # (12 - 9) / (12 - 8)
        ("8", "1"),
        ("7.5", "1"),
    ],
)
def test_linear_where_lower_is_better(actual, share):
    assert judged(FALLING, value(actual), of=indicator("lower", "天"))[0].share == Decimal(share)


def test_linear_says_every_deduction():
    # 20 × 0.8 = 16; 20 - 16 = 4
    assert judged(LINEAR, value("0.32"), of=indicator())[1] == (
        "得 16 分（满分 20 分）：实际 32.0%，目标 35.0%，下限 20.0%，按比例得分，扣 4 分"
    )


def test_linear_where_lower_is_better_says_every_deduction():
    # 20 × (12 - 9) / 4 = 15
    assert judged(FALLING, value("9"), of=indicator("lower", "天"))[1] == (
        "得 15 分（满分 20 分）：实际 9.0天，目标 8.0天，上限 12.0天，按比例得分，扣 5 分"
    )


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        (
            "0.34999",
            "得 20 分（满分 20 分）：实际 35.0%（四舍五入前略低于 35.0%），目标 35.0%，下限 20.0%，按比例得分，"
            "扣不到 0.01 分",
        ),
        ("0.35", "得 20 分（满分 20 分）：实际 35.0%，目标 35.0%，下限 20.0%，达到目标，不扣分"),
        ("0.15", "得 0 分（满分 20 分）：实际 15.0%，目标 35.0%，下限 20.0%，未高于下限，扣 20 分"),
    ],
)
def test_linear_at_its_ends(actual, said):
    assert judged(LINEAR, value(actual), of=indicator())[1] == said


@pytest.mark.parametrize(
    ("actual", "share"), [("0.1999", "0"), ("0.2", "0.6"), ("0.2999", "0.6"), ("0.35", "1"), ("0.9", "1")]
)
def test_a_step_holds_its_lower_end_and_not_its_upper(actual, share):
    assert judged(STEPS, value(actual), of=indicator())[0].share == Decimal(share)


def test_steps_say_on_which_one_the_value_stands():
    # 20 × 0.6 = 12
    assert judged(STEPS, value("0.25"), of=indicator())[1] == (
        "得 12 分（满分 20 分）：实际 25.0%，在“20.0% 及以上、不到 30.0%”一档，得 60% 的分，扣 8 分"
    )


def test_a_step_that_the_published_rule_leaves_out_is_undefined_not_guessed():
    verdict, said = judged(STEPS, value("0.32"), of=indicator())
    assert (verdict.status, verdict.share) == ("undefined", None)
    assert said == (
        "实际 32.0%，在“30.0% 及以上、不到 35.0%”一档，公布的规则在此未作规定，不得分，权重也不转给别的项，少得 20 分"
    )


def test_a_value_outside_of_all_steps_is_undefined_too():
    verdict, _ = judged({"method": "steps", "steps": [{"at_least": 1, "share": 1}]}, value("0"), of=indicator())
    assert verdict.status == "undefined"


@pytest.mark.parametrize(
    ("actual", "share"),
    [
        ("0.85", "1"),
        ("0.93", "1"),  # both ends are inside
        ("0.95", "0.8"),  # two points outside: 1 - 2 × 0.1
        ("0.845", "0.95"),  # half a point: 1 - 0.5 × 0.1
        ("0.6", "0"),  # 25 points outside: nothing, not less
    ],
)
def test_interval(actual, share):
    assert judged(INTERVAL, value(actual), of=indicator("neutral"))[0].share == Decimal(share)


def test_interval_says_what_is_taken_off():
    # 20 × (1 - 2 × 0.1) = 16
    assert judged(INTERVAL, value("0.95"), of=indicator("neutral"))[1] == (
        "得 16 分（满分 20 分）：实际 95.0%，高于合理区间 85.0% 至 93.0%，每差 1 个百分点扣 10% 的分，扣 4 分"
    )


def test_interval_open_below():
    rule = {"method": "interval", "high": "0.6", "unit": "0.01", "penalty": "0.05"}
    assert judged(rule, value("-3"), of=indicator("neutral"))[0].share == 1
    assert judged(rule, value("0.64"), of=indicator("neutral"))[0].share == Decimal("0.8")  # 1 - 4 × 0.05


def test_partial_data_and_notes_are_said():
    reading = value("0.35", status="partial", note="12 月未报")
    assert judged(LINEAR, reading, of=indicator())[1] == (
        "得 20 分（满分 20 分）：实际 35.0%，目标 35.0%，下限 20.0%，达到目标，数据不全（12 月未报），不扣分"
    )


def test_not_applicable_goes_before_everything():
    verdict, said = judged(LINEAR, value("0.35", applicable=False, note="无产科"), of=indicator())
    assert verdict.status == "not_applicable"
    assert said.startswith("不适用（无产科）")


def test_no_data():
    assert judged(LINEAR, value("0.35", status="no_data"), of=indicator())[0].status == "no_data"


@pytest.mark.parametrize(
    ("rule", "actual", "said"),
    [
        (STEPS, "0.19996", "实际 20.0%（四舍五入前略低于 20.0%），在“不到 20.0%”一档"),
        (STEPS, "0.2", "实际 20.0%，在“20.0% 及以上、不到 30.0%”一档"),
        (INTERVAL, "0.93004", "实际 93.0%（四舍五入前略高于 93.0%），高于合理区间"),
        (LINEAR, "0.34999", "实际 35.0%（四舍五入前略低于 35.0%），目标 35.0%"),
    ],
)
def test_a_value_that_only_rounding_brings_to_the_line_says_on_which_side_it_lies(rule, actual, said):
    """Otherwise the sheet would say: 20.0 %, less than 20.0 %."""
    assert said in judged(rule, value(actual), of=indicator())[1]
