"""What may be recorded while a meeting is open, and what not."""

import pytest
from tests.decisions.conftest import at

from linghang.core.errors import InputError
from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Vote
from linghang.organization.models import Person


def test_who_comes_is_recorded_and_the_rest_is_absent_at_the_end(opened):
    meetings.close(opened.meeting, actor=opened.office)
    states = dict(opened.meeting.attendances.values_list("person__code", "presence"))
    assert states == {**{str(code): "present" for code in range(101, 107)}, "107": "leave"}


def test_leave_before_the_meeting_but_presence_only_in_it(planned):
    meetings.convene(planned.meeting, actor=planned.office)
    meetings.record_attendance(planned.meeting, {planned.people["107"].pk: "leave"}, actor=planned.office)
    with pytest.raises(InputError, match="会议还没有开始，不能登记到会"):
        meetings.record_attendance(planned.meeting, {planned.people["106"].pk: "present"}, actor=planned.office)


def test_who_voted_cannot_turn_out_absent(carried):
    with pytest.raises(InputError, match="已有发言或表决，不能改为未到会"):
        meetings.record_attendance(carried.meeting, {carried.people["101"].pk: "absent"}, actor=carried.office)


@pytest.mark.parametrize(
    ("code", "written", "words"),
    [("107", False, "没有到会，不能表决"), ("108", False, "没有表决权"), ("101", True, "应当会上表决")],
)
def test_votes_of_those_who_may_not(opened, code, written, words):
    with pytest.raises(InputError, match=words):
        meetings.record_vote(opened.item, opened.people[code], "for", actor=opened.office, written=written)


def test_a_written_view_is_kept_and_not_counted(carried):
    meetings.record_vote(carried.item, carried.people["107"], "for", actor=carried.office, written=True)
    result = meetings.count_of(carried.item)
    assert (result.for_, result.written, result.passed) == (4, 1, True)


def test_a_vote_can_be_changed_and_taken_back(carried):
    meetings.record_vote(carried.item, carried.people["101"], "abstain", actor=carried.office)
    meetings.record_vote(carried.item, carried.people["102"], None, actor=carried.office)
    result = meetings.count_of(carried.item)
    assert (result.for_, result.against, result.abstain, result.silent) == (2, 2, 1, 1)


def test_recused_after_being_counted(carried):
    """Six of seven there, four for; one who voted for leaves: three of six, and half is not more than half."""
    assert meetings.count_of(carried.item).passed is True
    meetings.recuse(carried.item, carried.people["104"], "亲属在供应商任职", actor=carried.office)
    result = meetings.count_of(carried.item)
    assert (result.entitled, result.present, result.for_, result.passed) == (6, 5, 3, False)
    assert not Vote.objects.filter(item=carried.item, person=carried.people["104"]).exists()
    with pytest.raises(InputError, match="已回避这个议题，不能发言"):
        meetings.record_speech(carried.item, carried.people["104"], actor=carried.office)
    meetings.unrecuse(carried.item, carried.people["104"], actor=carried.office)
    assert meetings.count_of(carried.item).entitled == 7


def test_recusal_has_a_reason_and_is_for_members(opened):
    with pytest.raises(InputError, match="没有写回避事由"):
        meetings.recuse(opened.item, opened.people["104"], " ", actor=opened.office)
    with pytest.raises(InputError, match="不是应到会成员"):
        meetings.recuse(opened.item, opened.people["108"], "亲属", actor=opened.office)


def test_speeches_keep_their_order(opened):
    for code in ("103", "102", "101"):
        meetings.record_speech(opened.item, opened.people[code], actor=opened.office)
    assert [each.person.code for each in opened.item.speeches.all()] == ["103", "102", "101"]
    meetings.drop_speech(opened.item.speeches.get(position=2), actor=opened.office)
    meetings.record_speech(opened.item, opened.people["102"], actor=opened.office)
    assert [each.person.code for each in opened.item.speeches.all()] == ["103", "101", "102"]


def test_who_sits_in_speaks_and_does_not_vote(opened):
    guest = opened.people["108"]
    meetings.call(opened.meeting, guest, post="副院长")
    with pytest.raises(InputError, match="没有到会"):
        meetings.record_speech(opened.item, guest, actor=opened.office)
    meetings.record_attendance(opened.meeting, {guest.pk: "present"}, actor=opened.office)
    meetings.record_speech(opened.item, guest, "补充情况", actor=opened.office)
    with pytest.raises(InputError, match="没有表决权"):
        meetings.record_vote(opened.item, guest, "for", actor=opened.office)
    with pytest.raises(InputError, match="已在参会名单中"):
        meetings.call(opened.meeting, guest)


