"""A task made of a resolution or a finding: the house reads it, so the office decides what it says; and once only."""

import pytest

from linghang.decisions import items, meetings, research, resolutions
from linghang.decisions.models import Item, Resolution
from linghang.tasks.models import Task

SECRET = "关于张某某免职的议题"


def decided(house, meeting, matter, title, text):
    """An item of the open meeting, decided against the rules, for only its text matters here."""
    item = Item.objects.create(institution=house.institution, meeting=meeting, matter=matter, title=title, position=9)
    return resolutions.resolve(item, "decision", text, actor=house.office, despite="补录")


def post(office, house, resolution, **changes):
    item = Item.objects.get(pk=resolution.item_id)
    made = {"title": "印发要点", "lead_department": house.department.pk, "due": "2023-06-30", "cycle": "none"}
    address = f"/meetings/{item.meeting_id}/items/{item.pk}/task/"
    return office.post(address, made | {"_revision": item.revision} | changes)


def desk(office, resolution):
    item = resolution.item
    return office.get(f"/meetings/{item.meeting_id}/?item={item.pk}").content.decode()


def test_the_text_is_offered_and_may_be_written_otherwise(office, opened):
    resolution = decided(opened, opened.meeting, "party_building", "要点", "同意印发，由党办落实。")
    page = desk(office, resolution)
    assert "全院可见" in page
    assert "同意印发，由党办落实。</textarea>" in page.split('name="quote"')[1]
    post(office, opened, resolution, quote="由党办落实。")
    assert Task.objects.get().quote == "由党办落实。"


@pytest.mark.parametrize("matter", ["appointments", "discipline_matters", "recommendations"])
def test_of_persons_nothing_is_written_on_a_task_by_itself(office, opened, matter):
    resolution = decided(opened, opened.meeting, matter, SECRET, "同意免去张某某职务。")
    form = desk(office, resolution).split('name="quote"')
    assert "张某某" not in form[1].split("</form>")[0]
    assert SECRET not in form[0].rsplit("<form", 1)[1]
    task = resolutions.make_task(resolution, actor=opened.office, lead_department=opened.department)
    assert "张某某" not in task.title + task.quote


def test_an_emptied_text_stays_empty(office, opened):
    resolution = decided(opened, opened.meeting, "party_building", "要点", "同意印发。")
    post(office, opened, resolution, quote="")
    assert Task.objects.get().quote == ""


def test_a_second_press_makes_no_second_task(office, opened):
    resolution = decided(opened, opened.meeting, "party_building", "要点", "同意印发。")
    seen = Item.objects.get(pk=resolution.item_id).revision
    assert post(office, opened, resolution).status_code == 302
    again = post(office, opened, resolution, _revision=seen)
    assert again.status_code == 409
    assert Task.objects.get().number in again.content.decode()
    assert post(office, opened, resolution, title="第二项").status_code == 302
    assert Task.objects.count() == 2


def test_a_finding_is_quoted_as_the_office_writes_it(office, house):
    topic = research.open_topic(
        house.institution, year=2023, title="日间手术", leader=house.people["102"], actor=house.office
    )
    finding = research.record_finding(topic, problem="某科王主任推诿", measure="一站式评估", actor=house.office)
    address = f"/meetings/research/{topic.pk}/"
    assert "全院可见" in office.get(address).content.decode()
    made = {"title": "一站式评估", "lead_department": house.department.pk, "due": "2050-12-31", "cycle": "none"}
    office.post(address, {"do": "task", "finding": finding.pk, "quote": "检查往返三层"} | made)
    assert Task.objects.get().quote == "检查往返三层"


def test_two_requests_make_one_task_of_a_finding(house):
    from linghang.core.errors import InputError

    topic = research.open_topic(
        house.institution, year=2023, title="日间手术", leader=house.people["102"], actor=house.office
    )
    mine = research.record_finding(topic, problem="等检查时间长", actor=house.office)
    theirs = type(mine).objects.get(pk=mine.pk)
    research.make_task(mine, actor=house.office)
    with pytest.raises(InputError, match="这个问题已经立项"):
        research.make_task(theirs, actor=house.office)
    assert Task.objects.count() == 1


def test_a_result_is_taken_back_on_the_desk(office, carried):
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    address = f"/meetings/{carried.meeting.pk}/?item={carried.item.pk}"
    page = office.get(address).content.decode()
    assert "撤回结果" in page
    assert "记回避" not in page
    item = Item.objects.get(pk=carried.item.pk)
    office.post(f"/meetings/{carried.meeting.pk}/items/{item.pk}/reopen/", {"_revision": item.revision - 1})
    assert Resolution.objects.exists()
    office.post(f"/meetings/{carried.meeting.pk}/items/{item.pk}/reopen/", {"_revision": item.revision})
    assert not Resolution.objects.exists()
    assert "记回避" in office.get(address).content.decode()


def test_a_leader_takes_no_result_back(leader, carried):
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    answer = leader.post(f"/meetings/{carried.meeting.pk}/items/{carried.item.pk}/reopen/", {"_revision": 9})
    assert answer.status_code == 403
    assert Resolution.objects.exists()


def test_late_and_early_are_recorded_on_the_desk(office, opened):
    late = items.submit(opened.institution, actor=None, matter="party_building", title="第三项")
    Item.objects.filter(pk=late.pk).update(meeting=opened.meeting, position=3)
    address = f"/meetings/{opened.meeting.pk}/people/?item={late.pk}"
    posted = {"do": "stay", "person": opened.people["107"].pk, "arrived_before": 3, "left_after": ""}
    page = office.post(address, posted, headers={"HX-Request": "true"}).content.decode()
    assert "第3项起到会" in page
    assert [meetings.count_of(Item.objects.get(pk=pk)).present for pk in (opened.item.pk, late.pk)] == [6, 7]
