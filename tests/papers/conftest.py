"""A small hospital whose figures are typed in by hand, somebody in every role, and papers written for the tests."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from linghang.core.periods import Month, Period
from linghang.organization.models import Assignment, Department, Institution
from linghang.packs.load import load_packs
from linghang.papers import store
from linghang.registers import content
from linghang.registers.models import CatalogueVersion, KeptRow

PACK = Path(__file__).parent / "packs" / "figures"


@pytest.fixture(scope="session")
def figures_library():
    return load_packs([PACK])


@pytest.fixture
def hospital(db, figures_library, monkeypatch):
    """青山医院 with a neighbour; of 2023: 123 456 visits (100 000 the year before), 8 000 discharges, 2 333 of them
    with surgery."""
    monkeypatch.setattr(content, "library", lambda: figures_library)
    found = Institution.objects.create(code="h1", name="青山医院", kind="hospital")
    Institution.objects.create(code="h2", name="碧水医院", kind="hospital", position=1)
    for code, name in (("A01", "医务科"), ("A02", "护理部"), ("A03", "信息科")):
        Department.objects.create(institution=found, code=code, name=name)
    for indicator, year, value in (
        ("visits", 2022, "100000"),
        ("visits", 2023, "123456"),
        ("discharges", 2023, "8000"),
        ("surgical", 2023, "2333"),
    ):
        _type_in(figures_library, found, indicator, Period.year(year), value)
    return found


def _type_in(library, institution, indicator, period, value):
    definition = library.register("reported_value")
    data = {
        "indicator": indicator,
        "from_date": period.first_day.isoformat(),
        "to_date": period.last_day.isoformat(),
        "value": value,
        "evidence": "年报",
    }
    KeptRow.objects.create(
        register="reported_value",
        institution=institution,
        month=Month.of(dt.date.fromisoformat(data["from_date"])).key,
        key=json.dumps([data[name] for name in definition.key]),
        data=data,
        created=CatalogueVersion.objects.create(action="save"),
    )


@pytest.fixture
def person(hospital):
    """`person("office")` → a user with that role at the hospital; a head heads 医务科."""

    def make(role, institution=None):
        where = institution or hospital
        user = get_user_model().objects.create_user(f"{role}-{where.code}")
        department = Department.objects.get(institution=where, code="A01") if role == "department_head" else None
        Assignment.objects.create(user=user, institution=where, role=role, department=department)
        return user

    return make


@pytest.fixture
def paper(hospital):
    """`paper(text)` → it, taken in."""

    def make(text, **more):
        return store.take(SimpleUploadedFile("稿.txt", text.encode()), hospital, actor=None, **more)

    return make
