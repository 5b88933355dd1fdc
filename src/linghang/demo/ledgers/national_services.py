"""Ledgers of the national assessment, from the pharmacy, the clinics, the laboratory and the national platforms."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from linghang.core.periods import Period
from linghang.demo.counts import by_month
from linghang.demo.inpatient import YEARS, InpatientYear
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.national_finance import medical_income, yuan
from linghang.demo.ledgers.national_people import is_tcm, is_tertiary
from linghang.demo.visits import YEARS as VISIT_YEARS
from linghang.demo.visits import VisitYear

DDDS_PER_STAY = 2.9
"""With some eight days a stay, about 37 for each hundred bed days."""
HAVE_QUALITY_MONTHS = ("county", "tcm")
"""Keep their own ledger of quality by month."""
EMR_GRADES = {
    "prefecture": {2022: "四级", 2023: "五级"},
    "county": {2021: "三级", 2022: "四级"},
    "tcm": {2022: "四级"},
    "group_people": {2022: "三级"},
    "group_tcm": {2022: "二级"},
}


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for plan in YEARS:
        here, year, name = plan.institution, str(plan.year), f"{plan.institution} {plan.year}"
        visits = visits_of(plan)
        yield ledger("prescription_month", here, year, _prescriptions(stream(f"prescription {name}"), plan, visits))
        yield ledger("medicine_purchase", here, year, [_purchase(stream(f"purchase {name}"), plan)])
        yield ledger("transfer_month", here, year, _transfers(stream(f"transfer {name}"), plan, visits))
        yield ledger("waiting_month", here, year, _waiting(stream(f"waiting {name}"), plan, visits))
        yield ledger("eqa_result", here, year, _laboratory(stream(f"eqa {name}"), plan))
        yield ledger("satisfaction_score", here, year, _scores(stream(f"score {name}"), plan))
        if here not in HAVE_QUALITY_MONTHS:
            yield ledger("quality_month", here, year, _equipment(stream(f"equipment {name}"), visits))
    for here in ("group_people", "group_tcm"):
        yield ledger("grade_held", here, "2022", emr_grades(here))


def visits_of(plan: InpatientYear) -> VisitYear:
    return next(item for item in VISIT_YEARS if (item.institution, item.year) == (plan.institution, plan.year))


def emr_grades(institution: str) -> Iterator[Line]:
    """The level of the electronic record that the national platform gave, until it gave another."""
    grades = EMR_GRADES[institution]
    for year, grade in grades.items():
        yield {
            "scheme": "emr",
            "grade": grade,
            "status": "held",
            "from_date": dt.date(year, 1, 1),
            "to_date": dt.date(year, 12, 31) if year + 1 in grades else None,
            "document": f"{year}年度电子病历系统应用水平分级评价结果",
        }


def months(plan: InpatientYear, visits: VisitYear) -> Iterator[tuple[dt.date, int, int]]:
    """The first day of each month, its visits and its stays."""
    counts = by_month(visits.visits, plan.year), by_month(plan.stays, plan.year)
    for month, seen, stays in zip(Period.year(plan.year).months(), *counts, strict=True):
        yield month.first_day, seen, stays


def _prescriptions(rng: np.random.Generator, plan: InpatientYear, visits: VisitYear) -> Iterator[Line]:
    for first, seen, stays in months(plan, visits):
        prescriptions, with_medicine = int(seen * rng.uniform(0.86, 0.92)), int(seen * rng.uniform(0.6, 0.64))
        yield {
            "month": first,
            "prescriptions": prescriptions,
            "prescriptions_reviewed": int(prescriptions * rng.uniform(0.025, 0.04)),
            "orders_reviewed": int(stays * rng.uniform(0.05, 0.08)),
            "visits_with_medicine": with_medicine,
            "visits_with_essential": int(with_medicine * rng.uniform(0.63, 0.7)),
            "stays_with_essential": int(stays * rng.uniform(0.9, 0.95)),
            "antibacterial_ddds": yuan(stays * DDDS_PER_STAY * rng.uniform(0.95, 1.05)),
        }


def _purchase(rng: np.random.Generator, plan: InpatientYear) -> Line:
    items = 1_080 if is_tertiary(plan.institution) else 640
    amount = medical_income(plan) * 0.26
    same_name = amount * rng.uniform(0.3, 0.34)
    use = round(same_name / 1.9)
    return {
        "as_of": dt.date(plan.year, 12, 31),
        "items": items,
        "essential_items": round(items * rng.uniform(0.48, 0.56)),
        "amount": yuan(amount),
        "essential_amount": yuan(amount * rng.uniform(0.42, 0.5)),
        "procured_amount": yuan(same_name * rng.uniform(0.68, 0.76)),
        "same_name_amount": yuan(same_name),
        "procured_use": Decimal(round(use * rng.uniform(0.83, 0.9))),
        "same_name_use": Decimal(use),
    }


def _transfers(rng: np.random.Generator, plan: InpatientYear, visits: VisitYear) -> Iterator[Line]:
    for first, seen, stays in months(plan, visits):
        yield {
            "month": first,
            "outpatient_down": int(seen * rng.uniform(0.0008, 0.0014)),
            "inpatient_down": int(stays * rng.uniform(0.014, 0.022)),
        }


def _waiting(rng: np.random.Generator, plan: InpatientYear, visits: VisitYear) -> Iterator[Line]:
    mean = (24 if is_tertiary(plan.institution) else 15) - 2 * (plan.year - 2021)
    for first, seen, _ in months(plan, visits):
        number = int(seen * visits.booked * rng.uniform(0.88, 0.94))
        minutes = Decimal(round(number * mean * float(rng.uniform(0.94, 1.06)) * 10)) / 10
        yield {"month": first, "seen_by_appointment": number, "waiting_minutes": minutes}


def _laboratory(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    for tier, size in (("national", 168 if is_tertiary(plan.institution) else 54), ("provincial", 122)):
        joined = size - int(rng.integers(0, 5))
        yield {
            "as_of": dt.date(plan.year, 12, 31),
            "tier": tier,
            "eligible": size,
            "joined": joined,
            "passed": joined - int(rng.integers(1, 7)),
        }


def _scores(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    better = 0.8 * (plan.year - 2021)
    for group, score, share in (("outpatient", 88.6, 0.004), ("inpatient", 92.1, 0.02), ("staff", 80.4, 0.011)):
        yield {
            "as_of": dt.date(plan.year, 12, 31),
            "survey_group": group,
            "responses": max(120, round((visits_of(plan).visits if group == "outpatient" else plan.stays) * share)),
            "score": yuan(score + better + float(rng.normal(0, 0.9)) + (0.6 if is_tcm(plan.institution) else 0)),
        }


def _equipment(rng: np.random.Generator, visits: VisitYear) -> Iterator[Line]:
    """CT, MRI and the like: about one for every nine visits, some seven in ten with a finding."""
    for month, seen in zip(Period.year(visits.year).months(), by_month(visits.visits, visits.year), strict=True):
        done = seen // 9
        yield {
            "month": month.first_day,
            "item": "large_equipment",
            "denominator": done,
            "numerator": int(done * rng.uniform(0.69, 0.76)),
        }
