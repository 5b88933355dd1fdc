"""云江肛肠中医医院, 2022 and 2023: online services, outreach, TCM quality and culture."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, month_ends, month_starts, numbered
from linghang.demo.ledgers.national_services import emr_grades

HERE = "tcm"
_TWO_YEARS = "2022-01..2023-12"


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("online_service", HERE, "2021-01..2023-12", _services())
    yield ledger("outreach_support", HERE, _TWO_YEARS, _outreach(stream))
    yield ledger("quality_month", HERE, "2022", _quality(stream))
    yield ledger("culture_activity", HERE, _TWO_YEARS, _culture(stream))
    yield ledger("satisfaction_survey", HERE, "2022", _surveys(stream))
    yield ledger("grade_held", HERE, _TWO_YEARS, _grades())


def _services() -> Iterator[Line]:
    """挂号, 查询, 病案复印申请, 药品邮寄."""
    for service, day in (
        ("booking", dt.date(2021, 3, 1)),
        ("enquiry", dt.date(2021, 3, 1)),
        ("record_copy", dt.date(2022, 5, 10)),
        ("drug_mailing", dt.date(2022, 11, 20)),
    ):
        yield {"service": service, "launched_on": day, "entrance": "微信公众号"}


def _outreach(stream: Stream) -> Iterator[Line]:
    rng = stream("outreach")
    units = ("石桥县中医医院", "南湾县人民医院", "平江县中医医院", "东岭县人民医院")
    for number, day in zip(numbered("XC", 58), days(rng, _TWO_YEARS, 58), strict=True):
        yield {
            "support_no": number,
            "started_on": day,
            "unit": units[int(rng.integers(4))],
            "kind": ("technique", "staff", "management")[int(rng.integers(3))],
            "staff": int(rng.integers(1, 5)),
            "days": int(rng.integers(1, 11)),
            "content": "专科联盟帮扶",
        }


def _quality(stream: Stream) -> Iterator[Line]:
    rng = stream("quality")
    for first in month_starts("2022"):
        for item, size, rate in (
            ("tcm_treatment", 500, 0.88),
            ("record_grade_a", 120, 0.965),
            ("discharge_followup", 470, 0.94),
        ):
            yield {"month": first, "item": item, "denominator": size, "numerator": int(size * rng.normal(rate, 0.006))}
    rng = stream("equipment")
    for first in month_starts("2022"):
        yield {
            "month": first,
            "item": "large_equipment",
            "denominator": 620,
            "numerator": int(620 * rng.normal(0.72, 0.01)),
        }


def _culture(stream: Stream) -> Iterator[Line]:
    rng = stream("culture")
    for number, day in zip(numbered("WH", 34), days(rng, _TWO_YEARS, 34), strict=True):
        kind = ("tcm", "story", "media", "festival")[int(rng.integers(4))]
        yield {
            "activity_no": number,
            "held_on": day,
            "kind": kind,
            "theme": "中医药文化宣传",
            "author": "宣传科",
            "reviewer": "党办",
            "consent": True,
            "audience": int(rng.integers(50, 4000)),
        }


def _surveys(stream: Stream) -> Iterator[Line]:
    rng = stream("survey")
    for last in month_ends("2022"):
        for group, rate in (("outpatient", 0.955), ("inpatient", 0.972)):
            yield {
                "surveyed_on": last,
                "survey_method": "in_house",
                "survey_group": group,
                "responses": 300,
                "satisfied": int(300 * rng.normal(rate, 0.006)),
            }


def _grades() -> Iterator[Line]:
    """The document leaves open whether the grade is held or sought: it is kept as both."""
    yield from emr_grades(HERE)
    for status, day in (("held", dt.date(2023, 1, 1)), ("target", dt.date(2023, 11, 1))):
        yield {
            "scheme": "hospital_grade",
            "grade": "三级甲等中医专科医院",
            "status": status,
            "from_date": day,
            "document": "医院发展规划",
        }
