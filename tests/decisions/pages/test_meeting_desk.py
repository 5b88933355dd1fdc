"""The desk: stages one after the other, blocks that a person may or may not override, marks by two people at once."""

import pytest

from linghang.decisions import items, meetings
from linghang.decisions.models import Item, Meeting, Resolution
from linghang.tasks.models import Task

FOR = {"do": "vote", "choice": "for"}


def said(answer):
    """The messages of the page to which an answer leads."""
    return answer.content.decode()


@pytest.mark.parametrize("deed", ["begin", "close", "issue"])
def test_a_stage_cannot_be_jumped_by_hand(office, planned, deed):
    answer = office.post(f"/meetings/{planned.meeting.pk}/stage/", {"do": deed, "_revision": 1}, follow=True)
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED
    assert "没有办成" in said(answer)


def test_no_stage_of_a_made_up_name(office, planned):
    assert office.post(f"/meetings/{planned.meeting.pk}/stage/", {"do": "archive"}).status_code == 404


def test_a_step_on_an_old_page_changes_nothing(office, planned):
    meetings.amend(planned.meeting, {"place": "二楼"}, actor=None)
    answer = office.post(f"/meetings/{planned.meeting.pk}/stage/", {"do": "convene", "_revision": 1}, follow=True)
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED
    assert "被他人改过" in said(answer)


@pytest.fixture
def misrouted(planned):
    """A matter of the president's meeting on the committee's agenda."""
    wrong = items.submit(planned.institution, actor=None, matter="medical", title="日间手术管理办法")
    meetings.put_on_agenda(planned.meeting, wrong, actor=None)
    planned.meeting.refresh_from_db()
    return wrong


def convene(office, meeting, **reasons):
    return office.post(
        f"/meetings/{meeting.pk}/stage/", {"do": "convene", "_revision": meeting.revision} | reasons, follow=True
    )


def test_a_wrong_body_stops_the_notice_and_says_which_is_right(office, planned, misrouted):
    answer = said(convene(office, planned.meeting))
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED
    assert "应由院长办公会讨论，不由党委会讨论" in answer
    assert "请改到院长办公会" in answer


def test_a_reason_overrides_a_catalogue_that_is_not_sure(office, planned, misrouted):
    convene(office, planned.meeting, **{f"override_{misrouted.pk}": "上级要求党委会研究"})
    planned.meeting.refresh_from_db()
    misrouted.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.CONVENED
    assert misrouted.despite == "上级要求党委会研究"


def test_no_reason_overrides_a_rule_that_is_sure(office, planned, misrouted, monkeypatch):
    from linghang.decisions import catalogue, desk, desk_page, views_meeting
    from linghang.decisions.meetings import calling, stages

    sure = catalogue.routing_of(planned.institution, _day(planned)).model_copy(update={"confidence": "high"})
    for module in (items, desk, desk_page, views_meeting, calling, stages):
        monkeypatch.setattr(module, "routing_of", lambda institution, day: sure)
    page = said(office.get(f"/meetings/{planned.meeting.pk}/"))
    assert f"override_{misrouted.pk}" not in page
    convene(office, planned.meeting, **{f"override_{misrouted.pk}": "就要上会"})
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED


def _day(planned):
    from django.utils import timezone

    return timezone.localdate(planned.meeting.begins_at)


def test_an_agenda_item_without_routing_is_named(office, planned):
    item = items.submit(planned.institution, actor=None, title="与某高校共建")
    meetings.put_on_agenda(planned.meeting, item, actor=None)
    planned.meeting.refresh_from_db()
    answer = said(convene(office, planned.meeting))
    assert "与某高校共建" in answer
    assert "没有选择事项，无法判断该由哪个会议决定" in answer
    planned.meeting.refresh_from_db()
    assert planned.meeting.stage == Meeting.Stage.PLANNED


def test_the_agenda_is_moved_by_buttons(office, planned):
    second = {"do": "up", "item": planned.item.pk, "_revision": planned.meeting.revision}
    office.post(f"/meetings/{planned.meeting.pk}/agenda/", second)
    assert list(planned.meeting.items.order_by("position").values_list("kind", flat=True)) == ["matter", "first_topic"]


def test_an_item_leaves_the_agenda_for_the_pool_and_comes_back(office, planned):
    address = f"/meetings/{planned.meeting.pk}/agenda/"
    office.post(address, {"do": "remove", "item": planned.item.pk})
    planned.item.refresh_from_db()
    assert planned.item.meeting is None
    office.post(address, {"do": "add", "item": planned.item.pk})
    planned.item.refresh_from_db()
    assert planned.item.meeting == planned.meeting


def session(office, opened, **posted):
    address = f"/meetings/{opened.meeting.pk}/items/{opened.item.pk}/session/"
    return said(office.post(address, posted, headers={"HX-Request": "true"}))


def test_a_vote_is_counted_at_once(office, opened):
    for code in ("101", "102", "103"):
        session(office, opened, do="vote", choice="for", person=opened.people[code].pk)
    page = session(office, opened, do="vote", choice="for", person=opened.people["104"].pk)
    assert 'id="live"' in page
    assert "赞成4票，超过半数应到会成员（7人）" in page


