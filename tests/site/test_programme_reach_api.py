"""The API of programmes lists the tasks that the page lists, and leaves out what no pack in use describes."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from linghang.organization.models import Assignment, Department, Institution
from linghang.programmes import adopting
from linghang.programmes.models import Adoption
from linghang.tasks import store


@pytest.fixture
def hospital(db):
    found = Institution.objects.create(code="h1", name="示范医院", kind="hospital")
    adopting.adopt(found, "six_fusions", valid_from=dt.date(2023, 1, 1), valid_to=None)
    return found


@pytest.fixture
def departments(hospital):
    """Two departments, each with a task of its own that serves the component `core`."""
    found = {}
    for code, name in (("YW", "医务科"), ("HL", "护理部")):
        found[code] = Department.objects.create(institution=hospital, code=code, name=name)
        store.open_task(
            hospital,
            title=f"{name}的任务",
            source="programme",
            on=dt.date(2023, 3, 1),
            actor=None,
            lead_department=found[code],
            programmes=[("six_fusions", "core")],
        )
    return found


def client_of(role, hospital, department=None):
    user = get_user_model().objects.create_user(f"{role}-1")
    Assignment.objects.create(user=user, role=role, institution=hospital, department=department)
    client = Client()
    client.force_login(user)
    return client


def titles(answer):
    nodes = [node for layer in answer.json()["layers"] for node in layer["components"]]
    return {task["title"] for node in nodes for task in node["tasks"]}


def test_a_head_is_told_the_tasks_of_the_own_department_only(hospital, departments):
    client = client_of("department_head", hospital, departments["YW"])
    assert titles(client.get("/api/programmes/h1/six_fusions")) == {"医务科的任务"}


def test_the_office_is_told_all(hospital, departments):
    assert titles(client_of("office", hospital).get("/api/programmes/h1/six_fusions")) == {
        "医务科的任务",
        "护理部的任务",
    }


def test_a_programme_whose_pack_is_out_of_use_is_left_out(hospital):
    Adoption.objects.create(institution=hospital, programme="gone", valid_from=timezone.localdate())
    found = client_of("office", hospital).get("/api/programmes/h1")
    assert [each["code"] for each in found.json()] == ["six_fusions"]
