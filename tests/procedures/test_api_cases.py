"""The API: the same functions and the same access as the pages."""

import json

import pytest

from linghang.procedures.models import CaseEvent

BASE = "/api/procedures/h/member_development"


@pytest.fixture
def ask(client, people, today):
    def call(who, path="", body=None):
        client.force_login(getattr(people, who))
        if body is None:
            return client.get(BASE + path)
        return client.post(BASE + path, json.dumps(body), content_type="application/json")

    return call


def test_a_case_says_what_comes_next_without_a_name(ask, applied):
    found = ask("secretary").json()
    assert [(each["number"], each["subject"], each["branch"]) for each in found] == [("2024-0001", "***nt", "b1")]
    assert [(due["step"], due["due"], due["light"]["word"]) for due in found[0]["next"]] == [
        ("first_talk", "2024-02-10", "逾期")
    ]
    assert ask("other").json() == []
    assert ask("secretary", "/2024-0001").json()["steps"] == ["first_talk"]
    assert ask("other", "/2024-0001").status_code == 404
    assert ask("applicant", "/2024-0001").json()["subject"] == "applicant"
    assert ask("viewer").status_code == 403


def test_a_step_is_recorded_refused_or_late(ask, applied):
    body = {"step": "first_talk", "on": "2024-02-05", "data": {"talkers": ["secretary"]}, "revision": applied.revision}
    refused = ask("secretary", "/2024-0001/events", body)
    assert refused.status_code == 400
    assert "缺少材料“谈话记录”（MD02）" in refused.json()["detail"]
    body["papers"] = {"first_talk_record": "档案柜"}
    assert ask("office", "/2024-0001/events", body).status_code == 403
    done = ask("secretary", "/2024-0001/events", body)
    assert (done.status_code, done.json()["title"]) == (201, "党组织派人谈话")
    assert ask("secretary", "/2024-0001/events", body).status_code == 409
    assert CaseEvent.objects.filter(step="first_talk").count() == 1
    assert [each["step"] for each in ask("secretary", "/2024-0001/events").json()] == ["_opened", "apply", "first_talk"]
