"""Texts of one field as different words, and a number for each text. Pure."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Dictionary:
    """Different words: where each begins and ends in `data`."""

    data: np.ndarray
    begins: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, words: pa.BinaryArray) -> "Dictionary":
        _, offsets, data = words.buffers()
        places = np.frombuffer(offsets or bytes(4), np.int32)[words.offset : words.offset + len(words) + 1]
        return cls(np.frombuffer(data or b"", np.uint8), places[:-1], places[1:])

    def __len__(self) -> int:
        return len(self.begins)

    def word(self, number: int) -> str | None:
        """The word with this number; none has -1."""
        return None if number < 0 else self.data[self.begins[number] : self.ends[number]].tobytes().decode()


@dataclass(frozen=True)
class Places:
    """To which of so many rows the elements of lists belong, row after row."""

    of: np.ndarray
    rows: int

    @cached_property
    def sizes(self) -> np.ndarray:
        """How many elements each row has."""
        return np.bincount(self.of, minlength=self.rows)

    @cached_property
    def starts(self) -> np.ndarray:
        """Where the elements of each row begin, and where the last ones end."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sizes)])


@dataclass(frozen=True)
class Texts:
    """The texts of one field in some rows: different words, and of each text the number of its word, -1 where it is
    missing. `places`: of a list."""

    words: Dictionary
    codes: np.ndarray
    places: Places | None = None

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Texts":
        """As Arrow has read them."""
        texts, places = pa.concat_arrays(column.chunks or [pa.array([], column.type)]), None
        if pa.types.is_list(texts.type) or pa.types.is_large_list(texts.type):
            sizes = pc.list_value_length(texts).fill_null(0).to_numpy()
            places = Places(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), len(sizes))
            texts = texts.flatten()
        known = texts.cast(pa.string()).dictionary_encode()
        return cls(Dictionary.of(known.dictionary.cast(pa.binary())), known.indices.fill_null(-1).to_numpy(), places)

    @classmethod
    def missing(cls, rows: int) -> "Texts":
        """Of a field that the file has not: missing in every row, of a list an empty one."""
        return cls(
            Dictionary.of(pa.array([], pa.binary())), np.full(rows, -1, np.int32), Places(np.zeros(0, np.int32), rows)
        )
