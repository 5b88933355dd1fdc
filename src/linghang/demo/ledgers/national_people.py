"""Ledgers of the national assessment, from the personnel, teaching and research offices."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import numpy as np

from linghang.demo.inpatient import YEARS, InpatientYear
from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.national_finance import medical_income, years_of, yuan

STAYS_PER_PHYSICIAN = 78
_SPECIALISTS = {"anaesthetists": 0.062, "paediatricians": 0.06, "intensivists": 0.031, "pathologists": 0.014}


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for institution, years in years_of().items():
        begins = [dt.date(year, 1, 1) for year in range(years[0] - 1, years[-1] + 1)]
        period = f"{begins[0].year}-01..{years[-1]}-12"
        rng = stream(f"staff {institution}")
        yield ledger("staff_snapshot", institution, period, _staff(rng, institution, begins))
        yield ledger("nursing_ward", institution, period, _wards(institution, begins))
    for plan in YEARS:
        year, name = str(plan.year), f"{plan.institution} {plan.year}"
        yield ledger("teaching_year", plan.institution, year, [_teaching(stream(f"teaching {name}"), plan)])
        yield ledger("research_year", plan.institution, year, [_research(stream(f"research {name}"), plan)])


def physicians(institution: str) -> int:
    """About how many a hospital of its size has."""
    return next(plan.stays for plan in YEARS if plan.institution == institution) // STAYS_PER_PHYSICIAN


def is_tcm(institution: str) -> bool:
    return institution in ("tcm", "group_tcm")


def is_tertiary(institution: str) -> bool:
    return institutions()[institution].level.startswith("三级")


def spans(begins: list[dt.date]) -> Iterator[tuple[dt.date, dt.date | None]]:
    """Each day with the last one before the next; None after the last: it still holds."""
    for day, following in pairwise([*begins, None]):
        assert day is not None
        yield day, following - dt.timedelta(days=1) if following else None


def _staff(rng: np.random.Generator, institution: str, begins: list[dt.date]) -> Iterator[Line]:
    """More of everyone from year to year; nurses and the five scarce specialities most."""
    tcm = 0.62 if is_tcm(institution) else 0.07
    size = float(physicians(institution))
    for number, (first, last) in enumerate(spans(begins)):
        size *= 1 + 0.02 * float(rng.uniform(0.5, 1.5))
        doctors = round(size)
        nurses, pharmacists = round(size * (1.52 + 0.04 * number)), round(size * 0.085)
        health = round((doctors + nurses + pharmacists) * 1.14)
        line: dict[str, int] = {
            code: max(1, round(doctors * share * (1 + 0.05 * number))) for code, share in _SPECIALISTS.items()
        }
        yield line | {
            "from_date": first,
            "to_date": last,
            "health_staff": health,
            "senior_staff": round(health * (0.148 + 0.004 * number)),
            "physicians": doctors,
            "tcm_physicians": round(doctors * tcm),
            "nurses": nurses,
            "nurses_tcm_trained": round(nurses * (0.81 if is_tcm(institution) else 0.06)),
            "pharmacists": pharmacists,
        }


def _wards(institution: str, begins: list[dt.date]) -> Iterator[Line]:
    wards = len([item for item in institutions()[institution].departments if item.stays])
    for number, (first, last) in enumerate(spans(begins)):
        quality = min(wards, round(wards * (0.86 + 0.05 * number)))
        yield {"from_date": first, "to_date": last, "wards": wards, "quality_wards": quality}


def _teaching(rng: np.random.Generator, plan: InpatientYear) -> Line:
    doctors = physicians(plan.institution)
    trainees = round(doctors * (0.13 if is_tertiary(plan.institution) else 0.02)) + 1
    takers = max(2, round(doctors * 0.045))
    return {
        "as_of": dt.date(plan.year, 12, 31),
        "trainees": trainees,
        "trainees_returned": round(trainees * rng.uniform(0.6, 0.8)),
        "first_exam_takers": takers,
        "first_exam_passed": round(takers * rng.uniform(0.74, 0.9)),
        "training_spend": yuan(medical_income(plan) * rng.uniform(0.005, 0.007)),
        "teachers_trained": round(doctors * rng.uniform(0.3, 0.4)),
    }


def _research(rng: np.random.Generator, plan: InpatientYear) -> Line:
    """A hospital of traditional medicine has nearly all of its money for it, the others a tenth."""
    funding = physicians(plan.institution) * (9_200 if is_tertiary(plan.institution) else 900) * rng.uniform(0.9, 1.1)
    transfer = funding * (0.21 if is_tertiary(plan.institution) else 0)
    tcm = 0.84 if is_tcm(plan.institution) else 0.1
    amounts: dict[str, Decimal] = {
        "project_funding": yuan(funding),
        "transfer_amount": yuan(transfer),
        "tcm_funding": yuan(funding * tcm),
        "tcm_transfer": yuan(transfer * tcm),
        "key_specialty_spend": yuan(funding * rng.uniform(0.7, 1.2)),
    }
    return amounts | {"as_of": dt.date(plan.year, 12, 31)}
