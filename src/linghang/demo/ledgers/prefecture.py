"""碧澜州人民医院, 2022 and 2023: the prefecture hospital's Party work, service to the public and rankings."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from linghang.demo.counts import spread
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, month_ends, numbered

HERE, YEAR = "prefecture", "2023"
_LAST = dt.date(2023, 12, 31)
_BRANCHES, _UPGRADED = 34, 29
_IN_PARTY_SCHOOL = (428, 396)
"""Members who came for the first time to each of the two classes: together every member in service."""


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("party_branch", HERE, "2016-01..2023-12", _branches(stream))
    yield ledger("branch_upgrade", HERE, YEAR, _upgrades(stream))
    yield ledger("party_carrier", HERE, "2021-01..2023-12", _carriers(stream))
    yield ledger("party_activity", HERE, YEAR, _activities(stream))
    yield ledger("people_benefit_item", HERE, YEAR, _benefits(stream))
    yield ledger("free_clinic", HERE, YEAR, _clinics(stream))
    yield ledger("research_topic", HERE, YEAR, _topics(stream))
    yield ledger("consumption_help", HERE, YEAR, _purchases(stream))
    yield ledger("satisfaction_survey", HERE, YEAR, _surveys(stream))
    yield ledger("key_specialty", HERE, "2016-01..2023-12", _specialties())
    yield ledger("grade_held", HERE, "2018-01..2023-12", _grades())
    yield ledger("award", HERE, YEAR, _awards())
    yield ledger("cooperation", HERE, "2022-01..2023-12", _cooperation())
    yield ledger("reported_value", HERE, "2021-01..2023-12", _reported())


def _branches(stream: Stream) -> Iterator[Line]:
    rng = stream("branch")
    members = spread(sum(_IN_PARTY_SCHOOL), rng.uniform(0.6, 1.4, _BRANCHES))
    for number, count in enumerate(members, 1):
        yield {
            "branch_no": f"DZB{number:02d}",
            "name": f"第{number}党支部",
            "temporary": False,
            "established_on": dt.date(2016 + number % 5, 3, 1),
            "clinical": number > 6,
            "secretary_key_staff": number > 3,
            "standardised": number > 1,
            "members": count,
        }


def _upgrades(stream: Stream) -> Iterator[Line]:
    for number, day in enumerate(days(stream("upgrade"), YEAR, _UPGRADED), 1):
        grades = ("weak", "middle") if number <= 4 else ("middle", "advanced")
        yield {
            "branch_no": f"DZB{number:02d}",
            "approved_on": day,
            "from_grade": grades[0],
            "to_grade": grades[1],
            "document": "支部晋位升级考核结果通报",
        }


def _carriers(stream: Stream) -> Iterator[Line]:
    rng = stream("carrier")
    for kind, title, number in (("model_window", "党员示范岗服务窗口", 18), ("civility_pioneer", "文明先锋", 21)):
        for order, day in enumerate(days(rng, "2021-01..2023-06", number), 1):
            yield {
                "carrier_no": f"{kind}-{order:02d}",
                "kind": kind,
                "name": f"{title}{order}号",
                "unit": "门诊部",
                "established_on": day,
                "promise": "亮身份、亮承诺、亮职责",
            }


def _activities(stream: Stream) -> Iterator[Line]:
    """Ten study-group sessions, 237 lessons, two Party-school classes that together reach every member."""
    rng = stream("activity")
    for number, day in zip(numbered("ZXZ", 10), days(rng, YEAR, 10), strict=True):
        yield {
            "activity_no": number,
            "kind": "study_group",
            "held_on": day,
            "topic": "党委理论学习中心组专题学习",
            "organiser": "党委",
            "lecturer_role": "committee",
            "attendees": int(rng.integers(10, 19)),
            "hours": 4,
        }
    for number, day in zip(numbered("DK", 237), days(rng, YEAR, 237), strict=True):
        branch = int(rng.integers(1, _BRANCHES + 1))
        yield {
            "activity_no": number,
            "kind": "lesson",
            "held_on": day,
            "topic": "学思想、强党性、重实践、建新功",
            "organiser": f"DZB{branch:02d}",
            "lecturer_role": "committee" if rng.random() < 0.2 else "secretary",
            "attendees": int(rng.integers(12, 40)),
            "hours": Decimal("1.5"),
        }
    for number, day, came in zip(
        numbered("DX", 2), (dt.date(2023, 5, 18), dt.date(2023, 9, 21)), _IN_PARTY_SCHOOL, strict=True
    ):
        yield {
            "activity_no": number,
            "kind": "party_school",
            "held_on": day,
            "topic": "“万名党员进党校”培训班",
            "organiser": "党委",
            "lecturer_role": "external",
            "attendees": came + 14,
            "first_time": came,
            "hours": 24,
        }
    for number, day in zip(numbered("ZT", 12), month_ends(YEAR), strict=True):
        yield {
            "activity_no": number,
            "kind": "theme_day",
            "held_on": day,
            "topic": "主题党日",
            "organiser": "党委",
            "attendees": int(rng.integers(300, 600)),
            "hours": 3,
        }


def _benefits(stream: Stream) -> Iterator[Line]:
    """Fifty items done within the year; three are still open."""
    rng = stream("benefit")
    wishes = (
        "门诊缴费排队久",
        "停车难",
        "检查预约等待长",
        "住院清单看不懂",
        "老年人不会用自助机",
        "病区热水不足",
        "报告取件不便",
    )
    for number, (item, day) in enumerate(
        zip(numbered("SS2023", 53), days(rng, "2023-01..2023-10", 53), strict=True), 1
    ):
        done = number <= 50
        yield {
            "item_no": item,
            "listed_on": day,
            "problem": wishes[int(rng.integers(len(wishes)))],
            "measure": "增设窗口和志愿者引导，优化流程",
            "owner": "门诊部",
            "due_on": day + dt.timedelta(days=60),
            "done_on": later(rng, day, 60, _LAST) if done else None,
            "beneficiaries": int(rng.integers(200, 9000)) if done else None,
        }


def _clinics(stream: Stream) -> Iterator[Line]:
    """29 in communities, one by each upgraded branch; 11 in villages besides."""
    rng = stream("clinic")
    for number, day in enumerate(days(rng, YEAR, 40), 1):
        community = number <= _UPGRADED
        yield {
            "clinic_no": f"YZ2023-{number:02d}",
            "held_on": day,
            "place": f"{'澜城社区' if community else '白水村'}{number}号点",
            "place_kind": "community" if community else "village",
            "branch": f"DZB{number:02d}" if community else "党委",
            "staff": int(rng.integers(6, 18)),
            "served": int(rng.integers(80, 360)),
        }


def _topics(stream: Stream) -> Iterator[Line]:
    titles = (
        "改善就医感受",
        "重点专科建设",
        "人才梯队建设",
        "运营精细化管理",
        "县域帮扶机制",
        "护理队伍稳定",
        "智慧医院应用",
    )
    for number, (title, day) in enumerate(zip(titles, days(stream("topic"), "2023-04..2023-06", 7), strict=True), 1):
        yield {
            "topic_no": f"DY2023-{number}",
            "title": f"{title}调研",
            "set_on": day,
            "leader_post": "院领导",
            "problems_found": 4 + number,
            "closed_on": dt.date(2023, 11, 30),
        }


def _purchases(stream: Stream) -> Iterator[Line]:
    """723,900.00 yuan over the year."""
    rng = stream("purchase")
    amounts = spread(72_390_000, rng.gamma(3, 1, 46))
    products = ("核桃", "茶叶", "菌菇", "蜂蜜", "腊肉", "大米")
    for number, day, cents in zip(numbered("XF2023", 46), days(rng, YEAR, 46), amounts, strict=True):
        yield {
            "purchase_no": number,
            "bought_on": day,
            "village": "白水村",
            "product": products[int(rng.integers(6))],
            "amount": Decimal(cents) / 100,
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
        ("members_in_service", 2023, sum(_IN_PARTY_SCHOOL)),
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
