"""The page of proposals: who sees and decides which, and what accepting and dismissing do."""

from linghang.tasks import store
from linghang.tasks.models import Signal, Task


def test_the_office_sees_the_evidence_and_opens_the_task(opening, people, client):
    client.force_login(people.office)
    page = client.get("/tasks/signals/").content.decode()
    assert "示范医院2023年3月药占比为31.0%，高于红线30.0%（药占比失控）。数据版本 3。" in page
    assert opening.evidence["trace"].replace("&", "&amp;") in page
    answer = client.post(
        f"/tasks/signals/{opening.pk}/accept/",
        {"title": "把药占比降下来", "lead_department": "YW", "due": "2050-12-31", "goal_months": "2"},
    )
    task = Task.objects.get()
    assert answer.headers["Location"] == f"/tasks/h/{task.number}/"
    assert (task.title, task.stage, task.lead_department.code, task.goal_months) == (
        "把药占比降下来",
        "assigned",
        "YW",
        2,
    )
    assert "没有待处理的建议" in client.get("/tasks/signals/").content.decode()


def test_dismissing_keeps_the_reason_on_the_page(opening, people, client):
    client.force_login(people.office)
    client.post(f"/tasks/signals/{opening.pk}/dismiss/", {"reason": ""})
    assert Signal.objects.get().state == "waiting"
    client.post(f"/tasks/signals/{opening.pk}/dismiss/", {"reason": "集中采购入库，属正常波动"})
    assert "集中采购入库，属正常波动" in client.get("/tasks/signals/?show=all").content.decode()


def test_who_supervises_nothing_neither_sees_nor_decides_an_opening(opening, people, client):
    for user in (people.head, people.viewer, people.leader):
        client.force_login(user)
        assert "药占比失控" not in client.get("/tasks/signals/").content.decode()
        assert client.post(f"/tasks/signals/{opening.pk}/accept/").status_code == 404
    client.force_login(people.nobody)
    assert client.get("/tasks/signals/").status_code == 403


def test_the_department_declares_its_task_done_on_the_evidence(closing, people, client):
    client.force_login(people.head)
    assert "据此申请办结" in client.get("/tasks/signals/").content.decode()
    assert "据此申请办结" in client.get(f"/tasks/h/{closing.task.number}/").content.decode()
    client.post(f"/tasks/signals/{closing.pk}/accept/")
    closing.task.refresh_from_db()
    assert closing.task.stage == "closing"


def test_a_viewer_sees_a_closing_and_decides_nothing(closing, people, client):
    client.force_login(people.viewer)
    page = client.get("/tasks/signals/").content.decode()
    assert "药占比：2023年4月28.0%" in page
    assert "据此申请办结" not in page
    assert client.post(f"/tasks/signals/{closing.pk}/accept/").status_code == 403
    assert client.post(f"/tasks/signals/{closing.pk}/dismiss/", {"reason": "x"}).status_code == 403


def test_what_was_asked_for_already_leads_to_the_review(closing, people, client):
    store.record(
        closing.task,
        "ask_close",
        on=closing.task.assigned_on.replace(day=20),
        actor=people.head,
        text="办结",
        data={"statement": "x"},
    )
    client.force_login(people.leader)
    assert "到任务页复核" in client.get("/tasks/signals/").content.decode()


def test_deciding_twice_is_answered(opening, people, client):
    client.force_login(people.office)
    client.post(f"/tasks/signals/{opening.pk}/dismiss/", {"reason": "x"})
    answer = client.post(f"/tasks/signals/{opening.pk}/accept/", follow=True)
    assert "不能再处理" in answer.content.decode()
