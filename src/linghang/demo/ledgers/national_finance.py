"""Ledgers of the national assessment, from the finance office: revenue and cost by month, balance sheets, 特需服务.

Every figure is a share of the income that the hospital's income ledger states, so that the two agree.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import numpy as np

from linghang.core.periods import Period
from linghang.demo.counts import by_month
from linghang.demo.inpatient import YEARS, InpatientYear
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.yearly import INCOME

OUTPATIENT, INPATIENT = 0.38, 0.58
"""The shares of income that `yearly` spreads over the categories."""
_OF_OUTPATIENT = {"outpatient_insurance": 0.52, "outpatient_medicine": 0.33}
_OF_INPATIENT = {"inpatient_insurance": 0.66, "inpatient_medicine": 0.24}
_OF_MEDICAL = {"service_income": 0.31, "material_income": 0.155, "activity_income": 1.035, "total_income": 1.09}
_TCE_PER_YUAN = 0.0000011


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for plan in YEARS:
        year, name = str(plan.year), f"{plan.institution} {plan.year}"
        yield ledger("finance_month", plan.institution, year, _months(stream(f"finance {name}"), plan))
        yield ledger("special_service_month", plan.institution, year, _special(stream(f"special {name}"), plan))
    for institution, years in years_of().items():
        period = f"{years[0] - 1}-12..{years[-1]}-12"
        yield ledger(
            "balance_sheet", institution, period, _sheets(stream(f"balance {institution}"), institution, years)
        )


def years_of() -> dict[str, list[int]]:
    """The years with inpatient data, by institution."""
    found: dict[str, list[int]] = {}
    for plan in YEARS:
        found.setdefault(plan.institution, []).append(plan.year)
    return found


def medical_income(plan: InpatientYear) -> float:
    """Outpatient and inpatient income of the year in yuan."""
    return INCOME[plan.institution, plan.year] * (OUTPATIENT + INPATIENT)


def yuan(value: float) -> Decimal:
    return Decimal(round(value * 100)) / 100


def _months(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    total, weights = INCOME[plan.institution, plan.year], by_month(120_000, plan.year)
    better = 1 + 0.015 * (plan.year - 2021)
    """From year to year labour is worth a little more, medicine and energy a little less."""
    for first, weight in zip(Period.year(plan.year).months(), weights, strict=True):
        month = total * weight / sum(weights)
        medical = month * (OUTPATIENT + INPATIENT)
        line = {code: month * OUTPATIENT * share * _near(rng) for code, share in _OF_OUTPATIENT.items()}
        line |= {code: month * INPATIENT * share * _near(rng) for code, share in _OF_INPATIENT.items()}
        line |= {code: medical * share * _near(rng, 0.01) for code, share in _OF_MEDICAL.items()}
        line["service_income"] *= better
        line["outpatient_medicine"] /= better
        line["inpatient_medicine"] /= better
        line["monitored_medicine"] = (line["outpatient_medicine"] + line["inpatient_medicine"]) * 0.021 * _near(rng)
        line["monitored_material"] = line["material_income"] * 0.27 * _near(rng)
        line["activity_cost"] = line["activity_income"] * 0.985 * _near(rng, 0.01)
        line["staff_cost"] = line["activity_cost"] * 0.37 * better * _near(rng, 0.01)
        line["total_cost"] = line["total_income"] * 0.98 * _near(rng, 0.01)
        written: dict[str, Decimal] = {code: yuan(value) for code, value in line.items()}
        yield written | {
            "month": first.first_day,
            "medical_surplus": written["activity_income"] - written["activity_cost"],
            "energy": Decimal(round(line["total_income"] * _TCE_PER_YUAN * 1000 / better * _near(rng))) / 1000,
        }


def _near(rng: np.random.Generator, spread: float = 0.03) -> float:
    return float(np.clip(rng.normal(1, spread), 1 - 3 * spread, 1 + 3 * spread))


def _sheets(rng: np.random.Generator, institution: str, years: list[int]) -> Iterator[Line]:
    """At the end of every quarter, and of the year before the first."""
    ends = [dt.date(years[0] - 1, 12, 31)]
    ends += [Period.parse(f"{year}Q{quarter}").last_day for year in years for quarter in range(1, 5)]
    assets, debt = INCOME[institution, years[0]] * 1.7, 0.42
    for day, following in pairwise([*ends, None]):
        assets, debt = assets * float(rng.normal(1.01, 0.005)), debt + float(rng.normal(-0.002, 0.004))
        yield {
            "from_date": day,
            "to_date": following - dt.timedelta(days=1) if following else None,
            "assets": yuan(assets),
            "liabilities": yuan(assets * debt),
        }


def _special(rng: np.random.Generator, plan: InpatientYear) -> Iterator[Line]:
    """Only the three tertiary hospitals offer it; the others report zero."""
    offers = plan.institution in ("prefecture", "college", "tcm")
    stays = by_month(plan.stays, plan.year)
    for first, number in zip(Period.year(plan.year).months(), stays, strict=True):
        discharges = int(number * 0.011 * _near(rng)) if offers else 0
        income = medical_income(plan) / 12 * 0.019 * _near(rng) if offers else 0
        yield {"month": first.first_day, "special_discharges": discharges, "special_income": yuan(income)}
