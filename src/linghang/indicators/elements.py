"""Texts by their different words: what is asked of them is looked up per word, and gathered per row. Pure.

Measured: docs/decisions/0007.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.expressions.tree import Matcher

Answers = np.ndarray
"""A number per word or element: bit k says whether matcher k of the list matches it."""


@dataclass(frozen=True)
class Words:
    """What is asked of the words of one field: its matchers, each with its bit. `gathered`: those that are asked of all
    elements of a row together."""

    matchers: tuple[Matcher, ...]
    gathered: tuple[Matcher, ...] = ()

    @cached_property
    def bits(self) -> dict[Matcher, Any]:
        return {matcher: self.dtype(1 << number) for number, matcher in enumerate(self.matchers)}

    @cached_property
    def dtype(self) -> Any:
        return _smallest(len(self.matchers))

    @cached_property
    def _tables(self) -> list[tuple[int | None, pa.Array, Answers]]:
        """What to look words up in: as they are (None), or cut to so many bytes; the last answer is for no word."""
        tables: dict[int | None, dict[bytes, int]] = {}
        for matcher, bit in self.bits.items():
            for value in matcher.values:
                text = value.encode()
                table = tables.setdefault(len(text) if matcher.prefix else None, {})
                table[text] = table.get(text, 0) | int(bit)
        return [
            (cut, pa.array(list(table), pa.binary()), np.array([*table.values(), 0], self.dtype))
            for cut, table in tables.items()
        ]

    def of(self, words: pa.Array) -> Answers:
        """The answers for different words, and after them that for a missing one."""
        texts, answers = words.cast(pa.binary()), np.zeros(len(words) + 1, self.dtype)
        some = self._possible(texts)
        texts = texts.take(pa.array(some))
        for cut, sought, found in self._tables:
            beginnings = texts if cut is None else pc.binary_slice(texts, 0, cut)
            place = pc.index_in(beginnings, value_set=sought).fill_null(len(sought))
            answers[some] |= found[place.to_numpy()]
        return answers

    def _possible(self, texts: pa.Array) -> np.ndarray:
        """Those of some different words that begin like one that is looked for: few, and soon found."""
        _, offsets, data = texts.buffers()
        if not data:  # at most the empty word
            return np.arange(len(texts))
        starts = np.frombuffer(offsets, np.int32, len(texts), 4 * texts.offset)
        each = np.frombuffer(data, np.uint8)
        first, second = (each.take(starts + place, mode="clip") for place in range(2))
        return np.flatnonzero(self._beginnings.take(first.astype(np.uint16) << np.uint16(8) | second))

    @cached_property
    def _beginnings(self) -> np.ndarray:
        """Of every two first bytes: whether a word that is looked for may begin so; a shorter one, whatever follows."""
        found = np.zeros((256, 256), bool)
        for text in (value.encode() for matcher in self.matchers for value in matcher.values):
            found[text[0] if text else slice(None), text[1] if len(text) > 1 else slice(None)] = True
        return found.ravel()

    def in_lanes(self, answers: Answers, matchers: Sequence[Matcher], lane: int, dtype: Any) -> np.ndarray:
        """The same answers with so many bits for each of some matchers."""
        found = np.zeros(len(answers), dtype)
        for place, matcher in enumerate(matchers):
            found |= ((answers & self.bits[matcher]) != 0).astype(dtype) << dtype(place * lane)
        return found


@dataclass(frozen=True)
class Chunk:
    """Some texts: the answers for their different words, and of each text the number of its word."""

    answers: Answers
    numbers: pa.Array

    @classmethod
    def of(cls, texts: pa.Array, words: Words) -> "Chunk":
        if not pa.types.is_dictionary(texts.type):
            texts = texts.cast(pa.string()).dictionary_encode()
        answers = words.of(texts.dictionary)
        return cls(answers, texts.indices.fill_null(len(answers) - 1) if texts.null_count else texts.indices)

    def of_each(self, found: np.ndarray) -> pa.Array:
        """What was found for the words, of each text."""
        return pc.take(pa.array(found), self.numbers, boundscheck=False)  # a sixth of the time NumPy takes


@dataclass(frozen=True)
class Elements:
    """The texts of one field in some rows: how many each row has (of a single text: whether it has one), and what they
    are, row after row."""

    sizes: np.ndarray
    chunks: list[Chunk]
    words: Words

    @classmethod
    def of(cls, table: pa.Table, name: str, words: Words) -> "Elements":
        if name not in table.column_names:
            return cls(np.zeros(table.num_rows, np.int32), [Chunk.of(pa.nulls(table.num_rows), words)], words)
        chunks = table[name].chunks
        is_list = not (pa.types.is_dictionary(table[name].type) or pa.types.is_string(table[name].type))
        sizes = [_sizes(chunk) if is_list else _present(chunk) for chunk in chunks]
        texts = [chunk.flatten() if is_list else chunk for chunk in chunks] if words.matchers else []
        return cls(_joined(sizes, np.int32), [Chunk.of(each, words) for each in texts], words)

    @cached_property
    def answers(self) -> Answers:
        """The answers for the texts, one after another."""
        return _joined([chunk.of_each(chunk.answers).to_numpy() for chunk in self.chunks], self.words.dtype)

    @cached_property
    def _ends(self) -> np.ndarray:
        """Where the elements of each row end."""
        return np.cumsum(self.sizes, dtype=np.int32)

    @cached_property
    def _counts(self) -> dict[Matcher, np.ndarray]:
        """Of each row: how many elements match, for every matcher that is asked of all elements together.

        Numbers with a lane for each of several matchers are summed up to the end of every row; what a row adds is the
        difference to the row before, whatever overflowed on the way: no lane is narrower than the longest list.
        """
        lane = int(self.sizes.max(initial=1)).bit_length()
        gathered, together, found = self.words.gathered, 64 // lane, dict[Matcher, np.ndarray]()
        for some in (gathered[first : first + together] for first in range(0, len(gathered), together)):
            dtype = _smallest(lane * len(some))
            added = self._added([self.words.in_lanes(chunk.answers, some, lane, dtype) for chunk in self.chunks], dtype)
            full = dtype((1 << lane) - 1)
            found |= {matcher: added >> dtype(place * lane) & full for place, matcher in enumerate(some)}
        return found

    def _added(self, of_words: list[np.ndarray], dtype: Any) -> np.ndarray:
        """The numbers of words added up in each row."""
        pieces = (chunk.of_each(found).to_numpy() for chunk, found in zip(self.chunks, of_words, strict=True))
        elements = _joined([np.zeros(1, dtype), *pieces], dtype)
        return np.diff(np.cumsum(elements, dtype=dtype).take(self._ends), prepend=dtype(0))

    def matches(self, matcher: Matcher) -> pa.Array:
        """Of each row with a single text: whether it matches, missing where there is none."""
        return pa.array((self.answers & self.words.bits[matcher]) != 0, mask=self._missing)

    @cached_property
    def _missing(self) -> np.ndarray | None:
        return None if self.sizes.all() else self.sizes == 0

    def some_match(self, matcher: Matcher) -> np.ndarray:
        """Of each row: whether some element matches."""
        return self._counts[matcher] != 0

    def how_many_match(self, matcher: Matcher) -> np.ndarray:
        """Of each row: how many elements match."""
        return self._counts[matcher].astype(np.int64)

    def pairs(self, matcher: Matcher, other: "Elements", other_matcher: Matcher) -> np.ndarray:
        """The row of every element that matches while the other list's element at the same position does too."""
        hits = np.flatnonzero(self.answers & self.words.bits[matcher])
        rows = np.searchsorted(self._ends, hits, side="right")
        before_end = self._ends[rows] - hits
        places = self.sizes[rows] - before_end
        inside = places < other.sizes[rows]
        rows, places = rows[inside], places[inside]
        beside = other.answers[other._ends[rows] - other.sizes[rows] + places]
        return rows[(beside & other.words.bits[other_matcher]) != 0]


def _sizes(lists: pa.ListArray) -> np.ndarray:
    return pc.list_value_length(lists).fill_null(0).to_numpy()


def _present(texts: pa.Array) -> np.ndarray:
    if not texts.null_count:
        return np.ones(len(texts), bool)
    return texts.is_valid().to_numpy(zero_copy_only=False)


def _smallest(bits: int) -> Any:
    """The smallest type of numbers with so many bits: less to move."""
    return next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if np.iinfo(kind).bits >= bits)


def _joined(pieces: Sequence[np.ndarray], dtype: Any) -> np.ndarray:
    return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, dtype), *pieces])
