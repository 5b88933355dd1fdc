"""Forty people on their way into the Party, at every stage: in time, late, blocked, sent back, on longer probation.

They are staff of their own, on nobody's roll until their branch admits them. Everything is counted back from the day of
the demonstration, so that there is somebody at every step whenever it is built.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from linghang.core.workbook import Line
from linghang.demo.institutions import institutions
from linghang.demo.names import short_names
from linghang.demo.party.case_sheets import CaseLines, CaseSheets, going
from linghang.demo.party.roll import Member, roll
from linghang.demo.party_organizations import links
from linghang.demo.roster import BEGUN
from linghang.packs.durations import Duration
from linghang.procedures.cases import Tally

PROCEDURE = "member_development"
PROFILES = {"prefecture": "notice_5_workdays", "county": ""}
_FIRST_NUMBER = 8001
_NAMES_BEFORE = 1400
"""So many short names belong to the members of the roll."""

_COURSE = (
    ("apply", 0), ("first_talk", 15), ("recommend", 90), ("file_activist", 100), ("contacts", 102),
    ("observe", 250), ("observe", 420), ("candidate", 470), ("notice_candidate", 471), ("file_candidate", 487),
    ("introducers", 489), ("political_review", 508), ("training", 523), ("committee_review", 535),
    ("pre_review", 549), ("notice_admission", 550), ("membership_form", 562), ("branch_meeting", 568),
    ("submission", 572), ("admission_talk", 584), ("admission_approval", 600), ("file_admission", 610),
    ("join_branch", 612), ("oath", 632), ("continued_observation", 910), ("full_application", 920),
    ("notice_full", 922), ("full_meeting", 945), ("full_approval", 975), ("archive", 990),
)  # fmt: skip
"""Steps and the days after the application on which they are done when nothing is in the way."""
_TWICE = "observe"
_OPTIONAL = frozenset({"notice_candidate", "notice_admission", "notice_full"})


@dataclass(frozen=True)
class Way:
    """How far somebody has come. `last`: his last step (`observe2` the second inspection), done `ago` days before the
    day of the demonstration. `late`: steps that took so many days more. `end`: what else became of him."""

    place: str
    last: str
    ago: int
    late: Mapping[str, int] = field(default_factory=dict)
    end: str = ""


_P, _C = "prefecture", "county"
WAYS = (
    Way(_P, "apply", 8), Way(_P, "apply", 26), Way(_P, "apply", 47), Way(_C, "apply", 12),
    Way(_P, "first_talk", 40), Way(_C, "first_talk", 60, {"first_talk": 30}),
    Way(_P, "recommend", 5), Way(_P, "file_activist", 3), Way(_P, "contacts", 60), Way(_C, "contacts", 190),
    Way(_P, "observe", 30), Way(_P, "observe", 170), Way(_P, "observe", 205), Way(_P, "observe2", 15),
    Way(_C, "observe2", 20), Way(_C, "observe2", 70),
    Way(_P, "candidate", 4), Way(_P, "file_candidate", 10), Way(_P, "political_review", 12), Way(_C, "introducers", 9),
    Way(_P, "training", 8), Way(_P, "committee_review", 9), Way(_P, "membership_form", 10), Way(_C, "pre_review", 52),
    Way(_P, "branch_meeting", 20), Way(_C, "branch_meeting", 75), Way(_P, "admission_talk", 60),
    Way(_P, "admission_talk", 110), Way(_P, "admission_approval", 6),
    Way(_P, "oath", 40), Way(_P, "oath", 200, {"admission_approval": 95}), Way(_C, "continued_observation", 20),
    Way(_P, "full_application", 60), Way(_P, "full_meeting", 25), Way(_P, "archive", 30), Way(_C, "archive", 90),
    Way(_P, "membership_form", 12, end="not_passed"), Way(_P, "committee_review", 30, end="sent_back"),
    Way(_P, "full_application", 120, end="extended"), Way(_C, "introducers", 45, end="failed_review"),
    Way(_P, "contacts", 90, end="withdrawn"), Way(_C, "first_talk", 150, end="suspended"),
)  # fmt: skip


def applicants() -> list[Line]:
    """Them as staff, for the organisation workbook."""
    return [
        {
            "工号": code,
            "姓名": name,
            "机构代码": way.place,
            "科室代码": _department(way.place, branch),
            "职称": ("护师", "主治医师", "医师", "主管护师", "主管技师")[index % 5],
        }
        for index, (way, code, name, branch) in enumerate(_people())
    ]


def write_development(sheets: CaseSheets) -> None:
    for way, code, _, branch in _people():
        _write(sheets, way, code, branch)


def _people() -> Iterator[tuple[Way, str, str, str]]:
    """Everybody with his way, staff number, name and branch; a branch has one at a time while there are branches."""
    names = short_names(_NAMES_BEFORE + len(WAYS))[_NAMES_BEFORE:]
    seen: dict[str, int] = {}
    for way, name in zip(WAYS, names, strict=True):
        index = seen[way.place] = seen.get(way.place, 0) + 1
        branches = sorted({link.party for link in links() if link.party.startswith(f"{way.place}-b")})
        number = f"{list(institutions()).index(way.place):02d}{_FIRST_NUMBER + index - 1}"
        yield way, number, name, branches[(index - 1) % len(branches)]


def _department(place: str, branch: str) -> str:
    return next(link.unit.code for link in links() if link.party == branch and link.unit.last is None)


def _write(sheets: CaseSheets, way: Way, code: str, branch: str) -> None:
    course, today = _course(way), sheets.today
    nominal = today - dt.timedelta(days=way.ago + course[-1][1])
    days = going(nominal + dt.timedelta(days=offset) for _, offset in course)
    days = [min(day, today) for day in days]
    case = sheets.open(way.place, PROCEDURE, code, days[0], branch=branch, profile=PROFILES[way.place])
    people = _full_members(branch)
    for (step, _), day in zip(course, days, strict=True):
        case.step(step, day, data=_data(step, days, course, people), tally=_tally(step, branch, day))
    _ended(case, way, branch, days[-1], today)
    if way.end == "extended":
        _extended(case, branch, _day_of("branch_meeting", course, days), days[-1])


def _day_of(step: str, course: list[tuple[str, int]], days: list[dt.date]) -> dt.date:
    return days[[code for code, _ in course].index(step)]


def _course(way: Way) -> list[tuple[str, int]]:
    """The steps up to his last, with what delayed them; without notices where nobody asks for them."""
    found, more, inspections = [], 0, 0
    for step, offset in _COURSE:
        if step in _OPTIONAL and not PROFILES[way.place]:
            continue
        more += way.late.get(step, 0)
        inspections += step == _TWICE
        found.append((step, offset + more))
        if step == way.last or (way.last == "observe2" and inspections == 2):
            break
    return found


def _full_members(branch: str) -> list[Member]:
    """Full members for all the time of the data, the secretary first."""
    return [
        each
        for each in roll(_place_of(branch), BEGUN.year)[branch]
        if len(each.spans) == 1 and each.spans[0].first == BEGUN and each.spans[0].last is None
    ]


def _place_of(branch: str) -> str:
    return branch.rpartition("-")[0]


def _data(step: str, days: list[dt.date], course: list[tuple[str, int]], people: list[Member]) -> dict[str, object]:
    pair = [each.code for each in people[1:3]]
    match step:
        case "first_talk":
            return {"talkers": [people[0].code]}
        case "recommend":
            return {"recommended_by": "工会推优" if len(course) % 2 else "党员推荐"}
        case "contacts":
            return {"contacts": pair}
        case "introducers":
            return {"introducers": pair}
        case "training":
            return {"days": 3, "hours": 24}
        case "full_approval":
            return {"full_since": Duration(1, "year").after(_day_of("branch_meeting", course, days))}
    return {}


def _tally(step: str, branch: str, day: dt.date, *, against: int = 0) -> Tally | None:
    """Nobody but one in ten is away, and all who came agree but `against`."""
    if step not in ("branch_meeting", "full_meeting"):
        return None
    members = [each.span_on(day) for each in roll(_place_of(branch), day.year).get(branch, [])]
    entitled = sum(span is not None and span.branch == branch and span.status == "正式党员" for span in members)
    present = entitled - entitled // 10
    return Tally(entitled, present, present - against, against)


def _ended(case: CaseLines, way: Way, branch: str, last: dt.date, today: dt.date) -> None:
    """What became of those whose case did not simply go on."""
    day = min(going([last + dt.timedelta(days=5)])[0], today)
    match way.end:
        case "not_passed":
            lost = _tally("branch_meeting", branch, day)
            against = (lost.entitled if lost else 0) // 2 + 1
            case.step("branch_meeting", day, "not_passed", tally=_tally("branch_meeting", branch, day, against=against))
        case "sent_back":
            case.step("pre_review", day, "not_agreed")
        case "failed_review":
            case.step("political_review", day, "failed")
        case "withdrawn":
            case.note("_closed", day, "本人申请不再作为入党积极分子")
        case "suspended":
            case.note("_suspended", day, "脱产外出进修一年")


def _extended(case: CaseLines, branch: str, admitted: dt.date, last: dt.date) -> None:
    """The branch asked for more time, the committee agreed: probation of twenty months, still running."""
    notice, meeting, approval = going(last + dt.timedelta(days=days) for days in (5, 35, 60))
    case.step("notice_full", notice)
    case.step("full_meeting", meeting, "extend", tally=_tally("full_meeting", branch, meeting))
    case.step("full_approval", approval, "extended")
    case.step("extension", approval, data={"extended_until": Duration(20, "month").after(admitted)})
