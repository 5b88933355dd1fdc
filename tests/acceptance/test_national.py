"""The national assessment on the demonstration region: what its records and ledgers give, counted once more here."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from shipped import shipped_library

LIBRARY = shipped_library()
Values = Callable[..., dict[str, dict[str, Any]]]
GROWTH = {
    "medical_income_growth",
    "outpatient_mean_cost_growth",
    "outpatient_mean_medicine_growth",
    "inpatient_mean_cost_growth",
    "inpatient_mean_medicine_growth",
}
NO_CABG = {f"sd_cabg_{measure}" for measure in ("mean_stay", "mean_fee", "mortality")}
COLUMNS = [
    "discharged_at", "operation_levels", "admission_route", "principal_diagnosis", "other_diagnoses",
    "other_conditions", "age_days", "incision_healing", "day_surgery", "discharge_way", "length_of_stay",
]  # fmt: skip
COMPLICATIONS = (
    "T81.0", "T81.1", "T81.3", "T81.7", "T81.8", "T81.9", "A40", "A41.0", "I26.9", "R96", "J96", "E86",
    "I80.205", "I80.206", "I80.207",
)  # fmt: skip


def unknown(values: Values, framework: str, institution: str, period: str) -> set[str]:
    """The indicators of the framework that have no figure."""
    asked = {leaf.indicator for leaf in LIBRARY.framework(framework).leaves() if leaf.indicator}
    known = values(institution, period, *sorted(asked))
    return {code for code in asked if known[code]["value"] is None}


def test_the_prefecture_hospital_has_a_figure_for_every_item_that_is_measured(values: Values) -> None:
    assert unknown(values, "national-tertiary", "prefecture", "2023") == set()


def test_the_county_hospital_too(values: Values) -> None:
    assert unknown(values, "national-secondary", "county", "2022") == set()


def test_the_first_year_has_no_growth(values: Values) -> None:
    assert unknown(values, "national-tertiary", "prefecture", "2022") == GROWTH


def test_the_tcm_hospital_lacks_growth_and_the_diseases_it_does_not_treat(values: Values) -> None:
    lacking = unknown(values, "national-tcm", "tcm", "2022")
    assert lacking >= GROWTH | NO_CABG
    assert all(code.startswith("sd_") for code in lacking - GROWTH)


def test_nothing_is_partial(values: Values) -> None:
    """All months are there, in the records and in the ledgers."""
    own = {entry.item.code for entry in LIBRARY.entries if entry.pack == "national-assessment"}
    for row in values("prefecture", "2023").values():
        assert row["indicator"] not in own or row["status"] == "ok" or row["value"] is None, row


def test_patients_of_surgery_are_as_many_as_the_founding_document_says(values: Values) -> None:
    """2.41万; while no national catalogue is there, both count whoever has an operation with a level."""
    assert int(values("prefecture", "2023")["national_surgery_patients"]["value"]) == 24_100


@pytest.fixture(scope="module")
def stays(region: Path) -> list[dict[str, Any]]:
    """The county hospital's stays of 2022, as they lie in the lake."""
    with sqlite3.connect(f"file:{region / 'linghang.db'}?mode=ro", uri=True) as database:
        files = database.execute(
            "select data_path from registers_batch b join organization_institution i on b.institution_id = i.id"
            " where b.register = 'inpatient' and i.code = 'county' and b.ended_id is null"
        ).fetchall()
    rows = [row for (name,) in files for row in pq.read_table(region / "lake" / name, columns=COLUMNS).to_pylist()]
    return [row for row in rows if row["discharged_at"].year == 2022]


def operated(row: dict[str, Any]) -> bool:
    return any(level in ("1", "2", "3", "4") for level in row["operation_levels"] or [])


def elective(row: dict[str, Any]) -> bool:
    return operated(row) and row["admission_route"] in ("2", "3", "9")


def obstetric_or_newborn(row: dict[str, Any]) -> bool:
    code = row["principal_diagnosis"]
    chapter = int(code[1:3]) if code[0] == "O" else -1
    return 0 <= chapter <= 84 or 94 <= chapter <= 99 or (row["age_days"] is not None and row["age_days"] <= 28)


def complicated(row: dict[str, Any]) -> bool:
    pairs = zip(row["other_diagnoses"] or [], row["other_conditions"] or [], strict=True)
    return any(condition == "4" and code.startswith(COMPLICATIONS) for code, condition in pairs)


def test_the_front_page_counted_once_more_in_plain_loops(stays: list[dict[str, Any]], values: Values) -> None:
    risk = [row for row in stays if elective(row) and not obstetric_or_newborn(row)]
    healed = [code for row in stays for code in row["incision_healing"] or []]
    counted = {
        "national_surgery_share": (sum(map(operated, stays)), len(stays)),
        "national_level4_share": (
            sum("4" in (row["operation_levels"] or []) for row in stays),
            sum(map(operated, stays)),
        ),
        "day_surgery_share": (
            sum(elective(row) and row["day_surgery"] == "1" for row in stays),
            sum(map(elective, stays)),
        ),
        "elective_complication_rate": (sum(map(complicated, risk)), len(risk)),
        "class_one_infection_rate": (
            sum("3" in (row["incision_healing"] or []) for row in stays),
            sum(code in ("1", "2", "3", "10") for code in healed),
        ),
    }
    found = values("county", "2022")
    parts = {code: (int(found[code]["numerator"]), int(found[code]["denominator"])) for code in counted}
    assert parts == counted
    assert counted["elective_complication_rate"][0] > 0


def test_days_and_deaths_of_a_single_disease(stays: list[dict[str, Any]], values: Values) -> None:
    copd = [row for row in stays if row["principal_diagnosis"][:5] in ("J44.0", "J44.1", "J44.9")]
    found = values("county", "2022")
    assert int(found["sd_copd_cases"]["value"]) == len(copd) > 0
    assert int(found["sd_copd_mean_stay"]["numerator"]) == sum(row["length_of_stay"] for row in copd)
    assert int(found["sd_copd_mortality"]["numerator"]) == sum(row["discharge_way"] == "5" for row in copd)


def test_a_figure_without_its_official_list_says_that_it_is_not_verified(values: Values) -> None:
    assert values("county", "2022")["low_risk_mortality"]["confidence"] == "low"
