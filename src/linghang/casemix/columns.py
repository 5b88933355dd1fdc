"""Columns of records as arrays: numbers, and codes as small integers by record. Pure.

Every different text is read once per batch, by the same functions as single records (`record`), so both forms agree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.record import read_number, read_sex

ABSENT, UNKNOWN, _NEW = 0, 1, -1
"""Ids of a code that is not written, and of one that the scheme does not name."""


class Vocabulary:
    """Ids of the codes of one family; the scheme's own begin at 2."""

    def __init__(self, codes: Iterable[str], spell: Callable[[str], str]) -> None:
        self.spell = spell
        self.ids = {code: number for number, code in enumerate(sorted(codes), UNKNOWN + 1)}
        self.size = len(self.ids) + UNKNOWN + 1
        self._read: dict[str | None, int] = {code: at for code, at in self.ids.items() if spell(code) == code}
        self._written = pc.SetLookupOptions(value_set=pa.array(self._read, pa.string()))
        self._ids = np.array([*self._read.values(), ABSENT], np.int32)

    def read_column(self, texts: pa.Array) -> np.ndarray[Any, Any]:
        """The ids of a column of texts: the scheme's own spellings by one look-up, each other text once."""
        if pa.types.is_dictionary(texts.type):
            return self._read_distinct(texts)
        if len(self._ids) == 1:  # no code was listed beforehand
            return self._read_distinct(texts.dictionary_encode())
        places = pc.index_in(texts, options=self._written)
        ids = self._ids[pc.fill_null(places, len(self._ids) - 1).to_numpy(zero_copy_only=False)]
        if places.null_count:
            rest = np.flatnonzero(ids == ABSENT)
            ids[rest] = self._read_distinct(texts.take(pa.array(rest)).dictionary_encode())
        return np.asarray(ids)

    def _read_distinct(self, texts: pa.DictionaryArray) -> np.ndarray[Any, Any]:
        ids = np.append(self.read(texts.dictionary.to_pylist()), np.int32(ABSENT))
        places = pc.fill_null(texts.indices.cast(pa.int32()), len(ids) - 1)
        return np.asarray(ids[places.to_numpy(zero_copy_only=False)])

    def read(self, texts: Iterable[str | None]) -> np.ndarray[Any, Any]:
        """The ids of texts as people wrote them. Spellings of known codes are kept, so most are looked up once."""
        texts = list(texts)
        ids = np.array(list(map(self._read.get, texts, repeat(_NEW))), np.int32)
        for place in np.flatnonzero(ids == _NEW).tolist():
            ids[place] = self._id(texts[place] or "")
        return ids

    def _id(self, text: str) -> int:
        spelled = self.spell(text)
        found = self.ids.get(spelled, UNKNOWN) if spelled else ABSENT
        if found > UNKNOWN:
            self._read[text] = found
        return found

    def table(self, codes: Iterable[str]) -> np.ndarray[Any, Any]:
        """For every id, whether it is one of the codes."""
        table = np.zeros(self.size, np.bool_)
        table[list(map(self.ids.get, codes, repeat(ABSENT)))] = True
        table[ABSENT] = False
        return table


@dataclass(frozen=True)
class Coded:
    """Codes of one family of all records: `flat` ids one record after the other, `lengths` how many each has."""

    flat: np.ndarray[Any, Any]
    lengths: np.ndarray[Any, Any]

    @cached_property
    def rows(self) -> np.ndarray[Any, Any]:
        """The record of each code."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.int32), self.lengths)

    @cached_property
    def leading(self) -> np.ndarray[Any, Any]:
        """Where each code stands: whether it is the first of its record."""
        leading = np.zeros(len(self.flat), np.bool_)
        ends = np.cumsum(self.lengths)
        leading[(ends - self.lengths)[self.lengths > 0]] = True
        return leading

    @cached_property
    def first(self) -> np.ndarray[Any, Any]:
        """The id of the first code of each record, ABSENT where it has none."""
        first = np.full(len(self.lengths), ABSENT, np.int32)
        first[self.lengths > 0] = self.flat[self.leading]
        return first


def read_codes_column(column: pa.Array, vocabulary: Vocabulary) -> Coded:
    """A column of texts joined by `|`, or of lists, as ids."""
    lists = code_lists(column)
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return Coded(vocabulary.read_column(lists.flatten()), lengths.astype(np.int64))


def code_lists(column: pa.Array) -> pa.Array:
    """Codes as lists of texts, whether they stand as lists or as one text joined by `|`."""
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        if _is_text(kind.value_type) or pa.types.is_dictionary(kind.value_type):
            return column
        return column.cast(pa.list_(pa.string()))
    return pc.split_pattern(column.cast(pa.large_string() if kind == pa.large_string() else pa.string()), "|")


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def read_numbers(column: pa.Array) -> np.ndarray[Any, Any]:
    """A column of numbers or texts as float64; nan where nothing readable stands."""
    if pa.types.is_integer(column.type):
        return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    return _read(column, read_number)


def read_sexes(column: pa.Array) -> np.ndarray[Any, Any]:
    """1 and 2; nan for everything else."""
    return _read(column, read_sex)


def _read(column: pa.Array, read: Callable[[Any], float]) -> np.ndarray[Any, Any]:
    """Each different value read once."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values = np.array([*(read(value) for value in column.dictionary.to_pylist()), np.nan], np.float64)
    places = pc.fill_null(column.indices.cast(pa.int32()), len(values) - 1).to_numpy(zero_copy_only=False)
    numbers: np.ndarray[Any, Any] = values[places]
    return numbers
