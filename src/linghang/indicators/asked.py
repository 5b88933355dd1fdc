"""What is asked of the words of a field, looked up once for every different word. Pure.

One look-up per length of beginning, however many matchers there are: an answer has a bit for each.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.expressions.tree import Matcher

Answers = np.ndarray
"""A number per word: bit k says whether matcher k of the list matches it."""


@dataclass(frozen=True)
class Words:
    """What is asked of the words of one field: its matchers, each with its bit."""

    matchers: tuple[Matcher, ...]

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

    def of(self, words: pa.BinaryArray) -> Answers:
        """The answers for different words, and after them that for a missing one."""
        answers, some = np.zeros(len(words) + 1, self.dtype), self._possible(words)
        texts = words.take(pa.array(some))
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


def _smallest(bits: int) -> Any:
    """The smallest type of numbers with so many bits: less to move."""
    return next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if np.iinfo(kind).bits >= bits)
