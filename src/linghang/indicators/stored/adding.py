"""What is found row by row, gathered and added up by compiled loops: of lists per row, of rows per group. Pure."""

import numpy as np

from linghang.core.compiled import compiled


@compiled
def _packed(answers: np.ndarray, bits: np.ndarray, found: np.ndarray) -> None:
    """Whether each bit is set in the answers for each row, eight rows a byte; a line of `found` for each bit. There is
    room for whole groups of eight rows."""
    many = len(answers)
    met = np.zeros((many + 7) // 8 * 8, np.uint8)
    eight = met.view(np.uint64)
    for line in range(len(bits)):
        bit = bits[line]
        for row in range(many):
            met[row] = (answers[row] & bit) != 0
        for byte in range(len(eight)):  # the eight lowest bits, gathered in the highest byte
            found[line, byte] = (eight[byte] * np.uint64(0x0102040810204080)) >> np.uint64(56)


@compiled
def matched(codes: np.ndarray, answers: np.ndarray, bits: np.ndarray, found: np.ndarray) -> None:
    """Whether the word of each row has each bit among its answers, eight rows a byte; -1 is the last answer."""
    of_rows = np.empty(len(codes), np.uint64)
    for row in range(len(codes)):
        of_rows[row] = answers[codes[row]]
    _packed(of_rows, bits, found)


@compiled
def some_matched(
    places: np.ndarray, rows: int, codes: np.ndarray, answers: np.ndarray, bits: np.ndarray, found: np.ndarray
) -> None:
    """The same of lists, whose words belong to the rows `places`: whether any word of a row has the bit."""
    of_rows = np.zeros(rows, np.uint64)
    for element in range(len(places)):
        of_rows[places[element]] |= answers[codes[element]]
    _packed(of_rows, bits, found)


@compiled
def counted(rows: np.ndarray, codes: np.ndarray, matches: np.ndarray, found: np.ndarray) -> None:
    """Add to each row how many of its words match."""
    for element in range(len(rows)):
        found[rows[element]] += matches[codes[element]]


@compiled
def paired(
    rows: np.ndarray,
    codes: np.ndarray,
    matches: np.ndarray,
    starts: np.ndarray,
    others: np.ndarray,
    other_matches: np.ndarray,
    other_starts: np.ndarray,
    found: np.ndarray,
) -> None:
    """Add to each row at how many positions that both lists have the words of both match. `starts`: where the words of
    each row begin, and where the last ones end."""
    for element in range(len(rows)):
        row = rows[element]
        other = other_starts[row] + element - starts[row]
        if other < other_starts[row + 1]:
            found[row] += matches[codes[element]] & other_matches[others[other]]


@compiled
def numbered(keys: np.ndarray, numbers: np.ndarray, found: np.ndarray, first: np.ndarray) -> int:
    """Number the different keys in the order in which they come: of each row the number of its key into `found`, of
    each number its first row into `first`. `numbers`: -1 for every key there may be. How many there are."""
    many = 0
    for row in range(len(keys)):
        number = numbers[keys[row]]
        if number < 0:
            number = numbers[keys[row]] = many
            first[many] = row
            many += 1
        found[row] = number
    return many


@compiled
def add_met(groups: np.ndarray, met: np.ndarray, lanes: np.ndarray, total: np.ndarray) -> None:
    """Add up, for every group, in how many of its rows each of 8n bits is set. `met`: n times 8 rows of packed bits.

    The bits of 8 rows and 8 conditions are turned over at once, and counted in lanes of 16 bits (`lanes`, see
    `LANES`) that are emptied before they are full.
    """
    counted, most = np.zeros((len(total), 2), np.uint64), 65_535
    for part in range(0, len(met), 8):
        for begin in range(0, len(groups), most // 8 * 8):
            counted[:] = 0
            end = min(len(groups), begin + most // 8 * 8)
            for byte in range(begin >> 3, (end + 7) >> 3):
                bits = np.uint64(0)
                for each in range(8):
                    bits |= np.uint64(met[part + each, byte]) << np.uint64(8 * each)
                if bits == 0:
                    continue
                turned = (bits ^ (bits >> np.uint64(7))) & np.uint64(0x00AA00AA00AA00AA)
                bits ^= turned ^ (turned << np.uint64(7))
                turned = (bits ^ (bits >> np.uint64(14))) & np.uint64(0x0000CCCC0000CCCC)
                bits ^= turned ^ (turned << np.uint64(14))
                turned = (bits ^ (bits >> np.uint64(28))) & np.uint64(0x00000000F0F0F0F0)
                bits ^= turned ^ (turned << np.uint64(28))
                for row in range(byte << 3, min(end, (byte << 3) + 8)):
                    mine, of_row = counted[groups[row]], lanes[bits & np.uint64(255)]
                    mine[0] += of_row[0]
                    mine[1] += of_row[1]
                    bits >>= np.uint64(8)
            for group in range(len(total)):
                for each in range(8):
                    lane = counted[group, each >> 2] >> np.uint64(16 * (each & 3)) & np.uint64(0xFFFF)
                    total[group, part + each] += np.int64(lane)


LANES = np.array(
    [
        [sum((byte >> (4 * half + lane) & 1) << 16 * lane for lane in range(4)) for half in range(2)]
        for byte in range(256)
    ],
    np.uint64,
)
"""For every byte: its 8 bits as 8 numbers of 16 bits, in two halves."""


@compiled
def add_values(groups: np.ndarray, met: np.ndarray, values: np.ndarray, total: np.ndarray) -> None:
    """Add up the values of every group in 128 bits, where the bit is set: total[group] is the low and the high half."""
    for row in range(len(groups)):
        value = values[row] & -np.int64(met[row >> 3] >> (row & 7) & 1)
        _add(total[groups[row]], np.uint64(value), value >> 63)


@compiled
def add_wide(groups: np.ndarray, met: np.ndarray, values: np.ndarray, total: np.ndarray) -> None:
    """The same of values that have 128 bits themselves."""
    for row in range(len(groups)):
        if met[row >> 3] >> (row & 7) & 1:
            _add(total[groups[row]], values[row, 0], np.int64(values[row, 1]))


@compiled
def _add(total: np.ndarray, low: np.uint64, high: np.int64) -> None:
    before = total[0]
    total[0] = before + low
    total[1] += np.uint64(high) + np.uint64(total[0] < before)
