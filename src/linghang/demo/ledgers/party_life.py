"""A year of organisation life: what the branches of two hospitals held, when, and what is asked of whom locally.

In the prefecture hospital the year 2023 is whole, in the teaching hospital it ends in August like its document. Most of
what is owed was done; a few meetings were moved, made up late or missed, so that the duty matrix has something to say.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import numpy as np

from linghang.core.periods import Period
from linghang.demo.ledgers.book import Cell, Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, month_ends, numbered
from linghang.demo.ledgers.prefecture import STANDING, branch_members, in_party_school
from linghang.demo.party.roll import Member, roll
from linghang.demo.party_organizations import branches
from linghang.demo.people import leaders, roster

_PREFECTURE, _COLLEGE = "2023", "2023-01..2023-08"
LESSONS, STUDY_GROUPS = 237, 10
_THEMES = ("学习党的二十大精神", "重温入党誓词", "走访服务患者", "警示教育", "义诊进社区", "清廉医院建设讨论")
_RETIRED = "prefecture-ltx"


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("party_activity", "prefecture", _PREFECTURE, _prefecture(stream))
    yield ledger("party_activity", "college", _COLLEGE, _college(stream))
    yield ledger("party_attendance", "prefecture", _PREFECTURE, _attendance(stream))
    yield ledger("duty_setting", "prefecture", _PREFECTURE, _fixed_days("prefecture", dt.date(2023, 1, 1)))
    yield ledger("duty_setting", "college", _COLLEGE, _fixed_days("college", dt.date(2023, 1, 1)))
    yield ledger("duty_setting", "county", "2022", _asked_of_the_county())
    yield ledger("duty_exemption", "prefecture", _PREFECTURE, _excused())
    yield ledger("leader_visit", "county", "2022", _handovers(stream))
    yield ledger("accountability_report", "prefecture", _PREFECTURE, _accounts(stream))


@cache
def fixed_day(branch: str) -> int:
    """The day of the month that a branch keeps for its theme day."""
    place = branch.rpartition("-")[0]
    return 5 + [form.code for form in branches(place)].index(branch) % 20


def _on(month_end: dt.date, day: int) -> dt.date:
    return month_end.replace(day=min(day, monthrange(month_end.year, month_end.month)[1]))


def _prefecture(stream: Stream) -> Iterator[Line]:
    yield from _committee(stream("activity"))
    yield from _lessons(stream("lesson"))
    yield from _branch_year(stream("branches"), "prefecture", _PREFECTURE, STANDING, branch_members())


def _college(stream: Stream) -> Iterator[Line]:
    rng = stream("college")
    standing = [form.code for form in branches("college") if form.last is None]
    members = {code: len(some) for code, some in roll("college", 2023).items()}
    yield from _branch_year(rng, "college", _COLLEGE, standing, members)
    for number, (code, quarter) in enumerate(((code, q) for q in (1, 2) for code in standing), 1):
        span = Period.quarter(2023, quarter)
        yield {
            "activity_no": f"DK-{number:03d}",
            "kind": "lesson",
            "held_on": days(rng, f"{span.first_day:%Y-%m}..{span.last_day:%Y-%m}", 1)[0],
            "topic": "学思想、强党性、重实践、建新功",
            "branch": code,
            "organiser": code,
            "lecturer_role": "secretary",
            "place": "支部活动室",
            "place_kind": "own_branch",
            "attendees": members[code],
            "hours": Decimal("1.5"),
        }
    for quarter, day in enumerate((dt.date(2023, 2, 22), dt.date(2023, 5, 24), dt.date(2023, 8, 23)), 1):
        yield {
            "activity_no": f"ZXZ-{quarter}",
            "kind": "study_group",
            "held_on": day,
            "topic": "党委理论学习中心组专题学习",
            "organiser": "党委",
            "lecturer_role": "committee",
            "attendees": 12,
            "hours": 4,
        }


def _committee(rng: np.random.Generator) -> Iterator[Line]:
    """Ten study-group sessions, two Party-school classes that together reach every member, the committee's own days."""
    for number, day in zip(numbered("ZXZ", STUDY_GROUPS), days(rng, _PREFECTURE, STUDY_GROUPS), strict=True):
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
    for number, day, came in zip(
        numbered("DX", 2), (dt.date(2023, 5, 18), dt.date(2023, 9, 21)), in_party_school(), strict=True
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
    for number, day in zip(numbered("ZT", 12), month_ends(_PREFECTURE), strict=True):
        yield {
            "activity_no": number,
            "kind": "theme_day",
            "held_on": day,
            "topic": "主题党日",
            "organiser": "党委",
            "attendees": int(rng.integers(300, 600)),
            "hours": 3,
        }
    yield {
        "activity_no": "SJPX-01",
        "kind": "secretary_training",
        "held_on": dt.date(2023, 4, 17),
        "topic": "党支部书记和支委集中培训",
        "organiser": "党委",
        "lecturer_role": "external",
        "attendees": len(seated()),
        "hours": 40,
    }
    yield {
        "activity_no": "MZSHH-01",
        "kind": "democratic_life",
        "held_on": dt.date(2023, 12, 26),
        "topic": "领导班子民主生活会",
        "organiser": "党委",
        "attendees": 12,
        "hours": 6,
    }


def _lessons(rng: np.random.Generator) -> Iterator[Line]:
    """Every branch every quarter but for one, the leaders in three places before 1 July, the rest as it came."""
    owed = [(code, q) for q in (1, 2, 3, 4) for code in STANDING if (code, q) != (_RETIRED, 3)]
    told = [(code, place, post) for post, code, place in _july(rng)]
    free = [(STANDING[int(rng.integers(len(STANDING)))], int(rng.integers(1, 5))) for _ in range(LESSONS)]
    rest = [each for each in free if each != (_RETIRED, 3)][: LESSONS - len(owed) - len(told)]
    lecturer = leaders("prefecture", dt.date(2023, 6, 1))
    numbers = iter(numbered("DK", LESSONS))
    for code, quarter in (*owed, *rest):
        span = Period.quarter(2023, quarter)
        yield _lesson(next(numbers), days(rng, f"{span.first_day:%Y-%m}..{span.last_day:%Y-%m}", 1)[0], code, rng)
    for code, place, post in told:
        yield _lesson(next(numbers), days(rng, "2023-06", 1)[0], code, rng) | {
            "lecturer": lecturer[post],
            "lecturer_role": "committee",
            "place": {"own_branch": "支部活动室", "village": "白水村", "contact_point": "挂钩联系点"}[place],
            "place_kind": place,
        }


def seated() -> list[tuple[str, Member]]:
    """The secretaries and committee members of the branches, with their branch."""
    return [(code, each) for code, some in roll("prefecture", 2023).items() for each in some if each.committee]


def _july(rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    """Post, branch and place of the leaders' lessons; the last of them missed his contact point."""
    seats = ("secretary", "deputy", "deputy-2", "discipline", "member-1", "member-2", "member-3")
    for post in seats:
        for place in ("own_branch", "village", "contact_point"):
            if (post, place) != ("member-3", "contact_point"):
                yield post, STANDING[int(rng.integers(len(STANDING)))], place


def _lesson(number: str, day: dt.date, code: str, rng: np.random.Generator) -> dict[str, Cell]:
    return {
        "activity_no": number,
        "kind": "lesson",
        "held_on": day,
        "topic": "学思想、强党性、重实践、建新功",
        "branch": code,
        "organiser": code,
        "lecturer_role": "committee" if rng.random() < 0.1 else "secretary",
        "place": "支部活动室",
        "place_kind": "own_branch",
        "attendees": int(rng.integers(12, 40)),
        "hours": Decimal("1.5"),
    }


def _branch_year(
    rng: np.random.Generator, place: str, period: str, standing: list[str], members: dict[str, int]
) -> Iterator[Line]:
    ends = month_ends(period)
    for code in standing:
        for end in ends:
            yield from _theme_day(rng, code, end, members[code])
            if rng.random() > 0.02:
                yield _held(rng, "committee_meeting", "ZWH", code, days(rng, f"{end:%Y-%m}", 1)[0], 3, "支部工作研究")
        for end in ends[2::3]:
            if (code, end.month) != (_RETIRED, 9):
                day = days(rng, f"{end:%Y-%m}", 1)[0]
                yield _held(rng, "general_meeting", "DYDH", code, day, members[code], "支部党员大会")
        if len(ends) == 12:
            day = days(rng, f"{ends[0].year}-12", 1)[0]
            yield _held(rng, "life_meeting", "ZZSHH", code, day, members[code], "组织生活会")
            if code != "prefecture-b18":
                yield _held(rng, "member_review", "MZPY", code, day, members[code], "民主评议党员")


def _theme_day(rng: np.random.Generator, code: str, end: dt.date, members: int) -> Iterator[Line]:
    """On the fixed day; now and then moved with a reason, now and then not held at all."""
    day, fate = _on(end, fixed_day(code)), rng.random()
    if fate < 0.02:
        return
    moved = fate < 0.07
    held = later(rng, day, 6, end) if moved else day
    line = _held(rng, "theme_day", "ZTDR", code, held, members, _THEMES[int(rng.integers(len(_THEMES)))])
    if held != day:
        line |= {"planned_on": day, "moved_reason": "急诊抢救任务冲突"}
    yield line


def _held(
    rng: np.random.Generator, kind: str, prefix: str, code: str, day: dt.date, expected: int, topic: str
) -> dict[str, Cell]:
    absent = int(rng.integers(0, 1 + expected // 8))
    return {
        "activity_no": f"{prefix}-{code}-{day:%Y%m}",
        "kind": kind,
        "held_on": day,
        "topic": topic,
        "branch": code,
        "organiser": code,
        "place": "支部活动室",
        "expected": expected,
        "attendees": max(1, expected - absent),
        "hours": Decimal("2.5"),
    }


def _fixed_days(place: str, first: dt.date) -> Iterator[Line]:
    for form in branches(place):
        if form.last is None:
            yield {
                "duty": "theme_day",
                "owner": form.code,
                "from_date": first,
                "fixed_day": fixed_day(form.code),
                "document": "支部主题党日安排",
            }
    if place == "prefecture":
        yield {"duty": "july_lesson", "from_date": first, "adopted": True, "document": "“七一”前专题党课的通知"}


def _asked_of_the_county() -> Iterator[Line]:
    """What the county hospital's own report says it asks for."""
    for duty in ("quality_bulletin", "morning_handover", "hospital_study"):
        yield {"duty": duty, "from_date": dt.date(2022, 1, 1), "adopted": True, "document": "年度工作报告"}


def _excused() -> Iterator[Line]:
    """The retired cannot gather in a summer of epidemic; the other request has no answer yet."""
    yield {
        "duty": "general_meeting",
        "owner": _RETIRED,
        "branch": _RETIRED,
        "span_from": dt.date(2023, 7, 1),
        "span_to": dt.date(2023, 9, 30),
        "reason": "高温期间老党员不宜集中，已上门送学",
        "asked_on": dt.date(2023, 9, 11),
        "granted": True,
        "answered_on": dt.date(2023, 9, 14),
        "answer": "同意，四季度合并召开",
    }
    yield {
        "duty": "member_review",
        "owner": "prefecture-b18",
        "branch": "prefecture-b18",
        "span_from": dt.date(2023, 1, 1),
        "span_to": dt.date(2023, 12, 31),
        "reason": "支部书记援外，申请次年一季度评议",
        "asked_on": dt.date(2023, 12, 20),
    }


def _handovers(stream: Stream) -> Iterator[Line]:
    """A leader comes to a department's morning handover every week but two."""
    rng, posts = stream("handover"), leaders("county", dt.date(2022, 6, 1))
    own = [posts[code] for code in ("secretary", "president", "vice-1", "vice-2", "vice-3")]
    for week in range(52):
        if week not in (4, 39):
            problems = int(rng.integers(0, 4))
            yield {
                "visit_no": f"JB2022-{week + 1:02d}",
                "kind": "morning_handover",
                "visited_on": dt.date(2022, 1, 3) + dt.timedelta(weeks=week, days=int(rng.integers(0, 5))),
                "leader": own[week % len(own)],
                "unit": "临床科室",
                "problems": problems,
                "solved": int(rng.integers(0, problems + 1)),
                "note": "带领职能科室参加晨间交班",
            }


def _accounts(stream: Stream) -> Iterator[Line]:
    """The leaders' own accounts, then those of the secretaries of branches; the last one is still owed."""
    posts, day = leaders("prefecture", dt.date(2023, 12, 1)), dt.date(2023, 12, 22)
    for number, (kind, person, to) in enumerate(
        (
            ("secretary", posts["secretary"], "州卫生健康委党组"),
            ("president", posts["president"], "医院党委会"),
            ("responsibility_system", None, "州卫生健康委党组"),
        ),
        1,
    ):
        yield {
            "report_no": f"SZ2023-{number}",
            "kind": kind,
            "reported_on": day + dt.timedelta(days=number),
            "person": person,
            "reported_to": to,
            "grade": None if kind == "responsibility_system" else "good",
            "document": "书面报告",
        }
    rng = stream("account")
    for number, code in enumerate(STANDING[:-1], 4):
        yield {
            "report_no": f"SZ2023-{number}",
            "kind": "party_building",
            "reported_on": dt.date(2023, 12, 28),
            "person": roster().holder(f"{code}-secretary", day),
            "branch": code,
            "reported_to": "医院党委",
            "grade": ("good", "good", "fairly_good", "ordinary")[int(rng.integers(4))],
            "document": "书面述职",
        }


def _attendance(stream: Stream) -> Iterator[Line]:
    """The general meetings of the branches, the classes of the Party school, the training of who is seated."""
    rng = stream("attendance")
    for line in _prefecture(stream):
        branch = line.get("branch")
        if line["kind"] == "general_meeting" and isinstance(branch, str):
            members, day = roll("prefecture", 2023)[branch], line["held_on"]
            came = rng.permutation(len(members))[: int(str(line["attendees"]))]
            for at in sorted(came):
                yield _present(str(line["activity_no"]), "general_meeting", day, branch, members[at], Decimal("2.5"))
    rolls = {code: some for code, some in roll("prefecture", 2023).items() if code != _RETIRED}
    in_service = [(code, who) for code, some in rolls.items() for who in some]
    half = len(in_service) - len(in_service) // 2
    for at, (branch, who) in enumerate(in_service):
        number, day = (("DX-001", dt.date(2023, 5, 18)), ("DX-002", dt.date(2023, 9, 21)))[at >= half]
        yield _present(number, "party_school", day, branch, who, 24)
    for branch, who in seated():
        yield _present("SJPX-01", "secretary_training", dt.date(2023, 4, 17), branch, who, 40)


def _present(number: str, kind: str, day: Cell, branch: str, who: Member, hours: Decimal | int) -> Line:
    return {
        "activity_no": number,
        "person": who.code,
        "branch": branch,
        "kind": kind,
        "held_on": day,
        "role": "member",
        "hours": hours,
    }
