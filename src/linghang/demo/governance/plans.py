"""Which matters come up in a year at which institution, and how each of them goes."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from linghang.core.workbook import Line
from linghang.core.workdays import add_workdays
from linghang.demo.clinical import read_table
from linghang.demo.governance.course import Course
from linghang.demo.offices import CHANGES, Unit, units_of
from linghang.demo.people import leaders, roster
from linghang.packs.library import Library
from linghang.packs.programme import Component, Programme

PACKS = {
    "tcm": "tcm-anorectal",
    "college": "six-fusions",
    "prefecture": "prefecture-hospital",
    "county": "county-hospital",
    "group": "county-group",
}
"""Whose programmes each institution carries out."""
YEARS = (2022, 2023)
_OUTCOMES = ("smooth", "late", "returned", "extended", "refused", "suspended", "withdrawn", "behind")
_SHARES = (0.56, 0.12, 0.10, 0.08, 0.04, 0.04, 0.03, 0.03)
_CYCLES = ("不定期", "月报清单", "季报", "周报进度")
_CYCLE_CODES = {"不定期": "none", "月报清单": "monthly", "季报": "quarterly", "周报进度": "weekly"}
TITLES = {"programme": "工程分解", "document": "文件部署", "inspection": "检查整改"}
TITLES |= {"complaint": "投诉", "risk": "风险", "assignment": "上级交办", "indicator": "指标异常"}
_STEPS = ("制定方案并部署", "阶段自查", "中期评估", "总结验收")


@dataclass
class Plan:
    """A task of the year: what it says, and its course. `below`: its sub-tasks; `waits`: what must be closed first;
    `goal`: the columns that tie it to an indicator."""

    institution: str
    source: str
    title: str
    requirement: str
    line: str
    reference: str
    unit: Unit
    opened: dt.date
    due: dt.date
    cycle: str
    priority: str
    programme: str = ""
    milestones: list[tuple[str, dt.date]] = field(default_factory=list)
    joined: tuple[str, ...] = ()
    parent: "Plan | None" = None
    waits: "Plan | None" = None
    lead: str = ""
    number: str = ""
    course: Course | None = None
    goal: Line = field(default_factory=dict)

    @property
    def leader(self) -> str:
        """Staff number of the leader in charge when the task was opened."""
        found = leaders(self.institution, self.opened)
        return found.get(self.unit.leader) or next(iter(found.values()))


@cache
def names() -> dict[str, str]:
    """Staff number → name."""
    return {each.code: each.name for each in roster().people}


def offices(institution: str, day: dt.date) -> dict[str, Unit]:
    """The functional departments of that day by code."""
    return {
        unit.code: unit
        for unit in units_of(institution)
        if unit.code.startswith("Z")
        and (unit.first is None or unit.first <= day)
        and (unit.last is None or day <= unit.last)
    }


def components(library: Library, institution: str) -> Iterator[tuple[Programme, Component]]:
    """The components of everything the institution carries out, in the order of the pack."""
    for programme in programmes(library, institution):
        for component in programme.components:
            yield programme, component


def programmes(library: Library, institution: str) -> list[Programme]:
    """The programmes of its pack, each once."""
    found: dict[str, Programme] = {}
    for entry in library.of_kind("programmes"):
        if entry.pack == PACKS[institution] and isinstance(entry.item, Programme):
            found[entry.item.code] = entry.item
    return list(found.values())


def begins(programme: Programme) -> dt.date:
    """When the institutions took a programme up, where its document names no day."""
    return max(programme.valid_from or dt.date(2022, 1, 4), dt.date(2022, 1, 4))


def year_plans(rng: np.random.Generator, library: Library, institution: str, year: int) -> list[Plan]:
    """Every task of an institution in a year, sub-tasks after their superior."""
    found: list[Plan] = []
    for programme, component in components(library, institution):
        last = programme.valid_to or dt.date(2024, 12, 31)
        if begins(programme).year <= year <= last.year and rng.random() < 0.8:
            found.append(_programme_plan(rng, institution, year, programme, component))
    for row in read_table("matters"):
        if rng.random() < 0.75:
            found.append(_matter_plan(rng, institution, year, row))
    found += _inherited(rng, institution, year)
    for plan in list(found):
        if plan.source == "programme" and rng.random() < 0.12:
            found += _sub_tasks(rng, plan)
    return found


def _programme_plan(
    rng: np.random.Generator, institution: str, year: int, programme: Programme, component: Component
) -> Plan:
    opened = add_workdays(dt.date(year, 1, 3), int(rng.integers(1, 45)))
    due = add_workdays(dt.date(year, int(rng.integers(6, 13)), 1), int(rng.integers(5, 18)))
    steps = int(rng.integers(2, 5))
    marks = [(_STEPS[at], opened + (due - opened) * (at + 1) / steps - dt.timedelta(days=3)) for at in range(steps)]
    title = f"{programme.title}：{component.title}"
    requirement = "；".join(component.measures) or component.quote or "制定年度措施，按季反馈进展，年底总结"
    unit = _unit(rng, institution, opened)
    joined = tuple({each.code for each in (_unit(rng, institution, due), _unit(rng, institution, due))} - {unit.code})
    cycle = str(rng.choice(["月报清单", "季报"], p=[0.6, 0.4]))
    key = f"{programme.code}/{component.code}"
    return Plan(
        institution, "programme", title[:190], requirement[:800], "重点工程", "", unit, opened, due, cycle,
        "重点", key, marks, joined,
    )  # fmt: skip


def _unit(rng: np.random.Generator, institution: str, day: dt.date) -> Unit:
    there = [each for each in offices(institution, day).values() if each.last is None]
    return there[int(rng.integers(len(there)))]


def _matter_plan(rng: np.random.Generator, institution: str, year: int, row: dict[str, str]) -> Plan:
    opened = add_workdays(dt.date(year, 1, 3), int(rng.integers(1, 220)))
    there = offices(institution, opened)
    usual = there.get(row["unit"])
    unit = usual if usual is not None and usual.last is None else _unit(rng, institution, opened)
    days = {"complaint": (8, 15), "inspection": (20, 60), "risk": (20, 60)}.get(row["source"], (30, 90))
    due = add_workdays(opened, int(rng.integers(*days)))
    cycle = str(rng.choice(_CYCLES, p=[0.62, 0.2, 0.04, 0.14]))
    priority = str(rng.choice(["一般", "重点", "紧急"], p=[0.7, 0.2, 0.1]))
    title = f"{row['title']}（{year}年）"
    return Plan(
        institution, row["source"], title, row["requirement"], row["line"], row["reference"], unit, opened, due,
        cycle, priority,
    )  # fmt: skip


def _inherited(rng: np.random.Generator, institution: str, year: int) -> list[Plan]:
    """What departments had in hand when they were split or merged: it goes over to whoever follows."""
    found = []
    for change in {each.before: each for each in CHANGES if each.institution == institution}.values():
        if change.on.year != year:
            continue
        unit = offices(institution, change.on - dt.timedelta(days=30))[change.before]
        for title in (f"{unit.name}年度重点工作落实", f"{unit.name}制度修订", f"{unit.name}台账清理"):
            opened = add_workdays(change.on, -int(rng.integers(20, 45)))
            due = add_workdays(change.on, int(rng.integers(15, 50)))
            found.append(
                Plan(
                    institution,
                    "document",
                    title,
                    "机构调整期间工作不断、责任不空",
                    "综合",
                    "机构调整通知",
                    unit,
                    opened,
                    due,
                    "月报清单",
                    "重点",
                    lead=change.after,
                )
            )
    return found


def _sub_tasks(rng: np.random.Generator, plan: Plan) -> list[Plan]:
    """Two parts of a programme's task, due well before the whole."""
    found = []
    for part in ("方案细化", "培训与落实"):
        opened = add_workdays(plan.opened, 4)
        due = opened + (plan.due - opened) * (0.5 + 0.2 * float(rng.random()))
        unit = _unit(rng, plan.institution, opened)
        title = f"{plan.title[:150]}（{part}）"
        found.append(
            Plan(
                plan.institution,
                plan.source,
                title,
                plan.requirement,
                plan.line,
                "",
                unit,
                opened,
                due,
                "不定期",
                "一般",
                plan.programme,
                parent=plan,
            )
        )
    return found


