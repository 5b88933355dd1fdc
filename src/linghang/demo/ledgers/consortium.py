"""槐安县医疗集团, 2021 and 2022: the county medical consortium's matters, staff posted, shared centres and figures."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from linghang.core.periods import Period
from linghang.demo.institutions import townships
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, numbered

HERE, YEARS, BOTH = "group", (2021, 2022), "2021-01..2022-12"
_UNIFIED = ("人事管理", "财务管理", "资产管理", "药品耗材", "信息建设", "绩效分配", "质量管理", "公共卫生")
_COORDINATED = ("远程影像", "远程心电", "双向转诊", "检查检验结果互认", "传染病监测预警", "急救转运")
_OPEN = {"药品耗材", "绩效分配", "传染病监测预警"}
"""Matters listed and not yet in place."""


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("consortium_matter", HERE, "2021", _matters())
    yield ledger("physician_posting", HERE, BOTH, _postings(stream("posting")))
    yield ledger("shared_centre_month", HERE, BOTH, _reports(stream("reports")))
    yield ledger("shared_centre_link", HERE, BOTH, _links(stream("links")))
    yield ledger("village_clinic", HERE, BOTH, _clinics(stream("clinics")))
    yield ledger("member_income_year", HERE, BOTH, _incomes())
    yield ledger("county_visit_month", HERE, BOTH, _visits(stream("visits")))
    yield ledger("county_insurance_month", HERE, BOTH, _insurance(stream("insurance")))
    yield ledger("chronic_year", HERE, BOTH, _chronic())
    yield ledger("mutual_recognition_item", HERE, BOTH, _recognised(stream("recognised")))
    yield ledger("referral", HERE, "2022", _referrals(stream("referral")))
    yield ledger("family_doctor_month", HERE, "2022", _signed())


def _matters() -> Iterator[Line]:
    for kind, matters in (("unified", _UNIFIED), ("coordinated", _COORDINATED)):
        for number, matter in enumerate(matters, 1):
            done = None if matter in _OPEN else dt.date(2021, 3 + number, 15)
            yield {"matter": matter, "kind": kind, "listed_on": dt.date(2021, 1, 4), "done_on": done}


def _postings(rng: np.random.Generator) -> Iterator[Line]:
    centres = townships()
    for year, posted in zip(YEARS, (22, 28), strict=True):
        for number in range(1, posted + 1):
            whole = number % 4 != 0
            yield {
                "staff_no": f"HA{2000 + number}",
                "title_level": ("middle", "senior", "junior")[int(rng.choice(3, p=[0.55, 0.3, 0.15]))],
                "unit": f"{centres[number % len(centres)]}卫生院",
                "from_date": dt.date(year, 1, 1) if whole else dt.date(year, 9, 1),
                "to_date": dt.date(year, 12, 31),
            }


def _reports(rng: np.random.Generator) -> Iterator[Line]:
    for month in Period.parse(BOTH).months():
        growth = 1.25 if month.first_day.year == 2022 else 1.0
        for centre, mean in (
            ("imaging", 940),
            ("ecg", 620),
            ("laboratory", 1500),
            ("pathology", 60),
            ("sterile", 2100),
        ):
            yield {"month": month.first_day, "centre": centre, "reports": int(rng.poisson(mean * growth))}


def _links(rng: np.random.Generator) -> Iterator[Line]:
    for centre, linked in (("imaging", 21), ("ecg", 24), ("laboratory", 18)):
        for name, day in zip(townships()[:linked], days(rng, BOTH, linked), strict=True):
            yield {"unit": f"{name}卫生院", "centre": centre, "linked_on": day}


def _clinics(rng: np.random.Generator) -> Iterator[Line]:
    """Five village clinics in each township; three of five have their electrocardiograph by the end of 2022."""
    for name in townships():
        for number in range(1, 6):
            yield {
                "clinic": f"{name}{number}村卫生室",
                "opened_on": dt.date(2021, 1, 1),
                "ecg_on": days(rng, BOTH, 1)[0] if number <= 3 else None,
            }


def _incomes() -> Iterator[Line]:
    for year, primary, lead in ((2021, 68_400, 96_200), (2022, 74_100, 98_700)):
        for tier, staff, each in (("primary", 612, primary), ("lead", 884, lead)):
            yield {"as_of": dt.date(year, 12, 31), "tier": tier, "staff": staff, "income": staff * each}


def _visits(rng: np.random.Generator) -> Iterator[Line]:
    for month in Period.parse(BOTH).months():
        for tier, mean, tcm in (("county", 21_500, 0.14), ("township", 24_800, 0.22), ("village", 17_600, 0.18)):
            visits = int(rng.poisson(mean))
            yield {"month": month.first_day, "tier": tier, "visits": visits, "tcm_visits": int(visits * tcm)}


def _insurance(rng: np.random.Generator) -> Iterator[Line]:
    for month in Period.parse(BOTH).months():
        later = month.first_day.year == 2022
        admissions = int(rng.poisson(2_150))
        inside = int(admissions * (0.81 if later else 0.78))
        fee = inside * (4_980 if later else 4_860)
        fund = admissions * 5_600
        yield {
            "month": month.first_day,
            "fund": fund,
            "fund_in_county": int(fund * (0.69 if later else 0.66)),
            "fund_primary": int(fund * (0.2 if later else 0.18)),
            "visits": 71_000,
            "visits_in_county": 63_900 if later else 62_100,
            "admissions": admissions,
            "admissions_in_county": inside,
            "fee_in_county": fee,
            "fee_reimbursed": int(fee * 0.71),
        }


def _chronic() -> Iterator[Line]:
    for year, hospitalised in ((2021, 0.16), (2022, 0.145)):
        for disease, managed, standard in (("hypertension", 31_240, 0.76), ("diabetes", 9_860, 0.74)):
            yield {
                "as_of": dt.date(year, 12, 31),
                "disease": disease,
                "managed": managed,
                "standard": int(managed * standard),
                "hospitalised": int(managed * hospitalised),
            }


def _recognised(rng: np.random.Generator) -> Iterator[Line]:
    for number, day in zip(range(1, 217), days(rng, BOTH, 216), strict=True):
        yield {"item": f"互认项目{number:03d}", "listed_on": day}


def _referrals(rng: np.random.Generator) -> Iterator[Line]:
    for number, day in zip(numbered("ZZ2022", 180), days(rng, "2022-01..2022-11", 180), strict=True):
        arrived = day + dt.timedelta(days=int(rng.integers(0, 4))) if rng.random() < 0.93 else None
        yield {
            "referral_no": number,
            "direction": "up" if rng.random() < 0.45 else "down",
            "issued_on": day,
            "partner": "省级医科大学附属医院" if rng.random() < 0.2 else "槐安县医疗集团成员单位",
            "patient_id": f"ZZ{rng.integers(10**6, 10**7)}",
            "arrived_on": arrived,
            "returned_on": arrived + dt.timedelta(days=int(rng.integers(1, 20)))
            if arrived and rng.random() < 0.8
            else None,
        }


def _signed() -> Iterator[Line]:
    for number, month in enumerate(Period.year(2022).months()):
        yield {"month": month.first_day, "key_population": 86_400, "key_signed": 61_200 + 640 * number}
