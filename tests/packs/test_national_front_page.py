"""The national indicators of the front page, from sixteen stays written by hand; what is expected was counted by hand.

Columns: days in hospital, admission route (1 emergency, 2 outpatient), age, principal diagnosis, other diagnoses with
their condition on admission (1 present, 4 absent), operations with level and healing (3: class I, infected), whether
day surgery, discharge way (5 died), fee.
"""

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.expressions import parse_condition, schema_of
from linghang.expressions.plain import evaluate
from linghang.indicators.values import Value, values
from linghang.organization.models import Institution
from linghang.packs.load import load_packs, pack_folders
from linghang.registers import content
from linghang.registers.models import Batch, CatalogueVersion
from linghang.registers.schema import arrow_schema
from shipped import shipped_library

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
STAYS = """
no days route age   principal  others                 operations                       day way fee
01    6     2  30   K35.900    -                      47.0100/2/4                        0   1  9000
02   15     2  71   S72.000    I26.900/4              81.5200/3/1+79.3600/3/1            0   1 52000
03    6     2  48   K80.203    J96.000/1              51.2300/3/4                        0   1 14000
04   20     1  55   S82.200    T81.000/4              79.3600/3/3+81.5200/3/-            0   1 60000
05    5     2  29   O34.201    T81.300/4              74.1x01/2/4                        0   1  8000
06   12     2  10d  P77.x00    T81.000/4              46.1000/3/1                        0   1 30000
07    3     2  50   K63.500    -                      45.2300/-/-                        0   1  3000
08    9     1  80   I21.000    -                      -                                  0   5 21000
09    7     1  60   I21.100    E86.x00/4              36.0700/3/0                        0   1 45000
10    1     2  66   H25.900    -                      13.4101/3/1                        1   1  7000
11    1     -  41   K64.900    -                      49.4600/1/-                        1   1  4000
12   14     2  69   M16.000    T81.000/4+A41.000/4    81.5100/4/10                       0   1 68000
13   10     2  70   K40.900    -                      17.1300/3/3+54.5100/2/1            0   5 26000
14    5     2   1   J18.900    -                      -                                  0   1  4000
15    6     2   2   J18.900    -                      -                                  0   1  5000
16   11     1  18   J15.900    -                      -                                  0   5 15000
"""


