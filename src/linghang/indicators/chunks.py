"""One column chunk of a stored file, decompressed by Arrow's codec and unpacked by compiled loops. Pure.

Neither texts nor lists are built. What the loops do not know is refused, for Arrow to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.indicators import unpacking
from linghang.indicators.texts import NO_WORDS, Places, Texts
from linghang.indicators.unpacking import (
    DATA_PAGE,
    DICTIONARY_PAGE,
    LIST_ELEMENT,
    PLAIN,
    PLAIN_DICTIONARY,
    RLE_DICTIONARY,
)

_BY_WORDS = (PLAIN_DICTIONARY, RLE_DICTIONARY)
MOST_PAGES = 4096
"""Column chunks of more pages are read by Arrow; writers make pages of 20,000 rows or a mebibyte."""
_ZSTD = pa.Codec("zstd")
MOST_WORDS = 1 << 16
"""So many different texts of a chunk are told apart where the file does not list them; of more, Arrow finds them."""


class NotUnderstoodError(Exception):
    """A column chunk of another form than the loops know, or a damaged one: Arrow is to read it."""


@dataclass(frozen=True)
class Page:
    """A page of a column chunk, decompressed. `values`: how many it has, missing ones too."""

    kind: int
    values: int
    encoding: int
    content: np.ndarray


class Dictionary:
    """The different words of a column chunk: `given` by the file, or found among texts that are written out."""

    def __init__(self, size: int) -> None:
        self.given: pa.Array | None = None
        self._size, self._many = size, 0

    @cached_property
    def _found(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        table, offsets = np.full(2 * MOST_WORDS, -1, np.int32), np.zeros(MOST_WORDS + 1, np.int32)
        return table, offsets, np.empty(self._size, np.uint8)

    def numbers(self, page: Page, at: int, out: np.ndarray) -> None:
        """Of the texts of a page that begin at `at`. Raises NotUnderstoodError."""
        if page.encoding in _BY_WORDS and self.given is not None:
            _understood(unpacking.numbers_of(page.content, at, len(self.given), out) >= 0)
            return
        _understood(page.encoding == PLAIN and self.given is None)  # both in one chunk: a dictionary that overflowed
        self._many = unpacking.numbered_texts(page.content, at, out, *self._found, self._many)
        _understood(self._many >= 0)

    def all(self) -> pa.Array:
        """The words by number."""
        if self.given is not None:
            return self.given
        _, offsets, data = self._found
        return pa.Array.from_buffers(pa.binary(), self._many, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


class Chunk:
    """The values of one field in one row group."""

    def __init__(self, file: pa.Buffer, column: pq.ColumnChunkMetaData) -> None:
        self._buffer, self._bytes, self._column = file, np.frombuffer(file, np.uint8), column
        self._type = column.physical_type

    def _pages(self) -> Iterator[Page]:
        column = self._column
        if column.compression not in ("ZSTD", "UNCOMPRESSED"):
            raise NotUnderstoodError
        first = column.dictionary_page_offset or column.data_page_offset
        found = np.empty((MOST_PAGES, 6), np.int64)
        count = unpacking.find_pages(self._bytes, first, first + column.total_compressed_size, found)
        if count < 0:
            raise NotUnderstoodError
        for kind, values, encoding, place, size, full in found[:count].tolist():
            _understood(full <= column.total_uncompressed_size)
            stored = self._buffer.slice(place, size)
            if column.compression == "ZSTD":
                stored = _decompressed(stored, full)
            yield Page(kind, values, encoding, np.frombuffer(stored, np.uint8))

    def texts(self, rows: int) -> Texts:
        """Single texts. Raises NotUnderstoodError."""
        codes, row, words = np.empty(rows, np.int32), 0, NO_WORDS
        _understood(self._type == "BYTE_ARRAY")
        for page in self._pages():
            if page.kind == DICTIONARY_PAGE:
                words = _words(page)
                continue
            _understood(page.kind == DATA_PAGE and page.encoding in _BY_WORDS and row + page.values <= rows)
            _understood(unpacking.codes(page.content, len(words), 1, codes[row : row + page.values]) >= 0)
            row += page.values
        _understood(row == rows)
        return Texts(words, codes)

    def lists(self, rows: int) -> Texts:
        """Lists of texts. Raises NotUnderstoodError."""
        many = self._column.num_values
        codes, of_rows, last = np.empty(many + 1, np.int32), np.empty(many + 1, np.int32), np.array([-1], np.int64)
        _understood(self._type == "BYTE_ARRAY")
        words, elements = Dictionary(self._column.total_uncompressed_size), 0
        for page in self._pages():
            if page.kind == DICTIONARY_PAGE:
                words.given = _words(page)
                continue
            _understood(page.kind == DATA_PAGE and page.values <= many)
            many -= page.values
            here = slice(elements, elements + page.values + 1)
            some = unpacking.placed(*_elements(page, words), codes[here], of_rows[here], last)
            _understood(some >= 0)
            elements += some
        _understood(many == 0 and last[0] == rows - 1)
        found, codes = words.all(), codes[:elements]
        codes[codes < 0] = len(found)
        return Texts(found, codes, Places(of_rows[:elements], rows))

    def plain(self, kind: pa.DataType, rows: int) -> pa.Array:
        """Numbers and dates of this type. Raises NotUnderstoodError."""
        size = {"INT64": 8, "INT32": 4}.get(self._type, 0)
        _understood(size > 0 and (pa.types.is_decimal128(kind) or _bits(kind) == 8 * size))
        values, given = np.zeros(rows, np.int64 if size == 8 else np.int32), np.ones(rows, bool)
        words, row = values[:0], 0
        for page in self._pages():
            here = slice(row, row + page.values)
            if page.kind == DICTIONARY_PAGE:
                words = _stored(page.content, 0, page.values, values.dtype)
                continue
            _understood(page.kind == DATA_PAGE and here.stop <= rows)
            _unpack(page, words, values[here], given[here])
            row = here.stop
        _understood(row == rows)
        valid = None if given.all() else pa.py_buffer(np.packbits(given, bitorder="little"))
        stored = _widened(values) if pa.types.is_decimal128(kind) else values
        return pa.Array.from_buffers(kind, rows, [valid, pa.py_buffer(stored)])


def _elements(page: Page, words: Dictionary) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each value of a page of lists: whether it goes on with the row before, and its level of definition; and the
    numbers of the words there are."""
    again, level = np.empty(page.values, np.int32), np.empty(page.values, np.int32)
    at = unpacking.levels(page.content, 0, 1, again)
    _understood(at >= 0)
    at = unpacking.levels(page.content, at, 2, level)
    _understood(at >= 0)
    numbers = np.empty(int(np.count_nonzero(level == LIST_ELEMENT)) + 1, np.int32)
    words.numbers(page, at, numbers[:-1])
    return again, level, numbers


