"""What is asked of the words of a field, looked up once for every different word. Pure."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from linghang.expressions.tree import Matcher
from linghang.indicators.stored.matching import Sought, sought
from linghang.indicators.stored.texts import Dictionary

Answers = np.ndarray
"""A number per word: bit k says whether matcher k of the list matches it; the last one, for no word, is 0."""


@dataclass(frozen=True)
class Words:
    """What is asked of the words of one field: its matchers, each with its bit."""

    matchers: tuple[Matcher, ...]

    @cached_property
    def bits(self) -> dict[Matcher, np.uint64]:
        return {matcher: np.uint64(1 << number) for number, matcher in enumerate(self.matchers)}

    @cached_property
    def _sought(self) -> Sought:
        texts: dict[bool, dict[bytes, int]] = {True: {}, False: {}}
        for matcher, bit in self.bits.items():
            mine = texts[matcher.prefix]
            for text in map(str.encode, matcher.values):
                mine[text] = mine.get(text, 0) | int(bit)
        return sought(beginnings=texts[True], wholes=texts[False])

    def of(self, dictionary: Dictionary) -> Answers:
        """The answers for different words, and after them that for a missing one."""
        return self._sought.among(dictionary.data, dictionary.begins, dictionary.ends)
