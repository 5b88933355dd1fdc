"""Who may open which page: role × page, and what others' tasks look like (not at all)."""

import pytest
from django.urls import reverse
from page_steps import TODAY, act, page_of

# role:                    office leader head other viewer nobody
PAGES = {
    "/tasks/": (200, 200, 200, 200, 200, 403),
    "/tasks/mine/": (200, 200, 200, 200, 403, 403),
    "/tasks/map/": (200, 200, 200, 200, 200, 403),
    "/tasks/map/wall/": (200, 200, 200, 200, 200, 403),
    "/tasks/changes/": (200, 200, 200, 200, 200, 403),
    "/tasks/letters/": (200, 200, 200, 200, 200, 403),
    "/tasks/templates/": (200, 200, 200, 200, 200, 403),
    "/tasks/bulletins/": (200, 200, 403, 403, 200, 403),
    "/tasks/bulletins/new/": (200, 403, 403, 403, 403, 403),
    "/tasks/new/": (200, 403, 403, 403, 403, 403),
    "/tasks/departments/h/YW/": (200, 200, 200, 403, 200, 403),
    "/tasks/h/2023-0001/": (200, 200, 200, 404, 200, 404),
    "/tasks/h/2023-0001/edit/": (200, 403, 403, 404, 403, 404),
    "/tasks/h/2023-0001/decompose/": (200, 200, 200, 404, 403, 404),
    "/tasks/h/2023-0001/template/": (200, 403, 403, 404, 403, 404),
}
ROLES = ("office", "leader", "head", "other", "viewer", "nobody")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_its_pages_and_no_others(client, people, working, today, role):
    client.force_login(getattr(people, role))
    found = {address: client.get(address).status_code for address in PAGES}
    assert found == {address: row[ROLES.index(role)] for address, row in PAGES.items()}


def test_without_signing_in_every_page_leads_to_the_door(client, working):
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith("/accounts/login/")


def test_another_department_finds_no_trace_of_the_task(client, people, working, today):
    client.force_login(people.other)
    for address in ("/tasks/?stage=all", "/tasks/map/", "/tasks/changes/?since=2023-01-01", "/tasks/mine/"):
        assert "缩短平均住院日" not in client.get(address).content.decode(), address


def test_a_step_of_others_is_refused_in_words_and_writes_nothing(client, people, working, today):
    client.force_login(people.viewer)
    answer = act(client, working, "report", text="我来说两句")
    assert answer.status_code == 403
    assert "不能对" in answer.content.decode()
    assert not working.events.filter(kind="report").exists()


def test_evidence_is_for_those_who_see_the_task(client, people, working, today):
    from django.core.files.base import ContentFile

    from linghang.tasks import store

    note = ContentFile("已完成".encode(), name="说明.txt")
    event = store.record(working, "report", on=TODAY, actor=people.head, text="完成", data=LATE, files=[note])
    address = reverse("task-evidence", args=[event.evidence.get().pk])
    client.force_login(people.head)
    answer = client.get(address)
    assert answer.getvalue().decode() == "已完成"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    client.force_login(people.other)
    assert client.get(address).status_code == 404


def test_the_page_offers_only_what_the_person_may_do(client, people, working, today):
    client.force_login(people.viewer)
    assert "您现在可以" not in client.get(page_of(working)).content.decode()
    client.force_login(people.head)
    page = client.get(page_of(working)).content.decode()
    assert 'id="act-report"' in page
    assert 'id="act-urge"' not in page


LATE = {"reason": "等设备", "progress": "八成", "measures": "加班"}
