"""Elections: the shares of the rules on their edges, ties, run-offs, and what cannot be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.membership.elections import (
    Ballots,
    candidates_needed,
    check_candidates,
    quorum_met,
    quorum_needed,
    result,
)


@pytest.mark.parametrize(("seats", "needed"), [(1, 2), (3, 4), (4, 5), (5, 6), (6, 8), (7, 9), (9, 11), (10, 12)])
def test_a_fifth_more_candidates_than_seats(seats, needed):
    assert candidates_needed(seats) == needed
    check_candidates(seats, [""] * needed)
    with pytest.raises(InputError, match="EL02"):
        check_candidates(seats, [""] * (needed - 1), despite=" ")
    check_candidates(seats, [""] * (needed - 1), despite="上级批复同意等额")
    with pytest.raises(InputError, match="少于应选"):
        check_candidates(seats, [""] * (seats - 1), despite="上级批复同意等额")


def test_an_election_of_nobody_is_refused():
    with pytest.raises(InputError, match="至少为 1"):
        check_candidates(0, [""] * 5)


def test_a_branch_without_a_committee_elects_its_secretary_without_a_margin():
    """EL02 asks for more candidates of a committee; a single secretary (BR08) is voted on by himself."""
    check_candidates(1, ["书记"])
    check_candidates(2, ["书记", "副书记"])
    with pytest.raises(InputError, match="少于应选"):
        check_candidates(2, ["书记"])
    with pytest.raises(InputError, match="EL02"):
        check_candidates(2, ["书记", "委员"])


@pytest.mark.parametrize(
    ("entitled", "present", "met"), [(5, 4, True), (5, 3, False), (30, 24, True), (30, 23, False), (31, 25, True),
                                     (31, 24, False), (0, 0, False)]
)  # fmt: skip
def test_four_fifths_must_come(entitled, present, met):
    assert quorum_met(entitled, present) is met


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_quorum_is_the_least_number_that_reaches_the_share(entitled, present):
    assert quorum_met(entitled, present) is (Fraction(present, entitled) >= Fraction(4, 5))
    assert quorum_met(entitled, quorum_needed(entitled))
    assert not quorum_met(entitled, quorum_needed(entitled) - 1)


def count(present, seats, **votes):
    return result(Ballots(present, present, 0, votes), seats, present)


def test_more_than_half_of_those_present():
    found = count(20, 3, a=18, b=11, c=10, d=12)
    assert found.elected == ("a", "d", "b")  # c has half, not more
    assert (found.run_off, found.open) == ((), 0)


def test_present_counts_and_not_the_ballots_that_came_back():
    found = result(Ballots(20, 12, 0, {"a": 10}), 1, 20)
    assert (found.elected, found.open) == ((), 1)


def test_more_than_the_seats_reached_it_the_most_votes_count():
    assert count(20, 2, a=16, b=11, c=12, d=0).elected == ("a", "c")


def test_a_tie_for_the_last_seat_elects_neither():
    found = count(20, 2, a=18, b=11, c=11, d=0)
    assert (found.elected, found.run_off, found.open) == (("a",), ("b", "c"), 1)
    assert "EL03" in found.reason


def test_a_tie_that_has_seats_for_all_is_none():
    assert count(20, 3, a=18, b=11, c=11, d=2).elected == ("a", "b", "c")


def test_seats_that_nobody_reached_stay_open():
    found = count(20, 3, a=18, b=10, c=9, d=1)
    assert (found.elected, found.run_off, found.open) == (("a",), ("b", "c", "d"), 2)


@pytest.mark.parametrize(
    ("ballots", "field"),
    [
        (Ballots(21, 20, 0, {"a": 1}), "发出票数"),
        (Ballots(20, 21, 0, {"a": 1}), "收回票数"),
        (Ballots(20, 5, 6, {}), "废票"),
        (Ballots(20, 20, 3, {"a": 18}), "得票"),
        (Ballots(20, 20, 0, {"a": 20, "b": 20, "c": 1}), "得票"),
        (Ballots(20, 20, 0, {"a": -1}), "a"),
        (Ballots(-1, -1, 0, {}), "发出票数"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(ballots, field):
    with pytest.raises(InputError) as error:
        result(ballots, 2, 20)
    assert field in {fault.field for fault in error.value.faults}


def test_more_ballots_than_voters_names_the_rule():
    with pytest.raises(InputError, match="EL01"):
        result(Ballots(21, 21, 0, {}), 2, 20)


@given(st.integers(1, 5), st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_nobody_is_elected_against_the_rule(seats, votes):
    """Recounted slowly: who is elected has more than half, has no fewer votes than who is not, and never in a tie."""
    named = {f"p{number}": n for number, n in enumerate(votes)}
    if sum(votes) > seats * 30:
        return
    found = count(30, seats, **named)
    assert len(found.elected) <= seats
    assert all(2 * named[who] > 30 for who in found.elected)
    assert all(named[who] > named[other] for who in found.elected for other in named if other not in found.elected)
    reached = sum(2 * n > 30 for n in votes)
    assert len(found.elected) == min(seats, reached) or len(found.run_off) > found.open
