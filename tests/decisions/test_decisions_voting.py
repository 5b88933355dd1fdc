"""Counting votes: each edge worked out by hand, an independent recount, and what more votes for can never do."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decisions.samples import ballots, people, roll

from linghang.core.errors import InputError
from linghang.decisions.voting import Ballot, Roll, Rule, Tally, count, reaches, say_short_of, say_threshold

HALF, MORE = ">=1/2", ">1/2"


@pytest.mark.parametrize(
    ("quorum", "entitled", "present", "recused", "met"),
    [
        (">=1/2", 8, 4, 0, True),  # exactly half is 半数以上
        (">1/2", 8, 4, 0, False),  # and is not 超过半数
        (">1/2", 8, 5, 0, True),
        (">=1/2", 9, 4, 0, False),
        (">=1/2", 9, 5, 0, True),
        (">=2/3", 9, 6, 0, True),  # exactly two thirds
        (">=2/3", 7, 4, 0, False),  # 4/7 < 2/3
        (">=2/3", 7, 5, 0, True),
        (">=2/3", 6, 4, 1, False),  # recused after being counted: 3 of 5
        (">=2/3", 6, 5, 1, True),  # 4 of 5
        (">1/2", 6, 4, 2, False),  # 2 of 4
        (">=1/2", 6, 4, 2, True),
        (">=1/2", 1, 1, 1, False),  # nobody left: no quorum of nobody
        (">=1/1", 3, 3, 0, True),
        (">=1/1", 3, 2, 0, False),
    ],
)
def test_quorum(quorum, entitled, present, recused, met):
    result = count(Rule(quorum), roll(entitled, present, recused), Tally(0))
    assert result.quorum_met is met
    assert (result.entitled, result.present, result.recused) == (entitled - recused, present - recused, recused)


@pytest.mark.parametrize(
    ("majority", "base", "entitled", "present", "votes", "passed"),
    [
        (MORE, "entitled", 9, 9, (5, 4, 0), True),
        (MORE, "entitled", 8, 8, (4, 4, 0), False),  # a tie
        (MORE, "entitled", 8, 6, (4, 1, 1), False),  # half of those entitled is not more than half
        (MORE, "present", 8, 6, (4, 1, 1), True),
        (MORE, "present", 8, 6, (3, 0, 3), False),  # abstentions stay in the base
        (HALF, "entitled", 8, 6, (4, 1, 1), True),
        (HALF, "present", 8, 6, (3, 3, 0), True),
        (">=2/3", "present", 9, 6, (4, 2, 0), True),
        (">=2/3", "entitled", 9, 6, (5, 1, 0), False),
        (MORE, "entitled", 7, 4, (4, 0, 0), True),
        (MORE, "entitled", 7, 4, (3, 0, 0), False),  # one of those there did not vote
    ],
)
def test_majority(majority, base, entitled, present, votes, passed):
    result = count(Rule(HALF, majority, base), roll(entitled, present), ballots(*votes))
    assert (result.passed, result.for_, result.against, result.abstain) == (passed, *votes)
    assert result.silent == present - sum(votes)


def test_without_a_quorum_nothing_passes():
    result = count(Rule(HALF), roll(9, 4), ballots(4))
    assert result.passed is False
    assert result.reason == "应到9人，到会4人，不足半数，不能形成决定"


def test_a_recused_member_leaves_the_base():
    """Four of seven are not two thirds; four of six are: the same votes for, one member less."""
    assert count(Rule(HALF, ">=2/3"), roll(7, 7), ballots(4, 3)).passed is False
    assert count(Rule(HALF, ">=2/3"), roll(7, 7, 1), ballots(4, 2, first=2)).passed is True


def test_written_views_are_kept_and_not_counted():
    votes = [*ballots(4), Ballot("p8", "for", written=True), Ballot("p9", "for", written=True)]
    result = count(Rule(HALF), roll(9, 5), votes)
    assert (result.for_, result.written, result.silent, result.passed) == (4, 2, 1, False)


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (Ballot("p9", "for"), "没有表决权"),
        (Ballot("p5", "for"), "没有到会，不能表决"),
        (Ballot("p1", "for"), "已回避这个议题"),
        (Ballot("p1", "for", written=True), "已回避这个议题"),
        (Ballot("p2", "for", written=True), "应当会上表决"),
        (Ballot("p9", "for", written=True), "没有表决权"),
    ],
)
def test_votes_of_those_who_may_not(vote, words):
    with pytest.raises(InputError, match=words):
        count(Rule(), roll(5, 4, 1), [vote])


def test_who_sits_in_is_neither_present_nor_entitled():
    sitting_in = Roll(people(4), people(4) | {"guest"})
    assert count(Rule(), sitting_in, ballots(3)).present == 4
    with pytest.raises(InputError, match="没有表决权"):
        count(Rule(), sitting_in, [Ballot("guest", "for")])


def test_nobody_votes_twice():
    with pytest.raises(InputError, match="一人投了两票"):
        count(Rule(), roll(4, 4), [Ballot("p1", "for"), Ballot("p1", "against")])


def test_names_stand_in_the_message():
    known = Roll(people(2), frozenset({"p1"}), names={"p2": "钱二"})
    with pytest.raises(InputError, match="钱二"):
        count(Rule(), known, [Ballot("p2", "for")])


def test_a_secret_ballot_is_counted_without_names():
    rule = Rule(HALF, MORE, secret=True)
    assert count(rule, roll(7, 6), Tally(4, 1, 1)).passed is True
    with pytest.raises(InputError, match="票数合计7张，到会有表决权的是6人"):
        count(rule, roll(7, 6), Tally(6, 1))
    with pytest.raises(InputError, match="无记名表决"):
        count(rule, roll(7, 6), [Ballot("p1", "for")])


def test_a_body_that_does_not_vote_has_no_result():
    result = count(Rule(HALF, None), roll(7, 6), [])
    assert (result.passed, result.quorum_met) == (None, True)


def test_no_vote_on_record_is_no_result():
    assert count(Rule(), roll(7, 6), []).passed is None


@pytest.mark.parametrize(
    ("threshold", "reached", "missed"),
    [
        (">=1/2", "半数以上（含半数）", "不足半数"),
        (">1/2", "超过半数", "未超过半数"),
        (">=2/3", "三分之二以上（含三分之二）", "不足三分之二"),
        (">2/3", "超过三分之二", "未超过三分之二"),
        (">=1/1", "全体", "不足全体"),
    ],
)
def test_thresholds_in_words(threshold, reached, missed):
    assert (say_threshold(threshold), say_short_of(threshold)) == (reached, missed)


choices = st.sampled_from(["for", "against", "abstain", None])
thresholds = st.tuples(st.sampled_from([">", ">="]), st.integers(1, 6), st.integers(1, 6)).filter(
    lambda parts: parts[1] <= parts[2] and not (parts[0] == ">" and parts[1] == parts[2])
)
members = st.lists(st.tuples(st.booleans(), st.booleans(), choices), min_size=1, max_size=15)


def sitting(states):
    """Roll and ballots of members given as (present, recused, choice)."""
    codes = [f"p{number}" for number in range(len(states))]
    present = frozenset(code for code, (there, _, _) in zip(codes, states, strict=True) if there)
    recused = frozenset(code for code, (_, left, _) in zip(codes, states, strict=True) if left)
    votes = [
        Ballot(code, choice, written=not there)
        for code, (there, left, choice) in zip(codes, states, strict=True)
        if choice and not left
    ]
    return Roll(frozenset(codes), present, recused), votes


@given(members, thresholds, thresholds, st.sampled_from(["entitled", "present"]))
def test_an_independent_recount_agrees(states, quorum, majority, base):
    """The same by plain integers and cross-multiplication."""
    (q_sign, q_up, q_down), (m_sign, m_up, m_down) = quorum, majority
    result = count(Rule(f"{q_sign}{q_up}/{q_down}", f"{m_sign}{m_up}/{m_down}", base), *sitting(states))
    entitled = sum(not left for _, left, _ in states)
    present = sum(there and not left for there, left, _ in states)
    counted = {
        word: sum(there and not left and choice == word for there, left, choice in states)
        for word in ("for", "against", "abstain")
    }
    assert (result.entitled, result.present) == (entitled, present)
    assert (result.for_, result.against, result.abstain) == tuple(counted.values())
    met = entitled > 0 and (
        present * q_down > q_up * entitled or (q_sign == ">=" and present * q_down == q_up * entitled)
    )
    assert result.quorum_met is met
    whole = entitled if base == "entitled" else present
    left, right = counted["for"] * m_down, m_up * whole
    enough = whole > 0 and (left > right or (m_sign == ">=" and left == right))
    if not met:
        assert result.passed is False
    elif sum(counted.values()) == 0:
        assert result.passed is None
    else:
        assert result.passed is enough


@given(members, st.integers(0, 14))
def test_a_vote_turned_for_never_hurts(states, turned):
    """Whatever passes still passes when one vote against or abstention becomes a vote for."""
    turned %= len(states)
    there, left, choice = states[turned]
    before = count(Rule(), *sitting(states))
    if before.passed and there and not left and choice in ("against", "abstain"):
        after = [*states[:turned], (there, left, "for"), *states[turned + 1 :]]
        assert count(Rule(), *sitting(after)).passed


@given(st.integers(0, 30), st.integers(1, 30), thresholds)
def test_more_never_reaches_less(part, whole, threshold):
    sign, up, down = threshold
    text = f"{sign}{up}/{down}"
    if reaches(text, part, whole):
        assert reaches(text, part + 1, whole)
        assert Fraction(part, whole) >= Fraction(up, down)
