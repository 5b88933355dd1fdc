"""Cells to typed values, in one walk over the cells of all columns, compiled (docs/decisions/0004). Pure.

What is written the usual way is read; a column is given up at the first cell that is not: `values` knows the other
ways, and a property test holds the two together. A value takes sixteen bytes, as Arrow's decimals and views of texts
do; of a whole number, a day or a moment the first eight say it.
"""

import numpy as np

from linghang.core.compiled import compiled
from linghang.registers.values import EARLIEST, LATEST

TEXT, BARE_TEXT, NUMBER, DAY, MOMENT = range(5)
"""Kinds of columns: text as it stands; text without blanks at its ends; digits, perhaps with a minus in front and a
point with a few digits behind; 2022-03-05, in days since 1970; 2022-03-05 08:30:00, in microseconds since 1970."""
INLINE = 12
"""Bytes of a text that stand in its view; of longer ones the first four do, and where the text is."""
_AT_A_TIME = 2**18
"""Bytes of text that are read column by column before the next: they stay in the processor's cache meanwhile."""
_MOST_DIGITS = 18
_DAY_LONG, _MOMENT_LONG = len("2022-03-05"), len("2022-03-05 08:30:00")
_ZERO, _MINUS, _POINT, _COLON, _BLANK = map(ord, "0-.: ")
_NEVER = 2**62
"""No value of any cell: it is not written the usual way."""


