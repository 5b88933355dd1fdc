"""A small house: one hospital under a group, three departments, and the people who work on tasks."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import Assignment, Department, Institution, Person
from linghang.tasks import store
from linghang.tasks.models import Signal


@pytest.fixture
def group(db):
    return Institution.objects.create(code="g", name="示范医疗集团", kind="group")


@pytest.fixture
def hospital(group):
    return Institution.objects.create(code="h", name="示范医院", kind="hospital", parent=group)


@pytest.fixture
def medical(hospital):
    return Department.objects.create(institution=hospital, code="YW", name="医务科")


@pytest.fixture
def nursing(hospital):
    return Department.objects.create(institution=hospital, code="HL", name="护理部")


@pytest.fixture
def logistics(hospital):
    return Department.objects.create(institution=hospital, code="HQ", name="后勤科")


@pytest.fixture
def people(hospital, medical, nursing):
    """Accounts by role: `office`, `leader`, `head` (of the medical department), `other` (of nursing), `nobody`."""

    def account(name, role=None, department=None):
        user = get_user_model().objects.create_user(name)
        Person.objects.create(code=name, name=name, institution=hospital, department=department, user=user)
        if role:
            Assignment.objects.create(user=user, institution=hospital, department=department, role=role)
        return user

    return SimpleNamespace(
        office=account("office", "office"),
        second=account("second", "office"),
        leader=account("leader", "leader"),
        head=account("head", "department_head", medical),
        other=account("other", "department_head", nursing),
        viewer=account("viewer", "viewer"),
        nobody=account("nobody"),
    )


@pytest.fixture
def opened(hospital, medical, people):
    """A task of the medical department, registered on 2023-03-01."""
    return store.open_task(
        hospital,
        title="缩短平均住院日",
        source="resolution",
        on=dt.date(2023, 3, 1),
        actor=people.office,
        lead_department=medical,
    )


@pytest.fixture
def working(opened, people):
    """The same, given out on 2 March until 31 March 2023 and accepted on 3 March."""
    store.record(opened, "assign", on=dt.date(2023, 3, 2), actor=people.office, data={"due": dt.date(2023, 3, 31)})
    store.record(opened, "accept", on=dt.date(2023, 3, 3), actor=people.head)
    return opened


@pytest.fixture
def today(monkeypatch):
    """The pages are opened on Monday 10 April 2023."""
    day = dt.date(2023, 4, 10)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


OPENING = {
    "title": "药占比",
    "said": "31.0%",
    "version": 3,
    "unverified": False,
    "trace": "/indicators/drug_share/trace/?institution=h&period=2023-03",
    "bands": [
        {
            "kind": "red_line",
            "low": None,
            "high": "0.3",
            "side": "high",
            "words": "高于红线30.0%",
            "short": "高于红线",
            "title": "药占比失控",
            "ref": "row",
        }
    ],
}
CLOSING = {
    "title": "药占比",
    "goal": "已不高于30.0%",
    "version": 4,
    "unverified": False,
    "values": [{"period": "2023-04", "value": "0.28", "status": "ok", "said": "28.0%"}],
}


@pytest.fixture
def opening(hospital):
    return Signal.objects.create(
        institution=hospital, kind="open", indicator="drug_share", period="2023-03", evidence=OPENING
    )


@pytest.fixture
def closing(working):
    return Signal.objects.create(
        institution=working.institution,
        kind="close",
        indicator="drug_share",
        period="2023-04",
        task=working,
        evidence=CLOSING,
    )
