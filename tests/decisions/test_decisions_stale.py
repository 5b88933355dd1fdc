"""What a page read a moment ago may be past by now: each step looks at the meeting as it stands."""

import pytest

from linghang.core.errors import InputError
from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Attendance, Item, Meeting, Speech


def again(row):
    """The same row as another request read it."""
    return type(row).objects.get(pk=row.pk)


def test_nothing_is_put_on_an_agenda_that_was_just_fixed(planned):
    theirs = again(planned.meeting)
    wrong = items.submit(planned.institution, actor=planned.office, matter="medical", title="日间手术管理办法")
    meetings.convene(planned.meeting, actor=planned.office)
    with pytest.raises(InputError, match="会议已通知，不能增加议题"):
        meetings.put_on_agenda(theirs, wrong, actor=planned.office)
    assert again(wrong).meeting is None


def test_nothing_is_taken_off_an_agenda_that_was_just_fixed(planned):
    theirs = Item.objects.select_related("meeting").get(pk=planned.item.pk)
    meetings.convene(planned.meeting, actor=planned.office)
    with pytest.raises(InputError, match="会议已通知，不能移出议题"):
        meetings.take_off_agenda(theirs, actor=planned.office)


def test_an_item_of_an_agenda_that_was_just_fixed_is_not_changed(planned):
    theirs = Item.objects.select_related("meeting").get(pk=planned.item.pk)
    meetings.convene(planned.meeting, actor=planned.office)
    with pytest.raises(InputError, match="议程已定，不能修改"):
        items.amend(theirs, {"title": "另一个议题"}, actor=planned.office)


SITTING = {
    "vote": lambda it, item: meetings.record_vote(item, it.people["101"], "against", actor=it.office),
    "tally": lambda it, item: meetings.record_tally(item, for_=1, against=0, abstain=0, actor=it.office),
    "recuse": lambda it, item: meetings.recuse(item, it.people["101"], "亲属", actor=it.office),
    "unrecuse": lambda it, item: meetings.unrecuse(item, it.people["101"], actor=it.office),
    "speak": lambda it, item: meetings.record_speech(item, it.people["101"], actor=it.office),
    "resolve": lambda it, item: resolutions.resolve(item, "deferred", "再议。", actor=it.office),
}


@pytest.mark.parametrize("deed", SITTING)
def test_nothing_enters_a_meeting_that_was_just_closed(carried, deed):
    theirs = Item.objects.select_related("meeting").get(pk=carried.item.pk)
    meetings.close(carried.meeting, actor=carried.office)
    with pytest.raises(InputError, match="会议已结束"):
        SITTING[deed](carried, theirs)
    assert carried.item.votes.filter(choice="against").count() == 2
    assert not Speech.objects.exists()


def test_nobody_comes_to_a_meeting_that_was_just_closed(opened):
    theirs = again(opened.meeting)
    meetings.close(opened.meeting, actor=opened.office)
    with pytest.raises(InputError, match="会议已结束，不能登记到会"):
        meetings.record_attendance(theirs, {opened.people["107"].pk: "present"}, actor=opened.office)
    with pytest.raises(InputError, match="会议已结束，不能增加参会人员"):
        meetings.call(theirs, opened.people["108"])


def test_nobody_is_taken_off_the_list_of_a_meeting_that_was_just_opened(planned):
    guest = meetings.call(planned.meeting, planned.people["108"])
    theirs = Attendance.objects.select_related("meeting", "person").get(pk=guest.pk)
    meetings.convene(planned.meeting, actor=planned.office)
    meetings.begin(planned.meeting, actor=planned.office)
    with pytest.raises(InputError, match="会议进行中，不能减少参会人员"):
        meetings.uncall(theirs)


def test_a_receipt_is_given_once(planned):
    meetings.convene(planned.meeting, actor=planned.office)
    one, other = (Attendance.objects.filter(meeting=planned.meeting).first() for _ in range(2))
    first = meetings.confirm_receipt(one).received_at
    assert meetings.confirm_receipt(other).received_at == first


def test_an_item_is_not_voted_on_after_a_result_that_was_just_recorded(carried):
    theirs = again(carried.item)
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    with pytest.raises(InputError, match="先撤回结果再更正"):
        meetings.record_vote(theirs, carried.people["101"], "against", actor=carried.office)
    assert Meeting.objects.get().stage == Meeting.Stage.OPEN
