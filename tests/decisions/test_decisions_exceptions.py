"""The exception list: each rule broken by itself in a meeting that is otherwise in order."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.decisions.samples import CATALOGUE, FIRST, agenda, ballots, item, meeting, people, ready, roll, routing

from linghang.decisions.exceptions import AgendaFacts, find
from linghang.decisions.routing import ItemFacts, OpinionFacts
from linghang.decisions.voting import Ballot, Roll, Tally

day = dt.date.fromisoformat


def found(*items, catalogue=None, **fields):
    """(rule, item, words) of one meeting of the committee."""
    listed = find([meeting(*items, **fields)], catalogue or routing())
    return [(each.finding.rule, each.item, each.finding.reason) for each in listed]


def test_a_meeting_in_order_is_not_listed():
    assert found(FIRST, agenda()) == []


def test_decided_at_the_wrong_level():
    listed = found(
        agenda(item("party"), votes=()), body="president", roll=roll(5, 5), last_speaker="", notified_on=None
    )
    assert listed == [("DC13", 2, "“党的建设”应由党委会讨论，不由院长办公会讨论")]


def test_what_was_not_discussed_broke_no_rule():
    for outcome in ("open", "not_reached", "withdrawn"):
        assert found(FIRST, agenda(item("small"), outcome=outcome)) == []


def test_carried_out_before_the_deciding_body_decided():
    drafted = agenda(item("big", amount=Decimal(2_000_000)), outcome="task", votes=(), speeches=())
    listed = found(drafted, body="president", notified_on=None, last_speaker="")
    assert listed == [("DC13", 2, "应先院长办公会、后党委会，党委会还没有决定，院长办公会已直接交办")]
    drafted = agenda(item("big", amount=Decimal(2_000_000)), outcome="decision", votes=(), speeches=(), tasks=0)
    assert found(drafted, body="president", notified_on=None, last_speaker="") == []


def test_a_body_that_prepares_decided():
    listed = found(agenda(item("posts"), votes=(), speeches=()), body="topic", notified_on=None)
    assert listed == [("DC09", 2, "书记专题会不作决定，却记为决定")]


def test_missing_talk_and_opinion():
    facts = ready("posts", "topic", "information", consultations=(), opinions=())
    assert [rule for rule, _, _ in found(FIRST, agenda(facts))] == ["DC09", "DC13"]


def test_the_conclusion_before_is_not_cited():
    facts = ready("big", "president", amount=Decimal(2_000_000), prior=None)
    assert found(FIRST, agenda(facts)) == [("DC14", 2, "没有引用院长办公会的结论")]


def test_a_condition_is_listed_but_information_is_not():
    opinions = (OpinionFacts("finance", "condition"), OpinionFacts("branch", "agree"))
    facts = ready("big", "president", amount=Decimal(2_000_000), opinions=opinions)
    assert found(FIRST, agenda(facts)) == [("DC13", 2, "财务意见为有条件同意")]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((agenda(),), "没有第一议题"),
        ((agenda(), FIRST), "第一议题没有排在第一个"),
        ((FIRST, agenda()), None),
    ],
)
def test_first_topic(items, words):
    assert found(*items) == ([("ED04", None, words)] if words else [])


def test_quorum_of_the_meeting_is_said_once():
    few = roll(9, 4)
    items = [agenda(roll=few, votes=tuple(ballots(4))), AgendaFacts(3, item(), "decision", few, tuple(ballots(4)))]
    listed = found(FIRST, *items, roll=few)
    assert [each for each in listed if each[0] == "DC05"] == [("DC05", None, "应到9人，到会4人，不足半数")]


def test_appointments_need_two_thirds_there():
    """Five of nine may meet; about posts six have to be there."""
    few = roll(9, 5)
    listed = found(FIRST, agenda(ready("posts", "topic", "information"), roll=few, votes=tuple(ballots(5))), roll=few)
    assert listed == [("DC05", 2, "应到9人，到会5人，不足三分之二，不能形成决定")]


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        (tuple(ballots(3, 4)), "赞成3票，未超过半数应到会成员（7人），却记为决定"),
        ((), "记为决定，没有表决记录"),
        (Tally(4, 3), None),
        (tuple(ballots(4, 3)), None),
    ],
)
def test_majority(votes, words):
    assert found(FIRST, agenda(votes=votes)) == ([("DC06", 2, words)] if words else [])


def test_a_vote_on_record_that_cannot_be():
    [(rule, _, words)] = found(FIRST, agenda(votes=(*ballots(4), Ballot("guest", "for"))))
    assert rule == "DC06"
    assert "没有表决权" in words


@pytest.mark.parametrize(
    ("speeches", "words"),
    [
        (("p1", "p2"), "p1没有末位表态，其后还有p2发言"),
        (("p1", "p2", "p1"), None),  # he opened, and closed
        (("p2", "p3"), None),  # his word is not on record: nothing to compare
        ((), None),
        (("p2", "p1", "guest"), None),  # who sits in answers a question
        (("p1", "guest", "p2", "guest"), "p1没有末位表态，其后还有p2发言"),
    ],
)
def test_whoever_presides_speaks_last(speeches, words):
    assert found(FIRST, agenda(speeches=speeches)) == ([("DC07", 2, words)] if words else [])


def test_a_recused_chair_does_not_speak_last():
    recused = Roll(people(7), people(7), frozenset({"p1"}))
    votes = tuple(ballots(6, first=2))
    assert found(FIRST, agenda(roll=recused, speeches=("p1", "p2"), votes=votes)) == []


def test_somebody_stayed_for_his_own_affair():
    votes = tuple(ballots(6, first=2))
    [(rule, _, words)] = found(FIRST, agenda(concerns=frozenset({"p3"}), votes=votes))
    assert (rule, words) == ("DC08", "议题涉及p3本人或亲属，没有回避，并参加了表决")
    left = Roll(people(7), people(7), frozenset({"p3"}))
    votes = tuple(vote for vote in ballots(7) if vote.person != "p3")
    assert found(FIRST, agenda(concerns=frozenset({"p3"}), roll=left, votes=votes)) == []
    away = Roll(people(7), people(7) - {"p3"})
    assert found(FIRST, agenda(concerns=frozenset({"p3"}), roll=away, votes=votes)) == []


@pytest.mark.parametrize(
    ("notified", "on", "words"),
    [
        ("2023-05-15", "2023-05-17", None),  # Monday for Wednesday: two working days
        ("2023-05-16", "2023-05-17", "只提前1个工作日通知，应提前2个工作日通知"),
        ("2023-05-12", "2023-05-15", "只提前1个工作日通知，应提前2个工作日通知"),  # Friday for Monday
        ("2023-05-05", "2023-05-08", None),  # Friday for Monday, but everybody worked that Saturday (调休)
        ("2023-05-17", "2023-05-17", "只提前0个工作日通知，应提前2个工作日通知"),
        (None, "2023-05-17", "没有会议通知记录，应提前2个工作日通知"),
    ],
)
def test_notice(notified, on, words):
    listed = found(FIRST, agenda(), notified_on=notified and day(notified), on=day(on))
    assert listed == ([("DC12", None, words)] if words else [])


def test_papers_passed_round_are_one_exception_not_many():
    listed = found(agenda(votes=()), circulated=True, notified_on=None, roll=roll(7, 0))
    assert listed == [("DC10", 2, "这个事项不得以传阅会签代替会议表决")]


@pytest.mark.parametrize(("tasks", "reason", "listed"), [(0, "", True), (1, "", False), (0, "已在办", False)])
def test_a_decision_has_a_task_or_a_reason(tasks, reason, listed):
    rules = [rule for rule, _, _ in found(FIRST, agenda(tasks=tasks, no_task_reason=reason))]
    assert rules == (["TK04"] if listed else [])


def test_learning_that_yields_a_task_needs_no_vote():
    studied = AgendaFacts(2, ItemFacts("学习", kind="first_topic"), "task", roll(7, 7), tasks=1)
    assert found(studied) == []


def test_a_catalogue_without_sums_is_told_once():
    """Two small purchases and one small repair: one word about each of the two pairs of rows."""
    repairs = [
        {"code": "rebuild", "title": "重大基建", "subject": "repair", "bodies": ["president", "committee"]},
        {"code": "mend", "title": "一般修缮", "subject": "repair", "bodies": ["president"]},
    ]
    open_ = routing(amounts={}, matters=[*CATALOGUE["matters"], *repairs])
    items = [agenda(item(matter), votes=(), speeches=()) for matter in ("small", "small", "mend")]
    held = [meeting(*items, ref=ref, body="president", last_speaker="", notified_on=None) for ref in (1, 2)]
    assert [(each.meeting, each.finding.rule, each.finding.reason) for each in find(held, open_)] == [
        (1, "DC13", "本院议事清单没有规定金额标准，无法判断是“一般设备”还是“大型设备”"),
        (1, "DC13", "本院议事清单没有规定金额标准，无法判断是“一般修缮”还是“重大基建”"),
    ]


def test_low_confidence_lowers_every_exception():
    listed = find([meeting(FIRST, agenda(votes=()), notified_on=None)], routing(confidence="low"))
    assert {each.finding.severity for each in listed} == {"warn"}


def test_a_rule_the_house_does_not_follow_is_not_listed():
    rules = [rule.model_dump() | {"severity": "off"} for rule in routing().rules]
    assert found(agenda(votes=(), tasks=0), catalogue=routing(rules=rules), notified_on=None) == []


def test_the_reason_on_record_stands_beside():
    [listed] = find([meeting(FIRST, agenda(votes=(), despite="补录"))], routing())
    assert (listed.despite, listed.title, str(listed.finding)) == (
        "补录",
        "议题",
        "记为决定，没有表决记录。请补记每位成员的表决",
    )
