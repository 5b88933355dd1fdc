"""Ledgers of the national assessment that hospitals of traditional medicine keep."""

from collections.abc import Iterator

import numpy as np

from linghang.core.periods import Period
from linghang.demo.counts import by_month
from linghang.demo.inpatient import YEARS, InpatientYear
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.national_finance import medical_income, yuan
from linghang.demo.ledgers.national_people import is_tcm
from linghang.demo.ledgers.national_services import months, visits_of


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for plan in YEARS:
        if is_tcm(plan.institution):
            year, name = str(plan.year), f"{plan.institution} {plan.year}"
            yield ledger("tcm_service_month", plan.institution, year, _services(stream(f"tcm {name}"), plan))
            yield ledger("tcm_record_sample", plan.institution, year, _samples(stream(f"sample {name}"), plan))


def _services(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    income = medical_income(plan)
    operated = by_month(plan.operated, plan.year)
    for (first, seen, stays), surgery in zip(months(plan, visits_of(plan)), operated, strict=True):
        prescriptions = int(seen * 0.86)
        tcm = int(prescriptions * rng.uniform(0.6, 0.66))
        month = income * seen / visits_of(plan).visits
        yield {
            "month": first,
            "outpatient_prescriptions": prescriptions,
            "tcm_prescriptions": tcm,
            "decoction_prescriptions": int(tcm * rng.uniform(0.5, 0.58)),
            "tcm_prescriptions_reviewed": int(tcm * rng.uniform(0.03, 0.05)),
            "visits_with_decoction": int(seen * rng.uniform(0.3, 0.36)),
            "visits_with_therapy": int(seen * rng.uniform(0.14, 0.18)),
            "stays_with_decoction": int(stays * rng.uniform(0.7, 0.8)),
            "stays_with_therapy": int(stays * rng.uniform(0.76, 0.86)),
            "stays_mainly_tcm": int(stays * rng.uniform(0.22, 0.28)),
            "operated_with_tcm": int(surgery * rng.uniform(0.62, 0.72)),
            "stays_from_elsewhere": int(stays * rng.uniform(0.03, 0.05)),
            "decoction_income": yuan(month * rng.uniform(0.045, 0.055)),
            "patent_income": yuan(month * rng.uniform(0.055, 0.065)),
            "preparation_income": yuan(month * rng.uniform(0.007, 0.01)),
            "outpatient_tcm_service": yuan(month * 0.4 * rng.uniform(0.12, 0.15)),
            "inpatient_tcm_service": yuan(month * 0.6 * rng.uniform(0.13, 0.16)),
        }


def _samples(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    """Sixty records at the end of every quarter."""
    for quarter in range(1, 5):
        day = Period.parse(f"{plan.year}Q{quarter}").last_day
        yield {"checked_on": day, "sampled": 60, "consistent": int(rng.integers(52, 60))}
