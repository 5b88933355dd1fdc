"""Rounding and writing of figures, against cases worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.figures import MISSING, divide, round_half_up, write_figure, write_number


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.005", 2, "1.01"), ("29.19", 1, "29.2"),
     ("29.149999", 1, "29.1"), ("0.045", 2, "0.05"), ("88.4818", 3, "88.482")],
)  # fmt: skip
def test_halves_go_away_from_zero(value, decimals, rounded):
    assert str(round_half_up(Decimal(value), decimals)) == rounded


@given(st.decimals(-(10**12), 10**12, places=6, allow_nan=False), st.integers(0, 5))
def test_rounding_is_the_nearest_and_ties_leave_zero(value, decimals):
    rounded = Fraction(round_half_up(value, decimals))
    step = Fraction(1, 10**decimals)
    assert abs(rounded - Fraction(value)) <= step / 2
    if abs(rounded - Fraction(value)) == step / 2:
        assert abs(rounded) > abs(Fraction(value))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "scale", "text"),
    [
        ("1107300", "人次", 2, "万", "110.73万人次"),
        ("144493600", "元", 2, "万", "14449.36万元"),
        ("144493600", "元", 2, "亿", "1.44亿元"),
        ("10141", "人次", 0, "", "10141人次"),
        ("0.2918844", "%", 1, "", "29.2%"),
        ("0.9979", "%", 2, "", "99.79%"),
        ("0.00012", "‰", 2, "", "0.12‰"),
        ("0", "例", 0, "", "0例"),
        ("-0.001", "天", 1, "", "0.0天"),
    ],
)
def test_figures_as_reports_write_them(value, unit, decimals, scale, text):
    assert write_figure(Decimal(value), unit, decimals, scale=scale) == text


def test_a_figure_without_data_is_never_zero():
    assert write_figure(None, "人次", 0) == MISSING == "〔缺〕"


def test_trimmed_and_grouped():
    assert write_number(Decimal("18.00"), 2, trim=True) == "18"
    assert write_number(Decimal("8.4200"), 4, trim=True) == "8.42"
    assert write_number(Decimal("282773"), 0, grouped=True) == "282,773"


def test_division_knows_no_zero():
    assert divide(Decimal(1), Decimal(0)) is None
    assert divide(None, Decimal(2)) is None
    assert divide(Decimal(1), None) is None
    assert divide(Decimal(0), Decimal(4)) == 0
