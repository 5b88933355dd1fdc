"""Programs read and decide the proposals as on the page; each person has only their own notices."""

import json

import pytest

from linghang.notices.models import Notice
from linghang.tasks.models import Signal, Task

SIGNALS = "/api/tasks/signals"


def post(client, url, **body):
    return client.post(url, json.dumps(body), content_type="application/json")


def test_the_office_reads_the_evidence_and_opens_the_task(opening, people, client):
    client.force_login(people.office)
    found = client.get(SIGNALS).json()
    assert (found["count"], found["signals"][0]["step"]) == (1, "open")
    assert "药占比为31.0%，高于红线30.0%" in found["signals"][0]["words"]
    url = f"{SIGNALS}/{opening.pk}/accept"
    assert post(client, url, lead_department="无此科").status_code == 400
    answer = post(client, url, title="把药占比降下来", lead_department="YW", due="2050-12-31", goal_months=2)
    task = Task.objects.get()
    assert (answer.status_code, answer.json()["task"]) == (201, f"h/{task.number}")
    assert (task.title, task.stage, task.lead_department.code, task.goal_months) == (
        "把药占比降下来", "assigned", "YW", 2,
    )  # fmt: skip
    assert client.get(SIGNALS).json()["count"] == 0
    again = post(client, url)
    assert again.status_code == 409
    assert "不能再处理" in again.json()["detail"]


def test_dismissing_needs_and_keeps_the_reason(opening, people, client):
    client.force_login(people.office)
    assert post(client, f"{SIGNALS}/{opening.pk}/dismiss", reason=" ").status_code == 400
    assert Signal.objects.get().state == "waiting"
    answer = post(client, f"{SIGNALS}/{opening.pk}/dismiss", reason="属正常波动").json()
    assert (answer["state"], answer["reason"]) == ("dismissed", "属正常波动")
    assert client.get(f"{SIGNALS}?show=all").json()["count"] == 1


def test_the_department_declares_its_task_done(closing, people, client):
    client.force_login(people.head)
    assert post(client, f"{SIGNALS}/{closing.pk}/accept").status_code == 201
    closing.task.refresh_from_db()
    assert closing.task.stage == "closing"


@pytest.mark.parametrize("name", ["head", "viewer", "leader", "nobody"])
def test_who_supervises_nothing_neither_sees_nor_decides_an_opening(opening, people, client, name):
    client.force_login(getattr(people, name))
    listed = client.get(SIGNALS)
    assert listed.status_code == 403 if name == "nobody" else listed.json()["count"] == 0
    assert post(client, f"{SIGNALS}/{opening.pk}/accept").status_code == 404
    assert post(client, f"{SIGNALS}/{opening.pk}/dismiss", reason="x").status_code == 404


def test_a_viewer_decides_no_closing(closing, people, client):
    client.force_login(people.viewer)
    assert post(client, f"{SIGNALS}/{closing.pk}/accept").status_code == 403
    assert post(client, f"{SIGNALS}/{closing.pk}/dismiss", reason="x").status_code == 403


def test_notices_are_read_one_by_one_or_up_to_one(people, client):
    own = [Notice.objects.create(user=people.head, key=str(n), subject="task", title=f"通知{n}") for n in range(3)]
    other = Notice.objects.create(user=people.office, key="o", subject="task", title="别人的")
    client.force_login(people.head)
    assert {each["title"] for each in client.get("/api/notices").json()["notices"]} == {"通知0", "通知1", "通知2"}
    assert post(client, f"/api/notices/{own[0].pk}/read").json()["read_at"]
    assert post(client, "/api/notices/read", newest=own[1].pk).json() == {"marked": 1}
    assert [each["title"] for each in client.get("/api/notices").json()["notices"]] == ["通知2"]
    assert client.get("/api/notices?show=all").json()["count"] == 3
    assert post(client, f"/api/notices/{other.pk}/read").status_code == 404
    post(client, "/api/notices/read", newest=other.pk)
    other.refresh_from_db()
    assert other.read_at is None
