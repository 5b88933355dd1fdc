"""澜川医药高专附属第一医院 to August 2023: the teaching hospital's branches, pioneers, talents and awards."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, month_ends, numbered
from linghang.demo.party_organizations import branches

HERE = "college"
_TO_DATE = "2023-01..2023-08"
_TALENTS, _AWARDS = "2021-01..2023-08", "2021-09..2023-08"


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("party_branch", HERE, "2017-01..2023-08", _branches(stream))
    yield ledger("department_branch", HERE, _TO_DATE, _departments())
    yield ledger("party_carrier", HERE, "2021-01..2023-08", _carriers(stream))
    yield ledger("talent", HERE, _TALENTS, _talents(stream))
    yield ledger("award", HERE, _AWARDS, _awards(stream))
    yield ledger("grade_held", HERE, "2020-01..2023-08", _grades())
    yield ledger("reported_value", HERE, "2022-01..2023-08", _reported())
    yield ledger("satisfaction_survey", HERE, "2022", _surveys(stream))


def _clinical_departments() -> list[str]:
    return [item.name for item in institutions()[HERE].departments]


def _branches(stream: Stream) -> Iterator[Line]:
    """A branch in every clinical department and three besides; each that lasts meets the three 100 %."""
    rng = stream("branch")
    for number, form in enumerate(branches(HERE), 1):
        yield {
            "branch_no": form.code,
            "name": form.name,
            "established_on": form.first or dt.date(2017 + number % 4, 6, 1),
            "ended_on": form.last,
            "temporary": form.last is not None,
            "clinical": form.code.startswith(f"{HERE}-b") or form.last is not None,
            "secretary_key_staff": True,
            "standardised": form.last is None,
            "members": int(rng.integers(6, 30)),
        }


def _departments() -> Iterator[Line]:
    for name in _clinical_departments():
        yield {"unit": name, "checked_on": dt.date(2023, 6, 30), "eligible": True, "built": True}
    for name in ("病案统计室", "医学装备科"):
        yield {"unit": name, "checked_on": dt.date(2023, 6, 30), "eligible": False, "built": False}


def _carriers(stream: Stream) -> Iterator[Line]:
    rng, units = stream("carrier"), _clinical_departments()
    for kind, title, number in (
        ("pioneer_post", "党员先锋岗", 46),
        ("model_post", "党员示范岗", 30),
        ("zone", "党员责任区", 40),
        ("commando", "党员突击队", 1),
        ("volunteers", "党员志愿服务队", 1),
    ):
        for order, day in enumerate(days(rng, "2021-01..2023-06", number), 1):
            yield {
                "carrier_no": f"{kind}-{order:02d}",
                "kind": kind,
                "name": f"{title}{order}",
                "established_on": day,
                "unit": units[int(rng.integers(len(units)))],
                "reviewed_on": dt.date(2023, 7, 1),
            }


def _talents(stream: Stream) -> Iterator[Line]:
    """23 recruited in three categories, 21 flexible experts, one provincial and one national title."""
    rng = stream("talent")
    kinds = [
        ("recruited", category)
        for category, number in (("senior_title", 6), ("doctorate", 13), ("administration", 4))
        for _ in range(number)
    ] + [("flexible", "external_expert")] * 21
    codes = [item.code for item in institutions()[HERE].departments]
    for number, day, place in zip(
        numbered("RC", len(kinds)), days(rng, _TALENTS, len(kinds)), rng.permutation(len(kinds)), strict=True
    ):
        kind, category = kinds[place]
        yield {
            "talent_no": number,
            "kind": kind,
            "category": category,
            "from_date": day,
            "department": None if category == "administration" else codes[int(rng.integers(len(codes)))],
            "to_date": day + dt.timedelta(days=1095) if kind == "flexible" else None,
            "home_unit": "省外高校附属医院" if kind == "flexible" else None,
        }
    for number, honour, level, day in (
        ("RC-091", "英才计划青年拔尖人才", "provincial", dt.date(2022, 11, 10)),
        ("RC-092", "有突出贡献中青年专家", "national", dt.date(2021, 12, 1)),
    ):
        yield {
            "talent_no": number,
            "kind": "selected",
            "category": "senior_title",
            "from_date": day,
            "honour": honour,
            "level": level,
            "department": "23",
        }


def _awards(stream: Stream) -> Iterator[Line]:
    rng = stream("award")
    name = institutions()[HERE].name
    kinds = (
        [("unit", name, "provincial", "省级先进集体", "commendation")] * 7
        + [("person", "FY0001", "national", "全国先进个人", "commendation")]
        + [("person", f"FY{1000 + i}", "provincial", "省级先进个人", "commendation") for i in range(59)]
        + [("branch", f"{HERE}-b{i:02d}", "city", "市卫生健康委示范党支部", "model_branch") for i in range(1, 7)]
    )
    dates = days(rng, _AWARDS, len(kinds))
    for number, day, place in zip(numbered("BZ", len(kinds)), dates, rng.permutation(len(kinds)), strict=True):
        holder_kind, holder, level, title, category = kinds[place]
        yield {
            "award_no": number,
            "awarded_on": day,
            "title": title,
            "category": category,
            "holder_kind": holder_kind,
            "holder": holder,
            "level": level,
        }


def _grades() -> Iterator[Line]:
    yield {
        "scheme": "hospital_grade",
        "grade": "三级甲等",
        "status": "held",
        "from_date": dt.date(2020, 9, 1),
        "document": "等级医院评审结果公告",
    }
    for scheme, grade in (("smart_service", "二级"), ("emr", "四级")):
        yield {
            "scheme": scheme,
            "grade": grade,
            "status": "held",
            "from_date": dt.date(2022, 1, 1),
            "document": "分级评价结果通知",
        }
    for scheme, grade in (("smart_service", "三级"), ("emr", "五级"), ("interoperability", "四级甲等")):
        yield {
            "scheme": scheme,
            "grade": grade,
            "status": "target",
            "from_date": dt.date(2022, 1, 1),
            "to_date": dt.date(2025, 12, 31),
            "document": "“互联网+医疗”发展战略实施方案",
        }


def _reported() -> Iterator[Line]:
    """60 model branches in the whole municipal system: the denominator of the stated 10 %."""
    yield {
        "indicator": "model_branches_in_system",
        "from_date": dt.date(2023, 1, 1),
        "to_date": dt.date(2023, 8, 31),
        "value": 60,
        "evidence": "市卫生健康系统示范党支部命名文件",
    }


def _surveys(stream: Stream) -> Iterator[Line]:
    rng = stream("survey")
    for last in month_ends("2022"):
        for group, rate in (("outpatient", 0.941), ("inpatient", 0.962)):
            yield {
                "surveyed_on": last,
                "survey_method": "in_house",
                "survey_group": group,
                "responses": 800,
                "satisfied": int(800 * rng.normal(rate, 0.005)),
            }
