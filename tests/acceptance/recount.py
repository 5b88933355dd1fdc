"""Supervision counted once more from the exported workbook: plain loops over its rows, nothing of the product."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import chinese_calendar
import openpyxl

ONE = dt.timedelta(days=1)
OPEN = ("已立项", "待签收", "办理中", "待复核", "已中止")


def workday(day):
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def days(first, last):
    return [first + ONE * n for n in range((last - first).days + 1)]


@dataclass
class Told:
    """A task as its rows tell it up to a day."""

    row: dict
    milestones: list = field(default_factory=list)
    stage: str = ""
    leads: list = field(default_factory=list)
    assigned: dt.date | None = None
    accepted: dt.date | None = None
    first_due: dt.date | None = None
    due: dt.date | None = None
    asked: dt.date | None = None
    closed: dt.date | None = None
    withdrawn: dt.date | None = None
    finding: str = ""
    before: str = ""
    wanted: dt.date | None = None
    reports: dict = field(default_factory=dict)
    idle: list = field(default_factory=list)
    deeds: list = field(default_factory=list)
    presses: list = field(default_factory=list)

    @property
    def key(self):
        return self.row["机构代码"], self.row["督办编号"]

    @property
    def lead(self):
        return self.leads[-1][1]

    def lead_on(self, day):
        return [code for since, code in self.leads if since <= day][-1]

    def done(self):
        """The milestones that a report which stands has named."""
        return {int(each) for _, cells in self.reports.values() for each in _list(cells["完成节点"])}

    def overdue(self, day):
        if self.stage == "待复核":
            return self.asked > self.due
        return self.stage in ("待签收", "办理中") and day > self.due


def _list(cell):
    return str(cell).split("、") if cell not in (None, "") else []


def _day(cell):
    return cell.date() if isinstance(cell, dt.datetime) else cell


def read(path: Path):
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = {}
    for name in ("任务", "里程碑", "记录", "督办规则"):
        head, *body = book[name].values
        sheets[name] = [dict(zip(head, map(_day, line), strict=True)) for line in body]
    return sheets


def tell(sheets, day):
    """Every task with what its records of `day` and before say."""
    records, milestones = defaultdict(list), defaultdict(list)
    for row in sheets["记录"]:
        records[row["机构代码"], row["督办编号"]].append(row)
    for row in sheets["里程碑"]:
        milestones[row["机构代码"], row["督办编号"]].append(row)
    found = []
    for row in sheets["任务"]:
        key = row["机构代码"], row["督办编号"]
        told = Told(row, milestones[key])
        for record in sorted(records[key], key=lambda each: each["序号"]):
            if record["日期"] <= day:
                follow(told, record)
        if told.stage:
            found.append(told)
    return found


def follow(told, record):
    kind, on = record["事由"], record["日期"]
    lead = record["牵头科室代码"]
    if kind == "立项":
        told.stage = "已立项"
    if lead is not None:
        told.leads.append((on, "" if lead == "全院" else str(lead)))
    for position in _list(record["不予采信"]):
        told.reports.pop(int(position), None)
    if kind == "交办":
        told.stage, told.assigned, told.due = "待签收", on, record["时限"]
        told.first_due = told.first_due or told.due
    elif kind == "签收":
        told.stage, told.accepted = "办理中", on
    elif kind == "反馈":
        told.reports[record["序号"]] = (on, record)
    elif kind == "申请延期":
        told.wanted = record["时限"]
    elif kind == "同意延期":
        told.due = record["时限"] or told.wanted
    elif kind == "中止":
        told.before, told.stage = told.stage, "已中止"
        told.idle.append([on, dt.date.max])
    elif kind == "恢复":
        told.stage, told.idle[-1][1], told.due = told.before, on, record["时限"] or told.due
    elif kind == "督查":
        told.finding = record["结论"] or told.finding
    elif kind == "申请办结":
        told.stage, told.asked = "待复核", on
        told.idle.append([on, dt.date.max])
    elif kind == "退回":
        told.stage, told.asked, told.finding, told.idle[-1][1] = "办理中", None, "质量不高", on
    elif kind == "销号":
        told.stage, told.closed, told.finding = "已销号", on, ""
    elif kind == "撤销":
        if told.stage not in ("待复核", "已中止"):
            told.idle.append([on, dt.date.max])
        told.stage, told.withdrawn = "已撤销", on
    elif kind == "重启":
        raise AssertionError("the region reopens nothing; teach the recount first")
    if kind in ("催办", "督查"):
        told.presses.append((on, record["限期回复"]))
    told.deeds.append((on, kind, told.lead))


def window(cycle, day):
    if cycle == "日报计划":
        return day, day
    if cycle == "周报进度":
        first = day - ONE * day.weekday()
        return first, first + ONE * 6
    month = day.month - (day.month - 1) % 3 if cycle == "季报" else day.month
    last = month + 2 if cycle == "季报" else month
    if cycle == "旬报":
        first = day.replace(day={0: 1, 1: 11}.get((day.day - 1) // 10, 21))
        return first, first + ONE * 9 if first.day < 21 else _end(day.year, month)
    return dt.date(day.year, month, 1), _end(day.year, last)


def _end(year, month):
    return (dt.date(year, month, 28) + ONE * 4).replace(day=1) - ONE


def asked_reports(told, end):
    """(day on which it was due, whether it came in time) of every report asked until `end`, a day that is over."""
    cycle = told.row["报告周期"]
    if told.accepted is None or cycle in (None, "不定期"):
        return []
    made = {}
    for on, cells in told.reports.values():
        first = window(cycle, cells["所报周期"] or on)[0]
        made[first] = min(on, made.get(first, on))
    found, day = [], told.accepted
    while day <= end:
        first, last = window(cycle, day)
        working = [each for each in days(first, last) if workday(each)]
        if working and told.accepted < working[-1] <= end:
            due = working[-1]
            if not any(start <= due <= back for start, back in told.idle):
                found.append((due, first in made and made[first] <= due))
        day = last + ONE
    return found


def by_department(sheets, institution, first, last):
    """Department → count → number, for a period that is over."""
    lines = defaultdict(Counter)
    for told in tell(sheets, last):
        if told.row["机构代码"] != institution or told.assigned is None:
            continue
        line = lines[told.lead]
        if told.stage == "已撤销":
            line["withdrawn"] += told.withdrawn >= first
        elif told.stage in OPEN:
            line.update(assigned=1, open=1, overdue=int(told.overdue(last)), suspended=int(told.stage == "已中止"))
        elif told.closed >= first:
            line.update(assigned=1, closed=1)
            line["closed_on_time"] += told.asked <= told.first_due
            line["closed_in_due"] += told.asked <= told.due
        for on, kind, lead in told.deeds:
            if on >= first:
                lines[lead]["reviewed"] += kind in ("销号", "退回")
                lines[lead]["returned"] += kind == "退回"
                lines[lead]["extended"] += kind == "同意延期"
                lines[lead]["urged"] += kind == "催办"
        for due, on_time in asked_reports(told, last):
            if due >= first:
                lines[told.lead_on(due)].update(reports_due=1, reports_on_time=int(on_time))
    return {lead: +line for lead, line in lines.items() if +line}


def rule(sheets, institution, day):
    """(scheme, days it warns before, whether working days count) of an institution on a day, as its rows say."""
    found = ("绿黄红", 3, True)
    for row in sorted(sheets["督办规则"], key=lambda each: each["自何日起"]):
        if row["机构代码"] == institution and row["自何日起"] <= day:
            found = (row["亮灯方案"][:3], int(row["提前提醒天数"]), row["按什么日子计"] == "工作日")
    return found


def light(told, day, rules):
    """The colour by hand, by the table of docs/supervision.md; "off" where nothing is lit."""
    scheme, warn, working = rules
    if told.stage not in ("待签收", "办理中", "待复核"):
        return "off"
    overdue, waiting = told.overdue(day), told.stage == "待复核"
    if scheme == "白黄红":
        if not overdue:
            return "white"
        answers = [until or later(on, warn, working) for on, until in told.presses if on > told.due]
        return "red" if not waiting and any(each < day for each in answers) else "yellow"
    if overdue:
        return "red"
    if waiting:
        return "green" if scheme == "绿黄红" else "off"
    done = told.done()
    missed = any(each["时限"] < day and each["次序"] not in done for each in told.milestones)
    own = told.row["提前提醒天数"]
    left = sum(workday(each) or not working for each in days(day + ONE, told.due))
    near = left <= (warn if own in (None, "") else int(own))
    if scheme == "绿黄红":
        behind = missed or told.finding == "未达序时进度"
        return "red" if behind else "yellow" if near else "green"
    behind = missed or told.finding in ("未达序时进度", "质量不高")
    return "yellow" if behind else "blue" if near else "off"


def later(day, count, working):
    """The day by which a press without one of its own asks for an answer."""
    while count:
        day += ONE
        count -= workday(day) or not working
    return day
