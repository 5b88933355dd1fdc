"""Tasks that are to move an indicator: closed when it stood where it should, so that before and after can be seen.

Their months are chosen so that the demonstration's own visits and stays carry the goal; a closed task also leaves the
proposals of the indicator alone.
"""

import datetime as dt

import numpy as np

from linghang.core.workbook import Line
from linghang.demo.clinical import read_table
from linghang.demo.governance.plans import Plan, begin, offices


def measured_plans(rng: np.random.Generator, institution: str, last: dt.date) -> list[Plan]:
    """The measured tasks of an institution that were opened by `last`, with their course until then."""
    rows = [row for row in read_table("measured") if row["institution"] == institution]
    plans = [(_plan(row), dt.date.fromisoformat(row["asked"])) for row in rows]
    found = [(plan, asked) for plan, asked in plans if plan.opened <= last]
    for plan, asked in found:
        _run(rng, plan, asked, last)
    return [plan for plan, _ in found]


def _plan(row: dict[str, str]) -> Plan:
    opened, due = dt.date.fromisoformat(row["opened"]), dt.date.fromisoformat(row["due"])
    goal: Line = {
        "关联指标": row["indicator"],
        "达标方向": row["comparator"],
        "达标值": row["goal"],
        "持续月数": int(row["months"]),
    }
    return Plan(
        row["institution"], row["source"], row["title"], row["requirement"], row["line"], row["reference"],
        offices(row["institution"], opened)[row["unit"]], opened, due, "月报清单", "重点", goal=goal,
    )  # fmt: skip


def _run(rng: np.random.Generator, plan: Plan, asked: dt.date, last: dt.date) -> None:
    """Reported month by month and closed on the figures, which are all the proof it needs."""
    plan.course = course = begin(rng, plan, last)
    course.work(asked, [])
    said = "以系统数据为准，可在指标页面查看"
    if course.add("申请办结", asked, course.reporter, "指标已连续达标，申请办结", 无书面佐证的说明=said):
        course.close()
