"""Other cases of two hospitals: responsibility letters of every department, ethics appraisals, new techniques,
complaints, findings to be rectified, an appointment, a selection, branches that elect, are put right or move up."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.offices import units_of
from linghang.demo.party.case_sheets import CaseSheets, going
from linghang.demo.party.roll import roll
from linghang.demo.party_organizations import links
from linghang.demo.people import roster
from linghang.procedures.cases import Tally

PLACES = ("prefecture", "county")
_SIGNED_LATE, _NEVER_SIGNED = 7, 11
"""Of the departments every seventh signs late, every eleventh has not signed."""
_ETHICS = (
    ("excellent", 96, 0), ("excellent", 93, 0), ("good", 88, 4), ("good", 85, 10), ("good", 82, 14), ("fair", 76, 20),
    ("fair", 68, 24), ("undefined", 72, 27), ("poor", 58, 12), ("good", 90, 3),
)  # fmt: skip
"""Outcome, score and points off; one falls into the hole that the county rule leaves between 25 and 30 (IN05)."""
_COMPLAINTS = (
    ("visit", "fee", "founded", 60, True), ("telephone", "attitude", "partly", 40, True),
    ("hotline", "process", "unfounded", 25, True), ("network", "environment", "founded", 20, False),
    ("letter", "quality", "", 3, False), ("telephone", "attitude", "", 12, False),
)  # fmt: skip
"""Channel, category, what was found ("" still open), days ago, answered."""
_FINDINGS = (
    ("病历首页填写不完整", 80, "closed"), ("抗菌药物送检率未达标", 70, "late"), ("手卫生依从性不足", 60, "returned"),
    ("设备巡检记录缺项", 40, "reported"), ("交接班记录不规范", 35, "open"), ("危急值报告超时", 10, "open"),
)  # fmt: skip


def write_house(sheets: CaseSheets) -> None:
    today = sheets.today
    for place in PLACES:
        _letters(sheets, place, today)
        _ethics(sheets, place, today)
        _complaints(sheets, place, today)
        _findings(sheets, place, today)
    _techniques(sheets, today)
    _appointment(sheets, today)
    _selection(sheets, today)
    _elections(sheets, today)
    _weak_and_upgraded(sheets, today)


def heads(place: str, today: dt.date) -> Iterator[tuple[str, str]]:
    """Department and staff number of its head, for those that have one today."""
    for unit in units_of(place):
        if unit.last is None:
            post = f"{place}-head-{unit.code}"
            held = [each for each in roster().tenures if each.post == post]
            person = next((each.person for each in held if each.last is None or today <= each.last), "")
            if person:
                yield unit.code, person


def _letters(sheets: CaseSheets, place: str, today: dt.date) -> None:
    """The letter of the year; each step only when its day has come."""
    year = today.year
    for number, (department, head) in enumerate(heads(place, today), 1):
        template, issue = going([dt.date(year, 1, 8), dt.date(year, 1, 15)])
        signed = issue + dt.timedelta(days=45 if number % _SIGNED_LATE == 0 else 12)
        sign, check, end = going([signed, dt.date(year, 7, 5), dt.date(year, 12, 20)])
        if template > today:
            return
        said = {"letter": "医疗质量和安全目标责任书", "year": year}
        case = sheets.open(place, "responsibility_letter", department, template, data=said, department=department)
        case.step("template", template, data={"template": f"{year}年医疗质量和安全目标责任书"})
        case.step("issue", issue, data={"kind": "quality_safety", "signer": [head]})
        if number % _NEVER_SIGNED:
            case.step("sign", sign)
            case.step("mid_year", check, data={"findings": "半年目标完成情况已核对"})
            case.step("year_end", end, data={"score": 90 + number % 10})


def _ethics(sheets: CaseSheets, place: str, today: dt.date) -> None:
    """Last year's appraisal of some heads of departments; the county hospital follows the score lines."""
    year, profile = today.year - 1, "score_lines" if place == "county" else ""
    asked, department, unit, file = going(dt.date(year, 12, day) for day in (5, 12, 22, 26))
    for (code, head), (grade, score, off) in zip(heads(place, today), _ETHICS, strict=False):
        own = "fair" if grade in ("undefined", "poor") else grade
        case = sheets.open(
            place, "ethics_appraisal", head, asked, data={"year": year}, department=code, profile=profile
        )
        case.step("self", asked, data={"grade": own})
        case.step("department", department, data={"grade": own})
        case.step("unit", unit, grade, data={"score": score, "deducted": off, "veto": False})
        if grade != "undefined":
            case.step("file", file)


