"""A hospital with a handful of front pages, and a scheme of four groups that can be weighed by hand."""

import csv
import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.casemix.official_weights import Said
from linghang.organization.models import Assignment, Department, Institution
from linghang.payment import schemes
from linghang.payment.published import Terms, import_weights
from linghang.registers.loading import load

RULES = """kind,code,name,parent,rule,sort
MDC,MDCE,呼吸,,ZYZD in DX_E,1
MDC,MDCG,消化,,ZYZD in DX_G,2
ADRG,ES3,,MDCE,true,1
ADRG,GD1,,MDCG,ZYSS in OP_GD1,2
ADRG,GX1,,MDCG,NL < 60,3
DRG,ES31,肺炎，伴严重并发症或合并症,ES3,QTZD in MCC,1
DRG,ES35,肺炎，不伴并发症或合并症,ES3,true,2
DRG,GD19,阑尾切除,GD1,true,3
DRG,GX19,其他消化疾病,GX1,true,4
"""
SETS = "set,code\nDX_E,J18.900\nDX_G,K35.800\nDX_G,K29.700\nOP_GD1,47.0100\n"
COMPLICATIONS = "code,level,exclusion_table\nJ96.000,MCC,1\nI50.900,CC,2\n"
EXCLUSIONS = "principal_diagnosis,exclusion_table\nK35.800,1\nK29.700,2\n"
HEAD = (
    "record_no", "admission_no", "id_number", "sex", "age", "age_days", "admitted_at", "discharged_at", "department",
    "length_of_stay", "principal_diagnosis", "C06x01C", "C14x01C", "discharge_way", "total_fee",
    "western_medicine_fee", "surgical_material_fee", "B24C", "C04N",
)  # fmt: skip
DIP_GROUPS = (
    ("编码", "名称", "主要诊断", "主要操作", "操作性质", "分值"),
    ("J18.9", "肺炎", "J18.9", "", "", "500"),
    ("K35.8:47.01", "阑尾切除", "K35.8", "47.0100", "", "1200"),
    ("K29", "胃炎，综合", "K29", "", "保守治疗", "300"),
)
TABLE = "DRG编码,名称,权重,次均费用,平均住院日\nES35,肺炎,0.8,4000,\nES31,肺炎重,2.5,,\nGX19,其他消化,0.6,,\n"
"""Published weights. The table lacks GD19, and knows GX19, of which no case is."""
JANUARY_TABLE = Said("2022 年版", "某市医保局通知", dt.date(2022, 1, 1))
NAMES = {"J18.900": "肺炎"}
DOCTORS = {"0301": "110000000000001"}
# Number, department, age, days, principal, other, operation, fee. January 2022.
JANUARY = (
    ("P1", "0301", 60, 4, "J18.900", "", "", "4000"),
    ("P2", "0301", 70, 8, "J18.900", "", "", "6000"),
    ("P3", "0301", 80, 12, "J18.900", "J96.000", "", "20000"),
    ("P4", "0401", 30, 5, "K35.800", "", "47.0100", "10000"),
    ("P5", "0401", 65, 3, "K29.700", "", "", "3000"),
    ("P6", "0301", 0, 3, "J18.900", "", "", "2000"),
)


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Lake and schemes of a test are its own; the workspace, with the packs that were read, is that of the run."""
    monkeypatch.setenv("LINGHANG_LAKE", str(tmp_path / "lake"))
    monkeypatch.setattr(schemes, "folder", lambda: tmp_path / "schemes")
    return tmp_path / "schemes"


@pytest.fixture
def hospital(db):
    """青山医院 in 青山县 with two departments; 碧水医院 beside it."""
    region = Institution.objects.create(code="r1", name="青山县", kind="region")
    found = Institution.objects.create(code="h1", name="青山医院", kind="hospital", parent=region)
    Institution.objects.create(code="h2", name="碧水医院", kind="hospital", parent=region, position=1)
    for code, name in (("0301", "呼吸内科"), ("0401", "普外科")):
        Department.objects.create(institution=found, code=code, name=name)
    return found


@pytest.fixture
def scheme_folder(tmp_path):
    """`scheme_folder(rules=…)` → a folder with the four tables."""

    def make(rules=RULES, name="scheme"):
        folder = tmp_path / name
        folder.mkdir()
        tables = {"rules": rules, "sets": SETS, "complications": COMPLICATIONS, "exclusions": EXCLUSIONS}
        for table, text in tables.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def scheme(db, scheme_folder):
    """The scheme in force from 2022 on."""
    return schemes.import_scheme(scheme_folder(), code="small", title="小方案", valid_from=dt.date(2022, 1, 1))


@pytest.fixture
def put(tmp_path, scheme):
    """`put(text, said, …)` → a table of weights for the small scheme, in force."""

    def make(text=TABLE, said=JANUARY_TABLE, institution=None, **terms):
        path = tmp_path / "公布的权重.csv"
        path.write_text(text, encoding="utf-8")
        return import_weights(path, scheme, Terms(said, **terms), institution=institution)

    return make


@pytest.fixture
def front_pages(tmp_path, hospital):
    """`front_pages(rows, month)` → loaded as a batch of the hospital."""
    made = []

    def make(rows=JANUARY, month="2022-01", **more):
        path = tmp_path / f"pages{len(made)}.csv"
        made.append(path)
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(HEAD)
            for number, department, age, days, principal, other, operation, fee in rows:
                writer.writerow(
                    [number, 1, f"身份{number}", 1, age, "", f"{month}-01 08:00:00", f"{month}-20 09:00:00", department,
                     days, principal, other, operation, 1, fee, "100.50", "20", DOCTORS.get(department, "-"),
                     NAMES.get(principal, "-")]
                )  # fmt: skip
        return load(path, "inpatient", hospital, **more)

    return make


@pytest.fixture
def person(hospital):
    """`person("quality")` → a user with that role at the hospital; a head heads 呼吸内科."""

    def make(role, institution=None):
        where = institution or hospital
        user = get_user_model().objects.create_user(f"{role}-{where.code}")
        department = Department.objects.get(institution=where, code="0301") if role == "department_head" else None
        Assignment.objects.create(user=user, institution=where, role=role, department=department)
        return user

    return make


@pytest.fixture
def catalogue(tmp_path):
    """A published list: no mean cost, so that nobody knows what a point is worth. A mean case has 1000 points."""
    path = tmp_path / "dip.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(DIP_GROUPS)
    return path