def rows(table: str) -> list[dict[str, object]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    return [row(dict(zip(head, line, strict=True))) for line in lines]


def row(drawn: dict[str, str]) -> dict[str, object]:
    given = {key: None if text == "-" else text for key, text in drawn.items()}
    others = [text.split("/") for text in (given["others"] or "").split("+") if text]
    operations = [text.split("/") for text in (given["operations"] or "").split("+") if text]
    newborn, left = drawn["age"].endswith("d"), dt.datetime(2022, 5, 20, 15)
    return {
        "record_no": drawn["no"],
        "admission_no": 1,
        "sex": "1",
        "age": 0 if newborn else int(drawn["age"]),
        "age_days": int(drawn["age"][:-1]) if newborn else None,
        "admission_route": given["route"],
        "admitted_at": left - dt.timedelta(days=int(drawn["days"])),
        "discharged_at": left,
        "length_of_stay": int(drawn["days"]),
        "department": "04",
        "principal_diagnosis": drawn["principal"],
        "principal_condition": "1",
        "other_diagnoses": [code for code, _ in others],
        "other_conditions": [condition for _, condition in others],
        "operations": [code for code, _, _ in operations],
        "operation_levels": [None if level == "-" else level for _, level, _ in operations],
        "incision_healing": [None if healing == "-" else healing for _, _, healing in operations],
        "day_surgery": drawn["day"],
        "discharge_way": drawn["way"],
        "total_fee": Decimal(drawn["fee"]),
    }


@pytest.fixture(scope="module")
def library():
    return shipped_library()


@pytest.fixture(scope="module")
def kept() -> dict[str, Value]:
    """What the first test has computed, for the others."""
    return {}


@pytest.fixture
def found(db, library, kept, monkeypatch) -> dict[str, Value]:
    """Every national indicator of a hospital with the sixteen stays of May 2022."""
    if not kept:
        monkeypatch.setattr(content, "library", lambda: library)
        load(library)
        entries = [entry for entry in library.entries if entry.kind == "indicators"]
        codes = [entry.item.code for entry in entries if entry.pack == "national-assessment"]
        kept |= {value.indicator: value for value in values(codes, Period.parse("2022"), "east")}
    return kept


def load(library) -> None:
    hospital = Institution.objects.create(code="east", name="东院", kind="hospital")
    definition = library.register("inpatient")
    name = f"inpatient/east/{uuid.uuid4()}.parquet"
    path = Workspace.from_environment().lake / name
    path.parent.mkdir(parents=True, exist_ok=True)
    empty = {field.code: [] if field.list else None for field in definition.fields}
    full = [empty | each | {"_row": number} for number, each in enumerate(rows(STAYS), 2)]
    pq.write_table(pa.Table.from_pylist(full, arrow_schema(definition)), path)
    Batch.objects.create(
        register="inpatient",
        institution=hospital,
        period_first=202201,
        period_last=202212,
        file_name="stays.csv",
        file_sha256="0" * 64,
        file_bytes=1,
        rows_accepted=len(full),
        rows_rejected=0,
        data_path=name,
        register_fingerprint="x",
        created=CatalogueVersion.objects.create(action="load"),
    )


@pytest.fixture
def share(found):
    """Numerator and denominator of an indicator."""

    def ask(code: str) -> tuple[int, int]:
        value = found[code]
        assert value.numerator is not None
        assert value.denominator is not None
        assert value.value == value.numerator / value.denominator
        return int(value.numerator), int(value.denominator)

    return ask


def test_a_patient_operated_twice_in_a_stay_counts_once(share):
    """01–06 and 09–13: 02, 04 and 13 had two operations. A colonoscopy (07) carries no level."""
    assert share("national_surgery_share") == (11, 16)


def test_minimally_invasive_patients(share):
    """47.01 (01), 51.23 (03), 17.1 and 54.51 (13, once)."""
    assert share("national_minimally_invasive_share") == (3, 11)


def test_patients_with_an_operation_of_level_4_or_3(share):
    assert share("national_level4_share") == (1, 11)  # 12
    assert share("national_level3_share") == (7, 11)  # 02, 03, 04, 06, 09, 10, 13


def test_an_emergency_is_not_elective_nor_is_a_route_that_nobody_wrote(share):
    """Elective: 01, 02, 03, 05, 06, 10, 12, 13. 04 and 09 came as emergencies; of 11 the route is not known."""
    assert share("day_surgery_share") == (1, 8)


def test_a_complication_was_absent_on_admission(share):
    """Of the elective, not 05 (obstetric) nor 06 (ten days old): six. 02, and 12 once for two codes; 03 came with its
    own; 04 and 09 were emergencies."""
    assert share("elective_complication_rate") == (2, 6)


def test_class_i_incisions(share):
    """Infected: 04, 13. Incisions: 02 two, 04, 06, 10, 12 (Ⅰ/其他) one each, 13 two."""
    assert share("class_one_infection_rate") == (2, 8)


def test_deaths_of_low_risk_cases(share):
    """01, 03, 10, 11 and 13, of whom 13 died."""
    assert share("low_risk_mortality") == (1, 5)


def test_a_single_disease_by_diagnosis(share, found):
    """08 and 09: 9 and 7 days, 21,000 and 45,000 yuan, one death."""
    assert found["sd_ami_cases"].value == 2
    assert share("sd_ami_mean_stay") == (16, 2)
    assert found["sd_ami_mean_fee"].value == 33_000
    assert share("sd_ami_mortality") == (1, 2)


def test_a_single_disease_by_main_operation(share, found):
    """02 and 12; the hip of 04 was not the main operation."""
    assert found["sd_hip_cases"].value == 2
    assert share("sd_hip_mean_stay") == (29, 2)
    assert found["sd_hip_mean_fee"].value == 60_000
    assert share("sd_hip_mortality") == (0, 2)


def test_pneumonia_of_adults_and_children(found):
    """16 is just of age; 15 is a child; 14 is one year old and belongs to neither."""
    assert (found["sd_cap_adult_cases"].value, found["sd_cap_child_cases"].value) == (1, 1)
    assert found["sd_cap_adult_mortality"].value == 1


def test_a_disease_without_a_case_has_no_mortality(found):
    assert (found["sd_copd_mortality"].value, found["sd_copd_mortality"].status) == (None, "no_data")


def test_bed_days_of_those_discharged(found):
    assert found["discharged_bed_days"].value == 6 + 15 + 6 + 20 + 5 + 12 + 3 + 9 + 7 + 1 + 1 + 14 + 10 + 5 + 6 + 11


def test_an_imported_catalogue_replaces_the_approximation_everywhere(tmp_path, library):
    """A catalogue in which 51.2300 is of level 4, whatever level the hospital wrote: then 03 counts, 12 does not."""
    (tmp_path / "pack.yaml").write_text(
        "pack: own\ntitle: 本院目录\nversion: '1'\nsource: 国家四级手术目录\nextends: [national-assessment]\n", "utf-8"
    )
    (tmp_path / "lists.yaml").write_text(
        "codesets:\n"
        "  - {code: national_level4_operations, overrides: true, values: {'51.2300': 腹腔镜下胆囊切除术}}\n"
        "  - {code: level4_by_level, overrides: true, values: {'-': 目录已导入}}\n",
        "utf-8",
    )
    own = load_packs([*pack_folders(SHIPPED), tmp_path])
    assert (level4(library), level4(own)) == (["12"], ["03"])


def level4(library) -> list[object]:
    where = library.indicator("national_level4_share").numerator.where
    condition = parse_condition(where, schema_of(library.register("inpatient")), library)
    return [each["record_no"] for each in rows(STAYS) if evaluate(condition, each)]
