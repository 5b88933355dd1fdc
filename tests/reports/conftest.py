"""A hospital with a ledger of free clinics, a pack of its own with a report on them, and people of several roles."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model

from linghang.core.workspace import VARIABLE
from linghang.organization.models import Assignment, Institution
from linghang.registers.content import library
from linghang.registers.kept import save_row

MANIFEST = """pack: brief
title: 义诊简报
version: "1"
source: 测试
extends: [hospital-base]
"""
OBJECTS = """
registers:
  - code: outing
    title: 义诊外出登记
    kind: kept
    grain: 外出一次一行
    key: [held_on]
    date: held_on
    fields:
      - {code: held_on, title: 日期, type: date, required: true}
      - {code: served, title: 服务人次, type: integer, required: true}
      - {code: rural, title: 到乡村, type: boolean, required: true}
  - code: rating
    title: 评级台账
    kind: kept
    grain: 一次评级一行
    key: [rated_on]
    date: rated_on
    fields:
      - {code: rated_on, title: 日期, type: date, required: true}
      - {code: grade, title: 等级, type: integer, required: true}
indicators:
  - {code: outings, title: 义诊次数, kind: count, register: outing, unit: 次}
  - {code: rural_outings, title: 乡村义诊次数, kind: count, register: outing, where: rural, unit: 次}
  - {code: served, title: 义诊服务人次, kind: sum, register: outing, value: served, unit: 人次}
  - {code: outing_rise, title: 义诊增加, kind: derived, formula: outings - last_year(outings), unit: 次}
  - {code: rating, title: 评级, kind: level, register: rating, value: grade, unit: 级}
  - code: served_each
    title: 场均服务
    kind: ratio
    numerator: served
    denominator: outings
    unit: 人次
    decimals: 1
    direction: lower
  - {code: trial_rank, title: 义诊排名, kind: reported, unit: 名, rollup: last}
reports:
  - code: brief
    title: 义诊简报
    heading: "{institution}{period}义诊简报"
    salutation: 同志们：
    opening:
      - 全年义诊{outings}，{outings|yoy_abs}，{outings|yoy}；服务{served|scale=万|decimals=2}，{served|target}。
    sections:
      - heading: 乡村
        paragraphs:
          - 到乡村义诊{rural_outings}，占{rural_outings|share_of=outings}；上年{rural_outings|last_year}。
      - heading: 排名
        optional: true
        paragraphs: ["全市第{trial_rank}。"]
    signed_by: "{institution}"
"""


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("reports-workspace")
    folder = root / "packs" / "brief"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "objects.yaml").write_text(OBJECTS, encoding="utf-8")
    return root


@pytest.fixture(autouse=True)
def workspace_in_use(workspace, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(workspace))


@pytest.fixture
def hospital(db):
    return Institution.objects.create(code="yunxi", name="云溪市人民医院", kind="hospital")


@pytest.fixture
def outing(hospital):
    """`outing("2022-03-05", 120, rural=True)` keeps one row."""

    def keep(day, served, *, rural=False):
        values = {"held_on": dt.date.fromisoformat(day), "served": served, "rural": rural}
        return save_row(library().register("outing"), hospital, values, actor=None)

    return keep


@pytest.fixture
def two_years(outing):
    """2021: four outings, one rural. 2022: five, two rural; 28,277 people served."""
    for month in (3, 5, 7, 9):
        outing(f"2021-{month:02d}-05", 100, rural=month == 3)
    for month, served in ((2, 28000), (4, 77), (6, 100), (8, 50), (10, 50)):
        outing(f"2022-{month:02d}-05", served, rural=month in (2, 4))


@pytest.fixture
def state(hospital):
    """`state("indicator_target", "served", "2022", "30000")` types in a value or target of a year."""

    def keep(register, indicator, year, value):
        values = {
            "indicator": indicator,
            "from_date": dt.date(int(year), 1, 1),
            "to_date": dt.date(int(year), 12, 31),
            "value": Decimal(value),
            "evidence": "测试",
            "basis": "测试",
        }
        definition = library().register(register)
        known = {field.code for field in definition.fields}
        kept = {name: given for name, given in values.items() if name in known}
        return save_row(definition, hospital, kept, actor=None)

    return keep


@pytest.fixture
def person(hospital):
    """`person("office")` is a user with that role at the hospital."""

    def make(role, institution=None):
        user = get_user_model().objects.create_user(f"{role}-person")
        Assignment.objects.create(user=user, institution=institution or hospital, role=role)
        return user

    return make
