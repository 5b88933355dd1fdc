"""The battle map on the desk, on paper and on the wall."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linghang.organization.models import Institution
from linghang.registers.content import library
from linghang.tasks import store
from linghang.tasks.battle_map import GROUPINGS, NO_GROUP, Map, draw, slides, span_of, spans
from linghang.tasks.models import Milestone, Task, TaskProgramme
from linghang.tasks.rows import Row, counts_of, rows_of, with_relations
from linghang.tasks.tabs import tabs
from linghang.tasks.views_ledger import filters_of, institutions_of
from linghang.tasks.wishes import Wish

WALL_SECONDS = 20
WALL_LINES = 16
_FILTERS = frozenset({"light", "department", "programme", "leader"})


@require_GET
def battle_map(request: HttpRequest) -> HttpResponse:
    """Programme × task × owner × time. Printed on A3 it is the map on the wall of the meeting room."""
    return render(request, "tasks/map.html", {"tabs": tabs(request), **_context(request)})


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Dark and large, one screen after the other; loads itself afresh at the end of the round."""
    context = _context(request)
    shown = slides(context["map"], WALL_LINES)
    return render(request, "tasks/map_wall.html", {**context, "slides": shown, "seconds": WALL_SECONDS})


def _context(request: HttpRequest) -> dict[str, Any]:
    institutions, today = institutions_of(request.user), timezone.localdate()
    asked = Wish.read(request.GET.dict())
    place = next((each for each in institutions if each.code == asked.institution), None) or _fullest(institutions)
    wish = Wish.read({**request.GET.dict(), "institution": place.code, "stage": "all"})
    by = request.GET.get("by", "")
    by = by if by in GROUPINGS else "programme"
    made = map_of(request.user, wish, request.GET.get("span", ""), by, today)
    filters = [each for each in filters_of(request.user, wish, place) if each.name in _FILTERS]
    return {
        "wish": wish,
        "map": made,
        "by": by,
        "today": today,
        "place": place,
        "institutions": institutions,
        "groupings": GROUPINGS.items(),
        "spans": [(each.code, each.label) for each in spans(made.span.first.year)],
        "filters": filters,
        "counts": counts_of(made.rows),
        "address": urlencode({**_given(wish), "by": by, "span": made.span.code}),
    }


def _fullest(institutions: Sequence[Institution]) -> Institution:
    """Where most is going on among those in reach: where the map opens."""
    counted = {each.pk: Task.objects.filter(institution=each).count() for each in institutions}
    return max(institutions, key=lambda each: counted[each.pk])


def _given(wish: Wish) -> dict[str, str]:
    named = {name: getattr(wish, name) for name in ("institution", *sorted(_FILTERS))}
    return {name: value for name, value in named.items() if value}


def map_of(user: Any, wish: Wish, span_code: str, by: str, today: dt.date) -> Map:
    """The map of the tasks in reach that fit the wish."""
    span = span_of(span_code, today)
    tasks = wish.applied(store.visible(user)).filter(opened_on__lte=span.last)
    rows = [row for row in rows_of(with_relations(tasks), today) if not wish.light or row.colour == wish.light]
    served = _served(rows) if by == "programme" else {}
    return draw(rows, span, today, lambda row: _groups(row, by, served), _milestones(rows))


def _groups(row: Row, by: str, served: dict[int, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    last = ("\uffff", NO_GROUP[by])
    task = row.task
    if by == "programme":
        return served.get(task.pk) or [last]
    if by == "line":
        return [(task.line, task.line) if task.line else last]
    if by == "department":
        return [(task.lead_department.code, str(task.lead_department)) if task.lead_department else last]
    return [(task.leader.code, str(task.leader)) if task.leader else last]


def _served(rows: Sequence[Row]) -> dict[int, list[tuple[str, str]]]:
    """Code and title of the programmes that each task serves, every programme once."""
    content = library()
    found: dict[int, dict[str, str]] = {}
    for link in TaskProgramme.objects.filter(task__in=[row.task.pk for row in rows]):
        known = content.has("programmes", link.programme)
        title = content.programme(link.programme).title if known else link.programme
        found.setdefault(link.task_id, {})[link.programme] = title
    return {pk: list(programmes.items()) for pk, programmes in found.items()}


def _milestones(rows: Sequence[Row]) -> dict[int, list[tuple[str, dt.date, bool]]]:
    found: dict[int, list[tuple[str, dt.date, bool]]] = {}
    for each in Milestone.objects.filter(task__in=[row.task.pk for row in rows]):
        found.setdefault(each.task_id, []).append((each.title, each.due, each.done_on is not None))
    return found
