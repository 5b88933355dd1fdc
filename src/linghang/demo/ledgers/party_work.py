"""What branches do beside their meetings: joint projects with clinical work, plans, classes, carriers, service, study.

The prefecture hospital in 2023, and of the teaching hospital the yearly review of its pioneer posts. Two thirds of the
branches have a joint project; four items of the Party plan name no goal of the work, so that
the list of “两张皮” shows some.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, numbered
from linghang.demo.ledgers.prefecture import STANDING, UPGRADED
from linghang.demo.party_organizations import links

HERE, YEAR = "prefecture", "2023"
_COMMITTEE, _LAST = "prefecture-dw", dt.date(2023, 12, 31)
_PROJECTS = (
    ("mean_length_of_stay", "缩短平均住院日", "党员带头优化术前检查流程", Decimal("8.5")),
    ("pathway_share", "提高临床路径入径率", "党员医师带头入径", Decimal("0.60")),
)


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("joint_item", HERE, YEAR, _projects(stream))
    yield ledger("party_plan_item", HERE, YEAR, _plan())
    yield ledger("joint_inspection", HERE, YEAR, _inspections(stream))
    yield ledger("party_brand", HERE, "2021-01..2023-12", _brands())
    yield ledger("branch_class", HERE, "2022-01..2023-12", _classes())
    yield ledger("weak_branch", HERE, YEAR, _weak())
    yield ledger("volunteer_service", HERE, YEAR, _service(stream))
    yield ledger("team_mission", "college", "2022-08..2023-08", _missions(stream))
    yield ledger("carrier_review", "college", "2023-01..2023-08", _carrier_reviews())
    yield ledger("co_building", HERE, "2021-01..2023-12", _partners())
    yield ledger("co_building_activity", HERE, YEAR, _joint_activities(stream))
    yield ledger("study_assignment", HERE, YEAR, _assignments(stream))
    yield ledger("study_measure", HERE, YEAR, _measures(stream))
    yield ledger("study_campaign", HERE, YEAR, _campaign())
    yield ledger("care_action", HERE, YEAR, _care(stream))


def _projects(stream: Stream) -> Iterator[Line]:
    """A joint project in the departments of 22 branches; six are closed."""
    rng, unit = stream("project"), {link.party: link.unit.code for link in links()}
    for number, code in enumerate(STANDING[:22], 1):
        indicator, title, point, target = _PROJECTS[number % len(_PROJECTS)]
        begun = days(rng, "2023-01..2023-04", 1)[0]
        closed = number % 4 == 0
        yield {
            "item_no": f"RH2023-{number:02d}",
            "branch": code,
            "department": unit[code],
            "title": title,
            "joint_point": point,
            "begun_on": begun,
            "ends_on": _LAST,
            "indicator": indicator,
            "target": target,
            "closed_on": dt.date(2023, 12, 20) if closed else None,
            "result": "流程固定下来，写入科室制度" if closed else None,
        }


def _plan() -> Iterator[Line]:
    said = (
        ("学习贯彻党的二十大精神", "改善就医感受", ""),
        ("开展“战斗堡垒”行动", "重点专科建设", ""),
        ("推进支部晋位升级", "", ""),
        ("培育“双带头人”", "学科带头人培养", ""),
        ("开展党员先锋模范岗创建", "优质护理服务", ""),
        ("我为群众办实事", "门诊流程优化", ""),
        ("“党建+”项目", "", "mean_length_of_stay"),
        ("清廉医院建设", "合理用药", ""),
        ("党建带群建", "", ""),
        ("党员教育培训", "", ""),
        ("党建温暖行动", "职工关爱", ""),
        ("主题党日规范化", "", ""),
        ("义诊进社区", "", "community_free_clinics"),
        ("调研成果转化", "重点专科建设", ""),
        ("消费帮扶", "乡村振兴帮扶任务", ""),
        ("普法强基", "依法执业", ""),
    )
    for number, (content, goal, indicator) in enumerate(said, 1):
        yield {
            "item_no": f"YD2023-{number:02d}",
            "planned_on": dt.date(2023, 1, 30),
            "branch": _COMMITTEE,
            "content": content,
            "goal": goal or None,
            "indicator": indicator or None,
            "due_on": _LAST,
            "done_on": dt.date(2023, 12, 15) if number % 7 else None,
        }


def _inspections(stream: Stream) -> Iterator[Line]:
    rng, unit = stream("inspection"), {link.party: link.unit.code for link in links()}
    for number, day in enumerate(days(rng, YEAR, 16), 1):
        code, problems = STANDING[number], int(rng.integers(1, 6))
        yield {
            "inspection_no": f"LJ2023-{number:02d}",
            "inspected_on": day,
            "branch": code,
            "department": unit[code],
            "party_points": "三会一课、党员先锋岗践诺",
            "business_points": "核心制度、病历质量",
            "problems": problems,
            "solved": int(rng.integers(0, problems + 1)),
        }


def _brands() -> Iterator[Line]:
    yield {
        "brand_no": "PP-00",
        "branch": _COMMITTEE,
        "named_on": dt.date(2021, 6, 25),
        "title": "党建领航、“医”路奋进",
        "concept": "以党建引领医院高质量发展",
    }
    for number, (code, title) in enumerate(
        zip(STANDING[:6], ("呼吸有我", "胃爱先锋", "护脑卫士", "心之所向", "血脉相连", "肾爱无疆"), strict=True), 1
    ):
        yield {
            "brand_no": f"PP-{number:02d}",
            "branch": code,
            "named_on": dt.date(2022, 6, 28),
            "title": title,
            "concept": "支部子品牌",
            "above": "PP-00",
        }


def _classes() -> Iterator[Line]:
    """The classes before and after the year in which 29 rose, as the ledger of upgrades says."""
    risen = {
        code: ("weak", "middle") if at < 4 else ("middle", "advanced") for at, code in enumerate(STANDING[:UPGRADED])
    }
    what = {"advanced": "在全院介绍做法", "middle": "对照标准逐项提升", "weak": "联系领导驻点整顿"}
    for year in (2022, 2023):
        for code in STANDING:
            grade = risen.get(code, ("middle", "middle"))[year - 2022]
            yield {
                "branch": code,
                "classed_on": dt.date(year, 12, 31),
                "grade": grade,
                "standardised": year == 2022 or code != "prefecture-ltx",
                "basis": "年度考核",
                "follow_up": what[grade],
                "follow_up_due": dt.date(year + 1, 6, 30),
                "follow_up_done": dt.date(2023, 6, 20) if year == 2022 else None,
            }


def _weak() -> Iterator[Line]:
    """The four that were weak a year ago."""
    for number, code in enumerate(STANDING[:4]):
        yield {
            "branch": code,
            "listed_on": dt.date(2023, 1, 15),
            "cause": "组织生活不规范" if number % 2 else "书记抓党建精力不足",
            "plan": "联系领导驻点，一支部一方案",
            "due_on": dt.date(2023, 6, 30),
            "accepted_on": dt.date(2023, 6, 20 + number),
            "delisted_on": dt.date(2023, 6, 28),
        }


def _service(stream: Stream) -> Iterator[Line]:
    rng = stream("service")
    for number, day in zip(numbered("ZY2023", 120), days(rng, YEAR, 120), strict=True):
        people = int(rng.integers(3, 16))
        yield {
            "service_no": number,
            "branch": STANDING[int(rng.integers(len(STANDING)))],
            "served_on": day,
            "kind": ("in_hospital", "health_talk", "community")[int(rng.integers(3))],
            "title": "党员志愿服务",
            "place": "门诊大厅",
            "volunteers": people,
            "hours": Decimal(people * int(rng.integers(2, 5))),
            "served": int(rng.integers(20, 200)),
        }


def _missions(stream: Stream) -> Iterator[Line]:
    rng = stream("mission")
    for number, day in enumerate(days(rng, "2022-08..2023-08", 9), 1):
        called = dt.datetime.combine(day, dt.time(int(rng.integers(0, 24)), int(rng.integers(0, 60))))
        people = int(rng.integers(4, 20))
        yield {
            "mission_no": f"TJ-{number:02d}",
            "carrier_no": "commando-01",
            "branch": "college-b20",
            "called_at": called,
            "arrived_at": called + dt.timedelta(minutes=int(rng.integers(10, 50))),
            "mission": "突发事件紧急医学救援",
            "members": people,
            "hours": Decimal(people * 6),
        }


def _carrier_reviews() -> Iterator[Line]:
    """Every pioneer post, model post and zone of the stated 46, 30 and 40; three promises were not kept."""
    for kind, number in (("pioneer_post", 46), ("model_post", 30), ("zone", 40)):
        for order in range(1, number + 1):
            kept = (kind, order) not in {("pioneer_post", 17), ("model_post", 9), ("zone", 33)}
            yield {
                "carrier_no": f"{kind}-{order:02d}",
                "reviewed_on": dt.date(2023, 7, 1),
                "result": "improve" if not kept else "excellent" if order % 5 == 0 else "kept",
                "promise_kept": kept,
                "note": None if kept else "值守记录不全，限期整改",
            }


def _partners() -> Iterator[Line]:
    for number, (partner, kind, code) in enumerate(
        (
            ("澜城社区", "community", "prefecture-jg1"),
            ("白水村", "village", "prefecture-jg2"),
            ("青山社区", "community", "prefecture-b04"),
            ("碧澜州第二小学", "school", "prefecture-b18"),
            ("澜城经济开发区企业服务中心", "enterprise", "prefecture-b11"),
        ),
        1,
    ):
        yield {
            "partner_no": f"JD-{number:02d}",
            "partner": partner,
            "kind": kind,
            "branch": code,
            "begun_on": dt.date(2021, 7, 1),
            "goals": "双联系一共建双推进",
        }


def _joint_activities(stream: Stream) -> Iterator[Line]:
    rng, partners = stream("joint"), list(_partners())
    for number, day in zip(numbered("GJHD2023", 25), days(rng, YEAR, 25), strict=True):
        partner = partners[int(rng.integers(len(partners)))]
        yield {
            "activity_no": number,
            "partner_no": partner["partner_no"],
            "branch": partner["branch"],
            "held_on": day,
            "kind": ("joint", "check_in", "service", "report")[int(rng.integers(4))],
            "title": "双报到双服务双报告",
            "members": int(rng.integers(5, 20)),
        }


def _assignments(stream: Stream) -> Iterator[Line]:
    """Three required topics; a few branches have not studied the last."""
    rng = stream("assignment")
    for topic, assigned in (
        ("党的二十大精神", dt.date(2023, 1, 10)),
        ("党章", dt.date(2023, 4, 3)),
        ("主题教育必读篇目", dt.date(2023, 9, 18)),
    ):
        for code in STANDING:
            missed = topic == "主题教育必读篇目" and rng.random() < 0.12
            yield {
                "branch": code,
                "topic": topic,
                "tier": "members",
                "assigned_on": assigned,
                "due_on": assigned + dt.timedelta(days=60),
                "studied_on": None if missed else later(rng, assigned, 55, _LAST),
            }


def _measures(stream: Stream) -> Iterator[Line]:
    """What six of the ten sessions of the study group turned into."""
    rng = stream("measure")
    for number in range(1, 7):
        day = days(rng, f"2023-{number + 3:02d}", 1)[0]
        yield {
            "measure_no": f"ZH2023-{number:02d}",
            "activity_no": f"ZXZ-{number:03d}",
            "branch": _COMMITTEE,
            "set_on": day,
            "measure": "改善就医感受的举措",
            "done_on": later(rng, day, 60, _LAST) if number % 3 else None,
        }


def _campaign() -> Iterator[Line]:
    for part, begun, done in (
        ("study", dt.date(2023, 9, 15), dt.date(2023, 12, 10)),
        ("research", dt.date(2023, 9, 20), dt.date(2023, 11, 30)),
        ("promote", dt.date(2023, 10, 1), dt.date(2023, 12, 20)),
        ("rectify", dt.date(2023, 10, 15), None),
    ):
        yield {
            "campaign": "学习贯彻主题教育",
            "branch": _COMMITTEE,
            "part": part,
            "begun_on": begun,
            "due_on": _LAST,
            "done_on": done,
            "sessions": 6 if part == "study" else None,
            "hours": Decimal(24) if part == "study" else None,
        }


def _care(stream: Stream) -> Iterator[Line]:
    rng = stream("care")
    for number, day in zip(numbered("WN2023", 30), days(rng, YEAR, 30), strict=True):
        yield {
            "action_no": number,
            "branch": STANDING[int(rng.integers(len(STANDING)))],
            "held_on": day,
            "kind": ("staff", "patient", "veteran", "difficulty")[int(rng.integers(4))],
            "title": "党建温暖行动",
            "people": int(rng.integers(1, 30)),
        }