def draw_course(rng: np.random.Generator, plan: Plan, last: dt.date, below: Sequence[Plan]) -> None:
    """Let the task run its course until `last`. Sub-tasks have run theirs already."""
    outcome = str(rng.choice(_OUTCOMES, p=_SHARES))
    if plan.lead or below or plan.parent is not None:
        outcome = "smooth"
    plan.course = course = begin(rng, plan, last)
    marks = [(at, day) for at, (_, day) in enumerate(plan.milestones, 1)]
    due, middle = plan.due, plan.opened + (plan.due - plan.opened) / 2
    if course.accepted is None:
        return
    if below:
        course.add("分解", course.later(1, 1), course.reporter, "分解为两项", 下级任务=below)
    if plan.lead:
        _hand_over(plan, course)
    if outcome == "withdrawn":
        course.work(middle, [])
        course.add("撤销", course.later(1, 5), course.approver, "与上级部署的同类工作合并，不再单列")
        return
    if outcome == "suspended":
        course.work(middle, [each for each in marks if each[1] <= middle])
        due = add_workdays(due, 40)
        if not course.pause(course.later(1, 2), add_workdays(course.day, 30), due):
            return
    if outcome == "extended":
        asked, due = add_workdays(due, -4), add_workdays(due, 20)
        course.work(asked, marks)
        course.extend(asked, due, granted=True)
    if outcome == "refused":
        asked = add_workdays(due, -2)
        course.work(asked, marks)
        course.extend(asked, add_workdays(due, 20), granted=False)
    if outcome == "behind":
        course.work(middle, [each for each in marks if each[1] <= middle])
        course.inspect("未达序时进度")
    elif rng.random() < 0.1:
        course.work(middle, [each for each in marks if each[1] <= middle])
        course.inspect("进展正常")
    _finish(rng, plan, course, due, marks, outcome, below)


