"""Making an agenda, calling it off, carrying over, and meetings that come again."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from tests.decisions.conftest import at

from linghang.core.errors import ConflictError, InputError
from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Item, Meeting, Series
from linghang.notices.models import Notice
from linghang.organization.models import Institution

day = dt.date.fromisoformat


def titles(meeting):
    return [item.title for item in meeting.items.order_by("position")]


def test_a_first_topic_goes_first(planned):
    meeting = meetings.plan(planned.institution, "party_committee", at("2023-06-01T15:00"), actor=planned.office)
    for title in ("甲", "乙"):
        meetings.add_item(meeting, actor=planned.office, matter="ideology", title=title)
    meetings.add_item(meeting, actor=planned.office, kind="first_topic", title="学习")
    assert titles(meeting) == ["学习", "甲", "乙"]
    assert [item.position for item in meeting.items.order_by("position")] == [1, 2, 3]


def test_ordering_names_every_item_once(planned):
    first, second = planned.meeting.items.order_by("position")
    meetings.order_agenda(planned.meeting, [second.pk, first.pk], actor=planned.office)
    assert titles(planned.meeting) == ["党建工作要点", "第一议题"]
    with pytest.raises(InputError, match="议程刚有增减"):
        meetings.order_agenda(planned.meeting, [second.pk], actor=planned.office)
    with pytest.raises(ConflictError):
        meetings.order_agenda(planned.meeting, [first.pk, second.pk], actor=planned.office, revision=1)


def test_an_item_stands_on_one_agenda(planned):
    other = meetings.plan(planned.institution, "party_committee", at("2023-06-01T15:00"), actor=planned.office)
    with pytest.raises(InputError, match="议题已列入2023年第1次党委会"):
        meetings.put_on_agenda(other, planned.item, actor=planned.office)


def test_an_item_of_another_house_is_refused(planned):
    house = Institution.objects.create(code="o", name="另一医院", kind="hospital")
    item = items.submit(house, actor=planned.office, matter="ideology", title="外院议题")
    with pytest.raises(InputError, match="不是本机构的议题"):
        meetings.put_on_agenda(planned.meeting, item, actor=planned.office)


def test_a_meeting_without_items_or_members_is_not_called(house):
    meeting = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=house.office)
    with pytest.raises(InputError, match="没有议题"):
        meetings.convene(meeting, actor=house.office)
    early = meetings.plan(house.institution, "party_committee", at("2019-05-17T15:00"), actor=house.office)
    meetings.add_item(early, actor=house.office, kind="first_topic", title="学习")
    with pytest.raises(InputError, match="当天没有应到会人员"):
        meetings.convene(early, actor=house.office)
    early.refresh_from_db()
    assert (early.stage, early.revision) == ("planned", 1)
    meetings.call(early, house.people["101"], member=True)
    meetings.convene(early, actor=house.office)


def test_another_day_calls_the_members_of_that_day(house):
    meeting = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=house.office)
    house.people["107"].appointments.update(valid_to=day("2023-05-31"))
    meetings.call(meeting, house.people["108"], post="列席")
    meetings.amend(meeting, {"begins_at": at("2023-06-01T15:00")}, actor=house.office, revision=1)
    roll = {each.person.code: each.member for each in meeting.attendances.all()}
    assert roll == {**{str(code): True for code in range(101, 107)}, "108": False}
    with pytest.raises(InputError, match="按任职应到会，不能移出名单"):
        meetings.uncall(meeting.attendances.get(person=house.people["101"]))
    meetings.uncall(meeting.attendances.get(person=house.people["108"]))


def test_members_with_an_account_get_the_notice_and_sign_for_it(house):
    user = get_user_model().objects.create_user("secretary")
    house.people["101"].user = user
    house.people["101"].save()
    begins_at = timezone.now() + dt.timedelta(days=3)
    meeting = meetings.plan(house.institution, "party_committee", begins_at, actor=house.office)
    meetings.add_item(meeting, actor=house.office, kind="first_topic", title="学习")
    mine = meeting.attendances.get(person=house.people["101"])
    with pytest.raises(InputError, match="还没有发出通知，不能签收"):
        meetings.confirm_receipt(mine)
    meetings.convene(meeting, actor=house.office)
    [notice] = Notice.objects.all()
    assert notice.user == user
    assert meeting.title in notice.title
    mine.refresh_from_db()
    when = meetings.confirm_receipt(mine, at("2023-05-15T10:00")).received_at
    assert meetings.confirm_receipt(mine, at("2023-05-16T10:00")).received_at == when


def test_of_a_meeting_of_the_past_nobody_is_told(planned):
    planned.people["101"].user = planned.office
    planned.people["101"].save()
    meetings.convene(planned.meeting, actor=planned.office, at=at("2023-05-15T09:00"))
    assert not Notice.objects.exists()


def test_calling_off_gives_the_items_back(planned):
    with pytest.raises(InputError, match="没有写取消的理由"):
        meetings.cancel(planned.meeting, "", actor=planned.office)
    meetings.cancel(planned.meeting, "主要负责人外出", actor=planned.office)
    assert [item.title for item in items.pool(planned.institution)] == ["党建工作要点"]
    with pytest.raises(InputError, match="会议已取消"):
        meetings.begin(planned.meeting, actor=planned.office)


def test_minutes_cannot_be_issued_before_the_meeting(opened):
    meetings.close(opened.meeting, actor=opened.office)
    with pytest.raises(InputError, match="印发日期早于会议日期"):
        meetings.issue(opened.meeting, actor=opened.office, on=day("2023-05-16"))


def test_what_was_put_off_comes_back_with_its_talks(opened):
    resolutions.resolve(opened.item, "deferred", "补充论证后再议。", actor=opened.office)
    meetings.close(opened.meeting, actor=opened.office)
    opened.item.refresh_from_db()
    opened.item.opinions.create(kind="finance", on=day("2023-05-10"), by="财务科", verdict="agree")
    talk = opened.item.consultations.create(on=day("2023-05-09"), agreed=True)
    talk.people.set([opened.people["101"], opened.people["102"]])
    later = meetings.carry_over(opened.item, actor=opened.office)
    assert (later.carried_from, later.outcome, later.meeting) == (opened.item, "open", None)
    assert [each.by for each in later.opinions.all()] == ["财务科"]
    assert later.consultations.get().people.count() == 2
    assert opened.item.opinions.count() == 1
    with pytest.raises(InputError, match="议题已经顺延过"):
        meetings.carry_over(opened.item, actor=opened.office)


def test_what_was_decided_is_not_carried_over(carried):
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    meetings.close(carried.meeting, actor=carried.office)
    with pytest.raises(InputError, match="议题的结果是“决定”，不能顺延"):
        meetings.carry_over(carried.item, actor=carried.office)


@pytest.fixture
def series(house):
    return Series.objects.create(
        institution=house.institution,
        body="party_committee",
        title="党委会例会",
        every_weeks=2,
        weekday=3,
        time=dt.time(15, 0),
        place="三楼会议室",
        standing_items=[{"kind": "report", "title": "通报上次决议落实情况"}],
    )


def test_the_next_of_a_series_takes_over_what_was_left(house, series):
    first = meetings.from_series(series, actor=house.office, day=day("2023-05-17"))
    assert titles(first) == ["第一议题：传达学习", "通报上次决议落实情况"]
    meetings.add_item(first, actor=house.office, matter="ideology", title="统战工作")
    meetings.convene(first, actor=house.office)
    meetings.begin(first, actor=house.office)
    meetings.record_attendance(first, {house.people["101"].pk: "present"}, actor=house.office)
    for item in first.items.exclude(title="统战工作"):
        resolutions.resolve(item, "information", actor=house.office)
    meetings.close(first, actor=house.office)
    second = meetings.from_series(series, actor=house.office, day=day("2023-05-31"))
    assert titles(second) == ["第一议题：传达学习", "通报上次决议落实情况", "统战工作"]
    carried = second.items.get(title="统战工作")
    assert carried.carried_from == first.items.get(title="统战工作")
    assert Item.objects.filter(title="统战工作").count() == 2


@pytest.mark.parametrize(
    ("last", "today", "expected"),
    [
        (None, "2023-05-15", "2023-05-17"),  # the coming Wednesday
        (None, "2023-05-17", "2023-05-17"),
        (None, "2023-05-18", "2023-05-24"),
        ("2023-05-17", "2023-05-18", "2023-05-31"),
        ("2023-05-18", "2023-05-19", "2023-05-31"),  # moved to Thursday, the rhythm stays
        ("2023-05-17", "2023-07-01", "2023-07-12"),
        ("2023-09-20", "2023-09-21", "2023-10-07"),  # 10-04 lies in the holidays; 10-07 is a make-up working day
    ],
)
def test_the_day_of_the_next_one(house, series, last, today, expected):
    if last:
        meetings.plan(house.institution, "party_committee", at(f"{last}T15:00"), actor=None, series=series)
    assert meetings.next_day(series, day(today)) == day(expected)


def test_a_series_is_not_held_twice_on_a_day(house, series):
    meetings.from_series(series, actor=house.office, day=day("2023-05-17"))
    with pytest.raises(InputError, match="例会已经安排"):
        meetings.from_series(series, actor=house.office, day=day("2023-05-17"))
    series.valid_to = day("2023-05-31")
    with pytest.raises(InputError, match="不在有效期内"):
        meetings.from_series(series, actor=house.office, day=day("2023-06-14"))
    assert Meeting.objects.count() == 1
