"""Groups found in the scores themselves: one-dimensional k-means, with every round kept as evidence. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

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
    """`k` groups such that every value is nearest to the mean of its own. The start is fixed: the middle of each of `k`
    equal parts of the different values in order. InputError when there are fewer than `k` different values."""
    ordered = sorted(values)
    different = sorted(set(ordered), reverse=True)
    if len(different) < k:
        raise refuse(f"只有 {len(different)} 个不同的分数，分不出 {k} 组", "请减少组数，或等更多单位有了得分")
    with localcontext(GUARDED):
        return _run(ordered, [different[(2 * part + 1) * len(different) // (2 * k)] for part in range(k)])


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
