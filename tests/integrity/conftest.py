"""A small house with a neighbour, somebody in every role, and a discipline officer who enters what must not be seen."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from integrity_house import MARK

from linghang.integrity import keyring
from linghang.organization.models import (
    Assignment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
)


@pytest.fixture(autouse=True)
def key_file(tmp_path, monkeypatch):
    """Every test has a key of its own."""
    path = tmp_path / "keys" / "discipline.key"
    monkeypatch.setenv(keyring.VARIABLE, str(path))
    return path


@pytest.fixture
def hospital(db):
    found = Institution.objects.create(code="h1", name="示范医院", kind="hospital")
    Department.objects.create(institution=found, code="A01", name="内科")
    Department.objects.create(institution=found, code="A02", name="外科")
    for code, name in (("b1", "第一党支部"), ("b2", "第二党支部")):
        branch = PartyOrganization.objects.create(institution=found, code=code)
        PartyOrganizationForm.objects.create(organization=branch, name=name, kind="branch")
    return found


@pytest.fixture
def neighbour(db):
    return Institution.objects.create(code="h2", name="他山医院", kind="hospital", position=1)


@pytest.fixture
def person(hospital):
    """`person("office")` → a user with that role: a head of 内科, a secretary of 第一党支部 unless told otherwise."""

    def make(role, *, institution=None, branch="b1", department="A01", name=""):
        where = institution or hospital
        user = get_user_model().objects.create_user(name or f"{role}-{where.code}-{branch}-{department}")
        narrow = {}
        if role == "department_head":
            narrow["department"] = Department.objects.get(institution=where, code=department)
        if role == "secretary":
            narrow["party_organization"] = PartyOrganization.objects.get(code=branch)
        Assignment.objects.create(user=user, institution=where, role=role, **narrow)
        return user

    return make


@pytest.fixture
def officer(person):
    return person("discipline")


@pytest.fixture
def clue():
    """What a form of the ledger of clues sends; every text of it holds the mark."""
    return {
        "clue_no": "XS-2026-001",
        "received_on": "2026-03-05",
        "source": "来信",
        "person": f"某某{MARK}",
        "content": f"反映的问题{MARK}",
        "unit": f"内科{MARK}",
    }


@pytest.fixture
def entered(client, officer, clue):
    """A clue that stands, entered through the page; returns its row id. The officer is signed in."""
    from linghang.integrity.models import SealedRow

    client.force_login(officer)
    answer = client.post(reverse("discipline-new", args=["discipline_clue"]), clue)
    assert answer.status_code == 302, answer.content.decode()
    del client.cookies["messages"]  # “已保存” waits there for the next page
    return SealedRow.objects.get().row
