"""Monthly quality ledgers of the prefecture hospital (2023) and the county-level city hospital (2022).

Each column is a share of another one of its row, or of the month's stays, visits and bed days.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np

from linghang.core.periods import Period
from linghang.demo.clinical import clinical
from linghang.demo.counts import by_month
from linghang.demo.inpatient import YEARS, InpatientYear
from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.visits import YEARS as VISIT_YEARS

KEPT_BY = (("prefecture", 2023), ("county", 2022))
Columns = Mapping[str, tuple[str, float]]
"""Column → what it is a part or a multiple of: an earlier column, or `stays`, `visits`, `operated`, `bed_days`."""

BY_DEPARTMENT: dict[str, Columns] = {
    "antibacterial_month": {
        "users": ("stays", 0.46),
        "treated": ("users", 0.72),
        "treated_cultured": ("treated", 0.61),
        "restricted": ("treated", 0.34),
        "restricted_cultured": ("restricted", 0.67),
        "special": ("treated", 0.04),
        "special_cultured": ("special", 0.88),
        "combined": ("treated", 0.03),
        "combined_cultured": ("combined", 0.93),
        "clean_operations": ("operated", 0.3),
        "clean_prophylaxis": ("clean_operations", 0.24),
    },
    "infection_month": {
        "inpatients": ("stays", 1.0),
        "infected": ("inpatients", 0.011),
        "resistant": ("inpatients", 0.003),
        "operations": ("operated", 1.0),
        "surgical_site": ("operations", 0.006),
        "central_line_days": ("bed_days", 0.02),
        "central_line_infections": ("central_line_days", 0.0012),
        "ventilator_days": ("bed_days", 0.012),
        "ventilator_pneumonia": ("ventilator_days", 0.006),
        "catheter_days": ("bed_days", 0.09),
        "catheter_infections": ("catheter_days", 0.0011),
    },
    "infusion_month": {
        "infused": ("stays", 0.83),
        "bags": ("bed_days", 2.3),
        "millilitres": ("bags", 187.0),
        "items": ("infused", 3.4),
    },
    "theatre_month": {
        "operations": ("operated", 1.0),
        "returned_31d": ("operations", 0.005),
        "returned_48h": ("returned_31d", 0.4),
    },
    "hand_hygiene_month": {"opportunities": ("bed_days", 0.05), "performed": ("opportunities", 0.84)},
    "pathway_month": {
        "eligible": ("stays", 0.42),
        "pathway_patients": ("eligible", 0.78),
        "pathway_fee": ("pathway_patients", 5870.0),
        "other_patients": ("eligible", 0.22),
        "other_fee": ("other_patients", 6340.0),
    },
    "assessment_month": {
        "tumour_first": ("stays", 0.021),
        "tumour_staged": ("tumour_first", 0.72),
        "admissions": ("stays", 1.0),
        "nutrition_screened": ("admissions", 0.91),
        "pain_assessed": ("admissions", 0.95),
        "outpatient_due": ("visits", 0.3),
        "outpatient_assessed": ("outpatient_due", 0.64),
    },
    "record_month": {
        "outpatient_records": ("visits", 0.97),
        "electronic": ("outpatient_records", 0.93),
        "structured": ("outpatient_records", 0.71),
        "sampled": ("stays", 0.08),
        "diagnosis_right": ("sampled", 0.95),
        "coding_right": ("sampled", 0.93),
        "admission_notes": ("stays", 1.0),
        "admission_in_24h": ("admission_notes", 0.986),
        "operation_notes": ("operated", 1.0),
        "operation_in_24h": ("operation_notes", 0.979),
        "discharge_notes": ("stays", 1.0),
        "discharge_in_24h": ("discharge_notes", 0.981),
        "front_pages": ("stays", 1.0),
        "front_in_24h": ("front_pages", 0.968),
    },
    "safety_goal_month": {
        "vte_due": ("stays", 0.24),
        "vte_prevented": ("vte_due", 0.81),
        "shock_cases": ("stays", 0.0011),
        "bundle_1h": ("shock_cases", 0.71),
        "bundle_3h": ("shock_cases", 0.8),
        "bundle_6h": ("shock_cases", 0.86),
        "level4_operations": ("operated", 0.12),
        "level4_discussed": ("level4_operations", 0.9),
        "records_checked": ("stays", 0.05),
        "records_complete": ("records_checked", 0.92),
    },
}
WHOLE_HOSPITAL: dict[str, Columns] = {
    "emergency_quality_month": {
        "dispatches": ("visits", 0.006),
        "response_minutes": ("dispatches", 11.6),
        "arrests": ("dispatches", 0.02),
        "resuscitated": ("arrests", 0.12),
    },
    "formulary_month": {"items": ("stays", 0.11), "essential": ("items", 0.44)},
}

RESOURCES = {
    "approved_beds": 1800,
    "ward_beds": 1760,
    "ward_nurses": 846,
    "infection_staff": 11,
    "ed_fixed_physicians": 31,
    "ed_physicians": 38,
    "ed_fixed_nurses": 62,
    "ed_nurses": 74,
    "icu_beds": 46,
    "icu_physicians": 39,
    "icu_nurses": 142,
    "operating_rooms": 24,
    "operating_tables": 26,
    "anaesthetists": 44,
    "anaesthesia_nurses": 18,
    "surgeons": 268,
    "tcm_beds": 70,
    "tcm_ward_physicians": 29,
    "tcm_nurses": 31,
    "rehab_beds": 52,
    "rehab_physicians": 15,
    "rehab_therapists": 27,
    "rehab_nurses": 18,
    "infectious_fixed_physicians": 17,
    "infectious_physicians": 20,
    "infectious_fixed_nurses": 26,
    "infectious_nurses": 30,
    "infectious_beds": 60,
    "convertible_beds": 120,
    "psychiatrists": 6,
    "psychiatry_set_up": 1,
    "general_practice_set_up": 1,
}
"""Staff, beds and rooms that the prefecture hospital counted when 2022 began, by item of the accreditation."""


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("resource_snapshot", "prefecture", "2022", _resources())
    for plan in YEARS:
        if (plan.institution, plan.year) in KEPT_BY:
            here, year, name = plan.institution, str(plan.year), f"{plan.institution} {plan.year}"
            for register, columns in BY_DEPARTMENT.items():
                yield ledger(register, here, year, _by_department(stream(f"{register} {name}"), plan, columns))
            for register, columns in WHOLE_HOSPITAL.items():
                yield ledger(register, here, year, _whole(stream(f"{register} {name}"), plan, columns))
            yield ledger("prescription_audit_month", here, year, _audited(stream(f"audit {name}"), plan))


def _resources() -> Iterator[Line]:
    for item, number in RESOURCES.items():
        yield {"item": item, "from_date": dt.date(2022, 1, 1), "number": number}


def _bases(plan: InpatientYear) -> Iterator[tuple[dt.date, dict[str, int]]]:
    """The first day of each month and what its columns are parts of."""
    visits = next(item.visits for item in VISIT_YEARS if (item.institution, item.year) == (plan.institution, plan.year))
    totals = (by_month(each, plan.year) for each in (plan.stays, plan.operated, visits))
    for month, stays, operated, seen in zip(Period.year(plan.year).months(), *totals, strict=True):
        yield month.first_day, {"stays": stays, "operated": operated, "visits": seen, "bed_days": stays * 8}


def _filled(rng: np.random.Generator, columns: Columns, bases: dict[str, int]) -> dict[str, int]:
    row: dict[str, int] = {}
    for column, (base, share) in columns.items():
        number = row[base] if base in row else bases[base]
        row[column] = int(rng.binomial(number, share)) if share <= 1 else int(number * share * rng.normal(1, 0.02))
    return row


def _whole(rng: np.random.Generator, plan: InpatientYear, columns: Columns) -> Iterator[Line]:
    for first, bases in _bases(plan):
        yield {"month": first, **_filled(rng, columns, bases)}


def _by_department(rng: np.random.Generator, plan: InpatientYear, columns: Columns) -> Iterator[Line]:
    departments = [item for item in institutions()[plan.institution].departments if item.stays]
    whole = sum(item.stays for item in departments)
    operating = [item.stays if clinical().profiles[item.code].operated else 0.0 for item in departments]
    for first, bases in _bases(plan):
        for item, ready in zip(departments, operating, strict=True):
            share = item.stays / whole
            part = {name: int(number * share) for name, number in bases.items()}
            part["operated"] = int(bases["operated"] * ready / sum(operating))
            yield {"month": first, "department": item.code, **_filled(rng, columns, part)}


def _audited(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    for first, bases in _bases(plan):
        for scope, total, audited in (
            ("outpatient", bases["visits"], 0.92),
            ("emergency", bases["visits"] // 9, 0.78),
            ("inpatient", bases["bed_days"] * 3, 0.97),
        ):
            seen = int(rng.binomial(total, audited))
            yield {
                "month": first,
                "scope": scope,
                "total": total,
                "audited": seen,
                "qualified": int(rng.binomial(seen, 0.965)),
            }