def _complaints(sheets: CaseSheets, place: str, today: dt.date) -> None:
    for number, (channel, category, found, ago, answered) in enumerate(_COMPLAINTS, 1):
        days = going(today - dt.timedelta(days=ago - more) for more in (0, 0, 1, 4, 6, 7, 20))
        department = next(heads(place, today))[0]
        said = {"register_no": f"TS-{days[0].year}-{number:03d}"}
        case = sheets.open(place, "complaint", f"投诉{number}", days[0], data=said, department=department)
        case.step("receive", days[0], data={"channel": channel})
        case.step("classify", days[1], data={"category": category})
        case.step("assign", days[2], data={"department": department})
        if found:
            case.step("investigate", days[3], found, data={"finding": "已向当事人和科室核实"})
        if found in ("founded", "partly"):
            case.step("rectify", days[4], data={"measures": "当面致歉，修订流程，科内培训"})
        if answered:
            case.step("reply", days[5])
            case.step("bulletin", days[6])


def _findings(sheets: CaseSheets, place: str, today: dt.date) -> None:
    for (problem, ago, state), (department, head) in zip(_FINDINGS, heads(place, today), strict=False):
        days = going(today - dt.timedelta(days=ago - more) for more in (0, 5, 8, 24, 28))
        deadline = days[1] + dt.timedelta(days=14 if state == "late" else 25)
        case = sheets.open(
            place, "inspection_rectification", department, days[0], data={"problem": problem}, department=department
        )
        case.step("finding", days[0])
        case.step("bulletin", days[1], data={"deadline": deadline.isoformat()})
        plan = {"causes": "培训不到位", "measures": "组织培训并每周抽查", "responsible": [head]}
        case.step("plan", days[2], data=plan)
        if state == "open":
            continue
        late = {"late_reason": "人员轮转", "late_progress": "已完成八成", "late_measures": "增派质控员"}
        case.step("report", days[3], data=late if days[3] > deadline else {})
        if state in ("closed", "late"):
            case.step("verify", days[4], "closed", data={"checked": True, "opinion": "七项审核符合，同意销号"})
        elif state == "returned":
            case.step("verify", days[4], "returned", data={"checked": False, "opinion": "佐证材料不足，退回"})


def _techniques(sheets: CaseSheets, today: dt.date) -> None:
    """One in routine use, one under observation, one before the ethics committee."""
    names = ("超声引导下神经阻滞", "经皮椎体成形术", "无痛胃镜联合检查")
    ways = ((600, 8), (260, 6), (30, 2))
    steps = ("apply", "review", "ethics", "approve", "first_case", "visit", "evaluate", "close")
    after = (0, 20, 35, 45, 60, 140, 430, 440)
    for name, (ago, count), (department, head) in zip(names, ways, heads("prefecture", today), strict=False):
        days = going(today - dt.timedelta(days=ago - more) for more in after[:count])
        case = sheets.open(
            "prefecture", "technique_admission", department, days[0], data={"technique": name}, department=department
        )
        stated: dict[str, dict[str, object]] = {
            "apply": {"leader": [head], "restricted": False},
            "visit": {"cases": 12, "adverse": 0},
            "evaluate": {"cases": 63},
        }
        for step, on in zip(steps, days, strict=False):
            case.step(step, on, data=stated.get(step))


