"""Walks over the codes of cases: what counting them one by one gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.casemix.columns import ABSENT
from linghang.casemix.dip import loops

IDS = 12
CASES = st.lists(st.lists(st.integers(0, IDS - 1), max_size=8), max_size=20)
VALUES = st.lists(st.integers(0, 3), min_size=IDS, max_size=IDS)


def walked(cases):
    flat = [code for codes in cases for code in codes]
    return np.array(flat, np.int32), np.array([len(codes) for codes in cases], np.int64)


@settings(max_examples=60, deadline=None)
@given(CASES, VALUES, VALUES)
def test_every_walk_gives_what_a_count_gives(cases, levels, marks):
    flat, lengths = walked(cases)
    barred = np.array([mark > 1 for mark in marks])
    others = [codes[1:] for codes in cases]
    assert loops.first_not(flat, lengths, barred).tolist() == [
        next((code for code in codes if marks[code] <= 1), ABSENT) for codes in cases
    ]
    assert loops.bits_of_others(flat, lengths, np.array(levels, np.int32)).tolist() == [
        sum({bit for bit in (1, 2) for code in codes if levels[code] & bit}) for codes in others
    ]
    assert loops.least_of_others(flat, lengths, np.array(levels, np.int8), barred).tolist() == [
        min((levels[code] for code in codes[1:] if levels[code] and barred[codes[0]]), default=0) for codes in cases
    ]
    assert loops.different_others(flat, lengths, IDS).tolist() == [
        len(set(codes[1:]) - {ABSENT, codes[0]}) if codes else 0 for codes in cases
    ]


@pytest.mark.parametrize(
    ("value", "place"), [(-1.0, 0), (0.0, 1), (4.9, 1), (5.0, 2), (9.0, 3), (np.inf, 3), (-np.inf, 0), (np.nan, 0)]
)
def test_a_band_begins_with_its_least_number(value, place):
    found = loops.band_places(np.array([value]), np.array([0.0, 5.0, 9.0]), np.array([0, 1, 2, 3], np.int8))
    assert found.tolist() == [place]


def test_of_equal_coefficients_the_first_stays():
    most, names = np.array([7, -1], np.int32), np.array([4, -1], np.int16)
    times = np.array([[-1, 7], [3, 8]], np.int32)
    loops.raise_to(most, names, np.array([0, 1]), np.array([1, 0], np.int8), times, np.array([5, 6], np.int16))
    assert (most.tolist(), names.tolist()) == ([7, 3], [4, 5])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 6), max_size=4, unique=True), min_size=1, max_size=4), st.data())
def test_a_number_is_found_within_its_part_only(parts, data):
    values = [value for part in parts for value in sorted(part)]
    starts = np.cumsum([0, *map(len, parts)])
    part = data.draw(st.lists(st.integers(0, len(parts) - 1), max_size=6))
    wanted = [data.draw(st.integers(0, 7)) for _ in part]
    found = loops.places_within(
        starts, np.array(values, np.int64), np.array(part, np.int64), np.array(wanted, np.int64)
    )
    assert found.tolist() == [
        starts[at] + sorted(parts[at]).index(value) if value in parts[at] else len(values)
        for at, value in zip(part, wanted, strict=True)
    ]


def test_a_cost_reaches_a_band_from_its_least_cost_on():
    least = np.array([[50, 500], [200, 2000]])
    measured, fen = np.array([True, False]), np.array([49, 50, 200, -1, 10, -1])
    states = loops.band_states(fen, np.array([0, 0, 0, 0, 1, 1]), least, measured)
    assert states.tolist() == [0, 1, 2, 4, 3, 4]
    assert loops.band_states(fen[:2], np.zeros(2, np.int64), least[:0], measured).tolist() == [0, 0]
