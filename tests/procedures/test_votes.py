"""Votes in numbers: thresholds against fractions worked out by hand, and what cannot be refused with the rule."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.procedures.samples import D, opened, ready, state, step

from linghang.core.errors import InputError
from linghang.packs.procedure import VoteRule
from linghang.procedures.cases import Event, Tally
from linghang.procedures.flow import check
from linghang.procedures.votes import count

BRANCH = {"roll": "branch_full_members", "written_counts": True, "rule": "MD13"}
COMMITTEE = {"roll": "committee", "quorum": ">=1/2", "written_counts": False, "rule": "DC06"}


def meeting(rule, **more):
    outcomes = {
        "passed": {"title": "通过", "vote": "carried"},
        "lost": {"title": "没有通过", "vote": "lost", "ends": True},
    }
    return ready(step("meeting", vote={**rule, **more}, outcomes=outcomes))


def found(course, tally, outcome="passed", known=None):
    event = Event("meeting", D(2024, 2, 1), outcome, tally=tally)
    return check(course, state(course, opened()), event, *([known] if known else []))


@pytest.mark.parametrize(
    ("rule", "tally", "passed"),
    [
        (BRANCH, Tally(20, 15, 11), True),  # 11 of 20 is more than half
        (BRANCH, Tally(20, 15, 10), False),  # exactly half is not
        (BRANCH, Tally(20, 11, 9, 2, 0, 2), True),  # two written opinions make it 11
        (BRANCH, Tally(20, 10, 10, 0, 0, 5), False),  # 10 of 20 there: written opinions make no quorum
        (BRANCH, Tally(3, 2, 2), True),
        (COMMITTEE, Tally(9, 5, 5), True),
        (COMMITTEE, Tally(9, 5, 4, 0, 1, 3), False),  # in a committee written opinions do not count
        ({**COMMITTEE, "base": "present"}, Tally(9, 5, 3, 2), True),
        ({**COMMITTEE, "base": "present"}, Tally(9, 6, 3, 3), False),
        ({**COMMITTEE, "majority": ">=2/3"}, Tally(9, 9, 6, 3), True),
    ],
)
def test_who_passes(rule, tally, passed):
    assert count(VoteRule.model_validate(rule), tally).passed is passed


@given(st.integers(1, 60), st.data(), st.booleans())
def test_the_threshold_is_on_those_entitled_and_written_opinions_count_only_where_the_rule_says(size, data, written):
    present = data.draw(st.integers(0, size))
    in_favour = data.draw(st.integers(0, present))
    by_letter = data.draw(st.integers(0, size - present))
    rule = VoteRule(roll="branch_full_members", written_counts=written)
    counted = count(rule, Tally(size, present, in_favour, present - in_favour, 0, by_letter))
    agreed = in_favour + (by_letter if written else 0)
    quorum = Fraction(present, size) > Fraction(1, 2)
    assert bool(counted.passed) == (quorum and Fraction(agreed, size) > Fraction(1, 2))


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(20, 15, 10, 5, 1), "票数合计16张，到会有表决权的是15人（MD13）"),
        (Tally(20, 21, 21), "到会21人，多于应到会的20人（MD13）"),
        (Tally(20, 15, 15, 0, 0, 4, 2), "书面意见6份，未到会的是5人（MD13）"),
        (Tally(20, 15, -1), "人数和票数不能是负数（MD13）"),
    ],
)
def test_more_ballots_than_voters_are_refused_with_the_rule(tally, words):
    with pytest.raises(InputError, match=words):
        count(VoteRule.model_validate(BRANCH), tally)
    assert words in [finding.said for finding in found(meeting(BRANCH), tally) if finding.blocks]


def test_the_end_of_the_step_is_that_of_its_vote():
    course = meeting(BRANCH)
    assert not found(course, Tally(20, 15, 11))
    assert not found(course, Tally(20, 15, 10, 5), "lost")
    wrong = found(course, Tally(20, 15, 10, 5))
    assert [(each.severity, each.rule) for each in wrong] == [("block", "MD13")]
    assert "赞成10票，未超过半数应到会成员（20人）（MD13）" in wrong[0].said
    assert [each.severity for each in found(course, Tally(20, 15, 11), "lost")] == ["block"]
    assert "没有填写表决情况" in found(course, None)[0].said


def test_an_unverified_threshold_only_warns_but_impossible_numbers_never_pass():
    course = meeting(BRANCH, confidence="low")
    assert [each.severity for each in found(course, Tally(20, 15, 10, 5))] == ["warn"]
    assert [each.severity for each in found(course, Tally(20, 15, 16))] == ["block"]


def test_another_number_than_the_roll_has_is_told():
    from linghang.procedures.facts import Known

    told = found(meeting(BRANCH), Tally(20, 15, 11), known=Known(entitled=21))
    assert [(each.severity, "名册上当天有表决权的是21人" in each.reason) for each in told] == [("warn", True)]