def _appointment(sheets: CaseSheets, today: dt.date) -> None:
    """Posted, and waiting for the five working days."""
    days = going(today - dt.timedelta(days=ago) for ago in (60, 45, 30, 25, 10, 3))
    _, head = list(heads("prefecture", today))[3]
    case = sheets.open("prefecture", "cadre_appointment", head, days[0], data={"post": "医务部副主任"})
    case.step("motion", days[0], data={"reason": "岗位空缺"})
    case.step("recommendation", days[1], data={"invited": 60, "took_part": 56, "in_favour": 47})
    case.step("inspection", days[2])
    case.step("discipline_opinion", days[3])
    case.step("discussion", days[4], data={"resolution": f"党委会〔{days[4].year}〕演示1号"}, tally=Tally(7, 7, 7))
    case.step("notice", days[5])


def _selection(sheets: CaseSheets, today: dt.date) -> None:
    """The selection for the last 1 July."""
    year = today.year if today >= dt.date(today.year, 7, 1) else today.year - 1
    days = going(dt.date(year, month, day) for month, day in ((5, 6), (5, 20), (5, 28), (6, 3), (6, 20)))
    asked = {"members": 20, "workers": 5, "branches": 3}
    case = sheets.open("prefecture", "award_selection", f"{year}年“两优一先”评选", days[0])
    case.step("quota", days[0], data=asked)
    case.step("nomination", days[1], data={"members": 24, "workers": 6, "branches": 4})
    case.step("review", days[2])
    case.step("notice", days[3])
    case.step("decision", days[4], "decided", data=asked | {"resolution": f"党委会〔{year}〕演示2号"})


def _elections(sheets: CaseSheets, today: dt.date) -> None:
    """One branch has elected, one prepares, one is over its term and has no approval yet."""
    branches = sorted({link.party for link in links() if link.party.startswith("prefecture-b")})
    for branch, ago, left, seats in zip(branches[20:23], (90, 40, 60), (-15, 50, -20), (3, 3, 3), strict=True):
        days = going(today - dt.timedelta(days=ago - more) for more in (0, 10, 25, 35, 60, 60, 68, 75))
        term_end = today + dt.timedelta(days=left)
        if left == -15:
            term_end = days[4] + dt.timedelta(days=5)
        said = {"term_end": term_end.isoformat(), "seats": seats}
        case = sheets.open("prefecture", "re_election", branch, days[0], data=said, branch=branch)
        planned = min(days[4], term_end)
        case.step("request", days[0], data={"planned_on": planned.isoformat()})
        case.step("reply", days[1])
        case.step("nominate", days[2], data={"candidates": 4})
        if left != -15:
            continue
        entitled = sum(
            each.full is not None and each.full <= days[4] for each in roll("prefecture", today.year)[branch]
        )
        case.step("approve_candidates", days[3])
        present = entitled - entitled // 10
        case.step("elect", days[4], data={"elected": seats}, tally=Tally(entitled, present, present - 1, 1))
        case.step("divide_work", days[5])
        case.step("report", days[6])
        case.step("archive", days[7])


def _weak_and_upgraded(sheets: CaseSheets, today: dt.date) -> None:
    leader = next(each.person for each in roster().tenures if each.post == "county-secretary")
    days = going(today - dt.timedelta(days=ago) for ago in (150, 140, 138, 125, 60))
    case = sheets.open("county", "weak_branch_rectification", "county-b03", days[0], branch="county-b03")
    case.step("list", days[0], data={"reasons": "组织生活不经常，书记空缺较久"})
    case.step("causes", days[1], data={"causes": "支委分工不清"})
    case.step("linked_leader", days[2], data={"leader": [leader]})
    case.step("plan", days[3])
    case.step("progress", days[4])
    for branch, count in (("prefecture-b05", 3), ("prefecture-b09", 2), ("county-b01", 1)):
        place = branch.rpartition("-")[0]
        on = going(today - dt.timedelta(days=ago) for ago in (80, 50, 20))
        up = sheets.open(place, "branch_upgrading", branch, on[0], branch=branch)
        up.step("apply", on[0], data={"from_class": "中间", "to_class": "先进"})
        if count > 1:
            up.step("assess", on[1], data={"findings": "资料齐全，达到先进标准", "score": 93})
        if count > 2:
            up.step("approve", on[2], data={"resolution": f"党委会〔{on[2].year}〕演示3号"})
