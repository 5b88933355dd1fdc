"""A result stands on who was there and how they voted: both change only once it has been taken back."""

import pytest

from linghang.core.errors import InputError
from linghang.decisions import meetings, resolutions
from linghang.decisions.models import Item, Resolution


@pytest.fixture
def decided(carried):
    """Four for and two against of seven: decided."""
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    return carried


@pytest.fixture
def concerning(carried):
    """The item touches a member who stayed and whose vote is the fourth of the four for it."""
    carried.item.concerns.set([carried.people["101"], carried.people["107"]])
    return carried


def test_no_decision_on_the_vote_of_whom_it_concerns(concerning):
    """107 is concerned too, but is not there."""
    with pytest.raises(InputError, match="议题涉及人101本人或亲属，没有回避"):
        resolutions.resolve(concerning.item, "decision", "同意。", actor=concerning.office)
    assert not Resolution.objects.exists()
    meetings.recuse(concerning.item, concerning.people["101"], "本人亲属", actor=concerning.office)
    with pytest.raises(InputError, match="赞成3票"):
        resolutions.resolve(concerning.item, "decision", "同意。", actor=concerning.office)


def test_why_it_was_recorded_all_the_same_is_kept(concerning):
    found = resolutions.resolve(
        concerning.item, "decision", "同意。", actor=concerning.office, despite="经核实不涉及其利益"
    )
    assert found.despite == "经核实不涉及其利益"


DEEDS = {
    "recuse": lambda it: meetings.recuse(it.item, it.people["104"], "亲属在供应商任职", actor=it.office),
    "unrecuse": lambda it: meetings.unrecuse(it.item, it.people["104"], actor=it.office),
    "vote": lambda it: meetings.record_vote(it.item, it.people["101"], "against", actor=it.office),
    "take a vote back": lambda it: meetings.record_vote(it.item, it.people["101"], None, actor=it.office),
    "tally": lambda it: meetings.record_tally(it.item, for_=1, against=2, abstain=0, actor=it.office),
    "come": lambda it: meetings.record_attendance(it.meeting, {it.people["107"].pk: "present"}, actor=it.office),
    "call a member": lambda it: meetings.call(it.meeting, it.people["108"], member=True),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_under_a_result_changes(decided, deed):
    before = meetings.count_of(decided.item)
    with pytest.raises(InputError, match="先撤回结果再更正"):
        DEEDS[deed](decided)
    assert meetings.count_of(Item.objects.get(pk=decided.item.pk)) == before


def test_three_recused_after_the_result_undo_it_first(decided):
    """4 : 2 of 7 carries. Without three who voted for, 1 of 4 is less than more than half: no decision can stand."""
    resolutions.reopen(decided.item, actor=decided.office)
    assert not Resolution.objects.exists()
    for code in ("101", "102", "103"):
        meetings.recuse(decided.item, decided.people[code], "亲属参与投标", actor=decided.office)
    result = meetings.count_of(decided.item)
    assert (result.entitled, result.present, result.for_, result.against, result.passed) == (4, 3, 1, 2, False)
    with pytest.raises(InputError, match="赞成1票"):
        resolutions.resolve(decided.item, "decision", "同意。", actor=decided.office)
    resolutions.resolve(decided.item, "rejected", "没有通过。", actor=decided.office)


def test_what_was_concluded_stays_as_a_draft(decided):
    resolutions.reopen(decided.item, actor=decided.office)
    found = Item.objects.get(pk=decided.item.pk)
    assert (found.outcome, found.conclusion) == ("open", "同意。")
    with pytest.raises(InputError, match="还没有记录结果"):
        resolutions.reopen(decided.item, actor=decided.office)


def test_no_result_is_taken_back_once_a_task_hangs_on_it(decided):
    resolutions.make_task(decided.item.resolution, actor=decided.office, lead_department=decided.department)
    with pytest.raises(InputError, match="已按决议立项"):
        resolutions.reopen(decided.item, actor=decided.office)
    assert Item.objects.get(pk=decided.item.pk).outcome == "decision"


def test_no_result_is_taken_back_after_the_meeting(decided):
    meetings.close(decided.meeting, actor=decided.office)
    with pytest.raises(InputError, match="会议已结束，不能撤回结果"):
        resolutions.reopen(decided.item, actor=decided.office)


def test_who_speaks_is_still_written_down(decided):
    meetings.record_speech(decided.item, decided.people["101"], "同意", actor=decided.office)
    assert decided.item.speeches.count() == 1


def test_a_recusal_voids_a_secret_ballot(opened):
    """Nobody knows which of the six papers is his."""
    Item.objects.filter(pk=opened.item.pk).update(tally={"for": 4, "against": 2, "abstain": 0})
    opened.item.refresh_from_db()
    meetings.recuse(opened.item, opened.people["104"], "本人亲属", actor=opened.office)
    assert Item.objects.get(pk=opened.item.pk).tally is None
    assert meetings.count_of(opened.item).passed is None


def test_what_is_put_off_may_be_decided_until_the_meeting_ends_and_is_taken_up_only_then(carried):
    resolutions.resolve(carried.item, "deferred", "再议。", actor=carried.office)
    with pytest.raises(InputError, match="会议进行中，不能顺延议题"):
        meetings.carry_over(carried.item, actor=carried.office)
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    assert Item.objects.filter(title=carried.item.title).count() == 1