@pytest.mark.parametrize(("code", "reason"), [("107", "没有到会，不能表决"), ("108", "不在参会名单上")])
def test_whoever_may_not_vote_does_not(office, opened, code, reason):
    page = session(office, opened, do="vote", choice="for", person=opened.people[code].pk)
    assert reason in page
    assert not opened.item.votes.exists()


def test_who_sits_in_without_a_vote_does_not_vote(office, opened):
    meetings.call(opened.meeting, opened.people["108"], member=False)
    meetings.record_attendance(opened.meeting, {opened.people["108"].pk: "present"}, actor=None)
    page = session(office, opened, do="vote", choice="for", person=opened.people["108"].pk)
    assert "不是本次会议的应到会成员，没有表决权" in page
    assert not opened.item.votes.exists()


def test_a_recused_member_leaves_the_base_and_cannot_vote(office, opened):
    page = session(office, opened, do="recuse", person=opened.people["102"].pk, reason="涉及亲属")
    assert "应到 <strong>6</strong>" in page
    page = session(office, opened, do="vote", choice="for", person=opened.people["102"].pk)
    assert "已回避这个议题，不参加表决" in page


def test_two_recorders_who_mean_different_things_are_told(office, opened):
    person = opened.people["101"].pk
    session(office, opened, do="vote", choice="for", person=person, was="")
    page = session(office, opened, do="vote", choice="against", person=person, was="")
    assert "刚被他人记为“赞成”，您要记“反对”" in page
    assert opened.item.votes.get().choice == "for"
    session(office, opened, do="vote", choice="against", person=person, was="for")
    assert opened.item.votes.get().choice == "against"


def test_attendance_moves_the_quorum_of_the_item(office, opened):
    address = f"/meetings/{opened.meeting.pk}/people/"
    for code in ("104", "105", "106"):
        posted = {"do": "presence", "person": opened.people[code].pk, "presence": "absent"}
        page = said(office.post(f"{address}?item={opened.item.pk}", posted, headers={"HX-Request": "true"}))
    assert "到会人数不足，不能形成决定" in page


def test_the_chair_who_does_not_speak_last_is_warned_of(office, opened):
    session(office, opened, do="speak", person=opened.people["101"].pk, text="同意")
    page = session(office, opened, do="speak", person=opened.people["103"].pk)
    assert "人101应末位表态，其后还有人103发言" in page


def outcome(office, carried, **posted):
    address = f"/meetings/{carried.meeting.pk}/items/{carried.item.pk}/outcome/"
    carried.item.refresh_from_db()
    return office.post(address, {"outcome": "decision", "_revision": carried.item.revision} | posted)


def test_a_decision_becomes_a_resolution_and_a_task_in_place(office, carried):
    outcome(office, carried, text="同意印发。", functions=["direction"])
    resolution = Resolution.objects.get()
    assert (resolution.text, resolution.functions) == ("同意印发。", ["direction"])
    carried.item.refresh_from_db()
    made = {"title": "印发要点", "lead_department": carried.department.pk, "due": "2023-06-30", "cycle": "monthly"}
    made["_revision"] = carried.item.revision
    office.post(f"/meetings/{carried.meeting.pk}/items/{carried.item.pk}/task/", made)
    task = Task.objects.get()
    assert list(resolution.tasks.all()) == [task]
    assert (task.title, str(task.due), task.cycle, task.source) == ("印发要点", "2023-06-30", "monthly", "resolution")
    assert "印发要点" in said(office.get("/meetings/resolutions/?year=2023"))
    leads = office.get(f"/meetings/resolutions/{resolution.pk}/")
    assert leads["Location"] == f"/meetings/{carried.meeting.pk}/?item={carried.item.pk}#outcome"


def test_a_vote_that_does_not_carry_is_not_recorded_as_decided(office, opened):
    meetings.record_vote(opened.item, opened.people["101"], "for", actor=None)
    answer = outcome(office, opened, text="同意。")
    assert answer.status_code == 422
    assert "赞成1票" in said(answer)
    assert "同意。" in said(answer)
    assert not Resolution.objects.exists()


def test_two_people_at_one_outcome_both_versions_are_shown(office, carried):
    from linghang.decisions import resolutions

    carried.item.refresh_from_db()
    seen = carried.item.revision
    resolutions.resolve(carried.item, "decision", "对方写的决议", actor=None)
    answer = outcome(office, carried, text="我写的决议", _revision=seen)
    assert answer.status_code == 409
    assert "对方写的决议" in said(answer)
    assert "我写的决议" in said(answer)
    assert Item.objects.get(pk=carried.item.pk).conclusion == "对方写的决议"


def test_nothing_is_recorded_after_the_meeting(office, carried):
    meetings.close(carried.meeting, actor=None)
    answer = outcome(office, carried, text="补一个决定")
    assert answer.status_code == 422
    assert not Resolution.objects.exists()


def test_an_item_of_another_meeting_is_not_reached_through_this_one(office, carried):
    other = items.submit(carried.institution, actor=None, title="别的议题")
    address = f"/meetings/{carried.meeting.pk}/items/{other.pk}/session/"
    assert office.post(address, FOR).status_code == 404
