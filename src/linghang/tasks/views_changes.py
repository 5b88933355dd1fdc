"""What changed since a date: every event that was written down since, whatever day it tells of."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linghang.core.days import parse_day
from linghang.tasks import store
from linghang.tasks.models import TaskEvent
from linghang.tasks.tabs import tabs
from linghang.tasks.telling import tell
from linghang.tasks.views_ledger import institutions_of

PAGE_LINES = 100
USUAL_DAYS = 7


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    since: dt.date
    institution: str = ""
    kind: str = ""

    def address(self, **changes: str) -> str:
        values = {"since": self.since.isoformat(), "institution": self.institution, "kind": self.kind} | changes
        return urlencode({name: value for name, value in values.items() if value})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Events on tasks in reach, newest first; by how they were written down, so that late entries are not missed."""
    institutions, today = institutions_of(request.user), timezone.localdate()
    since = parse_day(request.GET.get("since", "")) or today - dt.timedelta(days=USUAL_DAYS)
    kinds = dict(TaskEvent.Kind.choices)
    kind = request.GET.get("kind", "")
    wanted = Wanted(since, request.GET.get("institution", ""), kind if kind in kinds else "")
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    events = TaskEvent.objects.filter(recorded_at__gte=start, task__in=store.visible(request.user).values("pk"))
    if wanted.institution:
        events = events.filter(task__institution__code=wanted.institution)
    found = Counter(events.order_by().values_list("kind", flat=True))
    shown = events.filter(kind=wanted.kind) if wanted.kind else events
    lines = shown.select_related("task__institution", "actor", "department", "letter").prefetch_related("evidence")
    page = Paginator(lines.order_by("-recorded_at", "-pk"), PAGE_LINES).get_page(request.GET.get("page"))
    page.object_list = [tell(event) for event in page.object_list]
    context = {
        "tabs": tabs(request),
        "since": since,
        "institutions": institutions,
        "institution": wanted.institution,
        "kind": wanted.kind,
        "kinds": kinds.items(),
        "page": page,
        "pager": wanted,
        "tasks": shown.order_by().values("task").distinct().count(),
        "counts": [(kinds[code], found[code], wanted.address(kind=code)) for code in kinds if found[code]],
    }
    return render(request, "tasks/changes.html", context)
