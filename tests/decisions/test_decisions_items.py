"""Items before the meeting: what is refused, who was faster, and what is kept of talks and opinions."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.decisions.conftest import at

from linghang.core.errors import ConflictError, InputError
from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Item
from linghang.organization.models import Department, Institution


@pytest.fixture
def item(house):
    return items.submit(house.institution, actor=house.office, matter="budget", title="年度预算")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "没有写题目"),
        ({"title": "长" * 201}, "题目超过200字"),
        ({"kind": "other"}, "没有这种类别"),
        ({"amount": Decimal(-1)}, "金额不能是负数"),
        ({"matter": "nothing"}, "议事清单里没有这个事项"),
    ],
)
def test_bad_items_are_refused(house, fields, words):
    with pytest.raises(InputError, match=words):
        items.submit(house.institution, actor=house.office, **{"title": "议题", "matter": "budget"} | fields)
    assert not Item.objects.exists()


def test_what_belongs_to_another_house_is_refused(house, item):
    other = Institution.objects.create(code="o", name="另一医院", kind="hospital")
    department = Department.objects.create(institution=other, code="1", name="外科")
    with pytest.raises(InputError, match=r"不是本机构的科室[\s\S]*不是本机构的其他议题"):
        items.submit(other, actor=house.office, title="x", department=house.department, prior=item)
    with pytest.raises(InputError, match="不是本机构的科室"):
        items.amend(item, {"department": department}, actor=house.office)


def test_the_second_of_two_learns_of_the_first(house, item):
    mine, theirs = Item.objects.get(pk=item.pk), Item.objects.get(pk=item.pk)
    items.amend(theirs, {"title": "年度预算（修改）"}, actor=house.office, revision=theirs.revision)
    with pytest.raises(ConflictError) as caught:
        items.amend(mine, {"title": "我的题目"}, actor=house.office, revision=1)
    assert caught.value.current.title == "年度预算（修改）"
    assert Item.objects.get(pk=item.pk).revision == 2


def test_a_refused_change_leaves_the_item_as_it_was(house, item):
    with pytest.raises(InputError):
        items.amend(item, {"title": ""}, actor=house.office, revision=1)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.title, stored.revision) == ("年度预算", 1)


def test_once_the_agenda_is_fixed_nothing_changes(planned):
    items.amend(planned.item, {"proposal": "要点"}, actor=planned.office)
    meetings.convene(planned.meeting, actor=planned.office)
    planned.item.refresh_from_db()
    with pytest.raises(InputError, match="会议已通知，议程已定，不能修改"):
        items.amend(planned.item, {"proposal": "又改"}, actor=planned.office)


def test_withdrawing(planned):
    with pytest.raises(InputError, match="已列入会议议程，不能撤回"):
        items.withdraw(planned.item, actor=planned.office)
    meetings.take_off_agenda(planned.item, actor=planned.office)
    items.withdraw(planned.item, actor=planned.office)
    assert list(items.pool(planned.institution)) == []
    with pytest.raises(InputError, match="议题的结果已是“已撤回”"):
        meetings.put_on_agenda(planned.meeting, planned.item, actor=planned.office)


def test_talks_and_opinions(house, item):
    with pytest.raises(InputError, match="至少要有两个人"):
        items.consult(item, on=dt.date(2023, 5, 1), people=[house.people["101"]] * 2, agreed=True, actor=house.office)
    with pytest.raises(InputError, match="没有这类意见"):
        items.give_opinion(item, kind="x", on=dt.date(2023, 5, 1), by="财务科", verdict="agree", actor=house.office)
    with pytest.raises(InputError, match="没有写说明"):
        items.give_opinion(
            item, kind="finance", on=dt.date(2023, 5, 1), by="财务科", verdict="object", actor=house.office
        )


def test_what_came_after_the_meeting_does_not_count(house, item):
    people = [house.people["101"], house.people["102"]]
    for on, agreed in [(dt.date(2023, 5, 16), False), (dt.date(2023, 5, 18), True), (dt.date(2023, 5, 15), True)]:
        items.consult(item, on=on, people=people, agreed=agreed, actor=house.office)
    assert items.facts(item, dt.date(2023, 5, 17)).consultations == (True, False)
    items.give_opinion(item, kind="finance", on=dt.date(2023, 5, 18), by="财务科", verdict="agree", actor=house.office)
    assert items.facts(item, dt.date(2023, 5, 17)).opinions == ()


def test_no_talk_is_added_to_a_meeting_that_has_begun(opened):
    people = [opened.people["101"], opened.people["102"]]
    with pytest.raises(InputError, match="会议已经开始，不能再补会前沟通"):
        items.consult(opened.item, on=dt.date(2023, 5, 1), people=people, agreed=True, actor=opened.office)


def test_the_whole_chain_of_a_budget(house, item):
    """Drafted by the president's meeting, it may go to the committee once everything is there."""
    drafting = meetings.plan(house.institution, "president_meeting", at("2023-05-08T09:00"), actor=house.office)
    said = meetings.put_on_agenda(drafting, item, actor=house.office)
    assert [each.reason for each in said.findings] == ["院长办公会拟定方案，由党委会决定"]
    meetings.convene(drafting, actor=house.office)
    meetings.begin(drafting, actor=house.office)
    meetings.record_attendance(
        drafting, {house.people[code].pk: "present" for code in ("102", "104", "108")}, actor=house.office
    )
    item.refresh_from_db()
    resolutions.resolve(item, "decision", "同意提请党委会。", actor=house.office)
    meetings.close(drafting, actor=house.office)

    final = items.submit(house.institution, actor=house.office, matter="budget", title="年度预算", prior=item)
    assert items.verdict_of(final).body == "party_committee"
    assert [each.reason for each in items.verdict_of(final).findings] == ["没有会前沟通记录", "缺少财务意见"]
    today = dt.date(2023, 5, 10)
    people = [house.people["101"], house.people["102"]]
    items.consult(final, on=today, people=people, agreed=True, actor=house.office)
    items.give_opinion(final, kind="finance", on=today, by="财务科", verdict="agree", actor=house.office)
    deciding = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=house.office)
    assert meetings.put_on_agenda(deciding, final, actor=house.office).severity == "ok"
