"""Programs change a programme as the office does on its pages; nobody else may."""

import datetime as dt
import json

import pytest

from linghang.programmes.models import Adoption, LocalComponent
from linghang.tasks.models import Task

TODAY = dt.date(2026, 11, 22)
LATER = TODAY + dt.timedelta(days=40)
BASE = "/api/programmes/h1"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """However long the run takes, and on whatever day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def running(adopt):
    return lambda code: adopt(code, dt.date(TODAY.year, 1, 1))


def post(client, url, **body):
    return client.post(f"{BASE}/{url}", json.dumps(body, default=str), content_type="application/json")


def read(client, url):
    return client.get(f"{BASE}/{url}").json()


def test_adopting(as_, hospital, leader):
    client = as_("office", hospital)
    answer = post(client, "six_fusions/adopt", valid_from="2023-01-01", document="院发〔2023〕1号", leader="p1")
    assert answer.status_code == 201
    found = Adoption.objects.get()
    assert (found.document, found.leader, found.valid_from) == ("院发〔2023〕1号", leader, dt.date(2023, 1, 1))
    again = post(client, "six_fusions/adopt", valid_from="2023-01-01")
    assert again.status_code == 400
    assert "已经实施" in again.json()["detail"]


def test_a_leader_of_another_house_is_refused(as_, hospital, other_hospital):
    from linghang.organization.models import Person

    Person.objects.create(code="x", name="外人", institution=other_hospital)
    answer = post(as_("office", hospital), "six_fusions/adopt", valid_from="2023-01-01", leader="x")
    assert answer.status_code == 400
    assert not Adoption.objects.exists()


def test_ending(as_, hospital, running):
    client, adoption = as_("office", hospital), running("six_fusions")
    revision = read(client, "six_fusions/adoption")["revision"]
    assert post(client, "six_fusions/end", day=TODAY, revision=revision).json()["valid_to"] == TODAY.isoformat()
    assert post(client, "six_fusions/end", day=LATER, revision=revision).status_code == 409
    adoption.refresh_from_db()
    assert adoption.valid_to == TODAY


def test_dividing_the_work_and_who_was_slower(as_, hospital, running, quality, department):
    client, adoption = as_("office", hospital), running("six_fusions")
    revision = read(client, "six_fusions/components/core")["revision"]
    asked = {"valid_from": TODAY, "revision": revision}
    first = post(client, "six_fusions/components/core/owners", department="9001", **asked)
    assert (first.status_code, first.json()["department"]) == (201, "9001")
    second = post(client, "six_fusions/components/core/owners", department="0301", **asked)
    assert second.status_code == 409
    assert "重新读取" in second.json()["detail"]
    assert adoption.owners.get().department == quality


def test_setting_a_target(as_, hospital, running):
    client, adoption = as_("office", hospital), running("one_plus_six")
    layers = read(client, "one_plus_six")["layers"]
    holder = next(
        node["code"]
        for layer in layers
        for node in layer["components"]
        if any(each["code"] == "emr" for each in node["objectives"])
    )
    objectives = read(client, f"one_plus_six/components/{holder}")["objectives"]
    revision = next(each["revision"] for each in objectives if each["code"] == "emr")
    asked = {"comparator": "ge", "value": "5", "by": LATER, "valid_from": TODAY, "note": "年度计划"}
    answer = post(client, "one_plus_six/objectives/emr/targets", **asked, revision=revision)
    assert (answer.status_code, answer.json()["value"]) == (201, "5")
    row = adoption.targets.get()
    assert (row.comparator, row.value, row.by, row.note) == ("ge", 5, LATER, "年度计划")


def test_naming_what_the_document_leaves_open(as_, hospital, running):
    running("four_bands")
    answer = post(as_("office", hospital), "four_bands/layers/bands/components", title="领导带")
    assert answer.json() == {"code": "bands_1", "layer": "bands", "title": "领导带"}
    assert LocalComponent.objects.get().title == "领导带"


def test_breaking_down_makes_all_or_none(as_, hospital, running, quality):
    client = as_("office", hospital)
    running("six_fusions")
    good = {"title": "建立联席会议", "department": "9001", "due": LATER}
    bad = {"title": "编印手册", "department": "没有的科"}
    url = "six_fusions/components/core/tasks"
    refused = post(client, url, tasks=[good, bad])
    assert refused.status_code == 400
    assert (refused.json()["faults"][0]["line"], refused.json()["faults"][0]["field"]) == (2, "牵头科室")
    assert not Task.objects.exists()
    made = post(client, url, tasks=[good], assign=True).json()
    assert [(each["title"], each["stage"]) for each in made] == [("建立联席会议", "assigned")]
    assert Task.objects.get().due == LATER


WRITES = {
    "six_fusions/adopt": {"valid_from": "2023-01-01"},
    "six_fusions/end": {"day": "2030-01-01", "revision": ""},
    "six_fusions/components/core/owners": {"department": "9001", "valid_from": "2023-01-01", "revision": ""},
    "six_fusions/objectives/x/targets": {
        "comparator": "ge", "value": "1", "by": "2030-01-01", "valid_from": "2023-01-01", "revision": "",
    },
    "six_fusions/layers/x/components": {"title": "名称"},
    "six_fusions/components/core/tasks": {"tasks": [{"title": "事项"}]},
}  # fmt: skip


@pytest.mark.parametrize("role", ["administrator", "quality", "department_head", "leader", "commission", "viewer"])
def test_only_the_office_changes_programmes(as_, hospital, department, running, role):
    running("six_fusions")
    client = as_(role, hospital, department if role == "department_head" else None)
    assert {url: post(client, url, **body).status_code for url, body in WRITES.items()} == dict.fromkeys(WRITES, 403)


def test_the_office_of_another_house_changes_nothing_here(as_, other_hospital, running):
    running("six_fusions")
    client = as_("office", other_hospital)
    assert {post(client, url, **body).status_code for url, body in WRITES.items()} == {403}
