"""The XmR chart, by hand and by a second count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.indicators.control import Chart, Segment, assurance, chart


def of(*numbers):
    return [None if number is None else Decimal(str(number)) for number in numbers]


STEADY = of(10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12)


def test_limits_are_the_mean_and_2_66_moving_ranges():
    """Mean 11, every moving range 2: 11 - 5.32 and 11 + 5.32."""
    assert chart(STEADY).segments == (Segment(0, 11, Decimal(11), Decimal("5.68"), Decimal("16.32")),)
    assert chart(STEADY).signals == ()


def test_eleven_values_give_no_limits():
    assert chart(STEADY[:11]).segments == (Segment(0, 10),)


def test_a_lower_limit_below_zero_is_zero_for_counts_and_not_for_balances():
    """Mean 1, ranges 2: 1 - 5.32."""
    counts = of(0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2)
    assert chart(counts).segments[0].low == 0
    balances = [value - 1 for value in counts]
    assert chart(balances).segments[0].low == Decimal("-5.32")


def test_one_value_beyond_a_limit():
    """Mean 150 / 13 = 11.54, moving ranges 28 / 12: the upper limit is 17.74."""
    found = chart([*STEADY, Decimal(18)])
    assert [(signal.rule, signal.at, signal.upward) for signal in found.signals] == [("beyond", (12,), True)]
    assert [signal.tone("lower") for signal in found.signals] == ["worse"]
    assert [signal.tone("neutral") for signal in found.signals] == ["neither"]


def test_eight_on_one_side_of_the_mean():
    """Seven low, eight high: the mean lies between, only the eight are a run."""
    values = of(10, 11, 10, 11, 10, 11, 10, 14, 15, 14, 15, 14, 15, 14, 15)
    runs = [signal for signal in chart(values).signals if signal.rule == "run"]
    assert [(signal.at, signal.upward) for signal in runs] == [(tuple(range(7, 15)), True)]


def test_six_in_a_row_rising():
    values = of(12, 10, 12, 10, 12, 10, 10.5, 11, 11.5, 12, 12.5, 10)
    trends = [signal for signal in chart(values).signals if signal.rule == "trend"]
    assert [(signal.at, signal.upward) for signal in trends] == [((5, 6, 7, 8, 9, 10), True)]


def test_two_of_three_far_out_on_the_same_side():
    """Mean 262.6 / 23 = 11.42; moving ranges 19 × 2, 3.8, 4.8, 4.8: 51.4 / 22; the limit is 17.63, two thirds of the
    way to it 15.56."""
    values = of(*[10, 12] * 10, 15.8, 11, 15.8)
    found = chart(values)
    assert [signal.at for signal in found.signals if signal.rule == "outer"] == [(20, 22)]
    assert not [signal for signal in found.signals if signal.rule == "beyond"]


def test_a_gap_ends_a_run_and_gives_no_moving_range():
    values = of(10, 11, 10, 11, 10, 11, 10, 14, 15, 14, 15, None, 14, 15, 14, 15)
    assert not [signal for signal in chart(values).signals if signal.rule == "run"]


def test_new_limits_from_a_change_made_on_purpose():
    values = [*STEADY, *(value + 100 for value in STEADY)]
    assert [signal.rule for signal in chart(values).signals]
    again = chart(values, rebase=[12])
    assert [(each.first, each.last, each.mean) for each in again.segments] == [(0, 11, 11), (12, 23, 111)]
    assert again.signals == ()


def test_whether_the_process_will_reach_the_target():
    """Limits 5.68 to 16.32."""
    found = chart(STEADY)
    asked = [(5, "higher"), (20, "higher"), (11, "higher"), (20, "lower"), (5, "lower"), (11, "neutral")]
    said = [assurance(found, Decimal(target), direction) for target, direction in asked]
    assert said == ["meets", "misses", "chance", "meets", "misses", "unknown"]
    assert assurance(Chart((), ()), Decimal(1), "higher") == "unknown"
    assert assurance(found, None, "higher") == "unknown"


@pytest.mark.parametrize(
    ("direction", "target", "said"),
    [
        ("lower", "0", "chance"),  # seven of the twelve months had none: nobody may say that it is never reached
        ("lower", "3.96", "chance"),  # 0.58333 + 2.66 × 14 / 11 = 3.96879
        ("lower", "3.97", "meets"),
        ("higher", "0", "meets"),
        ("higher", "3.97", "misses"),
    ],
)
def test_a_target_on_a_limit_is_reached_there(direction, target, said):
    """Events of twelve months: mean 7/12, moving ranges 1 1 2 2 1 1 0 1 1 2 2 = 14 of 11; no count is below 0."""
    found = chart(of(0, 1, 0, 2, 0, 1, 0, 0, 1, 0, 2, 0))
    assert found.segments[0].low == 0
    assert assurance(found, Decimal(target), direction) == said


@given(st.lists(st.none() | st.integers(-50, 50).map(Decimal), max_size=40), st.sets(st.integers(-3, 45)))
def test_every_value_is_in_one_segment_and_signals_are_in_theirs(values, rebase):
    found = chart(values, rebase=sorted(rebase))
    assert [at for each in found.segments for at in range(each.first, each.last + 1)] == list(range(len(values)))
    for signal in found.signals:
        assert all(values[at] is not None for at in signal.at)
        assert any(each.first <= signal.at[0] and signal.at[-1] <= each.last for each in found.segments)
