"""Groups found in the scores themselves: one-dimensional k-means, with every round kept as evidence. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from linghang.assessment.rules import decimal_of
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
    exact: tuple[Fraction, ...] = ()

    def group_of(self, value: Decimal) -> int:
        """The group, 0 being the best, of a value that need not be one of those that made the groups."""
        return _group(Fraction(value), self.exact)


def clusters(values: Iterable[Decimal], k: int) -> Clusters:
    """`k` groups such that every value is nearest to the mean of its own. The start is fixed: the middle of each of `k`
    equal parts of the different values in order. InputError when there are fewer than `k` different values."""
    ordered = sorted(map(Fraction, values), reverse=True)
    different = sorted(set(ordered), reverse=True)
    if len(different) < k:
        raise refuse(f"只有 {len(different)} 个不同的分数，分不出 {k} 组", "请减少组数，或等更多单位有了得分")
    centres = [different[(2 * part + 1) * len(different) // (2 * k)] for part in range(k)]
    rounds: list[Round] = []
    before: list[int] = [-1] * len(ordered)
    while True:
        cuts = tuple((high + low) / 2 for high, low in pairwise(centres))
        now = [_group(value, cuts) for value in ordered]
        moved = sum(a != b for a, b in zip(now, before, strict=True))
        rounds.append(Round(tuple(map(decimal_of, centres)), tuple(map(decimal_of, cuts)), moved))
        if not moved:
            break
        centres = [_centre([v for v, at in zip(ordered, now, strict=True) if at == g], centres[g]) for g in range(k)]
        before = now
    groups = tuple(
        tuple(decimal_of(value) for value, at in zip(ordered, now, strict=True) if at == group) for group in range(k)
    )
    return Clusters(rounds[-1].cut_offs, tuple(rounds), groups, cuts)


def _group(value: Fraction, cuts: tuple[Fraction, ...]) -> int:
    return sum(value < cut for cut in cuts)


def _centre(values: list[Fraction], before: Fraction) -> Fraction:
    """The mean; a group that has lost all its values stays where it was."""
    return sum(values, Fraction(0)) / len(values) if values else before
