"""Meetings through the API: from an item to its task, who may do which step, and what is refused."""

import datetime as dt
import json

import pytest
from tests.decisions.conftest import at

from linghang.decisions import items, meetings
from linghang.decisions.models import Item, Meeting, Resolution
from linghang.organization.models import Institution

MEMBERS = [str(code) for code in range(101, 108)]


def send(client, address, document, method="post"):
    url = f"/api/meetings{address}"
    return getattr(client, method)(url, json.dumps(document), content_type="application/json")


def done(client, address, document, method="post"):
    answer = send(client, address, document, method)
    assert answer.status_code in (200, 201), answer.content.decode()
    return answer.json()


def put_forward(client, **changes):
    asked = {"institution": "h", "title": "党建工作要点", "matter": "party_building", "department": "0301"}
    return done(client, "/items", asked | changes)


def planned_by(client):
    asked = {"institution": "h", "body": "party_committee", "begins_at": "2023-05-17T15:00:00"}
    return done(client, "", asked | {"place": "三楼会议室"})


def test_from_an_item_to_its_task(head, office, house):
    item = put_forward(head)
    item = done(head, f"/items/{item['id']}", {"proposal": "五项任务", "revision": item["revision"]}, "patch")
    assert (item["title"], item["proposal"], item["department"]) == ("党建工作要点", "五项任务", "0301")
    talk = {"on": "2023-05-10", "people": ["101", "102"], "agreed": True}
    assert done(office, f"/items/{item['id']}/consultations", talk)["on"] == "2023-05-10"
    opinion = {"kind": "finance", "on": "2023-05-11", "by": "财务科", "verdict": "agree"}
    done(office, f"/items/{item['id']}/opinions", opinion)

    meeting = planned_by(office)
    here = f"/{meeting['id']}"
    assert meeting["begins_at"] in ("2023-05-17T15:00:00+08:00", "2023-05-17T07:00:00Z")
    assert [each["person"] for each in meeting["roll"] if each["member"]] == MEMBERS
    placed = done(office, f"{here}/agenda", {"item": item["id"], "revision": item["revision"]})
    assert placed["position"] == 1
    assert placed["verdict"]["severity"] != "block"
    for step, stage in (("convene", "convened"), ("begin", "open")):
        meeting = done(office, f"{here}/steps", {"step": step, "revision": meeting["revision"]})
        assert meeting["stage"] == stage

    came = [{"person": code, "presence": "present"} for code in MEMBERS[:6]]
    meeting = done(office, f"{here}/attendance", [*came, {"person": "107", "presence": "leave"}])
    assert [each["presence"] for each in meeting["roll"]] == ["present"] * 6 + ["leave"]
    votes = [{"person": code, "choice": "for", "was": ""} for code in MEMBERS[:5]]
    at_item = f"{here}/items/{item['id']}"
    count = done(office, f"{at_item}/votes", [*votes, {"person": "106", "choice": "against"}])
    assert (count["entitled"], count["present"], count["in_favour"], count["against"]) == (7, 6, 5, 1)
    assert count["passed"] is True

    result = {"outcome": "decision", "text": "同意。", "revision": placed["revision"]}
    ended = done(office, f"{at_item}/outcome", result)
    assert (ended["outcome"], ended["resolution"]["text"]) == ("decision", "同意。")
    task = {"lead_department": "0301", "due": "2023-06-30", "revision": ended["revision"]}
    (number,) = done(office, f"{at_item}/tasks", task)["tasks"]
    made = Resolution.objects.get().tasks.get()
    assert (made.number, made.title, made.due, made.stage) == (number, item["title"], dt.date(2023, 6, 30), "assigned")
    meeting = done(office, f"{here}/steps", {"step": "close", "revision": meeting["revision"]})
    assert meeting["stage"] == "closed"


