"""Programs change the organisation through the acts of the pages, with the same access and conflicts."""

import datetime as dt
import json

import pytest

from linghang.organization.models import Appointment, Department, DepartmentChange, Post

BASE = "/api/organization"
COUNTY = "/institutions/county"
day = dt.date.fromisoformat


def post(client, url, **body):
    return client.post(BASE + url, json.dumps(body), content_type="application/json")


def read(client, url):
    return client.get(BASE + url).json()


@pytest.fixture
def office(county, as_):
    return as_("office", "county")


def test_a_new_department_with_its_head(office, county):
    asked = {"code": "05", "name": "儿科", "on": "2022-06-01"}
    revision = read(office, COUNTY)["departments_revision"]
    answer = post(office, f"{COUNTY}/new-department", **asked, revision=revision)
    assert (answer.status_code, answer.json()["name"]) == (201, "儿科")
    assert county.departments.get(code="05").valid_from == day("2022-06-01")
    assert Post.objects.get(department__code="05").kind == "department_head"
    slower = post(office, f"{COUNTY}/new-department", **asked | {"code": "06"}, revision=revision)
    assert slower.status_code == 409
    assert not county.departments.filter(code="06").exists()


def test_a_department_is_divided(office):
    revision = read(office, f"{COUNTY}/departments/03.04")["revision"]
    asked = {"on": "2022-07-01", "document": "县医〔2022〕9号", "revision": revision}
    unknown = post(office, f"{COUNTY}/departments/03.04/end", successors=["03.01", "99"], **asked)
    assert unknown.status_code == 400
    assert unknown.json()["faults"][0]["value"] == "99"
    answer = post(office, f"{COUNTY}/departments/03.04/end", successors=["03.01", "04"], **asked)
    assert (answer.status_code, answer.json()["valid_to"]) == (200, "2022-06-30")
    followers = DepartmentChange.objects.filter(predecessor__code="03.04").values_list("successor__code", flat=True)
    assert sorted(followers) == ["03.01", "04"]
    assert office.get(f"{BASE}{COUNTY}/departments/03.04").status_code == 404


def test_a_rename_keeps_the_old_name_in_its_time(office, county):
    revision = read(office, f"{COUNTY}/departments/04")["revision"]
    asked = {"name": "普通外科", "on": "2022-07-01", "revision": revision}
    assert post(office, f"{COUNTY}/departments/04/rename", **asked).json()["name"] == "普通外科"
    assert Department.objects.get(name="外科").valid_to == day("2022-06-30")
    revision = read(office, COUNTY)["revision"]
    renamed = post(office, f"{COUNTY}/rename", name="示范县中心医院", on="2023-01-01", revision=revision)
    assert renamed.json()["name"] == "示范县中心医院"
    assert county.other_names.filter(name="示范县人民医院", valid_to=day("2022-12-31")).exists()


@pytest.mark.parametrize("together", [True, False])
def test_coupled_posts_are_given_together_when_wanted(office, together):
    before = read(office, "/posts/c-b1")
    assert (before["coupled_with"], [each["person"] for each in before["holders"]]) == (["c-0304"], ["1004"])
    asked = {"person": "1003", "on": "2022-07-01", "revision": before["revision"], "with_coupled": together}
    assert [each["person"] for each in post(office, "/posts/c-b1/appoint", **asked).json()["holders"]] == ["1003"]
    now = Appointment.objects.get(post__code="c-0304", valid_to=None).person.code
    assert now == ("1003" if together else "1004")


def test_relieving_takes_the_pair(office):
    asked = {"person": "1004", "on": "2022-06-30", "revision": read(office, "/posts/c-0304")["revision"]}
    assert post(office, "/posts/c-0304/relieve", **asked | {"person": "1003"}).status_code == 400
    assert post(office, "/posts/c-0304/relieve", **asked).status_code == 200
    ended = set(Appointment.objects.filter(person__code="1004").values_list("valid_to", flat=True))
    assert ended == {day("2022-06-30")}


def test_a_refusal_names_the_box(office):
    revision = read(office, "/posts/c-b1")["revision"]
    answer = post(office, "/posts/c-b1/appoint", person="9999", on="2022-07-01", revision=revision)
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["field"] == "person"
    assert "没有这个人" in answer.json()["faults"][0]["reason"]


WRITES = {
    f"{COUNTY}/rename": {"name": "x", "on": "2022-07-01", "revision": ""},
    f"{COUNTY}/new-department": {"code": "05", "name": "x", "on": "2022-07-01", "revision": ""},
    f"{COUNTY}/departments/04/rename": {"name": "x", "on": "2022-07-01", "revision": ""},
    f"{COUNTY}/departments/04/end": {"on": "2022-07-01", "revision": ""},
    "/posts/c-b1/appoint": {"person": "1003", "on": "2022-07-01", "revision": ""},
    "/posts/c-b1/relieve": {"person": "1004", "on": "2022-07-01", "revision": ""},
}


@pytest.mark.parametrize("role", ["quality", "department_head", "leader", "commission", "viewer"])
def test_who_only_looks_changes_nothing(county, as_, role):
    client = as_(role, "county", "04" if role == "department_head" else "")
    assert {url: post(client, url, **body).status_code for url, body in WRITES.items()} == dict.fromkeys(WRITES, 403)


def test_the_office_below_does_not_see_the_house_above(county, as_):
    client = as_("office", "v1")
    assert {post(client, url, **body).status_code for url, body in WRITES.items()} == {404}
