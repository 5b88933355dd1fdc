"""The pages of a column chunk put together by compiled loops: texts by the numbers of their words, numbers and dates.
Pure.

Neither texts nor lists are built. What the loops do not know is refused (-1), for Arrow to read.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from linghang.core.compiled import compiled
from linghang.indicators.stored.unpacking import (
    DATA_PAGE,
    DICTIONARY_PAGE,
    ENCODING,
    FULL_SIZE,
    KIND,
    PLACE,
    PLAIN,
    PLAIN_DICTIONARY,
    RLE_DICTIONARY,
    VALUES,
    codes,
    levels_of_lists,
    numbered_texts,
    numbers_of,
    placed,
    plain,
    words_of,
)

MOST_WORDS = 1 << 16
"""So many different texts of a chunk are told apart where the file does not list them; of more, Arrow finds them."""


@compiled
def _content(content: np.ndarray, page: np.ndarray) -> np.ndarray:
    return content[page[PLACE] : page[PLACE] + page[FULL_SIZE]]


@compiled
def _by_words(page: np.ndarray) -> bool:
    return page[ENCODING] == PLAIN_DICTIONARY or page[ENCODING] == RLE_DICTIONARY


@compiled
def plain_chunk(content: np.ndarray, pages: np.ndarray, given: np.ndarray, out: np.ndarray) -> int:
    """Numbers of a chunk, and which are given; 0 where one is missing. How many are given, or -1."""
    numbers, words = np.empty(len(out), np.int32), content[:0].view(out.dtype)
    row: Any = np.int64(0)
    some: Any = np.int64(0)
    for line in range(len(pages)):
        page, values = pages[line], pages[line, VALUES]
        if page[KIND] == DICTIONARY_PAGE:
            if page[FULL_SIZE] != values * out.itemsize:
                return -1
            words = _content(content, page).view(out.dtype)
            continue
        by_words, end = _by_words(page), row + values
        if page[KIND] != DATA_PAGE or end > len(out) or not (by_words or page[ENCODING] == PLAIN):
            return -1
        more = plain(_content(content, page), by_words, words, numbers[row:end], given[row:end], out[row:end])
        if more < 0:
            return -1
        row = end
        some += more
    return some if row == len(out) else -1


@compiled
def plain_chunks(
    content: np.ndarray, table: np.ndarray, ends: np.ndarray, given: np.ndarray, out: np.ndarray, found: np.ndarray
) -> None:
    """The same of several chunks, whose pages stand one behind the other: a line of `given`, of `out` and of `found`,
    how many are given, for each."""
    first: Any = np.int64(0)
    for chunk in range(len(ends)):
        found[chunk] = plain_chunk(content, table[first : ends[chunk]], given[chunk], out[chunk])
        first = ends[chunk]


@compiled
def _dictionary(content: np.ndarray, pages: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Where the words of the dictionary page at the head of a chunk begin and end in the content; 0, or -1."""
    if not len(pages) or pages[0, KIND] != DICTIONARY_PAGE:
        return 0, np.empty(0, np.int32), np.empty(0, np.int32)
    page = pages[0]
    if page[VALUES] * 4 > page[FULL_SIZE] or page[PLACE] + page[FULL_SIZE] > np.int64(0x7FFFFFFF):
        return -1, np.empty(0, np.int32), np.empty(0, np.int32)
    begins, ends = np.empty(page[VALUES], np.int32), np.empty(page[VALUES], np.int32)
    done = words_of(_content(content, page), begins, ends)
    begins += np.int32(page[PLACE])
    ends += np.int32(page[PLACE])
    return done, begins, ends


@compiled
def text_chunk(content: np.ndarray, pages: np.ndarray, out: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Single texts of a chunk by the numbers of their words, -1 where one is missing; where each word begins and ends
    in the content. 0, or -1."""
    done, begins, ends = _dictionary(content, pages)
    row: Any = np.int64(0)
    for line in range(len(pages)):
        page, end = pages[line], row + pages[line, VALUES]
        if line == 0 and page[KIND] == DICTIONARY_PAGE:
            continue
        if done < 0 or page[KIND] != DATA_PAGE or not _by_words(page) or end > len(out):
            return -1, begins, ends
        if codes(_content(content, page), len(begins), out[row:end]) < 0:
            return -1, begins, ends
        row = end
    return 0 if row == len(out) else -1, begins, ends


@compiled
def list_chunk(
    content: np.ndarray, pages: np.ndarray, rows: int, out: np.ndarray, of_rows: np.ndarray
) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """Lists of texts: the numbers of their words, -1 for a missing one, and the row of each; both have room for one
    more. How many there are, or -1; where each word begins and ends in the content, or in words that are kept apart.

    The words are those that the file lists, or, where texts are written out, the different ones among them, kept apart.
    """
    done, begins, ends = _dictionary(content, pages)
    kept, known, words = np.empty(0, np.uint8), len(begins) > 0, 0
    table = np.empty(0, np.int32)
    last, went_on = np.full(1, -1, np.int64), np.zeros(2, np.int64)
    element: Any = np.int64(0)
    left: Any = np.int64(len(out) - 1)
    for line in range(len(pages)):
        page, values = pages[line], pages[line, VALUES]
        if line == 0 and page[KIND] == DICTIONARY_PAGE:
            continue
        left -= values
        if done < 0 or page[KIND] != DATA_PAGE or left < 0:
            return -1, kept, begins, ends
        again, level, stored = np.empty(values, np.uint8), np.empty(values, np.uint8), _content(content, page)
        if levels_of_lists(stored, again, level, went_on) < 0:
            return -1, kept, begins, ends
        numbers = np.empty(went_on[1] + 1, np.int32)
        if _by_words(page):
            if numbers_of(stored, went_on[0], len(begins), numbers[:-1]) < 0 or words:
                return -1, kept, begins, ends
        elif page[ENCODING] == PLAIN and not known:
            if not len(table):
                table, kept = np.full(2 * MOST_WORDS, -1, np.int32), np.empty(len(content), np.uint8)
                offsets = np.zeros(MOST_WORDS + 1, np.int32)
                begins, ends = offsets[:-1], offsets[1:]
            words = numbered_texts(stored, went_on[0], numbers[:-1], table, offsets, kept, words)
        else:  # both in one chunk: a dictionary that overflowed
            return -1, kept, begins, ends
        some = placed(again, level, numbers, out[element:], of_rows[element:], last)
        if words < 0 or some < 0:
            return -1, kept, begins, ends
        element += some
    if left or last[0] != rows - 1:
        return -1, kept, begins, ends
    if len(table):
        begins, ends = begins[:words], ends[:words]
    return element, kept, begins, ends


def room(shape: int | tuple[int, ...], dtype: Any) -> np.ndarray:
    """An array that is written before it is read, in memory that Arrow keeps for the next one: fresh pages are dear."""
    kind = np.dtype(dtype)
    return np.frombuffer(pa.allocate_buffer(int(np.prod(shape)) * kind.itemsize), kind).reshape(shape)


def widened(values: np.ndarray) -> np.ndarray:
    """Whole numbers as those of 128 bits."""
    wide = np.empty((len(values), 2), np.int64)
    wide[:, 0] = values
    np.right_shift(values, 63, out=wide[:, 1])
    return wide
