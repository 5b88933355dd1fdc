"""Many beginnings and whole words looked for in many words at once, by compiled loops. Pure.

The texts that are looked for stand in a table of hashes. A word is walked once, byte by byte; at each length at which
anything may match, the table is asked. What a word matches are the bits of a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from linghang.core.compiled import compiled

_PRIME = np.uint64(0x9E3779B97F4A7C15)


@compiled
def _slot(
    data: np.ndarray, begin: int, length: int, mixed: Any, table: np.ndarray, starts: np.ndarray, texts: np.ndarray
) -> Any:
    """Where in the table the text with this hash stands, or would."""
    mask = np.uint64(len(table) - 1)
    slot = np.int64((mixed ^ (mixed >> np.uint64(29))) & mask)
    while table[slot] >= 0:
        first = starts[table[slot]]
        if starts[table[slot] + 1] - first == length:
            same = 0
            while same < length and texts[first + same] == data[begin + same]:
                same += 1
            if same == length:
                return slot
        slot = (slot + 1) & np.int64(mask)
    return slot


@compiled
def _fill(starts: np.ndarray, texts: np.ndarray, table: np.ndarray) -> None:
    """Put the texts, which differ, into the table."""
    for text in range(len(starts) - 1):
        mixed = np.uint64(0)
        for place in range(starts[text], starts[text + 1]):
            mixed = (mixed ^ np.uint64(texts[place])) * _PRIME
        table[_slot(texts, starts[text], starts[text + 1] - starts[text], mixed, table, starts, texts)] = text


@compiled
def _match(
    data: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
    possible: np.ndarray,
    lengths: np.ndarray,
    table: np.ndarray,
    starts: np.ndarray,
    texts: np.ndarray,
    bits: np.ndarray,
    found: np.ndarray,
) -> None:
    """Of each word that stands in `data`: the bits of the texts that are its beginning, and of those that are all of it
    (`bits`, a row each). `lengths`: whether a beginning of so many bytes is looked for."""
    longest = len(lengths) - 1
    for word in range(len(begins)):
        begin, size = begins[word], ends[word] - begins[word]
        first = data[begin] if size > 0 else 0
        second = data[begin + 1] if size > 1 else 0
        met = np.uint64(0)
        if possible[first, second]:
            mixed = np.uint64(0)
            for length in range(min(size, longest) + 1):
                if length:
                    mixed = (mixed ^ np.uint64(data[begin + length - 1])) * _PRIME
                if lengths[length] or length == size:
                    text = table[_slot(data, begin, length, mixed, table, starts, texts)]
                    if text >= 0:
                        met |= bits[0, text]
                        if length == size:
                            met |= bits[1, text]
        found[word] = met


@dataclass(frozen=True)
class Sought:
    """Texts that are looked for; made by `sought`."""

    possible: np.ndarray
    lengths: np.ndarray
    table: np.ndarray
    starts: np.ndarray
    texts: np.ndarray
    bits: np.ndarray

    def among(self, data: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """What each of the words matches that stand in `data` at these places; behind them 0, for none."""
        found = np.zeros(len(begins) + 1, np.uint64)
        here = (self.possible, self.lengths, self.table, self.starts, self.texts, self.bits)
        _match(data, begins, ends, *here, found)
        return found


def sought(beginnings: Mapping[bytes, int], wholes: Mapping[bytes, int]) -> Sought:
    """Beginnings and whole words, each with the bits it stands for."""
    every = sorted({*beginnings, *wholes})
    texts = np.frombuffer(b"".join(every), np.uint8)
    starts = np.cumsum([0, *map(len, every)], dtype=np.int64)
    bits = np.array([[some.get(text, 0) for text in every] for some in (beginnings, wholes)], np.uint64)
    lengths = np.zeros(max(map(len, every), default=0) + 1, bool)
    lengths[[len(text) for text in beginnings]] = True
    table = np.full(1 << (2 * len(every) + 1).bit_length(), -1, np.int32)
    _fill(starts, texts, table)
    return Sought(_possible(every), lengths, table, starts, texts, bits)


def _possible(texts: list[bytes]) -> np.ndarray:
    """Of every two first bytes, 0 where a word has none: whether one of the texts may be the beginning."""
    found = np.zeros((256, 256), bool)
    for text in texts:
        found[text[0] if text else slice(None), text[1] if len(text) > 1 else slice(None)] = True
    return found
