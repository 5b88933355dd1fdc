"""What is found row by row, gathered and added up by compiled loops: of lists per row, of rows per group. Pure."""

import numpy as np

from linghang.core.compiled import compiled


@compiled
def gathered(rows: np.ndarray, codes: np.ndarray, answers: np.ndarray, found: np.ndarray) -> None:
    """Add to each row the bits of the answers for its words."""
    for element in range(len(rows)):
        found[rows[element]] |= answers[codes[element]]


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
def add_met(groups: np.ndarray, met: np.ndarray, valid: np.ndarray, begin: int, total: np.ndarray) -> None:
    """Add up, for every group, its rows whose bit is set and valid; the bits begin at `begin`."""
    for row in range(len(groups)):
        bit = begin + row
        total[groups[row]] += ((met[bit >> 3] & valid[bit >> 3]) >> (bit & 7)) & 1


@compiled
def add_values(groups: np.ndarray, values: np.ndarray, total: np.ndarray) -> None:
    """Add up the values of every group in 128 bits: total[group] is the low and the high half."""
    for row in range(len(groups)):
        _add(total[groups[row]], np.uint64(values[row]), values[row] >> 63)


@compiled
def add_wide(groups: np.ndarray, values: np.ndarray, total: np.ndarray) -> None:
    """The same of values that have 128 bits themselves."""
    for row in range(len(groups)):
        _add(total[groups[row]], values[row, 0], np.int64(values[row, 1]))


@compiled
def _add(total: np.ndarray, low: np.uint64, high: np.int64) -> None:
    before = total[0]
    total[0] = before + low
    total[1] += np.uint64(high) + np.uint64(total[0] < before)
