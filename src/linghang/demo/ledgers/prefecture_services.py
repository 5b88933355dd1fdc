"""碧澜州人民医院, 2022 and 2023: the prefecture hospital's service to the public, specialties and rankings."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.counts import spread
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, month_ends
from linghang.demo.ledgers.national_services import emr_grades
from linghang.demo.ledgers.prefecture import HERE, STANDING, UPGRADED, YEAR, in_party_school

_LAST = dt.date(2023, 12, 31)


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("free_clinic", HERE, YEAR, _clinics(stream))
    yield ledger("satisfaction_survey", HERE, YEAR, _surveys(stream))
    yield ledger("key_specialty", HERE, "2016-01..2023-12", _specialties())
    yield ledger("grade_held", HERE, "2018-01..2023-12", _grades())
    yield ledger("award", HERE, YEAR, _awards())
    yield ledger("cooperation", HERE, "2022-01..2023-12", _cooperation())
    yield ledger("reported_value", HERE, "2021-01..2023-12", _reported())


def _clinics(stream: Stream) -> Iterator[Line]:
    """29 in communities, one by each upgraded branch; 11 in villages besides."""
    rng = stream("clinic")
    for number, day in enumerate(days(rng, YEAR, 40), 1):
        community = number <= UPGRADED
        yield {
            "clinic_no": f"YZ2023-{number:02d}",
            "held_on": day,
            "place": f"{'澜城社区' if community else '白水村'}{number}号点",
            "place_kind": "community" if community else "village",
            "branch": STANDING[number - 1] if community else "党委",
            "staff": int(rng.integers(6, 18)),
            "served": int(rng.integers(80, 360)),
        }


def _surveys(stream: Stream) -> Iterator[Line]:
    """In-house: 101 of 48,000 not satisfied, that is 99.79 %. The national platform's own result is far lower."""
    rng = stream("survey")
    unhappy = iter(spread(101, rng.uniform(0.5, 1.5, 24)))
    for last in month_ends(YEAR):
        for group in ("outpatient", "inpatient"):
            yield {
                "surveyed_on": last,
                "survey_method": "in_house",
                "survey_group": group,
                "responses": 2000,
                "satisfied": 2000 - next(unhappy),
            }
    for group, responses, satisfied in (("outpatient", 1840, 1621), ("inpatient", 2260, 2098)):
        yield {
            "surveyed_on": _LAST,
            "survey_method": "national_platform",
            "survey_group": group,
            "responses": responses,
            "satisfied": satisfied,
        }


def _specialties() -> Iterator[Line]:
    """Eleven provincial projects before 2023; eight national and provincial ones were added in 2023."""
    before = (
        ("心血管内科", "0304"),
        ("骨科", "0403"),
        ("普外科", "0401"),
        ("儿科", "07"),
        ("呼吸内科", "0301"),
        ("消化内科", "0302"),
        ("妇产科", "0501"),
        ("肿瘤科", "19"),
        ("重症医学科", "28"),
        ("神经内科", "0303"),
        ("急诊医学科", "20"),
    )
    added = (
        ("泌尿外科", "0404"),
        ("肾内科", "0306"),
        ("内分泌科", "0307"),
        ("麻醉科", "26"),
        ("眼科", "10"),
        ("康复医学科", "21"),
        ("新生儿科", "0701"),
    )
    for number, (name, department) in enumerate(before):
        yield _specialty(name, department, "provincial", dt.date(2016 + number % 7, 9, 1), None)
    for name, department in added:
        yield _specialty(name, department, "provincial", dt.date(2023, 8, 15), 2023)
    yield _specialty("神经外科", "0402", "national", dt.date(2023, 12, 20), 2024)


def _specialty(name: str, department: str, level: str, day: dt.date, project: int | None) -> Line:
    return {
        "specialty": name,
        "department": department,
        "field": "western",
        "level": level,
        "stage": "project",
        "listed_on": day,
        "project_year": project,
        "document": "临床重点专科建设项目名单",
    }


def _grades() -> Iterator[Line]:
    yield from emr_grades(HERE)
    yield {
        "scheme": "hospital_grade",
        "grade": "三级甲等",
        "status": "held",
        "from_date": dt.date(2018, 6, 1),
        "document": "等级医院评审结果公告",
    }
    yield {
        "scheme": "interoperability",
        "grade": "四级甲等",
        "status": "held",
        "from_date": dt.date(2023, 7, 1),
        "document": "互联互通标准化成熟度测评结果公示",
    }


def _awards() -> Iterator[Line]:
    yield {
        "award_no": "BZ2023-01",
        "awarded_on": dt.date(2023, 5, 12),
        "title": "智慧医院500强",
        "category": "ranking",
        "holder_kind": "unit",
        "holder": "碧澜州人民医院",
        "level": "provincial",
        "grantor": "第三方机构",
    }


def _cooperation() -> Iterator[Line]:
    yield {
        "partner": "云溪县中医医院",
        "kind": "trusteeship",
        "signed_on": dt.date(2022, 9, 1),
        "scope": "全面托管试点",
    }


def _reported() -> Iterator[Line]:
    values = (
        ("national_rank", 2021, 465),
        ("national_rank", 2022, 357),
        ("national_peers", 2022, 1521),
        ("prefecture_rank", 2022, 2),
        ("provincial_rank", 2022, 6),
        ("provincial_peers", 2022, 47),
        ("provincial_monitoring_rank", 2022, 1),
        ("members_in_service", 2023, sum(in_party_school())),
    )
    for indicator, year, value in values:
        yield {
            "indicator": indicator,
            "from_date": dt.date(year, 1, 1),
            "to_date": dt.date(year, 12, 31),
            "value": value,
            "evidence": "2024年公布的三级公立医院绩效考核结果"
            if indicator != "members_in_service"
            else "党员名册年末统计",
        }
