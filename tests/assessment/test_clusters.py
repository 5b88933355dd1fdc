"""Groups in the scores: by hand, and against every way there is to part a small set."""

from collections.abc import Iterable, Iterator, Sequence
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
    """{10 9} {2 1} scatters least: ½ + ½. It starts from their means 9.5 and 1.5, cut at 5.5, and nothing moves."""
    found = clusters(of(1, 2, 9, 10), 2)
    assert found.groups == ((10, 9), (2, 1))
    assert found.cut_offs == (Decimal("5.5"),)
    assert [(each.centres, each.cut_offs, each.moved) for each in found.rounds] == [
        ((Decimal("9.5"), Decimal("1.5")), (Decimal("5.5"),), 4),
        ((Decimal("9.5"), Decimal("1.5")), (Decimal("5.5"),), 0),
    ]


def test_rounds_do_not_rest_where_the_scores_lie_together_otherwise():
    """From the middles 52 12 10 of equal parts rounds come to rest at {90 52 50} {12 11} {10}, whose scatter is
    26² + 12² + 14² + ½ = 1016½. That of {90} {52 50} {12 11 10} is 2 + 2."""
    found = clusters(of(10, 11, 12, 50, 52, 90), 3)
    assert found.groups == ((90,), (52, 50), (12, 11, 10))
    assert found.cut_offs == (Decimal("70.5"), 31)
    assert [each.moved for each in found.rounds] == [6, 0]


def test_a_value_on_the_cut_off_belongs_to_the_better_group():
    found = clusters(of(0, 4), 2)
    assert found.cut_offs == (2,)
    assert (found.group_of(Decimal(2)), found.group_of(Decimal("1.99"))) == (0, 1)


def test_a_member_on_the_cut_off_belongs_to_the_better_group():
    """0 2 4: {4 2} {0} and {4} {2 0} scatter alike, by 2. The 2 goes up."""
    assert clusters(of(0, 2, 4), 2).groups == ((4, 2), (0,))


def test_too_few_different_values_are_refused():
    with pytest.raises(InputError, match="只有 1 个不同的分数，分不出 2 组"):
        clusters(of(3, 3, 3), 2)


def scatter(parts: Iterable[Sequence[int]]) -> Fraction:
    """The squares of what each number lies from the mean of its part, all together."""
    means = [(part, Fraction(sum(part), len(part))) for part in parts]
    return sum(((number - mean) ** 2 for part, mean in means for number in part), Fraction(0))


def partitions(numbers: list[int], k: int) -> Iterator[list[tuple[int, ...]]]:
    """Every way to part the numbers, highest first, into k stretches."""
    ordered = sorted(numbers, reverse=True)
    for cuts in combinations(range(1, len(ordered)), k - 1):
        yield [tuple(ordered[low:high]) for low, high in pairwise([0, *cuts, len(ordered)])]


@unhurried
@given(st.lists(st.integers(0, 40), min_size=2, max_size=10), st.integers(2, 4))
def test_no_other_partition_scatters_less_and_nothing_would_move(numbers, k):
    if len(set(numbers)) < k:
        return
    groups = [tuple(map(int, group)) for group in clusters(map(Decimal, numbers), k).groups]
    assert scatter(groups) == min(map(scatter, partitions(numbers, k)))
    means = [Fraction(sum(group), len(group)) for group in groups]
    for group, mean in zip(groups, means, strict=True):
        assert all(abs(number - mean) == min(abs(number - other) for other in means) for number in group)


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