def test_a_president_s_meeting_does_not_vote(house):
    meeting = meetings.plan(house.institution, "president_meeting", at("2023-05-16T09:00"), actor=house.office)
    item = meetings.add_item(meeting, actor=house.office, matter="administration", title="停车管理")
    meetings.convene(meeting, actor=house.office)
    meetings.begin(meeting, actor=house.office)
    meetings.record_attendance(
        meeting, {house.people[code].pk: "present" for code in ("102", "104")}, actor=house.office
    )
    item.refresh_from_db()
    with pytest.raises(InputError, match="不表决"):
        meetings.record_vote(item, house.people["102"], "for", actor=house.office)
    assert resolutions.resolve(item, "decision", "同意。", actor=house.office).number == "院长办公会决议〔2023〕1号"


def test_too_few_there_decide_nothing(house):
    meeting = meetings.plan(house.institution, "president_meeting", at("2023-05-16T09:00"), actor=house.office)
    item = meetings.add_item(meeting, actor=house.office, matter="administration", title="停车管理")
    meetings.convene(meeting, actor=house.office)
    meetings.begin(meeting, actor=house.office)
    meetings.record_attendance(meeting, {house.people["102"].pk: "present"}, actor=house.office)
    item.refresh_from_db()
    with pytest.raises(InputError, match="应到3人，到会1人"):
        resolutions.resolve(item, "decision", "同意。", actor=house.office)
    resolutions.resolve(item, "deferred", "人数不足，下次再议。", actor=house.office)


def test_a_topic_meeting_decides_nothing(house):
    meeting = meetings.plan(house.institution, "topic_meeting", at("2023-05-16T09:00"), actor=house.office)
    item = meetings.add_item(meeting, actor=house.office, matter="appointments", title="护士长人选")
    assert items.verdict_of(item).severity == "info"
    meetings.convene(meeting, actor=house.office)
    meetings.begin(meeting, actor=house.office)
    meetings.record_attendance(
        meeting, {house.people[code].pk: "present" for code in ("101", "102", "103")}, actor=house.office
    )
    item.refresh_from_db()
    with pytest.raises(InputError, match="书记专题会不作决定"):
        resolutions.resolve(item, "decision", "同意。", actor=house.office)
    assert resolutions.resolve(item, "information", "一致同意提请党委会。", actor=house.office) is None


def test_a_person_of_two_posts_is_called_once(house):
    meeting = meetings.plan(house.institution, "topic_meeting", at("2023-05-16T09:00"), actor=house.office)
    both = meeting.attendances.get(person=house.people["102"])
    assert (both.post, both.kinds) == ("副书记、院长", ["deputy_secretary", "president"])
    assert Person.objects.filter(attendances__meeting=meeting).count() == 3


@pytest.mark.parametrize("outcome", ["open", "not_reached", "withdrawn", "nothing"])
def test_only_results_are_recorded(opened, outcome):
    with pytest.raises(InputError, match="没有这种结果"):
        resolutions.resolve(opened.item, outcome, "x", actor=opened.office)


def test_a_resolution_goes_when_the_result_is_corrected(carried):
    resolution = resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    again = resolutions.resolve(carried.item, "task", "同意，立即办理。", actor=carried.office)
    assert (again.pk, again.number, again.text) == (resolution.pk, resolution.number, "同意，立即办理。")
    assert resolutions.resolve(carried.item, "deferred", "再议。", actor=carried.office) is None
    assert not hasattr(type(carried.item).objects.get(pk=carried.item.pk), "resolution")


def test_not_once_a_task_hangs_on_it(carried):
    resolution = resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    resolutions.make_task(resolution, actor=carried.office, lead_department=carried.department)
    with pytest.raises(InputError, match="已按决议立项"):
        resolutions.resolve(carried.item, "deferred", "再议。", actor=carried.office)
    with pytest.raises(InputError, match="已按决议立项"):
        resolutions.give_no_task(resolution, "不需要", actor=carried.office)


def test_a_resolution_without_a_task_says_why(carried):
    resolution = resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    meetings.close(carried.meeting, actor=carried.office)
    assert resolutions.without_task(carried.institution) == [resolution]
    with pytest.raises(InputError, match="没有写理由"):
        resolutions.give_no_task(resolution, "", actor=carried.office)
    resolutions.give_no_task(resolution, "已在年度计划中", actor=carried.office)
    assert resolutions.without_task(carried.institution) == []
