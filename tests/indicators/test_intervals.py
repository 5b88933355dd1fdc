"""Exact intervals and the funnel, against published examples and plain sums of probabilities."""

from decimal import Decimal
from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linghang.indicators.intervals import OUTER, funnel, limits, proportion, rate


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), table I, method 5
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0000, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_published_intervals_of_proportions(hits, of, low, high):
    assert proportion(hits, of) == pytest.approx((low, high), abs=5e-5)


def at_least(hits, of, chance):
    return sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(hits, of + 1))


@given(st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_ends_are_where_the_tails_weigh_a_fortieth(case):
    hits, of = case
    low, high = proportion(hits, of)
    assert low <= hits / of <= high
    assert at_least(hits, of, low) == pytest.approx(0.025 if hits else 1, abs=1e-9)
    assert 1 - at_least(hits + 1, of, high) == pytest.approx(0.025 if hits < of else 1, abs=1e-9)


def test_nothing_tried_nothing_known():
    assert proportion(0, 0) is None
    assert rate(0, Decimal(0)) is None
    assert funnel({"a": (0, 0)}) is None


@pytest.mark.parametrize(("hits", "of"), [(-1, 3), (4, 3)])
def test_more_hits_than_trials_is_a_mistake(hits, of):
    with pytest.raises(ValueError, match="of 3"):
        proportion(hits, of)


def fewer_or_as_many(events, mean):
    return sum(exp(-mean) * mean**k / factorial(k) for k in range(events + 1))


@given(st.integers(0, 40), st.integers(1, 5000))
def test_the_ends_of_a_rate_are_where_the_tails_weigh_a_fortieth(events, exposure):
    low, high = rate(events, Decimal(exposure))
    assert fewer_or_as_many(events, high * exposure) == pytest.approx(0.025, abs=1e-9)
    assert low == 0 if events == 0 else 1 - fewer_or_as_many(events - 1, low * exposure) == pytest.approx(0.025)


def test_eleven_cases_are_neither_best_nor_worst():
    """Together 2 %. A unit of eleven with one death (9 %) is inside; 60 of 1,000 (6 %) are not; no death in 1,000 is
    beyond as well: 0.98^1000 is 2e-9."""
    found = funnel({"few": (1, 11), "none of few": (0, 11), "many": (60, 1000), "good": (0, 1000), "rest": (119, 6978)})
    assert found.centre == pytest.approx(0.02)
    sides = {name: place.side for name, place in found.places.items()}
    assert sides == {"few": "inside", "none of few": "inside", "many": "above", "good": "below", "rest": "inside"}


@given(st.integers(1, 40), st.integers(1, 19))
@example(3, 2)  # exactly as rare as the tail
@example(3, 18)
def test_limits_by_plain_sums(of, twentieth):
    """The lowest count that is not yet in the lower tail, the highest not yet in the upper one, in exact fractions."""
    chance, tail = Fraction(twentieth, 20), (1 - Fraction(str(OUTER))) / 2
    low = next(k for k in range(of + 1) if 1 - at_least(k + 1, of, chance) >= tail)
    high = next(k for k in range(of, -1, -1) if at_least(k, of, chance) >= tail)
    assert limits(of, float(chance), OUTER) == pytest.approx((low / of, high / of))
