"""Which single records the shipped indicators count, decided by hand: the cases in which a count went wrong before."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from linghang.expressions import evaluate, parse_condition, schema_of
from linghang.packs.model import Indicator, Measure
from shipped import shipped_library

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
LIBRARY = shipped_library()
STAY: dict[str, object] = {
    "sex": "1",
    "age": 50,
    "age_days": None,
    "admission_route": "2",
    "principal_diagnosis": "K35.900",
    "principal_condition": "1",
    "other_diagnoses": [],
    "other_conditions": [],
    "operations": [],
    "operation_levels": [],
    "discharge_way": "1",
}
"""A stay without anything; elective, of an adult."""
DOOR = dt.datetime(2022, 5, 20, 8, 0)


def part(code: str, side: str = "numerator") -> tuple[str, str]:
    """Register and condition of an indicator, or of one side of a ratio, named or written in place."""
    indicator = LIBRARY.indicator(code)
    found = getattr(indicator, side) if indicator.kind == "ratio" else indicator
    if isinstance(found, str):
        return part(found)
    assert isinstance(found, Indicator | Measure)
    return str(found.register_code), found.where or "1 = 1"


def counts(code: str, side: str = "numerator", **row: object) -> bool:
    """Whether this record is counted."""
    register, where = part(code, side)
    definition = LIBRARY.register(register)
    empty = {field.code: [] if field.list else None for field in definition.fields}
    base = STAY if register == "inpatient" else {}
    return evaluate(parse_condition(where, schema_of(definition), LIBRARY), empty | base | row) is True


def test_no_code_of_a_code_set_loses_a_digit() -> None:
    """06.2 without quotes is the number 6.2, and thyroid operations would match nothing."""
    for path in SHIPPED.rglob("*.yaml"):
        written = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) or {}
        for codeset in written.get("codesets", []):
            if "values" in codeset:
                assert set(LIBRARY.codeset(codeset["code"]).values) == set(codeset["values"]), codeset["code"]


@pytest.mark.parametrize(
    ("code", "diagnosis", "operation"),
    [
        ("sd51_tc_cases", "C73.x00", "06.4x00"),
        ("sd51_tn_cases", "E04.100", "06.2x00"),
        ("sd51_men_cases", "D32.000", "01.5100"),
        ("sd51_gli_cases", "C71.900", "01.5900x"),
        ("sd51_pt_cases", "D11.000", "04.4200"),
        ("sd51_thr_cases", "M16.000", "00.7000"),
        ("sd51_tkr_cases", "M17.000", "00.8000"),
        ("sd51_ep_cases", "O00.100", "74.3000"),
        ("sd51_hbv_cases", "O98.400", "73.5900"),
    ],
)
def test_single_diseases_know_their_operations(code: str, diagnosis: str, operation: str) -> None:
    assert counts(code, principal_diagnosis=diagnosis, operations=[operation])
    assert not counts(code, principal_diagnosis="Z00.000", operations=["99.9900"])


@pytest.mark.parametrize("code", ["elective_complication_rate", "acquired_postop_bleeding_rate"])
@pytest.mark.parametrize(
    ("age", "days", "counted"),
    [(50, None, True), (50, 0, True), (0, 29, True), (0, 28, False), (0, 0, False), (0, None, True)],
)
def test_age_in_days_speaks_only_of_those_under_one_year(code: str, age: int, days: int | None, counted: bool) -> None:
    """Some systems write 0 days for every adult; an adult is no newborn."""
    complication = {"other_diagnoses": ["T81.000"], "other_conditions": ["4"]}
    row = complication | {"age": age, "age_days": days, "operations": ["47.0100"], "operation_levels": ["2"]}
    assert counts(code, **row) is counted
    assert counts(code, "denominator", **row) is counted


def test_a_diagnostic_laparoscopy_beside_an_open_operation_is_not_minimally_invasive_surgery() -> None:
    code = "national_minimally_invasive_share"
    assert counts(code, operations=["47.0100"], operation_levels=["2"])
    assert not counts(code, operations=["54.2100", "47.0900"], operation_levels=[None, "2"])


def test_chest_pain_that_turns_out_harmless_was_chest_pain_when_it_came() -> None:
    times = {"first_contact_at": DOOR, "first_ecg_at": DOOR + dt.timedelta(minutes=6)}
    assert counts("chest_pain_contact_to_ecg_within_10", diagnosis="excluded", **times)
    blood = {"troponin_drawn_at": DOOR, "troponin_reported_at": DOOR + dt.timedelta(minutes=20)}
    assert counts("chest_pain_troponin_within_20", diagnosis="excluded", **blood)


@pytest.mark.parametrize(
    ("kind", "counted"), [("ischaemic", True), ("subarachnoid", True), ("excluded", False), ("tia", False)]
)
def test_the_outcome_after_ninety_days_is_that_of_strokes(kind: str, counted: bool) -> None:
    assert counts("stroke_good_outcome_90d", kind=kind, mrs_90d=1) is counted
    assert counts("stroke_good_outcome_90d", "denominator", kind=kind, mrs_90d=5) is counted


def test_complications_acquired_in_hospital_are_counted_and_rated() -> None:
    """The standard asks for 发生例数和发生率, in per cent."""
    section = [item for item, _ in LIBRARY.framework("accreditation-2022").walk() if "发生例数和发生率" in item.title]
    assert len(section) == 29
    for item in section:
        cases, rate = (LIBRARY.indicator(leaf.indicator) for leaf in item.items)
        assert rate.numerator == cases.code
        assert (cases.unit, rate.unit) == ("例", "%")


def test_what_users_read_names_no_working_file() -> None:
    for path in SHIPPED.rglob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            shown = re.match(r"\s*(?:- \{.*)?(?:notes|asks|meaning|exclusions|title): .*", line)
            assert not (shown and re.search(r"\w+\.yaml|id \d{6,}", line)), (path.name, line.strip())


def test_rational_use_of_essential_medicines_is_by_amount() -> None:
    items = {item.number: item for item, _ in LIBRARY.framework("clinical-quality").walk()}
    assert items["RX-ESS"].indicator == "essential_amount_share"
