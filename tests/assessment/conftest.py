"""Three hospitals, a township centre, departments and branches of one of them, frameworks of the tests' own pack.

Figures are typed in by hand, so every expected score can be worked out on paper."""

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from linghang.assessment import peers
from linghang.core.periods import Month, Period
from linghang.organization.models import (
    Assignment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
)
from linghang.packs.load import load_packs
from linghang.registers import content
from linghang.registers.models import CatalogueVersion, KeptRow

HERE = Path(__file__).parent
YEAR = Period.year(2022)


@pytest.fixture(scope="session")
def assessed_library():
    return load_packs([HERE / "packs" / "judged"])


@pytest.fixture
def judged_packs(assessed_library, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: assessed_library)
    return assessed_library


@pytest.fixture
def no_peers(monkeypatch, tmp_path):
    """A workspace in which nobody has put peers."""
    monkeypatch.setattr(peers, "folder", lambda: tmp_path / "peers")


@pytest.fixture
def house(db, judged_packs, no_peers):
    """region → a, b, c (hospitals of one kind) and t (a township); departments and branches of a."""
    region = Institution.objects.create(code="region", name="区域", kind="region")
    made = {"region": region}
    for position, code in enumerate("abc", 1):
        made[code] = Institution.objects.create(
            code=code, name=f"{code}医院", kind="hospital", level="三级甲等", category="综合",
            parent=region, position=position,
        )  # fmt: skip
    made["t"] = Institution.objects.create(code="t", name="镇卫生院", kind="township", parent=region, position=9)
    for code, name in (("01", "内科"), ("02", "外科"), ("03", "儿科")):
        Department.objects.create(institution=made["a"], code=code, name=name)
    for code, wards in (("a-p1", ("01", "03")), ("a-p2", ("02",))):
        branch = PartyOrganization.objects.create(institution=made["a"], code=code)
        PartyOrganizationForm.objects.create(organization=branch, name=f"支部{code}", kind="branch")
        for ward in wards:
            department = Department.objects.get(institution=made["a"], code=ward)
            BranchDepartment.objects.create(organization=branch, department=department)
    return SimpleNamespace(**made)


@pytest.fixture
def say(house, judged_packs):
    """`say("a", 2022, quality=0.9)` types in the values of a year; `say.case("a", "01", 2022, good=True)` a case."""

    def row(register, institution, data):
        definition = judged_packs.register(register)
        KeptRow.objects.create(
            register=register,
            institution=getattr(house, institution),
            month=Month.of(dt.date.fromisoformat(data[definition.date])).key,
            key=json.dumps([data[name] for name in definition.key]),
            data=data,
            created=CatalogueVersion.objects.create(action="save"),
        )

    def make(institution, year, **figures):
        for indicator, value in figures.items():
            row(
                "reported_value",
                institution,
                {
                    "indicator": indicator,
                    "from_date": f"{year}-01-01",
                    "to_date": f"{year}-12-31",
                    "value": str(value),
                    "evidence": "测试",
                },
            )

    count = iter(range(10**6))

    def case(institution, ward, day, *, good):
        number = f"n{next(count)}"
        row("ward_case", institution, {"number": number, "on": day, "ward": ward, "good": good})

    make.case = case
    return make


@pytest.fixture
def people(house):
    """Accounts by role: of the whole of a, of the region, and the head of 内科."""

    def person(name, role, institution, department=None):
        user = get_user_model().objects.create_user(name)
        Assignment.objects.create(user=user, role=role, institution=institution, department=department)
        return user

    ward = Department.objects.get(institution=house.a, code="01")
    return SimpleNamespace(
        office=person("office", "office", house.a),
        leader=person("leader", "leader", house.a),
        quality=person("quality", "quality", house.a),
        head=person("head", "department_head", house.a, ward),
        commission=person("commission", "commission", house.region),
        region_office=person("region-office", "office", house.region),
        administrator=person("administrator", "administrator", house.region),
    )
