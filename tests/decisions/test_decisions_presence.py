"""Who comes late or leaves early counts for the items he was there for, and for no other."""

import pytest
from tests.decisions.conftest import at, irregular

from linghang.core.errors import InputError
from linghang.decisions import meetings, minutes, resolutions
from linghang.decisions.models import Attendance, Item


@pytest.fixture
def four(house):
    """The committee's open meeting with a first topic and three matters; four of its seven are there: just a quorum."""
    meeting = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=house.office)
    meetings.add_item(meeting, actor=house.office, kind="first_topic", title="第一议题")
    for title in ("要点", "统战", "宣传"):
        meetings.add_item(meeting, actor=house.office, matter="party_building", title=title)
    meetings.convene(meeting, actor=house.office, at=at("2023-05-15T09:00"))
    meetings.begin(meeting, actor=house.office)
    came = {house.people[code].pk: "present" for code in ("101", "102", "103", "104")}
    meetings.record_attendance(meeting, came, actor=house.office)
    house.meeting = meeting
    return house


def item(four, position):
    return Item.objects.get(meeting=four.meeting, position=position)


def presence(four, code):
    return Attendance.objects.get(meeting=four.meeting, person=four.people[code])


def test_who_leaves_early_is_missing_from_later_items_only(four):
    """Four of seven is enough, three is not."""
    meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    counts = {position: meetings.count_of(item(four, position)) for position in (2, 3)}
    assert {position: (each.present, each.quorum_met) for position, each in counts.items()} == {
        2: (4, True),
        3: (3, False),
    }


def test_who_comes_late_counts_from_then_on(four):
    meetings.record_stay(four.meeting, four.people["105"], arrived_before=3, actor=four.office)
    assert [meetings.count_of(item(four, position)).present for position in (2, 3, 4)] == [4, 5, 5]


def test_the_base_of_present_members_follows_too(four, monkeypatch):
    """Two for of three there are more than half of the present, of four they are not."""
    from dataclasses import replace

    from linghang.decisions.meetings import sitting

    known = sitting.rule_of
    monkeypatch.setattr(sitting, "rule_of", lambda item: replace(known(item), quorum=">=1/3", base="present"))
    meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    passed = {}
    for position in (2, 3):
        for code in ("101", "102"):
            meetings.record_vote(item(four, position), four.people[code], "for", actor=four.office)
        passed[position] = meetings.count_of(item(four, position)).passed
    assert passed == {2: False, 3: True}


def test_the_exception_list_counts_item_by_item(four):
    for position in (2, 3):
        for code in ("101", "102", "103", "104"):
            meetings.record_vote(item(four, position), four.people[code], "for", actor=four.office)
        resolutions.resolve(item(four, position), "decision", "同意。", actor=four.office, no_task_reason="已安排")
    meetings.record_stay(four.meeting, four.people["104"], left_after=3, actor=four.office)
    resolutions.resolve(item(four, 4), "decision", "同意。", actor=four.office, despite="补录", no_task_reason="已安排")
    found = [each.item for each in irregular(four.meeting) if each.finding.rule == "DC05"]
    assert found == [item(four, 4).pk]


def test_who_has_gone_neither_votes_nor_speaks(four):
    meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    meetings.record_vote(item(four, 2), four.people["104"], "for", actor=four.office)
    with pytest.raises(InputError, match="没有到会，不能表决"):
        meetings.record_vote(item(four, 3), four.people["104"], "for", actor=four.office)
    with pytest.raises(InputError, match="没有到会，不能登记发言"):
        meetings.record_speech(item(four, 3), four.people["104"], actor=four.office)
    meetings.record_vote(item(four, 3), four.people["104"], "for", actor=four.office, written=True)
    assert meetings.count_of(item(four, 3)).written == 1


def test_who_voted_on_an_item_was_there_for_it(four):
    meetings.record_vote(item(four, 3), four.people["104"], "for", actor=four.office)
    with pytest.raises(InputError, match="已有发言或表决"):
        meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    meetings.record_stay(four.meeting, four.people["104"], left_after=3, actor=four.office)
    assert presence(four, "104").left_after == 3


def test_after_a_result_one_comes_for_what_follows(four):
    for code in ("101", "102", "103", "104"):
        meetings.record_vote(item(four, 2), four.people[code], "for", actor=four.office)
    resolutions.resolve(item(four, 2), "decision", "同意。", actor=four.office)
    with pytest.raises(InputError, match=r"第2项已记录结果[\s\S]*先撤回结果再更正"):
        meetings.record_attendance(four.meeting, {four.people["105"].pk: "present"}, actor=four.office)
    assert presence(four, "105").presence == "expected"
    meetings.record_stay(four.meeting, four.people["105"], arrived_before=3, actor=four.office)
    assert [meetings.count_of(item(four, position)).present for position in (2, 3)] == [4, 5]


def test_a_secret_ballot_is_counted_anew_when_a_member_was_not_there(four, monkeypatch):
    Item.objects.filter(pk=item(four, 3).pk).update(tally={"for": 4, "against": 0, "abstain": 0})
    meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    assert item(four, 3).tally is None


@pytest.mark.parametrize(
    ("stay", "words"),
    [
        ({"arrived_before": 5}, "议程里没有这一项"),
        ({"left_after": 0}, "议程里没有这一项"),
        ({"arrived_before": 3, "left_after": 2}, "离会在到会以前"),
    ],
)
def test_stays_that_cannot_be(four, stay, words):
    with pytest.raises(InputError, match=words):
        meetings.record_stay(four.meeting, four.people["104"], actor=four.office, **stay)


def test_the_minutes_say_who_came_late(four):
    meetings.record_stay(four.meeting, four.people["105"], arrived_before=3, actor=four.office)
    meetings.record_stay(four.meeting, four.people["104"], left_after=2, actor=four.office)
    came = dict(minutes.document(four.meeting).facts)["出席"]
    assert came == "人101、人102、人103、人104（第2项后离会）、人105（第3项起到会）"