@compiled
def read_columns(
    text: np.ndarray,
    places: np.ndarray,
    slots: np.ndarray,
    kinds: np.ndarray,
    decimals: np.ndarray,
    values: np.ndarray,
    letters: np.ndarray,
    outside: np.ndarray,
    begins: np.ndarray,
) -> np.ndarray:
    """Read the cells at `places` of the columns at `slots` as `kinds`; returns which columns could be read.

    `decimals`: places of NUMBER; the value is a multiple of the last. `values`: by column and cell, zero so far, as it
    stays for missing cells; `letters`: the same memory by byte. `outside`: takes the longer texts, those of each column
    from `begins` on.
    """
    cells = places.shape[1]
    sound, used = np.ones(len(slots), np.bool_), np.zeros(len(slots), np.int64)
    step = max(1, _AT_A_TIME * cells // (len(text) + 1))
    for first in range(0, cells, step):
        last = min(cells, first + step)
        for column in range(len(slots)):
            if not sound[column]:
                continue
            some, into = places[slots[column], first:last], values[column, first:last]
            if kinds[column] == NUMBER:
                sound[column] = _read_numbers(text, some, decimals[column], into)
            elif kinds[column] == DAY or kinds[column] == MOMENT:
                sound[column] = _read_times(text, some, kinds[column] == MOMENT, into)
            else:
                used[column] = _write_views(
                    text, some, into, letters[column, first:last], outside[begins[column] :], used[column]
                )
                sound[column] = kinds[column] == TEXT or not _has_blank_end(text, some)
    return sound


@compiled
def _read_numbers(text: np.ndarray, places: np.ndarray, decimals: int, values: np.ndarray) -> bool:
    for cell in range(len(places)):
        at, end = places[cell, 0], places[cell, 1]
        if end == 0:
            continue
        negative = text[at] == _MINUS
        if negative:
            at += 1
        if at == end or text[at] == _POINT or text[end - 1] == _POINT:
            return False
        value, digits, point = 0, 0, end
        while at < end:
            digit = text[at] - _ZERO
            if 0 <= digit <= 9:
                value = value * 10 + digit
                digits += 1
            elif text[at] == _POINT and point == end:
                point = at + 1
            else:
                return False
            at += 1
        lacking = decimals - (end - point)
        if lacking < 0 or digits + lacking > _MOST_DIGITS:
            return False
        for _ in range(lacking):
            value *= 10
        values[cell, 0] = -value if negative else value
        values[cell, 1] = -1 if negative and value else 0
    return True


@compiled
def _read_times(text: np.ndarray, places: np.ndarray, with_clock: bool, values: np.ndarray) -> bool:
    for cell in range(len(places)):
        start, end = places[cell, 0], places[cell, 1]
        if end == 0:
            continue
        if end - start != (_MOMENT_LONG if with_clock else _DAY_LONG):
            return False
        value = _day(text, start)
        if with_clock and value != _NEVER:
            value = _clock(text, start + _DAY_LONG, value * 86400)
        if value == _NEVER:
            return False
        values[cell, 0] = value
    return True


@compiled
def _two(text: np.ndarray, at: int) -> int:
    """Two digits as a number, _NEVER where they are none."""
    tens, ones = text[at] - _ZERO, text[at + 1] - _ZERO
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else _NEVER


@compiled
def _day(text: np.ndarray, at: int) -> int:
    """Days since 1970 of a date, _NEVER where there is no such day in sensible years."""
    year, month, day = _two(text, at) * 100 + _two(text, at + 2), _two(text, at + 5), _two(text, at + 8)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 30 + (month + month // 8) % 2 if month != 2 else 28 + leap
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12 and 1 <= day <= longest):
        return _NEVER
    if text[at + 4] != _MINUS or text[at + 7] != _MINUS:
        return _NEVER
    # Years begin in March, so that the leap day is their last.
    past = year - (month <= 2)
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + in_year - 719468


@compiled
def _clock(text: np.ndarray, at: int, seconds: int) -> int:
    """Microseconds of a time of day, behind a blank, on the day that begins at `seconds`."""
    hour, minute, second = _two(text, at + 1), _two(text, at + 4), _two(text, at + 7)
    if hour > 23 or minute > 59 or second > 59:
        return _NEVER
    if text[at] != _BLANK or text[at + 3] != _COLON or text[at + 6] != _COLON:
        return _NEVER
    return (seconds + hour * 3600 + minute * 60 + second) * 1_000_000


@compiled
def _write_views(
    text: np.ndarray, places: np.ndarray, views: np.ndarray, letters: np.ndarray, outside: np.ndarray, used: int
) -> int:
    """Arrow's views: four bytes of length, then the text, or its beginning and from the twelfth byte on where it is."""
    for cell in range(len(places)):
        start = places[cell, 0]
        length = places[cell, 1] - start
        views[cell, 0] = length
        for place in range(length if length <= INLINE else 4):
            letters[cell, 4 + place] = text[start + place]
        if length > INLINE:
            views[cell, 1] = used << 32
            for place in range(length):
                outside[used + place] = text[start + place]
            used += length
    return used


@compiled
def _has_blank_end(text: np.ndarray, places: np.ndarray) -> bool:
    """Whether a blank may stand at an end of a text (never no where one does)."""
    for cell in range(len(places)):
        start, end = places[cell, 0], places[cell, 1]
        if end > 0:
            if text[start] <= _BLANK or text[end - 1] <= _BLANK or _is_wide_blank(text, start, end):
                return True
            if (end - start > 1 and text[end - 2] == 0xC2) or (end - start > 2 and _is_wide_blank(text, end - 3, end)):
                return True
    return False


@compiled
def _is_wide_blank(text: np.ndarray, at: int, end: int) -> bool:
    """Whether the letter beyond ASCII here may be one of Unicode's blanks (never no where it is)."""
    lead = text[at]
    if lead == 0xC2:
        return True
    if end - at < 3 or lead < 0xE1 or lead > 0xE3:
        return False
    second, third = text[at + 1], text[at + 2]
    if lead == 0xE2:  # U+2000 to U+200F, U+2028 to U+202F, U+2040 to U+207F
        return second == 0x81 or (second == 0x80 and (third < 0x90 or 0xA8 <= third < 0xB0))
    return second == (0x9A if lead == 0xE1 else 0x80) and third == 0x80


@compiled
def measure(
    places: np.ndarray,
    slots: np.ndarray,
    longest: np.ndarray,
    outside: np.ndarray,
    missing: np.ndarray,
    present: np.ndarray,
) -> None:
    """Of each column the bytes of the longest cell and of all that do not stand in a view, how many cells are missing,
    and a bit for each that is not, as Arrow keeps them."""
    for column in range(len(slots)):
        some = places[slots[column]]
        for cell in range(len(some)):
            length = some[cell, 1] - some[cell, 0]
            longest[column] = max(longest[column], length)
            if length > INLINE:
                outside[column] += length
            if length > 0:
                present[column, cell >> 3] |= np.uint8(1 << (cell & 7))
            else:
                missing[column] += 1
