"""A number of a text against the exact one: every expected answer worked out by hand."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.papers.precision import Stated, factor_of, judge

D = Decimal


@pytest.mark.parametrize(
    ("value", "factor", "bound", "computed", "agrees"),
    [
        ("110.73", "10000", "eq", "1107321", True),  # 110.7321
        ("110.73", "10000", "eq", "1107381", True),  # 110.7381: 110.74 when rounded, 110.73 when cut off
        ("110.73", "10000", "eq", "1107250", True),  # exactly half: rounds up
        ("110.73", "10000", "eq", "1107249", False),
        ("110.73", "10000", "eq", "1107400", False),
        ("29.2", "0.01", "eq", "0.29151", True),
        ("29.2", "0.01", "eq", "0.2914", False),
        ("29.20", "0.01", "eq", "0.29151", False),  # two places are promised
        ("8.5", "1", "eq", "8.5", True),
        ("120", "1", "ge", "120", True),
        ("120", "1", "ge", "119.9", False),
        ("120", "1", "gt", "120", False),
        ("120", "1", "gt", "300", True),
        ("120", "1", "le", "120", True),
        ("120", "1", "lt", "120", False),
        ("100", "1", "approx", "105", True),
        ("100", "1", "approx", "106", False),
        ("3", "1", "approx", "3.5", True),  # half of the place written is more than a twentieth
        ("100", "10000", "approx_below", "960000", True),
        ("100", "10000", "approx_below", "1000001", False),
        ("100", "10000", "approx_below", "940000", False),
    ],
)
def test_by_hand(value, factor, bound, computed, agrees):
    assert judge(Stated(D(value), D(factor), bound), D(computed)).agrees is agrees


def test_a_little_more_ends_before_the_next_step_of_the_last_digit():
    over = Stated(D(120), bound="gt", more=True)
    assert [judge(over, D(each)).agrees for each in (120, 121, 129, 130)] == [False, True, True, False]
    assert not judge(Stated(D(2), D(10_000), "gt", more=True), D(30_000)).agrees


def test_a_range_holds_its_ends():
    span = Stated(D(8), bound="range", value_max=D(9))
    assert [judge(span, D(each)).agrees for each in ("7.4", "7.6", "9", "9.6")] == [False, True, True, False]


def test_units():
    assert factor_of("万人次", "人次") == 10_000
    assert factor_of("亿元", "元") == 100_000_000
    assert factor_of("万亿元", "元") == 10**12
    assert factor_of("%", "%") == D("0.01")
    assert factor_of("成", "%") == D("0.1")
    assert factor_of("人次", "人次") == 1


exact = st.decimals(min_value=0, max_value=10**9, places=4)
places = st.integers(min_value=0, max_value=4)
factors = st.sampled_from([D(1), D(10_000), D(100_000_000), D("0.01"), D("0.001")])


@given(exact, places, factors, st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_whoever_rounds_or_cuts_off_is_right(computed, places, factor, way):
    written = (computed / factor).quantize(D(1).scaleb(-places), way)
    assert judge(Stated(written, factor), computed).agrees


@given(exact, places, factors, st.integers(min_value=1, max_value=1000), st.sampled_from([1, -1]))
def test_whoever_is_off_by_more_than_a_step_is_not(computed, places, factor, steps, sign):
    step = D(1).scaleb(-places)
    written = (computed / factor).quantize(step, ROUND_DOWN) + sign * (steps + 1) * step
    assert not judge(Stated(written, factor), computed).agrees
