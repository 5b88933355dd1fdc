"""Codes as they come up, numbered, and what is known of each number. Pure."""

from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.case_files import is_list
from linghang.casemix.codes import key
from linghang.casemix.columns import ABSENT, Coded, code_lists
from linghang.core.errors import refuse

Array = np.ndarray[Any, Any]
_NEW = -1
MOST = 10**6
"""Different spellings of codes; the largest editions have a twentieth of it, so beyond it the column holds no codes."""
_BAR, NO_SIGN = ord("|"), 0xFF
"""What stands between the codes of a text; a byte that stands in none."""


class Words:
    """Ids of codes that nobody listed beforehand, by their key; safe to be read into by several threads."""

    def __init__(self) -> None:
        self.codes = ["", ""]
        self._ids: dict[str, int] = {}
        self._seen: dict[str | None, int] = {}
        self._lock = Lock()
        self._table = _free(1 << 12)

    def read(self, texts: Iterable[str | None]) -> Array:
        """The ids of texts as people wrote them; a key that is new gets the next id. InputError: more than MOST."""
        texts = list(texts)
        with self._lock:
            ids = np.array(list(map(self._seen.get, texts, repeat(_NEW))), np.int32)
            for place in np.flatnonzero(ids == _NEW).tolist():
                ids[place] = self._add(texts[place])
            if len(self._seen) > MOST:
                raise refuse(f"诊断或操作有超过 {MOST} 种写法，不会都是编码", "请核对这两列的内容")
        return ids

    def _add(self, text: str | None) -> int:
        code = key(text or "")
        number = self._ids.setdefault(code, len(self.codes)) if code else ABSENT
        if number == len(self.codes):
            self.codes.append(code)
        self._seen[text] = number
        return number

    def read_column(self, column: pa.Array, asked: Array | None = None) -> Coded:
        """A column of texts joined by `|`, or of lists, as ids. `asked` (None: all): the cases whose codes are wanted;
        others may come out without any."""
        if is_list(column.type):
            lists = code_lists(column)
            lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
            texts = pc.fill_null(lists.flatten().cast(pa.string()), "")
            return Coded(self._read_texts(texts, np.ones(len(texts), np.bool_), NO_SIGN)[0], lengths.astype(np.int64))
        there = column.is_valid().to_numpy(zero_copy_only=False)
        return Coded(*self._read_texts(column.cast(pa.string()), there if asked is None else there & asked, _BAR))

    def _read_texts(self, texts: pa.Array, asked: Array, separator: int) -> tuple[Array, Array]:
        from linghang.casemix.dip.loops import copied, read_texts

        data, offsets = _parts(texts)
        flat, lengths, missed, begins, ends = read_texts(data, offsets, asked, separator, *self._table)
        if len(missed):
            parts, starts = copied(data, begins, ends)
            lost = pa.StringArray.from_buffers(len(missed), pa.py_buffer(starts), pa.py_buffer(parts))
            flat[missed] = self._learned(lost.dictionary_encode())
        return flat, lengths

    def _learned(self, texts: pa.DictionaryArray) -> Array:
        """The ids of texts that the table does not hold; from now on it does, but for those that are too long."""
        ids = self.read(texts.dictionary.to_pylist())
        self._enter(texts.dictionary, ids)
        return np.asarray(ids[texts.indices.to_numpy()])

    def _enter(self, texts: pa.Array, ids: Array) -> None:
        from linghang.casemix.dip.loops import enter_texts

        with self._lock:
            if 2 * len(self._seen) > len(self._table[-1]):
                self._table = _free(1 << (4 * len(self._seen)).bit_length())
                seen = {text: number for text, number in self._seen.items() if text}
                texts, ids = pa.array(seen, pa.string()), np.array([*seen.values()], np.int32)
            enter_texts(*_parts(texts), ids, *self._table)


def _free(size: int) -> tuple[Array, Array, Array]:
    """A table without texts, as `loops` has it; the size is a power of two."""
    return np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.full(size, _NEW, np.int32)


def _parts(texts: pa.Array) -> tuple[Array, Array]:
    """The bytes of a column of texts, and where each begins; the last number is where all end."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets if len(texts) else bytes(4), np.int32)
    starts, signs = starts[texts.offset : texts.offset + len(texts) + 1], np.frombuffer(data or b"", np.uint8)
    for part in (starts, signs):  # one type for the machine code, whoever made the column
        part.flags.writeable = False
    return signs, starts


class Known:
    """One value for every code of `words`, found out once per code."""

    def __init__(self, words: Words, find: Callable[[str], int], kind: Any = np.int32) -> None:
        self._words, self._find = words, find
        self._values = np.zeros(0, kind)
        self._lock = Lock()

    def of(self, ids: Array) -> Array:
        """The values of these ids; ABSENT has that of the empty code."""
        return np.asarray(self.table()[ids])

    def table(self) -> Array:
        """The values of all codes by id; more codes may come up afterwards."""
        with self._lock:
            codes = self._words.codes[len(self._values) :]
            if codes:
                more = np.fromiter(map(self._find, codes), self._values.dtype, len(codes))
                self._values = np.concatenate([self._values, more])
            return self._values


def by_prefix(prefixes: Iterable[str], code: str) -> bool:
    """Whether the code begins with one of the prefixes (keys); an empty prefix is none."""
    return code.startswith(tuple(filter(None, prefixes)))


def longest_prefix(values: Mapping[str, str], code: str) -> str:
    """The value of the longest prefix of the code that is listed, "" when none is."""
    return next((values[code[:end]] for end in range(len(code), 0, -1) if code[:end] in values), "")
