"""Column chunks of Parquet files unpacked by compiled loops: pages, levels, dictionary numbers, plain values. Pure.

Every loop checks where it reads and says -1 of what it does not understand or what does not fit; the chunk is then read
by Arrow, which knows every form and says what is wrong with a damaged file. Format: parquet.apache.org (Parquet
Encodings, page header of version 1).
"""

from typing import Any

import numpy as np

from linghang.core.compiled import compiled

KIND, VALUES, ENCODING, PLACE, SIZE, FULL_SIZE, SAID = range(7)
"""What is said of a page: kind, values (missing ones too), encoding, where it begins, bytes as stored, bytes when
decompressed; so many things."""
DATA_PAGE, DICTIONARY_PAGE = 0, 2
PLAIN, PLAIN_DICTIONARY, RLE_DICTIONARY = 0, 2, 8
_BYTE, _DOUBLE, _BYTES, _STRUCT = 3, 7, 8, 12
_LONGEST_RUN = 1 << 40
LIST_ELEMENT = 3
"""The level at which an element of a list is defined; one below, it is missing."""


@compiled
def _varint(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """A number of 7 bits a byte and the place behind it; behind the end where it does not stop."""
    value, shift = 0, 0
    while at < end and shift < 63:
        byte: Any = np.int64(data[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    return 0, end + 1


@compiled
def find_pages(data: np.ndarray, chunks: np.ndarray, found: np.ndarray, ends: np.ndarray) -> int:
    """The pages of column chunks, a row of `found` each; how many. `chunks`: where each begins and ends, and the bytes
    of its pages when decompressed. `ends`: how many pages there are up to its end; none of what is not understood."""
    many: Any = np.int64(0)
    for chunk in range(len(chunks)):
        begin, end, most = chunks[chunk]
        pages = _pages_of_chunk(data, begin, end, most, found[many:])
        many += max(pages, 0)
        ends[chunk] = many
    return many


@compiled
def _pages_of_chunk(data: np.ndarray, at: int, end: int, most: int, found: np.ndarray) -> int:
    """The pages of the column chunk from `at` to `end`; how many, or -1.

    A page header is a Thrift structure in the compact protocol; the counts of a page stand one structure deeper.
    """
    pages, within = 0, np.zeros(4, np.int64)
    if at < 0 or end > len(data):
        return -1
    while at < end:
        if pages == len(found):
            return -1
        page = found[pages]
        page[:] = -1
        depth, field = 0, 0
        while depth >= 0:
            if at >= end:
                return -1
            head: Any = np.int64(data[at])
            at += 1
            if head == 0:
                depth -= 1
                field = within[depth] if depth >= 0 else 0
                continue
            kind, value = head & 15, 0
            field += head >> 4
            if head < 16:
                value, at = _varint(data, at, end)
                field = (value >> 1) ^ -(value & 1)
            if 4 <= kind <= 6:
                value, at = _varint(data, at, end)
                value = (value >> 1) ^ -(value & 1)
                if depth == 0 and 1 <= field <= 3:
                    page[KIND if field == 1 else FULL_SIZE if field == 2 else SIZE] = value
                elif depth == 1 and within[0] in (5, 7) and 1 <= field <= 2:
                    page[VALUES if field == 1 else ENCODING] = value
            elif kind == _BYTES:
                value, at = _varint(data, at, end)
                at += value
            elif kind == _BYTE:
                at += 1
            elif kind == _DOUBLE:
                at += 8
            elif kind == _STRUCT and depth < 3:
                within[depth] = field
                depth, field = depth + 1, 0
            elif kind > 2:
                return -1
            if at > end:
                return -1
        if page[SIZE] < 0 or page[FULL_SIZE] < 0 or page[VALUES] < 0 or at + page[SIZE] > end:
            return -1
        page[PLACE] = at
        at += page[SIZE]
        most -= page[FULL_SIZE]
        if most < 0:
            return -1
        pages += 1
    return pages


@compiled
def _four(data: np.ndarray, at: int) -> Any:
    found = np.uint32(0)
    for place in range(4):
        found |= np.uint32(data[at + place]) << np.uint32(8 * place)
    return np.int64(np.int32(found))


@compiled
def _packed(data: np.ndarray, at: int, width: int, out: np.ndarray) -> None:
    """Fill `out` with numbers of `width` bits that stand one behind the other from `at`, which must all be there."""
    whole = data[: len(data) >> 3 << 3].view(np.uint64)
    one, six, low_bits = np.uint64(1), np.uint64(6), np.uint64(63)
    step, bit = np.uint64(width), np.uint64(at) * np.uint64(8)
    mask = (one << step) - one
    fast = min(len(out), max(0, (len(whole) - 1) * 64 - at * 8) // max(width, 1))
    for place in range(fast):
        word, low = bit >> six, bit & low_bits
        out[place] = (whole[word] >> low | (whole[word + one] << one) << (low_bits - low)) & mask
        bit += step
    for place in range(fast, len(out)):
        value = np.uint64(0)
        for each in range(width):
            value |= (np.uint64(data[bit >> np.uint64(3)]) >> (bit & np.uint64(7)) & one) << np.uint64(each)
            bit += one
        out[place] = value


@compiled
def _runs(data: np.ndarray, at: int, end: int, width: int, out: np.ndarray) -> int:
    """Fill `out` with numbers of `width` bits kept as runs: one number repeated, or groups of eight packed one behind
    the other. Where they end, or -1."""
    done, wanted = 0, len(out)
    while done < wanted:
        head, at = _varint(data, at, end)
        if at > end or head > _LONGEST_RUN:
            return -1
        if head & 1:
            some, size = min((head >> 1) * 8, wanted - done), (head >> 1) * width
            if at + size > end:
                return -1
            _packed(data, at, width, out[done : done + some])
        else:
            some, size = min(head >> 1, wanted - done), (width + 7) >> 3
            value: Any = np.int64(0)
            if at + size > end:
                return -1
            for each in range(size):
                value |= np.int64(data[at + each]) << (8 * each)
            value &= (1 << width) - 1
            for place in range(done, done + some):
                out[place] = value
        at += size
        done += some
    return at


@compiled
def levels(page: np.ndarray, at: int, width: int, out: np.ndarray) -> int:
    """Fill `out` with the levels of `width` bits that begin at `at`, after their length. Where the page goes on, or -1.

    The level of a single value is 1, or 0 where it is missing.
    """
    if at + 4 > len(page):
        return -1
    end = at + 4 + _four(page, at)
    if end < at or end > len(page) or _runs(page, at + 4, end, width, out) < 0:
        return -1
    return end


@compiled
def numbers_of(page: np.ndarray, at: int, words: int, out: np.ndarray) -> int:
    """Fill `out` with the numbers of dictionary words that begin at `at`. 0, or -1."""
    if not len(out):
        return 0
    if at >= len(page):
        return -1
    width: Any = np.int64(page[at])
    if width > 31 or _runs(page, at + 1, len(page), width, out) < 0:
        return -1
    least, most = np.int32(0), np.int32(0)
    for number in out:
        least, most = min(least, number), max(most, number)
    return 0 if least >= 0 and most < words else -1


@compiled
def codes(page: np.ndarray, words: int, out: np.ndarray) -> int:
    """A page of single values by the numbers of words, -1 where there is none. How many there are, or -1."""
    given = np.empty(len(out), np.uint8)
    at = levels(page, 0, 1, given)
    some: Any = np.int64(0)
    for each in given:
        some += each
    if at < 0 or numbers_of(page, at, words, out[:some]) < 0:
        return -1
    last = some - 1
    if some < len(out):
        for row in range(len(out) - 1, -1, -1):  # moved from the beginning to the rows that have something
            out[row] = out[last] if given[row] else -1
            last -= given[row]
    return some


@compiled
def plain(
    page: np.ndarray, by_words: bool, words: np.ndarray, numbers: np.ndarray, given: np.ndarray, out: np.ndarray
) -> int:
    """A page of numbers, and which are given; 0 where one is missing. How many are given, or -1. `by_words`: they are
    kept as numbers of `words`, otherwise one behind the other. `numbers` is room to work in."""
    at = levels(page, 0, 1, given)
    some: Any = np.int64(0)
    for each in given:
        some += each
    if at < 0:
        return -1
    if by_words:
        if numbers_of(page, at, len(words), numbers[:some]) < 0:
            return -1
        for place in range(some):
            out[place] = words[numbers[place]]
    else:
        if at + some * out.itemsize > len(page):
            return -1
        stored = page[at : at + some * out.itemsize].view(out.dtype)
        for place in range(some):
            out[place] = stored[place]
    if some < len(out):
        last = some
        for row in range(len(out) - 1, -1, -1):
            last -= given[row]
            out[row] = out[last] if given[row] else 0
    return some


@compiled
def numbered_texts(
    page: np.ndarray, at: int, out: np.ndarray, table: np.ndarray, offsets: np.ndarray, data: np.ndarray, words: int
) -> int:
    """Number the different texts that stand in a page from `at`, each behind its length, as a dictionary would: `words`
    of them are known. How many are then, or -1; also where they are more than there is room for.

    `table` finds the number of a word by its hash; it has more places than `offsets`. The words stand in `data`.
    """
    mask, prime = len(table) - 1, np.uint64(0x9E3779B97F4A7C15)
    for place in range(len(out)):
        if at + 4 > len(page):
            return -1
        length = _four(page, at)
        at += 4
        if length < 0 or at + length > len(page):
            return -1
        mixed = np.uint64(length)
        for each in range(length):
            mixed = (mixed ^ np.uint64(page[at + each])) * prime
            mixed ^= mixed >> np.uint64(29)
        slot = np.int64(mixed & np.uint64(mask))
        while True:
            word = table[slot]
            if word < 0:
                begin = offsets[words]
                if words + 1 == len(offsets) or begin + length > len(data):
                    return -1
                for each in range(length):
                    data[begin + each] = page[at + each]
                word = table[slot] = words
                words += 1
                offsets[words] = begin + length
                break
            begin, same = offsets[word], 0
            if offsets[word + 1] - begin == length:
                while same < length and data[begin + same] == page[at + same]:
                    same += 1
                if same == length:
                    break
            slot = (slot + 1) & mask
        out[place] = word
        at += length
    return words


@compiled
def levels_of_lists(page: np.ndarray, again: np.ndarray, level: np.ndarray, found: np.ndarray) -> int:
    """Of each value of a page of lists: whether it goes on with the row before, and its level of definition. `found`:
    where the page goes on, and how many elements are given. 0, or -1."""
    at = levels(page, 0, 1, again)
    if at >= 0:
        at = levels(page, at, 2, level)
    found[0], found[1] = at, 0
    for each in level:
        found[1] += each == LIST_ELEMENT
    return 0 if at >= 0 else -1


@compiled
def placed(
    again: np.ndarray, level: np.ndarray, numbers: np.ndarray, codes: np.ndarray, rows: np.ndarray, state: np.ndarray
) -> int:
    """A page of lists: the numbers of their words, -1 for a missing one, and the row of each. How many elements, or -1.
    `state`: the row that the page before ended with, moved on. `numbers`, `codes` and `rows` have room for one more."""
    if len(again) and again[0] and state[0] < 0:
        return -1
    row, element, taken = state[0], 0, 0
    for place in range(len(again)):  # without branches: how long a list is, no processor can guess
        row += 1 - again[place]
        given = level[place] == LIST_ELEMENT
        codes[element] = numbers[taken] if given else -1
        rows[element] = row
        element += level[place] >= LIST_ELEMENT - 1
        taken += given
    state[0] = row
    return element


@compiled
def words_of(page: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> int:
    """Where the words of a dictionary page begin and end, each behind its length. 0, or -1."""
    at: Any = np.int64(0)
    for place in range(len(begins)):
        if at + 4 > len(page):
            return -1
        length = _four(page, at)
        at += 4
        if length < 0 or at + length > len(page):
            return -1
        begins[place], ends[place] = at, at + length
        at += length
    return 0
