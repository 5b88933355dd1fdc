"""Groups found in the scores themselves: one-dimensional k-means, with every round kept as evidence. Pure.

Rounds of k-means come to rest wherever no single value would move, which may be far from the best: from the middles of
equal parts 10 11 12 50 52 90 ends as {90 52 50} {12 11} {10}. So they start from the partition with the smallest sum of
squares within its groups, which is found among all there are (H. Wang and M. Song, Ckmeans.1d.dp, 2011).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any

from linghang.assessment.exact import GUARDED, ZERO, result
from linghang.core.errors import refuse


@dataclass(frozen=True)
class Round:
    """One round: the centres it began with, the cut-offs between them, and how many values changed their group."""

    centres: tuple[Decimal, ...]
    cut_offs: tuple[Decimal, ...]
    moved: int


@dataclass(frozen=True)
class Clusters:
    """`groups`: the values of each, best (highest) first, highest first within. `cut_offs[i]` parts group i from i+1: a
    value on it belongs to the better. `rounds`: how it came about; in the last one nothing moved."""

    cut_offs: tuple[Decimal, ...]
    rounds: tuple[Round, ...]
    groups: tuple[tuple[Decimal, ...], ...]

    def group_of(self, value: Decimal) -> int:
        """The group, 0 being the best, of a value that need not be one of those that made the groups."""
        return sum(value < cut for cut in self.cut_offs)


def clusters(values: Iterable[Decimal], k: int) -> Clusters:
    """`k` groups such that every value is nearest to the mean of its own, and their scatter the smallest there is.
    InputError when there are fewer than `k` different values."""
    ordered = sorted(values)
    different = sorted(set(ordered))
    if len(different) < k:
        raise refuse(f"只有 {len(different)} 个不同的分数，分不出 {k} 组", "请减少组数，或等更多单位有了得分")
    with localcontext(GUARDED):
        ends = _least_scatter([float(value - different[0]) for value in ordered], k)
        return _run(ordered, [sum(ordered[low:high], ZERO) / (high - low) for low, high in reversed(ends)])


def _least_scatter(ordered: Sequence[float], k: int) -> list[tuple[int, int]]:
    """Where the stretches of ascending values begin and end that have the smallest sum of squares about their means; of
    equal ones that with the larger upper stretches. Equal values stay together."""
    import numpy as np

    values, counts = np.unique(ordered, return_counts=True)
    number, total, square = (np.concatenate(([0.0], np.cumsum(counts * values**power))) for power in (0, 1, 2))

    def scatter(low: Any, high: int) -> Any:
        return square[high] - square[low] - (total[high] - total[low]) ** 2 / (number[high] - number[low])

    size = len(values)
    least = np.array([0.0, *(scatter(0, high) for high in range(1, size + 1))])
    begins = []
    for part in range(1, k):
        before, least, begin = least, np.full(size + 1, np.inf), np.zeros(size + 1, dtype=int)
        for high in range(part + 1, size + 1):
            lows = np.arange(part, high)
            found = before[lows] + scatter(lows, high)
            begin[high], least[high] = lows[np.argmin(found)], found.min()
        begins.append(begin)
    ends = [size]
    for begin in reversed(begins):
        ends.append(int(begin[ends[-1]]))
    places = [int(number[end]) for end in (*ends, 0)]
    return [(low, high) for high, low in pairwise(places)][::-1]


def _run(ordered: Sequence[Decimal], centres: list[Decimal]) -> Clusters:
    """Rounds from these centres (best first) until nothing moves."""
    rounds: list[Round] = []
    before: list[int] = [-1] * len(ordered)
    while True:
        cuts = tuple(result((high + low) / 2) for high, low in pairwise(centres))
        groups = _parted(ordered, cuts)
        now = [index for index, group in enumerate(groups) for _ in group]
        moved = sum(one != other for one, other in zip(now, before, strict=True))
        rounds.append(Round(tuple(map(result, centres)), cuts, moved))
        if not moved:
            return Clusters(cuts, tuple(rounds), tuple(groups))
        # A group that has lost all its values stays where it was.
        centres = [sum(group, ZERO) / len(group) if group else at for group, at in zip(groups, centres, strict=True)]
        before = now


def _parted(ordered: Sequence[Decimal], cuts: Sequence[Decimal]) -> list[tuple[Decimal, ...]]:
    """The values on each side of the cut-offs, best group first, highest first within."""
    ends = [len(ordered), *(bisect_left(ordered, cut) for cut in cuts), 0]
    return [tuple(reversed(ordered[low:high])) for high, low in pairwise(ends)]