def begin(rng: np.random.Generator, plan: Plan, last: dt.date) -> Course:
    """Registered, given out and accepted."""
    there = roster()
    try:
        head = there.holder(f"{plan.institution}-head-{plan.unit.code}", plan.opened)
    except StopIteration:
        head = plan.leader
    course = Course(rng, plan.line, _CYCLE_CODES[plan.cycle], names()[head], names()[plan.leader], "督查室", last)
    course.begin(plan.opened, plan.due, plan.unit.code)
    return course


def _hand_over(plan: Plan, course: Course) -> None:
    on = next(each.on for each in CHANGES if (each.institution, each.before) == (plan.institution, plan.unit.code))
    course.work(on - dt.timedelta(days=1), [])
    course.add("移交", on, course.office, f"{plan.unit.name}撤并，工作由承接科室继续办理", 牵头科室代码=plan.lead)
    course.accepted = course.accepted or on


def _finish(
    rng: np.random.Generator,
    plan: Plan,
    course: Course,
    due: dt.date,
    marks: Sequence[tuple[int, dt.date]],
    outcome: str,
    below: Sequence[Plan],
) -> None:
    """Until it is closed: in time, late, or after a return."""
    ready = add_workdays(due, -int(rng.integers(1, 6)))
    if outcome in ("late", "refused"):
        course.work(due, marks)
        course.late(due)
        ready = course.later(2, 8)
    else:
        course.work(ready, marks)
    done = {each["完成节点"] for each in course.events if "完成节点" in each}
    if left := [str(at) for at, _ in marks if str(at) not in done]:
        late = {"未按期原因": "节点衔接不畅", "目前进展": "全部节点已完成", "下步措施": "转入总结验收"}
        ready = max(ready, course.day)
        course.report(ready, 完成节点="、".join(left), **(late if ready > due else {}))
    first = [each.course for each in (*below, *([plan.waits] if plan.waits else [])) if each.course is not None]
    ends = [each.day for each in first]
    if not all(each.ended for each in first) or not course.ask(max([ready, *ends])):
        return
    if outcome == "returned":
        if not course.send_back():
            return
        late = {"未按期原因": "补充材料", "目前进展": "已补齐", "下步措施": "再次申请办结"}
        day = course.later(1, 4)
        course.report(day, "已按复核意见补充材料", **(late if day > due else {}))
        course.ask(course.later(0, 2))
    if course.close() and rng.random() < 0.3:
        course.appraise()
