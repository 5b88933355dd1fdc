"""Walks over the bytes and the codes of cases, as machine code. Pure.

Imported where cases are worked through, not before: decision 0010. Codes of one case follow each other in `flat`,
`lengths` says how many each case has; the first is the principal one, or the main one.

A table of texts has free places where its id is MISSED. It may be filled while others look into it: a place that is
filled only by half is taken for free, or holds a 0 that no code has (the upper number begins with the length of the
text, the lower is its first signs), and what is not found is looked for again by those who fill the table. Indices are
unchecked, so the texts of a batch must stay below 2 GiB, as the plain texts of Arrow do.
"""

import numpy as np

from linghang.casemix.columns import ABSENT
from linghang.casemix.dip.words import NO_SIGN, Array
from linghang.core.compiled import compiled

MISSED = -1
LONGEST = 15
"""Bytes of the longest text that a table holds: in two numbers, with its length in the last byte."""
_HALF = 8
_BYTE, _LENGTH_AT, _SHIFT = np.uint64(8), np.uint64(56), np.uint64(32)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def place_of(low: np.uint64, high: np.uint64, lows: Array, highs: Array, ids: Array) -> np.uint64:
    """The place in the table of a text, or the free one where it belongs."""
    mask = np.uint64(len(ids) - 1)
    place = (((low ^ (high * _SPREAD)) * _SPREAD) >> _SHIFT) & mask
    while ids[place] != MISSED and (lows[place] != low or highs[place] != high):
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def packed(data: Array, start: int, stop: int, separator: int) -> tuple[int, np.uint64, np.uint64]:
    """Where the text that begins at `start` ends (at a separator, or `stop`), and the text as two numbers if it has at
    most LONGEST bytes."""
    low, high, shift = np.uint64(0), np.uint64(0), np.uint64(0)
    end, half, most = start, min(start + _HALF, stop), min(start + LONGEST, stop)
    while end < half and data[end] != separator:
        low |= np.uint64(data[end]) << shift
        shift += _BYTE
        end += 1
    if end == start + _HALF:
        shift = np.uint64(0)
        while end < most and data[end] != separator:
            high |= np.uint64(data[end]) << shift
            shift += _BYTE
            end += 1
        while end < stop and data[end] != separator:
            end += 1
    return end, low, high | np.uint64(end - start) << _LENGTH_AT


