"""A small hospital that carries out the shipped programmes, with a person per role."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import Assignment, Department, Institution, Person
from linghang.programmes import adopting
from linghang.tasks import store
from linghang.tasks.flow import CHECKLIST

DAY = dt.date(2023, 6, 1)


@pytest.fixture
def region(db):
    return Institution.objects.create(code="region", name="示范地区", kind="region")


@pytest.fixture
def hospital(region):
    return Institution.objects.create(code="h1", name="示范医院", kind="hospital", parent=region, position=1)


@pytest.fixture
def other_hospital(region):
    return Institution.objects.create(code="h2", name="友邻医院", kind="hospital", parent=region, position=2)


@pytest.fixture
def department(hospital):
    return Department.objects.create(institution=hospital, code="0301", name="心血管内科")


@pytest.fixture
def quality(hospital):
    return Department.objects.create(institution=hospital, code="9001", name="质控科")


@pytest.fixture
def leader(hospital):
    return Person.objects.create(code="p1", name="林院长", institution=hospital)


@pytest.fixture
def person(db):
    """person(role, institution, department=None) → a user with that one role."""

    def make(role, institution, department=None):
        user = get_user_model().objects.create_user(f"{role}-{institution.code}", first_name=role)
        Assignment.objects.create(user=user, role=role, institution=institution, department=department)
        return user

    return make


@pytest.fixture
def as_(client, person):
    """as_(role, institution, department=None) → a signed-in client."""

    def sign_in(role, institution, department=None):
        client.force_login(person(role, institution, department))
        return client

    return sign_in


@pytest.fixture
def adopt(hospital):
    """adopt(programme, from, to=None) → the adoption by the hospital."""

    def begin(programme, first=dt.date(2023, 1, 1), last=None):
        return adopting.adopt(hospital, programme, valid_from=first, valid_to=last)

    return begin


@pytest.fixture
def task(hospital, quality):
    """task(component, percent=None, due=…, closed=False) → a task of 党建六融 given out on 1 March 2023."""

    def make(*served, title="督办事项", due=dt.date(2023, 5, 31), percent=None, closed=None, given=True, **fields):
        links = [each if isinstance(each, tuple) else ("six_fusions", each) for each in served]
        made = store.open_task(
            fields.pop("institution", hospital),
            title=title,
            source="programme",
            on=dt.date(2023, 3, 1),
            actor=None,
            lead_department=fields.pop("lead_department", quality),
            programmes=links,
            **fields,
        )
        if given:
            store.record(made, "assign", on=dt.date(2023, 3, 1), actor=None, data={"due": due})
            store.record(made, "accept", on=dt.date(2023, 3, 2), actor=None)
        if percent is not None:
            store.record(made, "report", on=dt.date(2023, 4, 1), actor=None, text="进展", data={"percent": percent})
        if closed is not None:
            store.record(made, "report", on=closed, actor=None, text="完成", data={"percent": 100})
            said = {"statement": "现场查看，没有书面材料"}
            store.record(made, "ask_close", on=closed, actor=None, text="已办结", data=said)
            store.record(made, "close", on=closed, actor=None, data={"checklist": dict.fromkeys(CHECKLIST, True)})
        return made

    return make
