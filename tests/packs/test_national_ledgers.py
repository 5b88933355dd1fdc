"""The national indicators of the ledgers, worked by hand: growth, means of opening and closing, scores by sample."""

import json
from datetime import date
from decimal import Decimal

import pytest

from linghang.core.periods import Month, Period
from linghang.indicators.values import Value, values
from linghang.organization.models import Institution
from linghang.registers import content
from linghang.registers.models import CatalogueVersion, KeptRow
from shipped import shipped_library

MONEY = {
    "outpatient_insurance": "400", "inpatient_insurance": "900", "outpatient_medicine": "300",
    "inpatient_medicine": "500", "monitored_medicine": "16", "material_income": "200", "monitored_material": "50",
    "service_income": "620", "activity_income": "2100", "activity_cost": "2000", "staff_cost": "700",
    "medical_surplus": "100", "total_income": "2500", "total_cost": "2400", "energy": "0.05",
}  # fmt: skip
"""A month's finances in yuan; outpatient income is 800, inpatient income 1,200."""
STAFF_2021 = {
    "health_staff": 300, "senior_staff": 45, "physicians": 100, "anaesthetists": 5, "paediatricians": 6,
    "intensivists": 3, "pathologists": 2, "tcm_physicians": 10, "nurses": 150, "nurses_tcm_trained": 30,
    "pharmacists": 8,
}  # fmt: skip
STAFF_2022 = STAFF_2021 | {"health_staff": 340, "senior_staff": 51, "physicians": 120, "nurses": 180, "pharmacists": 12}


@pytest.fixture(scope="module")
def library():
    return shipped_library()


@pytest.fixture(scope="module")
def kept() -> dict[str, Value]:
    """What the first test has computed, for the others."""
    return {}


@pytest.fixture
def found(db, library, kept, monkeypatch) -> dict[str, Value]:
    """Every national indicator of 2022 for two hospitals under one roof; all but the satisfaction is of the first."""
    if not kept:
        monkeypatch.setattr(content, "library", lambda: library)
        write(library)
        entries = [entry for entry in library.entries if entry.kind == "indicators"]
        codes = [entry.item.code for entry in entries if entry.pack == "national-assessment"]
        kept |= {value.indicator: value for value in values(codes, Period.parse("2022"), "group")}
    return kept


def write(library) -> None:
    group = Institution.objects.create(code="group", name="示范集团", kind="group")
    east = Institution.objects.create(code="east", name="东院", kind="hospital", parent=group, position=1)
    west = Institution.objects.create(code="west", name="西院", kind="hospital", parent=group, position=2)

    def keep(register: str, institution: Institution = east, **data: object) -> None:
        definition = library.register(register)
        KeptRow.objects.create(
            register=register,
            institution=institution,
            month=Month.of(date.fromisoformat(str(data[definition.date]))).key,
            key=json.dumps([data[name] for name in definition.key]),
            data=data,
            created=CatalogueVersion.objects.create(action="save"),
        )

    for month, outpatient, inpatient in (("2021-03-01", "700", "900"), ("2022-03-01", "800", "1200")):
        keep("income", month=month, category="outpatient", amount=outpatient)
        keep("income", month=month, category="inpatient", amount=inpatient)
        keep("income", month=month, category="fiscal", amount="500")
    keep("finance_month", month="2022-03-01", **MONEY)
    keep("balance_sheet", from_date="2021-12-31", to_date="2022-06-29", assets="1000", liabilities="600")
    keep("balance_sheet", from_date="2022-06-30", assets="1000", liabilities="450")
    keep("staff_snapshot", from_date="2021-01-01", to_date="2021-12-31", **STAFF_2021)
    keep("staff_snapshot", from_date="2022-01-01", **STAFF_2022)
    keep("ward_month", month="2022-03-01", department="03", beds=100, bed_days_open=36500, bed_days_used=28105)
    keep(
        "research_year", as_of="2022-12-31", project_funding="640000", transfer_amount="32000", tcm_funding="64000",
        tcm_transfer="0", key_specialty_spend="160000",
    )  # fmt: skip
    keep("eqa_result", as_of="2022-12-31", tier="national", eligible=50, joined=48, passed=45)
    keep("eqa_result", as_of="2022-12-31", tier="provincial", eligible=40, joined=40, passed=38)
    for place, responses, score in ((east, 100, "90"), (west, 300, "80")):
        keep("satisfaction_score", place, as_of="2022-12-31", survey_group="staff", responses=responses, score=score)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("outpatient_income_share", Decimal(800) / 2000),
        ("outpatient_insurance_share", Decimal(400) / 800),
        ("inpatient_insurance_share", Decimal(900) / 1200),
        ("insurance_income_share", Decimal(1300) / 2000),
        ("service_income_share", Decimal(620) / 2000),
        ("monitored_medicine_share", Decimal(16) / 800),
        ("monitored_material_share", Decimal(50) / 200),
        ("staff_cost_share", Decimal(700) / 2000),
        ("medical_surplus_share", Decimal(100) / 2100),
        ("eqa_national_joined_share", Decimal(48) / 50),
        ("eqa_national_passed_share", Decimal(45) / 48),
        ("eqa_provincial_passed_share", Decimal(38) / 40),
        ("senior_staff_share", Decimal(51) / 340),
        ("anaesthetist_share", Decimal(5) / 120),
        ("nurses_per_physician", Decimal(180) / 120),
    ],
)
def test_a_share_is_one_sum_over_another(found, code, expected):
    assert found[code].value == expected


def test_tons_of_coal_for_each_ten_thousand_yuan(found):
    """0.05 t over 0.25 万元."""
    assert found["energy_per_income"].value == Decimal("0.2")


def test_growth_is_over_the_same_months_of_last_year(found):
    """2,000 after 1,600; grants are not medical income."""
    assert found["medical_income_growth"].value == Decimal("0.25")


def test_debt_is_that_of_the_last_balance_sheet(found):
    assert found["debt_to_assets"].value == Decimal("0.45")


def test_staff_is_the_mean_of_opening_and_closing(found):
    """640,000 × 100 over the mean of 300 and 340."""
    assert found["research_funding_per_100_staff"].value == 200_000
    assert found["research_transfer_per_100_staff"].value == 10_000
    assert found["key_specialty_spend_per_100_staff"].value == 50_000


def test_bed_days_of_a_physician_and_pharmacists_of_100_beds(found):
    """28,105 over 110 × 365; (8 + 12) / 2 pharmacists for 36,500 / 365 beds."""
    assert found["bed_days_per_physician"].value == Decimal("0.7")
    assert found["pharmacists_per_100_beds"].value == 10


def test_scores_of_two_hospitals_are_weighted_by_their_samples(found):
    """(90 × 100 + 80 × 300) / 400, not 85."""
    assert found["satisfaction_score_staff"].value == Decimal("82.5")


def test_what_nobody_filled_in_is_missing_not_zero(found):
    for code in ("mean_wait", "quality_nursing_share", "first_exam_pass_rate", "tcm_prescription_share"):
        assert (found[code].value, found[code].status) == (None, "no_data")
