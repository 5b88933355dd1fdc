"""The index of integration of one institution in a year, from ledgers, tasks and indicators."""

import datetime as dt
from dataclasses import dataclass

from linghang.organization.as_of import party_organizations_on
from linghang.organization.models import Institution
from linghang.party import joint, reach
from linghang.party.integration import Index, Share, index, share
from linghang.party.joint import JointItem, Progress
from linghang.party.rows import Row, of_year, rows
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.statistics import Line, by_department, total


@dataclass(frozen=True)
class Integration:
    """`items`: every joint item that lived in the year, with its progress; `loose`: plan items without a goal;
    `without`: codes of branches without a live item; `joint_tasks`: how tasks that name a branch were carried out."""

    year: int
    index: Index
    items: tuple[tuple[JointItem, Progress], ...]
    loose: tuple[Row, ...]
    without: tuple[str, ...]
    joint_tasks: Line
    names: dict[str, str]


def integrated(institution: Institution, year: int, today: dt.date) -> Integration:
    """As it stood at the end of the year, or today while the year runs."""
    first, end = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today)
    forms = party_organizations_on(institution, end)
    names = {form.organization.code: form.name for form in forms}
    branches = [form.organization.code for form in reach.permanent(forms)]
    lived = [
        item for item in joint.items(institution) if item.begun <= end and (item.closed is None or item.closed >= first)
    ]
    items = joint.judged(lived, today)
    line = _joint_tasks(institution, first, end, today)
    without = [code for code in branches if not any(item.branch == code and item.live_on(end) for item in lived)]
    plan = of_year(rows("party_plan_item", institution), "planned_on", year)
    loose = [row for row in plan if not (row["goal"] or row["indicator"])]
    shares = (
        share(
            "live",
            len(branches) - len(without),
            len(branches),
            [names[code] for code in branches if code not in without],
            [names[code] for code in without],
        ),
        share("plan", len(plan) - len(loose), len(plan), (), [str(row["content"]) for row in loose]),
        share("tasks", line.closed_on_time, line.closed_on_time + _not_on_time(line)),
        _moved(items),
        _solved(institution, year),
    )
    return Integration(year, index(shares), tuple(items), tuple(loose), tuple(without), line, names)


def _joint_tasks(institution: Institution, first: dt.date, end: dt.date, today: dt.date) -> Line:
    tasks = Task.objects.filter(institution=institution, branch__isnull=False, opened_on__lte=end)
    return total(by_department(store.facts(tasks), first, end, today))


def _not_on_time(line: Line) -> int:
    """Closed after their first due day, or still open beyond the due day."""
    return line.closed - line.closed_on_time + line.overdue


def _moved(items: list[tuple[JointItem, Progress]]) -> Share:
    told = [(item, progress) for item, progress in items if progress.moved is not None]
    good = [item.title for item, progress in told if progress.moved]
    return share("moved", len(good), len(told), good, [item.title for item, progress in told if not progress.moved])


def _solved(institution: Institution, year: int) -> Share:
    found = of_year(rows("joint_inspection", institution), "inspected_on", year)
    problems, solved = (sum(int(row[name] or 0) for row in found) for name in ("problems", "solved"))
    return share("solved", solved, problems)
