"""Adopted programmes out to Excel and in again, and what is refused."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.organization.models import Department, Institution, Person
from linghang.programmes.exporting import export_programmes, read_lines
from linghang.programmes.importing import load_programmes
from linghang.programmes.models import Adoption, ComponentOwner, LocalComponent, ObjectiveTarget
from linghang.programmes.workbook import write_workbook

pytestmark = pytest.mark.django_db
FIRST = dt.date(2023, 1, 1)
PLACE = {"机构代码": "h", "工程代码": "six_fusions"}
OPEN = {"机构代码": "h", "工程代码": "plan_1_7_n"}


@pytest.fixture
def hospital(db):
    found = Institution.objects.create(code="h", name="示范医院", kind="hospital")
    Department.objects.create(institution=found, code="DB", name="党办")
    Person.objects.create(code="p1", name="石明", institution=found)
    return found


@pytest.fixture
def file(tmp_path, hospital):
    def write(**changes):
        lines = {
            "实施": [{**PLACE, "有效期起": FIRST, "责任领导工号": "p1"}, {**OPEN, "有效期起": FIRST}],
            "自定组成": [{**OPEN, "层代码": "seven", "名称": name} for name in ("组织建设", "学科建设")],
            "责任分工": [
                {**PLACE, "组成代码": "core", "责任领导工号": "p1", "有效期起": dt.date(2023, 7, 1)},
                {**PLACE, "组成代码": "core", "责任科室代码": "DB", "有效期起": FIRST},
            ],
            "目标": [
                {
                    **{**PLACE, "工程代码": "three_hundred_percent", "目标代码": "department_branches"},
                    **{"方向": "≥", "目标值": "0.95", "达成时限": dt.date(2023, 12, 31), "有效期起": FIRST},
                }
            ],
        }
        lines["实施"].append({**PLACE, "工程代码": "three_hundred_percent", "有效期起": FIRST})
        write_workbook(tmp_path / "p.xlsx", lines | changes)
        return tmp_path / "p.xlsx"

    return write


def faults(path):
    with pytest.raises(InputError) as refused:
        load_programmes(path)
    return [(fault.subject, fault.line, fault.field) for fault in refused.value.faults]


def test_everything_comes_in_and_an_earlier_owner_ends_with_the_next(file):
    assert load_programmes(file()).new == 8
    first, second = ComponentOwner.objects.order_by("valid_from")
    assert (first.department.code, first.valid_to) == ("DB", dt.date(2023, 6, 30))
    assert (second.leader.code, second.valid_to) == ("p1", None)
    assert str(ObjectiveTarget.objects.get().value.normalize()) == "0.95"


def test_the_same_file_again_changes_nothing(file):
    load_programmes(file())
    again = load_programmes(file())
    assert (again.new, again.changed, again.same) == (0, 0, 8)


def test_out_and_in_again_is_the_same(file, tmp_path):
    load_programmes(file())
    before = read_lines()
    export_programmes(tmp_path / "out.xlsx")
    Adoption.objects.all().delete()
    load_programmes(tmp_path / "out.xlsx")
    assert read_lines() == before


def test_a_dry_run_writes_nothing(file):
    assert load_programmes(file(), dry_run=True).new == 8
    assert not Adoption.objects.exists()


def test_an_ended_programme_ends(file):
    load_programmes(file())
    ended = [{**OPEN, "有效期起": FIRST, "有效期止": dt.date(2023, 12, 31)}]
    assert load_programmes(file(实施=ended, 自定组成=[], 责任分工=[], 目标=[])).changed == 1
    assert Adoption.objects.get(programme="plan_1_7_n").valid_to == dt.date(2023, 12, 31)


@pytest.mark.parametrize(
    ("sheet", "cells", "place"),
    [
        ("实施", {"工程代码": "no_such", "有效期起": FIRST}, ("实施", 2)),
        ("责任分工", {"组成代码": "no_such", "责任科室代码": "DB", "有效期起": FIRST}, ("责任分工", 2)),
        ("责任分工", {"组成代码": "core", "有效期起": FIRST}, ("责任分工", 2)),
        ("责任分工", {"组成代码": "core", "责任科室代码": "XX", "有效期起": FIRST}, ("责任分工", 2)),
        ("自定组成", {"层代码": "fusions", "名称": "第七融"}, ("自定组成", 2)),
    ],
)
def test_faults_name_sheet_and_row(file, sheet, cells, place):
    path = file(**({"自定组成": [], "责任分工": [], "目标": []} | {sheet: [{**PLACE, **cells}]}))
    assert faults(path)[0][:2] == place
    assert not Adoption.objects.exists()
    assert not LocalComponent.objects.exists()