# role → what it is answered where a meeting is held
DENIED = {"leader": 403, "quality": 404, "viewer": 404, "commission": 404, "administrator": 404}
HOLDING = {
    "/{meeting}/agenda": {"item": 1, "revision": 1},
    "/{meeting}/steps": {"step": "close", "revision": 3},
    "/{meeting}/attendance": [{"person": "101", "presence": "absent"}],
    "/{meeting}/items/{item}/votes": [{"person": "101", "choice": "for"}],
    "/{meeting}/items/{item}/tally": {"in_favour": 6, "against": 0, "abstain": 0},
    "/{meeting}/items/{item}/recusals": {"person": "101", "reason": "亲属"},
    "/{meeting}/items/{item}/outcome": {"outcome": "rejected", "text": "不同意。", "revision": 2},
    "/{meeting}/items/{item}/tasks": {"lead_department": "0301", "due": "2023-06-30", "revision": 2},
    "/{meeting}/items/{item}/no-task": {"reason": "已办"},
}


@pytest.mark.parametrize("role", DENIED)
def test_who_may_not_hold_a_meeting(as_, carried, role):
    names = {"meeting": carried.meeting.pk, "item": carried.item.pk}
    client, wanted = as_(role), DENIED[role]
    answered = {url: send(client, url.format(**names), body).status_code for url, body in HOLDING.items()}
    assert answered == dict.fromkeys(HOLDING, wanted)
    asked = {"institution": "h", "body": "party_committee", "begins_at": "2023-05-17T15:00:00"}
    assert send(client, "", asked).status_code == 403
    assert Meeting.objects.get().stage == "open"
    assert carried.item.votes.count() == 6


@pytest.mark.parametrize("role", DENIED)
def test_who_may_not_touch_items_of_others(as_, carried, role):
    client, here = as_(role), f"/items/{carried.item.pk}"
    assert send(client, here, {"title": "改", "revision": 2}, "patch").status_code == DENIED[role]
    talk = {"people": ["101", "102"], "agreed": True}
    assert send(client, f"{here}/consultations", talk).status_code == DENIED[role]
    opinion = {"kind": "finance", "by": "财务科", "verdict": "agree"}
    assert send(client, f"{here}/opinions", opinion).status_code == DENIED[role]
    assert client.get(f"/api/meetings{here}").status_code == (200 if role == "leader" else 404)


@pytest.mark.parametrize("role", ["viewer", "commission", "administrator", "quality", "leader"])
def test_who_puts_items_forward(as_, house, role):
    answer = send(as_(role), "/items", {"institution": "h", "title": "购置"})
    may = role in ("quality", "leader")
    assert answer.status_code == (201 if may else 403)
    assert Item.objects.exists() == may


def test_a_stranger_writes_nothing(client, house):
    assert send(client, "/items", {"institution": "h", "title": "购置"}).status_code == 401


def test_the_office_of_another_house_finds_nothing(as_, carried):
    other = Institution.objects.create(code="h2", name="友邻医院", kind="hospital")
    client = as_("office", institution=other)
    names = {"meeting": carried.meeting.pk, "item": carried.item.pk}
    assert {send(client, url.format(**names), body).status_code for url, body in HOLDING.items()} == {404}
    assert send(client, "/items", {"institution": "h", "title": "购置"}).status_code == 403


def test_a_head_puts_items_forward_for_his_department_only(head, house):
    house.institution.departments.create(code="0401", name="普外科")
    answer = send(head, "/items", {"institution": "h", "title": "购置", "department": "0401"})
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["field"] == "提出科室"
    assert not Item.objects.exists()


def test_what_only_the_office_says_of_an_item_is_refused_and_not_dropped(head, house):
    answer = send(head, "/items", {"institution": "h", "title": "购置", "department": "0301", "emergency": True})
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["field"] == "emergency"
    assert not Item.objects.exists()


def test_nobody_builds_on_an_item_out_of_his_reach(head, carried):
    Item.objects.filter(pk=carried.item.pk).update(outcome="decision")
    asked = {"institution": "h", "title": "购置", "department": "0301", "prior": carried.item.pk}
    answer = send(head, "/items", asked)
    assert answer.status_code == 400
    assert carried.item.title not in answer.content.decode()


def test_who_was_slower_at_an_item_is_told_and_nothing_is_lost(head, office):
    item = put_forward(head)
    done(office, f"/items/{item['id']}", {"title": "党建工作安排", "revision": 1}, "patch")
    answer = send(head, f"/items/{item['id']}", {"title": "党建要点", "revision": 1}, "patch")
    assert answer.status_code == 409
    assert "请重新读取" in answer.json()["detail"]
    assert Item.objects.get().title == "党建工作安排"


