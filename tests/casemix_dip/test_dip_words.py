"""Codes of columns as numbers: what a plain reading of every text gives, however the texts are written and kept."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.casemix.codes import key
from linghang.casemix.dip import words as module
from linghang.casemix.dip.loops import LONGEST
from linghang.casemix.dip.words import Words
from linghang.core.errors import InputError

CODES = st.one_of(
    st.sampled_from(
        ["", " ", "I63.900", "i63.9", "Ｉ63。9 00", "I63.900x001", "C34", "\u200bE11.9", "Z" * 15, "Z" * 16]
    ),
    st.sampled_from(["A\0", "A", "AAAAAAAA", "AAAAAAAAA", "AAAAAAAA\0", "脑梗死脑梗", "脑梗死脑梗死"]),
    st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), max_size=LONGEST + 3),
)
COLUMNS = st.lists(st.none() | st.lists(CODES, min_size=1, max_size=6), max_size=30)


def codes_of(words, coded):
    """The keys that the ids stand for, case by case."""
    keys = iter([words.codes[number] for number in coded.flat.tolist()])
    return [[next(keys) for _ in range(length)] for length in coded.lengths.tolist()]


def plain(cases):
    return [[] if codes is None else [key(code) for code in codes] for codes in cases]


def joined(cases):
    return [None if codes is None else "|".join(codes) for codes in cases]


@settings(max_examples=60, deadline=None)
@given(st.lists(COLUMNS, min_size=1, max_size=3))
def test_texts_are_read_as_each_code_by_itself(columns):
    words = Words()
    for cases in columns:
        assert codes_of(words, words.read_column(pa.array(joined(cases), pa.string()))) == plain(cases)
    assert len(set(words.codes[1:])) == len(words.codes) - 1, "two ids of one code"


KINDS = {
    "large": lambda cases: pa.array(joined(cases), pa.large_string()),
    "dictionary": lambda cases: pa.array(joined(cases), pa.string()).dictionary_encode(),
    "list": lambda cases: pa.array(cases, pa.list_(pa.string())),
    "large list": lambda cases: pa.array(cases, pa.large_list(pa.large_string())),
    "list of a dictionary": lambda cases: pa.array(cases, pa.list_(pa.dictionary(pa.int32(), pa.string()))),
    "part": lambda cases: pa.array(["X1|X2", *joined(cases), None], pa.string())[1:-1],
    "part of lists": lambda cases: pa.array([["X1", "X2"], *cases, None], pa.list_(pa.string()))[1:-1],
}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_may_be_kept_in_several_ways(kind):
    cases = [["I63.9", "", "E11.9"], None, ["i639"], [""], ["Z" * 40, "I63.9"]]
    words = Words()
    assert codes_of(words, words.read_column(KINDS[kind](cases))) == plain(cases)


def test_a_sign_between_codes_is_part_of_a_code_in_a_list():
    words = Words()
    assert codes_of(words, words.read_column(pa.array([["A00|B00", None]]))) == [["A00|B00", ""]]


@pytest.mark.parametrize("kind", [pa.string(), pa.null(), pa.list_(pa.string())])
def test_columns_without_anything(kind):
    for nothing in ([], [None, None]):
        coded = Words().read_column(pa.array(nothing, kind))
        assert (coded.flat.tolist(), coded.lengths.tolist()) == ([], [0] * len(nothing))


def test_only_what_is_asked_is_read():
    words = Words()
    column = pa.array(["A00|A01", "B00", None, "C00"])
    coded = words.read_column(column, np.array([True, False, True, True]))
    assert codes_of(words, coded) == [["A00", "A01"], [], [], ["C00"]]
    assert "B00" not in words.codes


def test_many_codes_read_by_several_threads_at_once():
    chance = random.Random(5)
    known = [f"{letter}{number:02}.{more}" for letter in "ABCDEFGHIJ" for number in range(60) for more in range(12)]
    batches = [[chance.choices(known, k=chance.randint(1, 5)) for _ in range(3000)] for _ in range(8)]
    words = Words()
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda cases: words.read_column(pa.array(joined(cases))), batches))
    for cases, coded in zip(batches, read, strict=True):
        assert codes_of(words, coded) == plain(cases)
    assert len(words.codes) == len({code for cases in batches for codes in cases for code in codes}) + 2


def test_texts_without_end_are_refused_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(module, "MOST", 100)
    words = Words()
    words.read_column(pa.array(["|".join(f"A{number:02}" for number in range(100))]))
    with pytest.raises(InputError, match="超过 100 种写法"):
        words.read_column(pa.array([f"{number:020}" for number in range(100)]))
