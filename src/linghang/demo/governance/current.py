"""What is in hand on the day of the demonstration: one task of every kind that a supervisor meets."""

import datetime as dt

import numpy as np

from linghang.core.workdays import add_workdays
from linghang.demo.clinical import read_table
from linghang.demo.governance.course import Course
from linghang.demo.governance.plans import Plan, begin, components, offices
from linghang.packs.library import Library

_KINDS = ("green", "near", "overdue", "missed", "closing", "accepting", "paused", "asking", "returned", "weekly")
_AWAY = {"near": 2, "overdue": -6, "asking": 5, "returned": 8}
"""Working days from the day of the demonstration to the deadline; 30 where nothing is said."""


def current_plans(rng: np.random.Generator, library: Library, institution: str, today: dt.date) -> list[Plan]:
    """The open tasks of an institution on `today`, with their course until then."""
    matters = read_table("matters")
    served = [f"{programme.code}/{part.code}" for programme, part in components(library, institution)]
    rows = [matters[int(at)] for at in rng.permutation(len(matters))[: 2 * len(_KINDS)]]
    found = []
    for number, row in enumerate(rows):
        kind = _KINDS[number % len(_KINDS)]
        plan = _plan(institution, row, kind, today, number)
        plan.programme = served[int(rng.integers(len(served)))] if number % 3 == 0 else ""
        _run(rng, plan, kind, today)
        found.append(plan)
    return found


def _plan(institution: str, row: dict[str, str], kind: str, today: dt.date, number: int) -> Plan:
    there = {code: unit for code, unit in offices(institution, today).items() if unit.last is None}
    unit = there.get(row["unit"]) or list(there.values())[number % len(there)]
    opened = add_workdays(today, -3 if kind == "accepting" else -18 - number)
    due = add_workdays(today, _AWAY.get(kind, 30))
    marks = [("中期评估", add_workdays(today, -4)), ("总结验收", due)] if kind == "missed" else []
    title = row["title"] if number < len(_KINDS) else f"{row['title']}“回头看”"
    return Plan(
        institution, row["source"], title, row["requirement"], row["line"], row["reference"], unit, opened, due,
        "周报进度" if kind == "weekly" else "不定期", "重点" if number % 4 == 0 else "一般", milestones=marks,
    )  # fmt: skip


def _run(rng: np.random.Generator, plan: Plan, kind: str, today: dt.date) -> None:
    last = add_workdays(plan.opened, 1) if kind == "accepting" else today
    plan.course = course = begin(rng, plan, max(last, plan.opened))
    if course.accepted is None:
        return
    course.work(add_workdays(today, -5), [])
    match kind:
        case "overdue":
            course.late(plan.due)
        case "closing":
            _last_report(course)
            course.ask(add_workdays(today, -2))
        case "paused":
            course.add("中止", add_workdays(today, -4), course.approver, "等待上级文件，暂缓推进")
        case "asking":
            course.add(
                "申请延期", add_workdays(today, -1), course.reporter, "设备到货推迟", 时限=add_workdays(today, 20)
            )
        case "returned":
            _last_report(course)
            if course.ask(add_workdays(today, -4)):
                course.send_back()
        case "green":
            course.inspect("进展正常")


def _last_report(course: Course) -> None:
    """Before a task is declared done its report says so."""
    course.percent = 90
    course.report(course.day, "各项要求已逐条落实，正在整理佐证材料")