def test_a_stale_revision_moves_no_meeting_and_records_no_outcome(office, carried):
    here, item = f"/{carried.meeting.pk}", carried.item
    carried.meeting.refresh_from_db()
    stale = carried.meeting.revision - 1
    assert send(office, f"{here}/steps", {"step": "close", "revision": stale}).status_code == 409
    result = {"outcome": "decision", "text": "同意。", "revision": item.revision - 1}
    assert send(office, f"{here}/items/{item.pk}/outcome", result).status_code == 409
    carried.meeting.refresh_from_db()
    assert (carried.meeting.stage, Resolution.objects.count()) == ("open", 0)


def test_a_vote_marked_otherwise_meanwhile_undoes_the_whole_request(office, carried):
    address = f"/{carried.meeting.pk}/items/{carried.item.pk}/votes"
    votes = [{"person": "101", "choice": "abstain"}, {"person": "102", "choice": "against", "was": ""}]
    assert send(office, address, votes).status_code == 409
    assert carried.item.votes.get(person__code="101").choice == "for"


@pytest.fixture
def blocked(office, house):
    """A planned meeting with an appointment that was not talked over beforehand: its number, the item's."""
    meeting = planned_by(office)
    item = put_forward(office, matter="appointments", title="干部任免")
    placed = done(office, f"/{meeting['id']}/agenda", {"item": item["id"], "revision": item["revision"]})
    assert placed["verdict"]["severity"] == "block"
    return meeting["id"], item["id"]


def convene(office, blocked, reason=""):
    excuse = [{"item": blocked[1], "reason": reason}]
    return send(office, f"/{blocked[0]}/steps", {"step": "convene", "revision": 1, "despite": excuse})


def test_what_the_rules_block_is_not_convened(office, blocked):
    answer = convene(office, blocked)
    assert answer.status_code == 400
    assert {fault["subject"] for fault in answer.json()["faults"]} == {"干部任免"}
    stored = Meeting.objects.get()
    assert (stored.stage, stored.revision) == ("planned", 1)


def test_a_reason_goes_against_rules_that_are_not_sure_and_is_kept(office, blocked):
    assert convene(office, blocked, "上级要求").status_code == 200
    assert Item.objects.get().despite == "上级要求"


def test_no_reason_goes_against_a_rule_that_is_sure(office, blocked, monkeypatch):
    monkeypatch.setattr("linghang.decisions.verdicts._sure", lambda finding, routing: True)
    assert convene(office, blocked, "就要上会").status_code == 400
    assert (Meeting.objects.get().stage, Item.objects.get().despite) == ("planned", "")


def test_without_a_majority_nothing_is_decided(office, opened):
    opened.item.refresh_from_db()
    result = {"outcome": "decision", "text": "同意。", "revision": opened.item.revision}
    answer = send(office, f"/{opened.meeting.pk}/items/{opened.item.pk}/outcome", result)
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["reason"] == "没有表决记录"


def test_a_resolution_without_a_task_says_why(office, carried):
    here = f"/{carried.meeting.pk}/items/{carried.item.pk}"
    early = send(office, f"{here}/no-task", {"reason": "已办结"})
    assert early.status_code == 400
    assert "还没有决议" in early.json()["detail"]
    done(office, f"{here}/outcome", {"outcome": "decision", "text": "同意。", "revision": carried.item.revision})
    assert send(office, f"{here}/no-task", {"reason": " "}).status_code == 400
    assert done(office, f"{here}/no-task", {"reason": "已办结"})["no_task_reason"] == "已办结"


def test_a_task_says_no_name_unless_somebody_writes_it(office, house):
    meeting = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=None)
    item = items.submit(house.institution, actor=house.office, matter="appointments", title="张某任职")
    Item.objects.filter(pk=item.pk).update(meeting=meeting, outcome="decision", conclusion="同意张某任职。")
    Resolution.objects.create(item=item, number="1号", text="同意张某任职。", decided_on=dt.date(2023, 5, 17))
    asked = {"lead_department": "0301", "due": "2023-06-30", "revision": 1}
    done(office, f"/{meeting.pk}/items/{item.pk}/tasks", asked)
    task = Resolution.objects.get().tasks.get()
    assert "张某" not in task.title + task.quote
