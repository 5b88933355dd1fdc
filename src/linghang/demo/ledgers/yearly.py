"""Ledgers that every hospital of the region keeps year by year: beds, income, targets of the main indicators."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from linghang.core.periods import Period
from linghang.demo.clinical import clinical
from linghang.demo.counts import by_month, spread
from linghang.demo.inpatient import YEARS as INPATIENT_YEARS
from linghang.demo.inpatient import InpatientYear
from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.visits import YEARS as VISIT_YEARS

# Business income in yuan. The county hospital's 14,449.36 万元 of 2022 is stated; the others fit their size.
INCOME = {
    ("county", 2021): 132_624_800,
    ("county", 2022): 144_493_600,
    ("prefecture", 2022): 1_486_300_000,
    ("prefecture", 2023): 1_613_900_000,
    ("tcm", 2022): 96_250_000,
    ("college", 2022): 438_600_000,
    ("college", 2023): 472_150_000,
    ("group_people", 2022): 112_480_000,
    ("group_tcm", 2022): 47_360_000,
}
_CATEGORIES = {"outpatient": 0.38, "inpatient": 0.58, "other_business": 0.04}


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for plan in INPATIENT_YEARS:
        year, name = str(plan.year), f"{plan.institution} {plan.year}"
        yield ledger("ward_month", plan.institution, year, _wards(stream(f"ward {name}"), plan))
        yield ledger(
            "income",
            plan.institution,
            year,
            income_rows(stream(f"income {name}"), year, Decimal(INCOME[plan.institution, plan.year])),
        )
        yield ledger("indicator_target", plan.institution, year, _targets(plan))


def income_rows(rng: np.random.Generator, year: str, total: Decimal) -> Iterator[Line]:
    """Business income of exactly `total` yuan over months and categories; grants and research money beside it."""
    months = Period.parse(year).months()
    weights = np.outer(by_month(120_000, int(year)), list(_CATEGORIES.values())) * rng.normal(1, 0.03, (12, 3))
    cents = iter(spread(int(total * 100), weights.ravel()))
    for month in months:
        for category in _CATEGORIES:
            yield {"month": month.first_day, "category": category, "amount": Decimal(next(cents)) / 100}
        yield {"month": month.first_day, "category": "fiscal", "amount": (total / 260).quantize(Decimal("0.01"))}
        yield {"month": month.first_day, "category": "research", "amount": (total / 9000).quantize(Decimal("0.01"))}


def _wards(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    """Beds sized so that the expected bed days fill about nine tenths of them."""
    profiles = clinical().profiles
    departments = [item for item in institutions()[plan.institution].departments if item.stays]
    shares = np.array([item.stays for item in departments]) / sum(item.stays for item in departments)
    for item, share in zip(departments, shares, strict=True):
        stay = profiles[item.code].stay * 1.1
        beds = max(4, round(plan.stays * share * stay / 365 / 0.9))
        for month, stays in enumerate(by_month(plan.stays, plan.year), 1):
            days = monthrange(plan.year, month)[1]
            used = min(beds * days * 1.08, stays * share * stay * rng.normal(1, 0.03))
            yield {
                "month": dt.date(plan.year, month, 1),
                "department": item.code,
                "beds": beds,
                "bed_days_open": beds * days,
                "bed_days_used": int(used),
            }


def _targets(plan: InpatientYear) -> Iterator[Line]:
    """What the year's plan asked for: round figures near the outcome, some met and some missed."""
    visits = next(item.visits for item in VISIT_YEARS if (item.institution, item.year) == (plan.institution, plan.year))
    wanted = {
        "discharges": _round(plan.stays * 0.98),
        "outpatient_visits": _round(visits * 0.985),
        "operated_stays": _round(plan.operated * 1.02),
        "level34_operations": _round(plan.major * 0.97),
        "mean_length_of_stay": Decimal("8.0"),
        "medicine_share": Decimal("0.28"),
        "material_share": Decimal("0.18"),
        "bed_occupancy": Decimal("0.90"),
        "appointment_rate": Decimal("0.50"),
        "satisfaction_in_house": Decimal("0.95"),
    }
    if plan.institution == "county":
        wanted |= {
            "business_income": Decimal(140_000_000),
            "pathway_share": Decimal("0.30"),
            "discharge_followup_rate": Decimal("0.90"),
            "large_equipment_positive_rate": Decimal("0.70"),
            "diagnosis_agreement_rate": Decimal("0.95"),
        }
    if plan.institution == "prefecture":
        wanted |= {
            "party_lessons": Decimal(220),
            "study_group_sessions": Decimal(4),
            "community_free_clinics": Decimal(29),
        }
    for indicator, value in wanted.items():
        yield {
            "indicator": indicator,
            "from_date": dt.date(plan.year, 1, 1),
            "to_date": dt.date(plan.year, 12, 31),
            "value": value,
            "basis": f"{plan.year}年度工作计划",
        }


def _round(value: float) -> Decimal:
    """To two leading figures, as plans are made."""
    unit = 10 ** max(0, len(str(int(value))) - 2)
    return Decimal(round(value / unit) * unit)
