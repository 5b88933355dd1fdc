"""A tiny hospital with a ledger of free clinics, its people, and files written as people write them."""

import csv
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth import get_user_model

from linghang.organization.models import Assignment, Department, Institution
from linghang.packs.load import load_packs
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import entry_reader

PACKS = Path(__file__).resolve().parents[1] / "packs" / "ledgers"
HEADINGS = ["日期", "地点", "类别", "服务人数", "费用", "免费", "主题", "领队证件号", "科室"]


@pytest.fixture(scope="session")
def library():
    return load_packs([PACKS])


@pytest.fixture(autouse=True)
def packs_in_use(library, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: library)


@pytest.fixture
def clinic(library):
    return library.register("clinic")


@pytest.fixture
def hospital(db):
    found = Institution.objects.create(code="h1", name="示范医院", kind="hospital")
    Department.objects.create(institution=found, code="A01", name="内科")
    Department.objects.create(institution=found, code="A02", name="肛肠科")
    return found


@pytest.fixture
def other_hospital(db):
    return Institution.objects.create(code="h2", name="他山医院", kind="hospital", position=1)


@pytest.fixture
def person(hospital):
    """`person("viewer")` → a user with that role at the hospital (or in one of its departments)."""

    def make(role, *, institution=None, department=None, name=""):
        user = get_user_model().objects.create_user(name or f"{role}-{department or 'all'}", first_name=f"测试{role}")
        where = institution or hospital
        Assignment.objects.create(
            user=user,
            institution=where,
            role=role,
            department=department and Department.objects.get(institution=where, code=department),
        )
        return user

    return make


@pytest.fixture
def quality(person):
    return person("quality")


@pytest.fixture
def enter(library, clinic, hospital):
    """`enter(day="2022-03-05", place="广场")` → a row of the ledger, as the form would store it."""

    def store(*, actor=None, institution=None, register=None, row=None, opened=None, **cells):
        where, ledger = institution or hospital, register or clinic
        entry = entry_reader(ledger, library, where).read(cells)
        assert not entry.faults, entry.faults
        return save_row(ledger, where, entry.values, actor=actor, row=row, opened=opened)

    return store


@pytest.fixture
def csv_file(tmp_path):
    """`csv_file([...], [...])` → a CSV with the ledger's headings and these rows."""

    def write(*rows, headings=HEADINGS, name="义诊.csv", encoding="utf-8-sig"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as handle:
            csv.writer(handle).writerows([headings, *rows])
        return path

    return write


@pytest.fixture
def excel_file(tmp_path):
    """`excel_file([...], [...])` → an .xlsx with these rows, the first being the header."""

    def write(*rows, name="义诊.xlsx", merge=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if merge:
            book.active.merge_cells(merge)
        book.save(tmp_path / name)
        return tmp_path / name

    return write
