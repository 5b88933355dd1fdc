"""青岩市人民医院, 2022: the county-level city hospital's medical quality, staff and management ledgers."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.clinical import clinical
from linghang.demo.counts import spread
from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, month_ends, month_starts, numbered
from linghang.demo.ledgers.national_services import emr_grades

HERE, YEAR = "county", "2022"
_LAST = dt.date(2022, 12, 31)
_PATHWAY_DISEASES, _PATHWAY_CASES = 125, 2_960


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("pathway_case", HERE, YEAR, _pathways(stream))
    yield ledger("quality_month", HERE, YEAR, _quality(stream))
    yield ledger("incident", HERE, YEAR, _incidents(stream))
    yield ledger("meeting", HERE, YEAR, _meetings(stream))
    yield ledger("training_session", HERE, YEAR, _training(stream))
    yield ledger("external_training", HERE, YEAR, _outside(stream))
    yield ledger("talent", HERE, YEAR, _recruited(stream))
    yield ledger("award", HERE, YEAR, _awards())
    yield ledger("new_technique", HERE, YEAR, _techniques(stream))
    yield ledger("grade_held", HERE, "2019-01..2022-12", _grades())
    yield ledger("key_specialty", HERE, "2018-01..2022-12", _specialties())


def pathway_diseases() -> list[tuple[str, str, str]]:
    """125 diseases (code, name, department) that the hospital's departments treat, its own ones first."""
    tables, own = clinical().diagnoses, {item.code for item in institutions()[HERE].departments}
    found: dict[str, tuple[str, str, str]] = {}
    for department in sorted(clinical().profiles, key=lambda code: (code not in own, code)):
        for row in clinical().profiles[department].diagnoses.rows:
            code = tables.codes[row]
            found.setdefault(code, (code, tables.names[row], department if department in own else "0401"))
    return list(found.values())[:_PATHWAY_DISEASES]


def _pathways(stream: Stream) -> Iterator[Line]:
    """Every disease has cases; a few more patients left the pathway or are still on it, and do not count."""
    rng, diseases = stream("pathway"), pathway_diseases()
    counts = [1 + part for part in spread(_PATHWAY_CASES - len(diseases), rng.gamma(0.8, 1, len(diseases)))]
    states = [
        (disease, "completed" if rng.random() < 0.86 else "varied")
        for disease, count in zip(diseases, counts, strict=True)
        for _ in range(count)
    ]
    states += [(diseases[int(i)], "left") for i in rng.integers(0, 60, 121)]
    states += [(diseases[int(i)], "") for i in rng.integers(0, 60, 23)]
    order = rng.permutation(len(states))
    enrolled = days(rng, "2022-01..2022-12", len(states))
    for number, (place, day) in enumerate(zip(order, enrolled, strict=True), 1):
        (code, name, department), outcome = states[place]
        yield {
            "case_no": f"LJ2022-{number:04d}",
            "enrolled_on": day,
            "department": department,
            "patient_id": f"ZY{rng.integers(10**6, 10**7)}",
            "disease_code": code,
            "disease_name": name,
            "outcome": outcome or None,
            "finished_on": later(rng, day, 14, _LAST) if outcome else None,
        }


def _quality(stream: Stream) -> Iterator[Line]:
    """Monthly checks; 大型设备阳性率 and 随访率 stay above 90 %, 诊断符合率 above 95 %."""
    rng = stream("quality")
    items = {
        "large_equipment": (1650, 0.921),
        "diagnosis_agreement": (820, 0.968),
        "discharge_followup": (790, 0.937),
        "report_on_time": (3900, 0.984),
        "rational_drug": (600, 0.962),
        "record_grade_a": (300, 0.973),
    }
    for first in month_starts(YEAR):
        for item, (size, rate) in items.items():
            checked = int(size * rng.uniform(0.9, 1.1))
            yield {
                "month": first,
                "item": item,
                "numerator": int(checked * min(rng.normal(rate, 0.004), 0.999)),
                "denominator": checked,
            }


def _incidents(stream: Stream) -> Iterator[Line]:
    """Adverse events reported in ten months, 零报告 in the other two; no accident of any kind."""
    rng = stream("incident")
    quiet = {2, 10}
    for last in month_ends(YEAR):
        if last.month in quiet:
            yield {"incident_no": f"零报告-{last:%Y-%m}", "happened_on": last, "kind": "none"}
            continue
        month = f"{last:%Y-%m}"
        for number, day in enumerate(days(rng, month, int(rng.integers(2, 6))), 1):
            kind = "complaint" if rng.random() < 0.25 else "adverse"
            yield {
                "incident_no": f"SJ{last:%Y%m}-{number:02d}",
                "happened_on": day,
                "kind": kind,
                "place": "护理单元" if kind == "adverse" else "门诊部",
                "summary": "患者在病区行走时滑倒，未造成损伤" if kind == "adverse" else "候诊时间较长，已沟通解释",
                "closed_on": later(rng, day, 20, dt.date(2023, 1, 31)),
            }


def _meetings(stream: Stream) -> Iterator[Line]:
    rng = stream("meeting")
    for kind, number, topic in (
        ("president", 17, "医共体建设推进事项"),
        ("party_committee", 24, "“三重一大”事项研究"),
        ("quality_bulletin", 12, "月度质量通报"),
        ("department_heads", 12, "科主任例会"),
        ("patient_forum", 12, "患者意见听取"),
    ):
        held = month_ends(YEAR) if number == 12 else days(rng, YEAR, number)
        for order, day in enumerate(held, 1):
            entitled = 9 if kind in ("president", "party_committee") else 32
            yield {
                "kind": kind,
                "meeting_no": f"2022-{order:02d}",
                "held_on": day,
                "topic": topic,
                "entitled": entitled,
                "present": entitled - int(rng.integers(0, 2)),
                "first_item_study": kind == "party_committee",
                "resolutions": int(rng.integers(1, 7)),
            }


