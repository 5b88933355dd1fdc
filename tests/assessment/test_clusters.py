"""Groups in the scores: by hand, and against every way there is to part a small set."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_made import unhurried

from linghang.assessment.clusters import clusters
from linghang.core.errors import InputError


def of(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def test_by_hand():
    """Different values from the top: 10 9 2 1; start 9 and 1 (the middle of each half), cut at 5. Means 9.5 and 1.5,
    cut at 5.5: nothing moves."""
    found = clusters(of(1, 2, 9, 10), 2)
    assert found.groups == ((10, 9), (2, 1))
    assert found.cut_offs == (Decimal("5.5"),)
    assert [(each.centres, each.cut_offs, each.moved) for each in found.rounds] == [
        ((9, 1), (5,), 4),
        ((Decimal("9.5"), Decimal("1.5")), (Decimal("5.5"),), 0),
    ]


def test_rounds_are_kept_until_nothing_moves():
    """0 1 2 3 10 11: start 10 and 1 (from the top 11 10 3 | 2 1 0), cut 5.5: {11 10} {3 2 1 0}, means 10.5 and 1.5."""
    found = clusters(of(0, 1, 2, 3, 10, 11), 2)
    assert found.groups == ((11, 10), (3, 2, 1, 0))
    assert [each.moved for each in found.rounds] == [6, 0]
    assert found.cut_offs == (6,)


def test_a_value_on_the_cut_off_belongs_to_the_better_group():
    found = clusters(of(0, 4), 2)
    assert found.cut_offs == (2,)
    assert (found.group_of(Decimal(2)), found.group_of(Decimal("1.99"))) == (0, 1)


def test_a_member_on_the_cut_off_belongs_to_the_better_group():
    """0 2 4: start 4 and 0, cut at 2; the 2 goes up, means 3 and 0, cut at 1.5. Had it gone down: {4} {2 0}."""
    assert clusters(of(0, 2, 4), 2).groups == ((4, 2), (0,))


def test_too_few_different_values_are_refused():
    with pytest.raises(InputError, match="只有 1 个不同的分数，分不出 2 组"):
        clusters(of(3, 3, 3), 2)


def stable_partitions(numbers: list[int], k: int) -> set[tuple[tuple[int, ...], ...]]:
    """Every way to part the numbers, highest first, into k stretches of which none would lose a member to a
    neighbour's mean: the only places where rounds of k-means can come to rest."""
    ordered = sorted(numbers, reverse=True)
    found = set()
    for cuts in combinations(range(1, len(ordered)), k - 1):
        parts = [tuple(ordered[low:high]) for low, high in pairwise([0, *cuts, len(ordered)])]
        means = [Fraction(sum(part), len(part)) for part in parts]
        halves = [(high + low) / 2 for high, low in pairwise(means)]
        if all(min(one) >= half > max(other) for one, half, other in zip(parts, halves, parts[1:], strict=False)):
            found.add(tuple(parts))
    return found


@unhurried
@given(st.lists(st.integers(0, 40), min_size=2, max_size=10), st.integers(2, 4))
def test_the_end_is_one_of_the_stable_partitions(numbers, k):
    if len(set(numbers)) < k:
        return
    found = clusters(map(Decimal, numbers), k)
    if all(found.groups):
        assert tuple(tuple(map(int, group)) for group in found.groups) in stable_partitions(numbers, k)


@unhurried
@given(st.lists(st.integers(0, 40), min_size=2, max_size=25), st.integers(2, 5), st.randoms())
def test_everybody_is_in_just_one_group_whatever_the_order(numbers, k, random):
    if len(set(numbers)) < k:
        return
    found = clusters(map(Decimal, numbers), k)
    assert [value for group in found.groups for value in group] == sorted(numbers, reverse=True)
    assert all(found.group_of(value) == at for at, group in enumerate(found.groups) for value in group)
    assert found.rounds[-1].moved == 0
    random.shuffle(numbers)
    assert clusters(map(Decimal, numbers), k) == found