@compiled
def read_texts(
    data: Array, offsets: Array, asked: Array, separator: int, lows: Array, highs: Array, ids: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """The ids of the codes of every text that is asked, and how many it has; and of those that the table does not
    hold (MISSED) the places, where they begin in `data`, and their ends."""
    most = offsets[-1] - offsets[0] + len(asked)
    flat = np.empty(most, np.int32)
    lengths = np.zeros(len(asked), np.int64)
    missed, begins, ends = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    codes = lost = 0
    for row in range(len(asked)):
        start, stop, before = offsets[row], offsets[row + 1], codes
        while asked[row] and start <= stop:
            end, low, high = packed(data, start, stop, separator)
            found = ABSENT
            if end - start > LONGEST:
                found = MISSED
            elif end > start:
                found = ids[place_of(low, high, lows, highs, ids)]
            if found == MISSED:
                missed[lost], begins[lost], ends[lost] = codes, start, end
                lost += 1
            flat[codes] = found
            codes += 1
            start = end + 1
        lengths[row] = codes - before
    return flat[:codes].copy(), lengths, missed[:lost].copy(), begins[:lost].copy(), ends[:lost].copy()


@compiled
def copied(data: Array, begins: Array, ends: Array) -> tuple[Array, Array]:
    """Parts of `data` one behind the other, and where each begins."""
    offsets = np.zeros(len(begins) + 1, np.int32)
    offsets[1:] = np.cumsum(ends - begins)
    parts = np.empty(offsets[-1], np.uint8)
    for part in range(len(begins)):
        parts[offsets[part] : offsets[part + 1]] = data[begins[part] : ends[part]]
    return parts, offsets


@compiled
def enter_texts(data: Array, offsets: Array, numbers: Array, lows: Array, highs: Array, ids: Array) -> None:
    """Put texts with their ids into a table that has room for them, but for the empty and those that are too long."""
    for row in range(len(numbers)):
        start, end = offsets[row], offsets[row + 1]
        if start < end <= start + LONGEST:
            _, low, high = packed(data, start, end, NO_SIGN)
            place = place_of(low, high, lows, highs, ids)
            lows[place], highs[place] = low, high
            ids[place] = numbers[row]


@compiled
def first_not(flat: Array, lengths: Array, barred: Array) -> Array:
    """Of every case the first code that is not barred (by id); ABSENT when there is none."""
    found = np.full(len(lengths), ABSENT, np.int32)
    end = 0
    for row in range(len(lengths)):
        start, end = end, end + lengths[row]
        for at in range(start, end):
            if not barred[flat[at]]:
                found[row] = flat[at]
                break
    return found


@compiled
def bits_of_others(flat: Array, lengths: Array, bits: Array) -> Array:
    """Of every case the bits (by id) of all its codes but the first."""
    found = np.zeros(len(lengths), np.int32)
    end = 0
    for row in range(len(lengths)):
        start, end = end, end + lengths[row]
        for at in range(start + 1, end):
            found[row] |= bits[flat[at]]
    return found


@compiled
def least_of_others(flat: Array, lengths: Array, levels: Array, leading: Array) -> Array:
    """Of every case the least level above 0 (by id) of its codes but the first; 0 when there is none, or when the first
    is not among the leading (by id)."""
    found = np.zeros(len(lengths), np.int8)
    end = 0
    for row in range(len(lengths)):
        start, end = end, end + lengths[row]
        if start < end and leading[flat[start]]:
            for at in range(start + 1, end):
                level = levels[flat[at]]
                if level and (level < found[row] or not found[row]):
                    found[row] = level
    return found


@compiled
def different_others(flat: Array, lengths: Array, ids: int) -> Array:
    """Of every case how many different codes it has beside the first; `ids`: how many there are."""
    found = np.zeros(len(lengths), np.int64)
    last_seen = np.full(ids, -1, np.int64)
    end = 0
    for row in range(len(lengths)):
        start, end = end, end + lengths[row]
        if start < end:
            last_seen[flat[start]] = row
        for at in range(start, end):
            if flat[at] != ABSENT and last_seen[flat[at]] != row:
                last_seen[flat[at]] = row
                found[row] += 1
    return found


@compiled
def places_within(starts: Array, values: Array, part: Array, wanted: Array) -> Array:
    """The place of each wanted number among the sorted `values` of its part, from starts[part] up to starts[part + 1];
    len(values) where it is not among them."""
    found = np.full(len(wanted), len(values), np.int64)
    for row in range(len(wanted)):
        low, high = starts[part[row]], starts[part[row] + 1]
        while low < high:
            middle = (low + high) // 2
            if values[middle] < wanted[row]:
                low = middle + 1
            else:
                high = middle
        if low < starts[part[row] + 1] and values[low] == wanted[row]:
            found[row] = low
    return found


@compiled
def band_places(values: Array, ends: Array, places: Array) -> Array:
    """For every number the place of its band, each up to its end (not included); that of the first for nan."""
    found = np.empty(len(values), np.int8)
    for row in range(len(values)):
        band = 0
        while band < len(ends) and values[row] >= ends[band]:
            band += 1
        found[row] = places[band]
    return found


@compiled
def raise_to(most: Array, names: Array, group: Array, shown: Array, times: Array, called: Array) -> None:
    """Put into `most` what `times` has for the group and the subtype that each case shows, where that is more, and into
    `names` what the subtype is called."""
    for row in range(len(group)):
        found = times[group[row], shown[row]]
        if found > most[row]:
            most[row] = found
            names[row] = called[shown[row]]


@compiled
def band_states(fen: Array, combination: Array, least: Array, measured: Array) -> Array:
    """For every cost the band that it reaches, by the least costs of the bands but the first (rows of `least`, by
    combination); past the bands where nothing is measured, and one further where there is no cost."""
    bands = len(least) + 1
    found = np.empty(len(fen), np.int64)
    for row in range(len(fen)):
        at, state = combination[row], 0
        for band in range(bands - 1):
            state += fen[row] >= least[band, at]
        if not measured[at]:
            state = bands
        found[row] = state if fen[row] > 0 else bands + 1
    return found


@compiled
def spread(numbers: Array, at: Array) -> Array:
    """The number at each place as 128 bits, the lower half first."""
    wide = np.empty((len(at), 2), np.int64)
    for row in range(len(at)):
        number = numbers[at[row]]
        wide[row, 0], wide[row, 1] = number, number >> 63
    return wide
