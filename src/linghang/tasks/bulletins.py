"""Supervision bulletins (督查通报): the figures of a period with the tasks behind them, frozen on the day of issue."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.core.figures import write_figure
from linghang.organization.models import Department, Institution
from linghang.reports.styles import style_of
from linghang.tasks import paper
from linghang.tasks.history import State, replay, say_day, up_to
from linghang.tasks.models import Bulletin, Task
from linghang.tasks.numbering import hold
from linghang.tasks.reading import facts
from linghang.tasks.statistics import COUNTS, RATES, Line, by_department, total
from linghang.tasks.store import record

COLUMNS = ("assigned", "closed", "closed_on_time", "overdue", "returned", "extended", "urged")
_LISTS = (("逾期任务", "overdue"), ("退回任务", "returned"), ("中止任务", "suspended"), ("销号任务", "closed"))
SHOWN_RATES = ("completion", "on_time")
_MAY_CIRCULATE = ("assigned", "working", "closing", "closed")


def draft(institution: Institution, first: dt.date, last: dt.date, *, today: dt.date | None = None) -> dict[str, Any]:
    """What a bulletin of the institution, and of all below it, would say of the period; plain data for JSON.

    `lines`, `total`: counts by name, `tasks` behind each by primary key, and rates as exact fractions in text (`3/4`,
    None without a denominator).
    `overdue`, `returned`, `closed`, `suspended`: the tasks behind them as they stood at the end of the period.
    Raises InputError for a period that ends before it begins or has not begun.
    """
    today = today or timezone.localdate()
    if last < first:
        raise refuse("统计止日早于起日", "请核对统计期间", field="统计期间", value=f"{first}—{last}")
    if first > today:
        raise refuse("统计期间还没有开始", "请核对统计期间", field="统计期间", value=f"{first}—{last}")
    places = institution.subtree()
    tasks = {
        task.pk: task for task in Task.objects.filter(institution__in=places).select_related("institution", "leader")
    }
    found = facts(tasks.values())
    lines = by_department(found, first, last, today)
    names = _names(places)
    end = min(last, today)
    states = {each.task: replay(up_to(each.events, end)) for each in found}

    def listed(name: str) -> list[dict[str, Any]]:
        keys = dict.fromkeys(key for line in lines for key in line.tasks.get(name, ()))
        rows = [_task(tasks[key], states[key], names, end) for key in keys]
        return sorted(rows, key=lambda row: (row["institution"], row["number"]))

    return {
        "institution": institution.code,
        "first": first.isoformat(),
        "last": end.isoformat(),
        "lines": [_plain(line, names, several=len(places) > 1) for line in lines],
        "total": _plain(total(lines), names, several=False) | {"name": "合计"},
        **{name: listed(name) for name in ("overdue", "returned", "closed", "suspended")},
    }


def issue(
    institution: Institution,
    first: dt.date,
    last: dt.date,
    *,
    on: dt.date,
    actor: Any,
    by: str = "",
    circulate: Iterable[Task] = (),
) -> Bulletin:
    """Issue the bulletin of a period and freeze its contents.

    `circulate`: tasks named in it (通报); each gets an event. Numbers run by institution and year:
    2023年第5期. Raises InputError.
    """
    if on < last:
        raise refuse("统计期间还没有结束", "请在期末以后印发，或提前统计止日", field="印发日期", value=say_day(on))
    contents = draft(institution, first, last)
    with transaction.atomic():
        hold()
        number = next_number(institution, on.year)
        for task in circulate:
            record(task, "circulate", on=on, actor=actor, by=by, text=f"列入督查通报{number}")
        return Bulletin.objects.create(
            institution=institution,
            number=number,
            period_first=first,
            period_last=last,
            contents=contents,
            issued_on=on,
            issued_by=actor if getattr(actor, "pk", None) else None,
        )


def next_number(institution: Institution, year: int) -> str:
    """2023年第5期. The caller holds the lock."""
    taken = Bulletin.objects.filter(institution=institution, number__startswith=f"{year}年第")
    found = (re.fullmatch(r"\d+年第(\d+)期", number) for number in taken.values_list("number", flat=True))
    return f"{year}年第{max((int(each[1]) for each in found if each), default=0) + 1}期"


def may_circulate(stage: str) -> bool:
    """Whether a task in this stage can be named in a bulletin."""
    return stage in _MAY_CIRCULATE


def write_docx(bulletin: Bulletin, path: Path | BinaryIO) -> None:
    """The bulletin as it was issued, in the layout its institution wrote in then."""
    paper.write(
        paper.Paper(
            "督查通报",
            bulletin.number,
            "",
            sections(bulletin.contents),
            bulletin.institution.name,
            bulletin.issued_on,
        ),
        path,
        style_of(bulletin.institution, bulletin.issued_on),
    )


def sections(contents: Mapping[str, Any]) -> tuple[paper.Section, ...]:
    """What the bulletin says: the whole, the departments, and the tasks to be named."""
    first, last = (dt.date.fromisoformat(contents[name]) for name in ("first", "last"))
    whole = contents["total"]
    opening = (
        f"{say_day(first)}至{say_day(last)}，应办督办任务 {whole['assigned']} 项，销号 {whole['closed']} 项，"
        f"办结率{say_rate(whole['completion'])}；其中按原定时限办结 {whole['closed_on_time']} 项，"
        f"按时办结率{say_rate(whole['on_time'])}。期末在办 {whole['open']} 项，逾期 {whole['overdue']} 项；"
        f"期内退回 {whole['returned']} 次，同意延期 {whole['extended']} 次，催办 {whole['urged']} 次。"
    )
    parts = [
        paper.Section("总体情况", (opening,)),
        paper.Section("各科室办理情况", (), _line_table(contents)),
    ]
    for heading, name in _LISTS:
        if contents[name]:
            parts.append(paper.Section(heading, (), _task_table(contents[name])))
    return tuple(parts)


def say_rate(written: str | None) -> str:
    """66.7% from `2/3`; — when there is nothing to divide by."""
    if written is None:
        return "—"
    rate = Fraction(written)
    return write_figure(Decimal(rate.numerator) / Decimal(rate.denominator), "%", 1)


def _line_table(contents: Mapping[str, Any]) -> paper.Table:
    counts = ((COUNTS[name][0], 20 if name == "closed_on_time" else 11) for name in COLUMNS)
    columns = (("科室", 30), *counts, *((RATES[name][0], 20) for name in SHOWN_RATES))
    rows = [
        (
            str(line["name"]),
            *(str(line[name]) for name in COLUMNS),
            *(say_rate(line[name]) for name in SHOWN_RATES),
        )
        for line in (*contents["lines"], contents["total"])
    ]
    return paper.Table(columns, tuple(rows))


def _task_table(tasks: Iterable[Mapping[str, Any]]) -> paper.Table:
    columns = (("编号", 28), ("事项", 47), ("牵头科室", 28), ("时限", 31), ("进度", 22))
    rows = [
        (
            task["number"],
            task["title"],
            task["department_name"],
            task["due"] or "",
            f"逾期{task['days_late']}天" if task["days_late"] else f"{task['percent']}%",
        )
        for task in tasks
    ]
    return paper.Table(columns, tuple(rows))


Names = Mapping[tuple[str, str], str]
"""(institution, department) by code → how they are called; department "" is the institution itself."""


def _names(places: Iterable[Institution]) -> dict[tuple[str, str], str]:
    found = {(place.code, ""): str(place) for place in places}
    departments = Department.objects.filter(institution__in=list(places)).order_by("valid_from")
    return found | {
        (each[0], each[1]): each[2] for each in departments.values_list("institution__code", "code", "name")
    }


def _plain(line: Line, names: Names, *, several: bool) -> dict[str, Any]:
    rates = {name: getattr(line, name) for name in RATES}
    name = names.get((line.institution, line.department), line.department)
    place = names.get((line.institution, ""), "")
    return {
        "institution": line.institution,
        "department": line.department,
        "name": f"{place}·{name}" if several and line.department else name,
        "tasks": {count: list(dict.fromkeys(tasks)) for count, tasks in line.tasks.items()},
        **{count: getattr(line, count) for count in COUNTS},
        **{code: None if rate is None else f"{rate.numerator}/{rate.denominator}" for code, rate in rates.items()},
    }


def _task(task: Task, state: State, names: Names, end: dt.date) -> dict[str, Any]:
    institution = task.institution.code
    late = (min(end, state.asked_on or end) - state.due).days if state.due and state.overdue(end) else 0
    return {
        "task": task.pk,
        "institution": institution,
        "number": task.number,
        "title": task.title,
        "department": state.department,
        "department_name": names.get((institution, state.department), state.department),
        "leader": str(task.leader or ""),
        "due": state.due.isoformat() if state.due else None,
        "first_due": state.first_due.isoformat() if state.first_due else None,
        "closed_on": state.closed_on.isoformat() if state.closed_on else None,
        "days_late": late,
        "percent": state.percent,
        "extended": sum(each.granted is not None for each in state.extensions),
        "returned": len(state.returns),
    }