def _unpack(page: Page, words: np.ndarray, values: np.ndarray, given: np.ndarray) -> None:
    """Numbers and dates of one page, and which rows have one. Raises NotUnderstoodError."""
    numbers = np.empty(page.values, np.int32)
    if page.encoding == PLAIN:
        at = unpacking.levels(page.content, 0, 1, numbers)
        _understood(at >= 0)
        given[:] = numbers
        values[given] = _stored(page.content, at, int(np.count_nonzero(given)), values.dtype)
        return
    _understood(page.encoding in _BY_WORDS)
    some = unpacking.codes(page.content, len(words), 1, numbers)
    _understood(some >= 0)
    if some == page.values:
        unpacking.looked_up(words, numbers, values)
    else:
        np.less(numbers, len(words), out=given)
        values[given] = words[numbers[given]]


def _stored(content: np.ndarray, at: int, many: int, dtype: Any) -> np.ndarray:
    """So many numbers that stand one behind the other."""
    _understood(at + many * dtype.itemsize <= len(content))
    return content[at : at + many * dtype.itemsize].view(dtype)


def _understood(so: bool) -> None:
    if not so:
        raise NotUnderstoodError


def _bits(kind: pa.DataType) -> int:
    """How wide a value of this type is; 0 where values differ."""
    try:
        return int(kind.bit_width)
    except ValueError:
        return 0


def _decompressed(stored: pa.Buffer, size: int) -> pa.Buffer:
    try:
        return _ZSTD.decompress(stored, size)
    except (pa.ArrowException, OSError) as error:
        raise NotUnderstoodError from error


def _words(page: Page) -> pa.Array:
    _understood(4 * page.values <= len(page.content))
    offsets, data = np.empty(page.values + 1, np.int32), np.empty(len(page.content), np.uint8)
    _understood(unpacking.texts(page.content, offsets, data) >= 0)
    return pa.Array.from_buffers(pa.binary(), page.values, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def _widened(values: np.ndarray) -> np.ndarray:
    """Whole numbers as those of 128 bits."""
    wide = np.empty((len(values), 2), np.int64)
    wide[:, 0] = values
    np.right_shift(values, 63, out=wide[:, 1])
    return wide
