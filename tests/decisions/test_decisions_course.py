"""A matter from the pool through the meeting to its task, and what is refused on the way."""

import datetime as dt

import pytest
from tests.decisions.conftest import at, irregular

from linghang.core.errors import InputError
from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Item, Meeting, Resolution


def test_the_members_are_those_who_hold_the_posts_that_day(planned):
    roll = planned.meeting.attendances.order_by("position")
    assert [each.person.code for each in roll] == ["101", "102", "103", "104", "105", "106", "107"]
    assert planned.meeting.chair == planned.people["101"]
    assert planned.meeting.number == "党委会〔2023〕1"


def test_the_whole_way_to_a_task(carried):
    actor = carried.office
    resolution = resolutions.resolve(carried.item, "decision", "同意。", actor=actor)
    assert resolution.number == "党委会决议〔2023〕1号"
    assert resolution.functions == ["direction", "overall"]
    first = carried.meeting.items.get(kind="first_topic")
    resolutions.resolve(first, "information", "已传达学习。", actor=actor)
    task = resolutions.make_task(
        resolution, actor=actor, lead_department=carried.department, due=dt.date(2023, 6, 30), on=dt.date(2023, 5, 18)
    )
    assert (task.source, task.source_ref, task.quote) == ("resolution", f"resolution:{resolution.pk}", "同意。")
    assert (task.stage, task.due) == ("assigned", dt.date(2023, 6, 30))
    meetings.close(carried.meeting, actor=actor, at=at("2023-05-17T17:00"))
    meetings.issue(carried.meeting, actor=actor, on=dt.date(2023, 5, 19))
    carried.meeting.refresh_from_db()
    assert (carried.meeting.stage, carried.meeting.minutes_number) == ("issued", "党委会纪要〔2023〕1号")
    assert irregular(carried.meeting) == []


def test_a_vote_without_majority_is_not_recorded_as_decided(opened):
    for code, choice in zip(range(101, 107), ["for"] * 3 + ["against"] * 3, strict=True):
        meetings.record_vote(opened.item, opened.people[str(code)], choice, actor=opened.office)
    with pytest.raises(InputError, match="赞成3票，未超过半数应到会成员（7人）"):
        resolutions.resolve(opened.item, "decision", "同意。", actor=opened.office)
    assert not Resolution.objects.exists()
    resolutions.resolve(opened.item, "decision", "同意。", actor=opened.office, despite="补录当时的记录")
    [found] = [each for each in irregular(opened.meeting) if each.finding.rule == "DC06"]
    assert (found.item, found.despite) == (opened.item.pk, "补录当时的记录")


def test_what_was_not_reached_waits_in_the_pool_as_a_new_item(opened):
    meetings.close(opened.meeting, actor=opened.office)
    opened.item.refresh_from_db()
    assert opened.item.outcome == "not_reached"
    [waiting] = items.pool(opened.institution)
    assert (waiting.carried_from, waiting.title) == (opened.item, "党建工作要点")


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda m, actor: meetings.begin(m, actor=actor), "会议筹备，不能开始会议"),
        (lambda m, actor: meetings.close(m, actor=actor), "会议筹备，不能结束会议"),
        (lambda m, actor: meetings.issue(m, actor=actor), "会议筹备，不能印发纪要"),
        (lambda m, actor: resolutions.resolve(m.items.last(), "information", actor=actor), "不能记录结果"),
    ],
)
def test_steps_out_of_order_are_refused(planned, deed, words):
    with pytest.raises(InputError, match=words):
        deed(planned.meeting, planned.office)
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED


def test_an_agenda_with_a_matter_at_the_wrong_body_needs_a_reason(house):
    meeting = meetings.plan(house.institution, "president_meeting", at("2023-05-17T09:00"), actor=house.office)
    item = items.submit(house.institution, actor=house.office, matter="appointments", title="任命护士长")
    verdict = meetings.put_on_agenda(meeting, item, actor=house.office)
    assert verdict.blocked
    with pytest.raises(InputError, match="应先书记专题会、后党委会讨论，不由院长办公会讨论"):
        meetings.convene(meeting, actor=house.office)
    meetings.convene(meeting, actor=house.office, despite={item.pk: "上次已议未记录"})
    assert Item.objects.get(pk=item.pk).despite == "上次已议未记录"