def _training(stream: Stream) -> Iterator[Line]:
    """Four sessions of the hospital with 1,040 exam entries, and one a month in every department."""
    rng = stream("training")
    for number, (day, entries) in enumerate(zip(days(rng, YEAR, 4), (268, 255, 262, 255), strict=True), 1):
        yield {
            "session_no": f"YJ2022-{number:02d}",
            "held_on": day,
            "tier": "hospital",
            "topic": "医疗核心制度",
            "attendees": entries + 24,
            "exam_entries": entries,
            "exam_passed": entries - int(rng.integers(3, 12)),
        }
    for department in institutions()[HERE].departments:
        for month, day in enumerate(month_ends(YEAR), 1):
            yield {
                "session_no": f"KJ{department.code}-{month:02d}",
                "held_on": day - dt.timedelta(days=7),
                "tier": "department",
                "department": department.code,
                "topic": f"{department.name}业务学习",
                "attendees": int(rng.integers(8, 22)),
                "exam_entries": 0,
            }


def _outside(stream: Stream) -> Iterator[Line]:
    """Seven on the three programmes that the report counts; two on further study besides."""
    rng = stream("outside")
    programmes = ["provincial_backbone"] * 2 + ["transfer"] * 2 + ["specialist"] * 3 + ["further_study"] * 2
    for number, (programme, day) in enumerate(zip(programmes, days(rng, "2022-01..2022-09", 9), strict=True), 1):
        yield {
            "staff_no": f"QY{1000 + number}",
            "programme": programme,
            "department": "0304" if number % 2 else "0303",
            "from_date": day,
            "to_date": day + dt.timedelta(days=90),
            "host": "省级医科大学附属医院",
            "report_back": True,
        }


def _recruited(stream: Stream) -> Iterator[Line]:
    rng = stream("talent")
    codes = [item.code for item in institutions()[HERE].departments]
    for number, day in zip(numbered("RC2022", 26), days(rng, YEAR, 26), strict=True):
        yield {
            "talent_no": number,
            "kind": "recruited",
            "category": "technical",
            "from_date": day,
            "department": codes[int(rng.integers(len(codes)))],
        }


def _awards() -> Iterator[Line]:
    yield _award(1, dt.date(2022, 6, 18), "全市腹腔镜技术比武", "contest", "person", "QY1018", "city", "一等奖")
    yield _award(2, dt.date(2022, 9, 24), "全省腹腔镜技术比武", "contest", "person", "QY1018", "provincial", "二等奖")
    for number, title in enumerate(("文明服务示范窗口", "年度党建工作先进单位", "疫情防控工作先进单位"), 3):
        yield _award(number, dt.date(2022, 12, 20), title, "title", "unit", institutions()[HERE].name, "city", "")


def _award(
    number: int, day: dt.date, title: str, category: str, holder_kind: str, holder: str, level: str, prize: str
) -> Line:
    return {
        "award_no": f"BZ2022-{number:02d}",
        "awarded_on": day,
        "title": title,
        "category": category,
        "holder_kind": holder_kind,
        "holder": holder,
        "level": level,
        "prize": prize or None,
    }


def _techniques(stream: Stream) -> Iterator[Line]:
    rng = stream("technique")
    names = (
        ("腔内血管介入术", "0401", True),
        ("下腔静脉滤器植入及取出术", "0401", True),
        ("腹腔镜胃癌根治术", "0401", False),
        ("显微镜下脑内肿瘤切除术", "0402", False),
        ("立体定向脑干血肿穿刺术", "0402", False),
        ("内镜下黏膜剥离术", "0302", False),
        ("幽门螺旋杆菌培养及药敏试验", "0302", False),
        ("左全肺切除术", "0405", False),
        ("关节镜下踝关节清理术", "0403", False),
    )
    for number, ((name, department, guided), day) in enumerate(
        zip(names, days(rng, "2022-01..2022-10", 9), strict=True), 1
    ):
        yield {
            "technique_no": f"XJS2022-{number:02d}",
            "name": name,
            "department": department,
            "approved_on": day,
            "cases": int(rng.integers(2, 30)),
            "guided_by": "省级医科大学附属医院" if guided else None,
            "followed_up_on": later(rng, day, 90, _LAST),
        }


def _grades() -> Iterator[Line]:
    yield from emr_grades(HERE)
    yield {
        "scheme": "hospital_grade",
        "grade": "二级甲等",
        "status": "held",
        "from_date": dt.date(2019, 5, 1),
        "document": "等级医院评审结果公告",
    }
    yield {
        "scheme": "hospital_grade",
        "grade": "三级",
        "status": "target",
        "from_date": dt.date(2022, 3, 1),
        "document": "三级医院创建工作方案",
    }


def _specialties() -> Iterator[Line]:
    yield {
        "specialty": "骨科",
        "department": "0403",
        "field": "western",
        "level": "provincial",
        "stage": "accepted",
        "listed_on": dt.date(2018, 11, 1),
        "document": "省级重点专科名单",
    }
    for name, department, level in (
        ("神经内科", "0303", "city"),
        ("心血管内科", "0304", "city"),
        ("重症医学科", "28", "city"),
        ("康复医学科", "21", "provincial"),
        ("呼吸内科", "0301", "provincial"),
        ("胸外科", "0405", "provincial"),
    ):
        yield {
            "specialty": name,
            "department": department,
            "field": "western",
            "level": level,
            "stage": "target",
            "listed_on": dt.date(2022, 12, 30),
            "document": "2023年重点专科创建计划",
        }
