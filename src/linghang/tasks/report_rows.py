"""What reports tell of supervised tasks: the tasks, the counts by department, and the indicators out of their band."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from linghang.core.figures import write_number
from linghang.core.periods import Month, Period
from linghang.indicators.values import Value, compare_all, definition, is_rate, values
from linghang.indicators.wording import say_value
from linghang.organization.models import Department, Institution
from linghang.packs.model import Indicator
from linghang.registers.content import library as content
from linghang.reports.document import BoundFigure
from linghang.reports.rows import Asked
from linghang.tasks.bulletins import draft, say_rate
from linghang.tasks.history import OPEN, Event, State, replay, up_to
from linghang.tasks.judgement import Band, band_of_target, breach
from linghang.tasks.models import Task
from linghang.tasks.reading import events_of
from linghang.tasks.statistics import COUNTS, RATES
from linghang.tasks.watching import limits

_KEY = ("key", "urgent")


def tasks(asked: Asked) -> list[dict[str, Any]]:
    """The tasks as they stood at the end of the period, and those that the next period of the same length began with.

    Sub-tasks are told with the task they belong to, not by themselves; withdrawn ones not at all.
    """
    places = asked.institution.subtree()
    found = Task.objects.filter(institution__in=places, parent=None)
    rows = list(found.select_related("institution").order_by("number"))
    events, names = events_of(rows), _names(places)
    period = Period(Month.of(asked.first), Month.of(asked.last))
    after = period.last.shift(period.length).last_day
    told = [_task(task, events[task.pk], asked, after, names) for task in rows]
    return [row for row in told if row is not None]


def _task(
    task: Task, events: list[Event], asked: Asked, after: dt.date, names: Mapping[tuple[int, str], str]
) -> dict[str, Any] | None:
    comes_next = not events or events[0].on > asked.last
    if not events or events[0].on > after:
        return None
    told = replay(up_to(events, after if comes_next else asked.last))
    state = State() if comes_next else told
    if told.stage == "withdrawn":
        return None
    overdue = not comes_next and state.stage in OPEN and state.stage != "suspended" and state.overdue(asked.last)
    return {
        "number": task.number,
        "title": task.title,
        "department": names.get((task.institution_id, told.department), str(task.institution)),
        "institution": str(task.institution),
        "source": task.get_source_display(),
        "key": task.priority in _KEY,
        "opened_on": told.opened_on,
        "due": told.due,
        "closed_on": state.closed_on,
        "percent": state.percent,
        "stage": Task.Stage(told.stage).label,
        "open": not comes_next and state.stage in OPEN,
        "next": comes_next,
        "closed": state.closed_on is not None and asked.first <= state.closed_on <= asked.last,
        "overdue": overdue,
        "suspended": not comes_next and state.stage == "suspended",
        "returned": sum(asked.first <= day <= asked.last for day in state.returns),
        "days_late": (asked.last - state.due).days if overdue and state.due else None,
    }


def _names(places: Iterable[Institution]) -> dict[tuple[int, str], str]:
    """Institution and code → what a department is called; the newest name of a code."""
    rows = Department.objects.filter(institution__in=list(places)).order_by("valid_from")
    return {(place, code): name for place, code, name in rows.values_list("institution_id", "code", "name")}


def supervision(asked: Asked) -> list[dict[str, Any]]:
    """One row per department, and the total: the figures of a bulletin of the period."""
    contents = draft(asked.institution, asked.first, asked.last)
    return supervision_rows(contents)


def supervision_rows(contents: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same from the contents of a bulletin."""
    whole = len(contents["lines"])
    lines = [*contents["lines"], contents["total"]] if contents["lines"] else []
    return [
        {
            "name": line["name"],
            "whole": place == whole,
            **{name: line[name] for name in COUNTS},
            **{name: say_rate(line[name]) for name in RATES},
        }
        for place, line in enumerate(lines)
    ]


def out_of_band(asked: Asked) -> list[dict[str, Any]]:
    """Indicators whose value of the period is on the wrong side of its target, or of a red line of the risk ledger.

    Red lines are drawn for single months, so only rates and stocks are held against them over a longer period.
    """
    if asked.period is None:
        return []
    library = content()
    red, targeted = limits(asked.institution, asked.last, library)
    codes = sorted({*red, *targeted})
    found = values(codes, asked.period, asked.institution.code, version=asked.version) if codes else []
    aims = [value for value in found if value.indicator in targeted]
    targets = dict(zip((value.indicator for value in aims), compare_all(aims, "target"), strict=True))
    rows = []
    for value in found:
        indicator = definition(library, value.indicator, asked.period.last_day)
        compared = targets.get(value.indicator)
        if compared is not None and compared.base is not None:
            rows += _beyond(indicator, value, band_of_target(compared.base, indicator.direction), "目标")
        if is_rate(indicator) or indicator.stock:
            for limit in red.get(value.indicator, []):
                rows += _beyond(indicator, value, limit.band, "红线")
    return rows


def _beyond(indicator: Indicator, value: Value, band: Band, kind: str) -> list[dict[str, Any]]:
    """The row of a value outside its band; none of one that is written like its limit: 8.0天 is not over 8.0天."""
    side = breach(band, value.value, value.status)
    limit = band.low if side == "low" else band.high
    if side is None or limit is None or value.value is None:
        return []
    if say_value(indicator, value.value) == say_value(indicator, limit):
        return []
    share = abs(value.value - limit) / abs(limit) if limit else Decimal(0)
    figure = BoundFigure(
        indicator.code, indicator.title, value.institution, value.period, "value", say_value(indicator, value),
        value.value, value.status,
    )  # fmt: skip
    return [
        {
            "indicator": indicator.title,
            "value": figure,
            "limit": f"{'不低于' if side == 'low' else '不高于'}{say_value(indicator, limit)}",
            "kind": kind,
            "side": "低于" if side == "low" else "高于",
            "share": Decimal(write_number(share * 100, 1)),
        }
    ]
