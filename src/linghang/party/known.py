"""What the house already knows about a check point, so that nobody counts by hand what is recorded."""

import datetime as dt
from decimal import Decimal

from linghang.core.figures import write_number
from linghang.duties import matrix
from linghang.organization.models import PartyOrganization
from linghang.party.rows import of_year, rows, standing
from linghang.registers import content

DUTIES = {
    "st_meetings": ("general_meeting", "committee_meeting", "group_meeting", "branch_lesson"),
    "st_theme": ("theme_day",),
    "st_life": ("life_meeting", "member_review"),
    "st_talks": ("talk_committee_committee", "talk_committee_member", "talk_member_member"),
    "st_training": ("member_hours", "secretary_hours"),
}
"""Check point → the duties that it is about."""


def facts(branch: PartyOrganization, year: int, today: dt.date) -> dict[str, str]:
    """Check point → one sentence of what is on record for the year. Points of which nothing is on record are absent."""
    found = _duties(branch, year, today)
    ledgers = (
        ("st_joint", "joint_item", "begun_on", "融合项目 {n} 个（年内立项）"),
        ("st_study", "study_measure", "set_on", "学习成果转化 {n} 项"),
        ("st_plan", "party_plan_item", "planned_on", "年度要点 {n} 条"),
        ("st_secretary", "accountability_report", "reported_on", "述职评议 {n} 次"),
        ("st_pioneer", "carrier_review", "reviewed_on", "先锋载体考评 {n} 次"),
    )
    for point, register, field, words in ledgers:
        if content.library().has("registers", register):
            count = len(of_year(rows(register, branch.institution, branch=branch.code), field, year))
            found[point] = words.format(n=count)
    served = of_year(rows("volunteer_service", branch.institution, branch=branch.code), "served_on", year)
    hours = write_number(sum((row["hours"] or Decimal(0) for row in served), Decimal(0)), 1, trim=True)
    found["st_volunteer"] = f"志愿服务 {len(served)} 次、{hours} 小时"
    end = min(dt.date(year, 12, 31), today)
    weak = standing(
        rows("weak_branch", branch.institution, branch=branch.code), end, begins="listed_on", ends="delisted_on"
    )
    if weak:
        found["st_records"] = f"正在整顿：{weak[0]['cause']}"
    return found


def _duties(branch: PartyOrganization, year: int, today: dt.date) -> dict[str, str]:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    whole = matrix.matrix(branch.institution, first, last, today, branch=branch.code)
    titles = {duty.code: duty.title for duty in whole.columns}
    found = {}
    for point, codes in DUTIES.items():
        said = [
            f"{titles[code]} {cell.fulfilled}/{cell.asked}"
            for code in codes
            if code in titles and (cell := whole.cell(branch.code, code)).asked
        ]
        if said:
            found[point] = "、".join(said) + "（完成/应完成）"
    return found
