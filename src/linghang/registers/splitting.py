"""Where the cells of a text stand: two loops over its bytes, compiled (docs/decisions/0004). Pure.

A place is the position of a cell's first byte and of the byte behind its last; a missing cell has the place (0, 0).
"""

import numpy as np

from linghang.core.compiled import compiled

COMMA, LINE_END, QUOTE, RETURN = map(ord, ',\n"\r')
SEPARATOR, END = 0xFF, 0xFE
"""Between the cells and behind the records of a text without quotes: UTF-8 has no such bytes, so cells may hold commas
and line ends."""
NOWHERE, LEFT_OUT = -1, -2
"""In place of the slot of a column: nothing was met in it so far; it is not to be read."""
_START, _WITHIN, _QUOTED = range(3)


@compiled
def unquote(text: np.ndarray, out: np.ndarray) -> int:
    """Write CSV to `out`, one byte longer than `text`, without its quotes; returns how many bytes that takes.

    Quotes mean what they mean to Python's csv module: only at the beginning of a cell do they open one.
    """
    at = place = 0
    state = _START
    while place < len(text):
        byte = text[place]
        place += 1
        if state == _QUOTED and byte == QUOTE:
            if place == len(text) or text[place] != QUOTE:
                state = _WITHIN
                continue
            place += 1
        elif state == _START and byte == QUOTE:
            state = _QUOTED
            continue
        elif state != _QUOTED and byte == COMMA:
            byte, state = np.uint8(SEPARATOR), _START
        elif state != _QUOTED and byte in (LINE_END, RETURN):
            place += byte == RETURN and place < len(text) and text[place] == LINE_END
            byte, state = np.uint8(END), _START
        elif state == _START:
            state = _WITHIN
        out[at] = byte
        at += 1
    if state != _START:
        out[at] = END
        at += 1
    return at


@compiled
def count(text: np.ndarray, wanted: int) -> int:
    """How often a byte stands in a text."""
    found = 0
    for byte in text:
        found += byte == wanted
    return found


@compiled
def _eight(text: np.ndarray, at: int) -> np.uint64:
    """Eight bytes as one number (machine code loads them at once)."""
    number = np.uint64(0)
    for place in range(8):
        number |= np.uint64(text[at + place]) << np.uint64(8 * place)
    return number


@compiled
def _repeated(one: int, other: int) -> np.uint64:
    """Two bytes in turns, as `_eight` would find them."""
    return (np.uint64(one) | np.uint64(other) << np.uint64(8)) * np.uint64(0x0001000100010001)


@compiled
def _is_missing(text: np.ndarray, start: int, end: int, marks: np.ndarray, ends: np.ndarray) -> bool:
    """Whether a cell is empty or one of the marks, which stand one behind the other and end at `ends`."""
    begin = 0
    for mark in range(len(ends)):
        if ends[mark] - begin == end - start:
            place = 0
            while place < end - start and text[start + place] == marks[begin + place]:
                place += 1
            if place == end - start:
                return True
        begin = ends[mark]
    return start == end


@compiled
def find_cells(
    text: np.ndarray,
    separator: int,
    line_end: int,
    marks: np.ndarray,
    ends: np.ndarray,
    slots: np.ndarray,
    places: np.ndarray,
    begins: np.ndarray,
    numbers: np.ndarray,
    odd: np.ndarray,
) -> tuple[int, int]:
    """Find the cells that say something; returns how many records have as many cells as `slots`, how many have not.
    The text must end with `line_end`: nothing else stops the walk.

    `slots`: for each column NOWHERE or LEFT_OUT; a column takes the next slot at the first cell that says something.
    `places`: by slot and well-formed record. `begins`: where each record begins. `numbers`: which records are well
    formed. `odd`: which are not, and the number of their cells.
    """
    width, longest, used, begin = len(slots), 0, 0, 0
    empty, dashes = _repeated(separator, separator), np.uint64(0)
    for end in ends:
        longest = max(longest, end - begin)
        if end - begin == 1:
            dashes = _repeated(marks[begin], separator)
        begin = end
    row = record = others = column = at = 0
    begins[0] = 0
    while at < len(text):
        while at < len(text) - 8:  # most cells of a wide file are missing
            ahead = _eight(text, at)
            if ahead == dashes:
                column += 4
            elif ahead == empty:
                column += 8
            else:
                break
            at += 8
        start = at
        byte = text[at]
        while byte not in (separator, line_end):
            at += 1
            byte = text[at]
        said = at - start > longest or not _is_missing(text, start, at, marks, ends)
        if said and column < width and slots[column] != LEFT_OUT:
            slot = slots[column]
            if slot == NOWHERE:
                slot = used
                slots[column] = slot
                places[slot] = 0
                used += 1
            places[slot, row, 0] = start
            places[slot, row, 1] = at
        column += 1
        at += 1
        if byte == line_end:
            if column == width:
                numbers[row] = record
                row += 1
            else:
                odd[others, 0] = record
                odd[others, 1] = column
                others += 1
                for slot in range(used):
                    places[slot, row] = 0
            record += 1
            begins[record] = at
            column = 0
    return row, others


@compiled
def lay_out(places: np.ndarray, slots: np.ndarray, index: np.ndarray, position: np.ndarray, laid: np.ndarray) -> int:
    """Lay the cells of repeated columns one under the other, by row, then by repetition; returns the number of entries.

    `slots`: by repetition and member, negative where there is none. `index`, `position`: row and repetition of each
    entry; `laid`: the places of its cells, by member.
    """
    entry = 0
    for row in range(places.shape[1]):
        for repetition in range(slots.shape[0]):
            found = False
            for member in range(slots.shape[1]):
                slot = slots[repetition, member]
                there = slot >= 0 and places[slot, row, 1] > 0
                laid[member, entry, 0] = places[slot, row, 0] if there else 0
                laid[member, entry, 1] = places[slot, row, 1] if there else 0
                found |= there
            if found:
                index[entry], position[entry] = row, repetition
                entry += 1
    return entry
