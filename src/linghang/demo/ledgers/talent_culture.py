"""Talent and culture: what each hospital quotes of its own, one ledger where it says so."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, numbered
from linghang.demo.party_organizations import branches

_COLLEGE, _PREFECTURE, _COUNTY = "2023-01..2023-08", "2023", "2022"
_OCCASIONS = (
    (dt.date(2023, 5, 12), "护士节", "天使的足迹"),
    (dt.date(2023, 6, 30), "建党节", "颂党恩、跟党走"),
    (dt.date(2023, 8, 18), "医师节", "勇担健康使命"),
    (dt.date(2023, 10, 21), "职工运动会", "同心同行"),
)


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("talent_plan", "college", "2021-01..2023-12", _plans())
    yield ledger("talent_incentive", "college", _COLLEGE, _incentives(stream))
    yield ledger("expert_visit", "college", _COLLEGE, _visits(stream))
    yield ledger("discipline_leader", "college", "2021-01..2023-12", _leaders(stream))
    yield ledger("culture_activity", "college", _COLLEGE, _articles(stream))
    yield ledger("mentor_pair", "tcm", "2020-01..2022-12", _apprentices(stream))
    yield ledger("culture_element", "tcm", "2018-01..2022-12", _elements("传承精华、守正创新", "仁心仁术"))
    yield ledger(
        "culture_element", "prefecture", "2018-01..2023-12", _elements("精学至善，服务百姓", "创新、进取、和谐、品质")
    )
    yield ledger("culture_activity", "prefecture", _PREFECTURE, _festivals())
    yield ledger("mass_activity", "prefecture", _PREFECTURE, _mass(stream))
    yield ledger("staff_care", "county", _COUNTY, _care())
    yield ledger("staff_post", "county", _COUNTY, _posts(stream))
    yield ledger("leader_study", "county", _COUNTY, _leader_study(stream))
    yield ledger("staff_learning", "county", _COUNTY, _learning(stream))
    yield ledger("promotion_review", "county", _COUNTY, _promotions(stream))
    yield ledger("staff_merit", "tcm", "2022", _merits(stream))
    yield ledger("staff_request", "group_people", _COUNTY, _requests(stream))


def _codes(place: str) -> list[str]:
    return [item.code for item in institutions()[place].departments]


def _plans() -> Iterator[Line]:
    """Three programmes a year; what is not yet reached shows as such."""
    for year in (2021, 2022, 2023):
        for number, (kind, programme, category, planned, reached) in enumerate(
            (
                ("recruit", "“1531”人才战略计划", "高级职称专家和博士", 8, 8 if year < 2023 else 6),
                ("train", "人才培养工程", "学科骨干", 12, 12 if year < 2023 else 9),
                ("flexible", "柔性引才", "院外专家", 7, 7),
            ),
            1,
        ):
            yield {
                "plan_no": f"RCJH{year}-{number}",
                "planned_on": dt.date(year, 1, 1),
                "kind": kind,
                "programme": programme,
                "category": category,
                "number": planned,
                "budget": Decimal(planned) * 100_000,
                "fulfilled": reached,
            }


def _incentives(stream: Stream) -> Iterator[Line]:
    rng = stream("incentive")
    for number, day in zip(numbered("JL", 12), days(rng, "2023-01..2023-06", 12), strict=True):
        reviewed = bool(rng.random() < 0.7)
        yield {
            "incentive_no": number,
            "staff_no": f"FY{int(rng.integers(2000, 2400))}",
            "tier": "学科骨干",
            "granted_on": day,
            "package": "科研启动经费",
            "amount": Decimal(int(rng.integers(5, 30))) * 10_000,
            "reviewed_on": dt.date(2023, 8, 20) if reviewed else None,
            "effect": "达到约定目标" if reviewed else None,
        }


def _visits(stream: Stream) -> Iterator[Line]:
    rng, places = stream("visit"), _codes("college")
    seen: set[tuple[int, dt.date]] = set()
    for day in days(rng, _COLLEGE, 60):
        expert = int(rng.integers(24, 45))
        if (expert, day) in seen:
            continue
        seen.add((expert, day))
        yield {
            "talent_no": f"RC-{expert:03d}",
            "visited_on": day,
            "department": places[int(rng.integers(len(places)))],
            "clinics": int(rng.integers(8, 40)),
            "operations": int(rng.integers(0, 4)),
            "lectures": int(rng.integers(0, 2)),
            "result": "带教并完成门诊、手术任务",
        }


def _leaders(stream: Stream) -> Iterator[Line]:
    rng = stream("leader")
    for number, department in enumerate(institutions()["college"].departments, 1):
        chosen, age = dt.date(2021 + number % 3, 3, 1), int(rng.integers(36, 56))
        yield {
            "leader_no": f"DTR-{number:02d}",
            "staff_no": f"FY{3000 + number}",
            "department": department.code,
            "discipline": department.name,
            "born_year": chosen.year - age,
            "selected_on": chosen,
            "age": age,
            "support": "团队建设经费、外出研修",
            "reviewed_on": dt.date(2023, 7, 15),
            "review": "qualified" if number % 9 else "improving",
        }


def _articles(stream: Stream) -> Iterator[Line]:
    rng = stream("article")
    for number, day in zip(numbered("GJ2023", 40), days(rng, _COLLEGE, 40), strict=True):
        named = bool(rng.random() < 0.4)
        yield {
            "activity_no": number,
            "held_on": day,
            "kind": "media" if number.endswith(("1", "4", "7")) else "story",
            "theme": "党心聚力 引领高质量发展",
            "channel": ("website", "account", "newspaper")[int(rng.integers(3))],
            "author_no": f"FY{int(rng.integers(4000, 4020))}",
            "reviewer_no": f"FY{int(rng.integers(4100, 4104))}",
            "names_persons": named,
            "consent": True if named else None,
        }


def _apprentices(stream: Stream) -> Iterator[Line]:
    rng = stream("apprentice")
    for number, day in enumerate(days(rng, "2020-01..2022-06", 14), 1):
        ended = number <= 4
        yield {
            "pair_no": f"SC-{number:02d}",
            "mentor_no": f"TC{1000 + number % 5}",
            "apprentice_no": f"TC{2000 + number}",
            "subject": "肛肠病诊治经验" if number % 2 else "脾胃病诊治经验",
            "studio": "老中医药专家传承工作室",
            "senior_tcm": number % 3 > 0,
            "from_date": day,
            "to_date": dt.date(2022, 11, 30) if ended else None,
            "sessions": int(rng.integers(20, 120)),
            "graduated": ended,
        }


def _elements(vision: str, motto: str) -> Iterator[Line]:
    for kind, words in (
        ("vision", vision),
        ("motto", motto),
        ("values", "病人至上、质量第一"),
        ("spirit", "敬佑生命、甘于奉献"),
    ):
        yield {"kind": kind, "adopted_on": dt.date(2018, 6, 1), "words": words, "document": "职工代表大会决议"}


def _festivals() -> Iterator[Line]:
    for number, (day, occasion, theme) in enumerate(_OCCASIONS, 1):
        yield {
            "activity_no": f"WH2023-{number}",
            "held_on": day,
            "kind": "sports" if occasion == "职工运动会" else "festival",
            "theme": theme,
            "occasion": occasion,
            "core_value": "dedication",
            "red": occasion == "建党节",
            "audience": 200 + 60 * number,
        }


def _mass(stream: Stream) -> Iterator[Line]:
    rng, standing = stream("mass"), [form.code for form in branches("prefecture") if form.last is None]
    for number, day in zip(numbered("QT2023", 24), days(rng, _PREFECTURE, 24), strict=True):
        joint = rng.random() < 0.75
        yield {
            "activity_no": number,
            "held_on": day,
            "organization": ("union", "youth", "women")[int(rng.integers(3))],
            "with_branch": standing[int(rng.integers(len(standing)))] if joint else None,
            "topic": "比学赶超岗位练兵",
            "attendees": int(rng.integers(20, 120)),
        }


def _care() -> Iterator[Line]:
    for number, (day, kind, people, amount) in enumerate(
        (
            (dt.date(2022, 1, 26), "festival", 412, 123_600),
            (dt.date(2022, 4, 20), "checkup", 398, 278_600),
            (dt.date(2022, 9, 9), "senior", 36, 21_600),
            (dt.date(2022, 10, 4), "retired", 88, 44_000),
            (dt.date(2022, 11, 15), "illness", 9, 27_000),
        ),
        1,
    ):
        yield {"care_no": f"GA2022-{number}", "held_on": day, "kind": kind, "people": people, "amount": Decimal(amount)}


def _posts(stream: Stream) -> Iterator[Line]:
    rng, places = stream("post"), _codes("county")
    for number, day in enumerate(days(rng, _COUNTY, 30), 1):
        change = ("appointed", "moved", "promoted", "lowered")[number % 4]
        follows = change != "appointed" and number % 11 != 0
        yield {
            "staff_no": f"QY{5000 + number}",
            "effective_on": day,
            "change": change,
            "department": places[int(rng.integers(len(places)))],
            "post": "主治医师" if number % 2 else "护士",
            "channel": "technical" if number % 5 else "management",
            "level": f"{7 + number % 5}级",
            "pay_changed_on": later(rng, day, 25, dt.date(2022, 12, 31)) if follows else None,
            "until": dt.date(2025, 12, 31),
        }


def _leader_study(stream: Stream) -> Iterator[Line]:
    rng = stream("study")
    for number, day in enumerate(days(rng, _COUNTY, 16), 1):
        yield {
            "staff_no": f"QY{10 + number % 6}",
            "post": ("院长", "党委书记", "副院长")[number % 3],
            "from_date": day,
            "topic": "医院管理法规" if number % 3 else "医院管理论坛",
            "host": "省医院协会",
            "hours": Decimal(int(rng.integers(4, 24))),
            "shared_on": later(rng, day, 20, dt.date(2022, 12, 31)) if number % 2 else None,
        }


def _learning(stream: Stream) -> Iterator[Line]:
    rng = stream("learning")
    for place in _codes("county"):
        staff = int(rng.integers(9, 40))
        yield {
            "department": place,
            "as_of": dt.date(2022, 12, 31),
            "staff": staff,
            "hours": Decimal(staff * int(rng.integers(20, 60))),
        }


def _promotions(stream: Stream) -> Iterator[Line]:
    rng = stream("promotion")
    for number in range(1, 19):
        ethics = ("excellent", "good", "good", "fair")[int(rng.integers(4))] if number != 7 else "poor"
        yield {
            "review_no": f"PS2022-{number:02d}",
            "staff_no": f"QY{5000 + number}",
            "reviewed_on": dt.date(2022, 12, 5),
            "target": "副主任医师" if number % 3 else "主任医师",
            "ethics": ethics,
            "merits": int(rng.integers(0, 6)),
            "result": "refused" if ethics == "poor" else "approved" if number % 5 else "deferred",
        }


def _merits(stream: Stream) -> Iterator[Line]:
    rng, places = stream("merit"), _codes("tcm")
    for number, day in zip(numbered("SJ2022", 25), days(rng, "2022", 25), strict=True):
        yield {
            "merit_no": number,
            "staff_no": f"TC{int(rng.integers(2000, 2050))}",
            "on_date": day,
            "kind": ("project", "technique", "emergency", "award")[int(rng.integers(4))],
            "department": places[int(rng.integers(len(places)))],
            "what": "完成急难险重任务" if rng.random() < 0.5 else "承担院级科研项目",
            "level": "hospital",
        }


def _requests(stream: Stream) -> Iterator[Line]:
    rng = stream("request")
    topics = ("职称聘任", "养老保险", "值班休息室", "子女入学", "食堂菜品")
    for number, day in zip(numbered("SQ2022", 20), days(rng, "2022-01..2022-11", 20), strict=True):
        answered = later(rng, day, 40, dt.date(2022, 12, 31)) if rng.random() < 0.9 else None
        yield {
            "request_no": number,
            "raised_on": day,
            "topic": topics[int(rng.integers(len(topics)))],
            "owner": "组织人事科",
            "due_on": day + dt.timedelta(days=30),
            "answered_on": answered,
            "state": "done" if answered else "working",
            "answer": "已按政策办理" if answered else None,
        }
