"""The governance files of the region: programmes.xlsx and tasks.xlsx, to be imported after the organisation."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linghang.core.workbook import Line
from linghang.demo.files import WRITTEN
from linghang.demo.governance.adoptions import adoption_lines
from linghang.demo.governance.current import current_plans
from linghang.demo.governance.measured import measured_plans
from linghang.demo.governance.plans import PACKS, TITLES, YEARS, Plan, draw_course, year_plans
from linghang.demo.seeds import generator
from linghang.packs.library import Library
from linghang.programmes.workbook import write_workbook as write_programmes
from linghang.tasks.workbook import MILESTONES, RECORDS, RULES, SCHEMES, TASKS, WAITS
from linghang.tasks.workbook import write_workbook as write_tasks

LAST = dt.date(2024, 6, 28)
"""By then every task of the years of data has ended; nothing of them is told after."""


@dataclass(frozen=True)
class GovernanceFiles:
    programmes: Path
    tasks: Path


def write_governance(folder: Path, library: Library, seed: int, today: dt.date) -> GovernanceFiles:
    """Write both workbooks. `today`: the day on which tasks in hand shall show green, yellow and red lights; the same
    seed and day give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = GovernanceFiles(folder / "programmes.xlsx", folder / "tasks.xlsx")
    write_programmes(files.programmes, adoption_lines(library, seed), created=WRITTEN)
    write_tasks(files.tasks, task_lines(library, seed, today), created=WRITTEN)
    return files


def task_lines(library: Library, seed: int, today: dt.date) -> dict[str, list[Line]]:
    """The lines of every sheet of the tasks' workbook."""
    lines: dict[str, list[Line]] = {sheet: [] for sheet in (TASKS, MILESTONES, WAITS, RECORDS, RULES)}
    lines[RULES] = rules_lines()
    for institution in PACKS:
        plans = [plan for year in YEARS for plan in _year(library, seed, institution, year, today)]
        plans += measured_plans(generator(seed, "measured", institution), institution, min(LAST, today))
        if today > LAST:
            plans += current_plans(generator(seed, "current", institution), library, institution, today)
        _number(plans)
        for plan in plans:
            _write(lines, plan)
    return lines


def rules_lines() -> list[Line]:
    """The three schemes of lights that are in use (party_rules TK09–TK12), each somewhere in the region; the county
    hospital changed over on New Year's Day of the second year."""
    chosen = [(place, list(SCHEMES.values())[number % len(SCHEMES)], YEARS[0]) for number, place in enumerate(PACKS)]
    return [
        {
            "机构代码": code, "亮灯方案": scheme, "提前提醒天数": 3 + 2 * (number % 3),
            "按什么日子计": "自然日" if number % 4 == 1 else "工作日", "自何日起": dt.date(year, 1, 1),
        }
        for number, (code, scheme, year) in enumerate([*chosen, ("county", SCHEMES["green_yellow_red"], YEARS[1])])
    ]  # fmt: skip


def _year(library: Library, seed: int, institution: str, year: int, today: dt.date) -> list[Plan]:
    rng, last = generator(seed, "tasks", institution, year), min(LAST, today)
    plans = [plan for plan in year_plans(rng, library, institution, year) if plan.opened <= last]
    below: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.parent is not None:
            below[id(plan.parent)].append(plan)
    _let_wait(rng, plans)
    for plan in sorted(plans, key=lambda each: (each.parent is None, each.waits is not None)):
        draw_course(rng, plan, last, below[id(plan)])
    return plans


def _let_wait(rng: np.random.Generator, plans: list[Plan]) -> None:
    """Some tasks wait for one that is due much earlier."""
    single = [each for each in plans if each.parent is None and not each.lead]
    for plan in single:
        earlier = [each for each in single if each.waits is None and (plan.due - each.due).days > 60]
        waited_for = {id(each.waits) for each in single if each.waits is not None}
        if earlier and id(plan) not in waited_for and rng.random() < 0.05:
            plan.waits = earlier[int(rng.integers(len(earlier)))]


def _number(plans: list[Plan]) -> None:
    """In the order in which they were opened, year by year."""
    count: dict[int, int] = defaultdict(int)
    for plan in sorted(plans, key=lambda each: each.opened):
        count[plan.opened.year] += 1
        plan.number = f"{plan.opened.year}-{count[plan.opened.year]:04d}"


def _write(lines: dict[str, list[Line]], plan: Plan) -> None:
    place: Line = {"机构代码": plan.institution, "督办编号": plan.number}
    if plan.course is None:
        raise ValueError(f"{plan.title} has no course")
    lines[TASKS].append({**place, **_task(plan)})
    for position, (title, due) in enumerate(plan.milestones, 1):
        lines[MILESTONES].append({**place, "次序": position, "节点": title, "时限": due})
    if plan.waits is not None:
        lines[WAITS].append({**place, "前置任务": plan.waits.number})
    for event in plan.course.events:
        if event["事由"] == "分解":
            event["下级任务"] = "、".join(sorted(each.number for each in event["下级任务"]))
    lines[RECORDS] += plan.course.lines(place)


def _task(plan: Plan) -> Line:
    moved = any(event["事由"] == "移交" for event in plan.course.events) if plan.course else False
    return {
        "事项": plan.title,
        "工作要求": plan.requirement,
        "工作条线": plan.line,
        "来源": TITLES[plan.source],
        "来源标识": plan.reference,
        "上级任务": plan.parent.number if plan.parent else None,
        "牵头科室代码": plan.lead if moved else plan.unit.code,
        "协办科室代码": "、".join(sorted(plan.joined)),
        "责任领导工号": plan.leader,
        "紧急程度": plan.priority,
        "报告周期": plan.cycle,
        "服务的工程": plan.programme,
        **plan.goal,
    }
