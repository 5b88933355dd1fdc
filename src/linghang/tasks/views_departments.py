"""A department's page of tasks: what it owes, how it did this year, and the tasks behind every number."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.days import FIRST_DAY
from linghang.core.figures import write_figure
from linghang.core.keys import parse_key
from linghang.organization import access
from linghang.organization.models import Department, Institution
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.rows import rows_of, with_relations
from linghang.tasks.statistics import COUNTS, RATES, Line, by_department
from linghang.tasks.wishes import Wish

YEARS = 4


@dataclass(frozen=True)
class Measure:
    """A count, how it is made, and where its tasks are listed."""

    title: str
    how: str
    count: int
    url: str


@dataclass(frozen=True)
class Rate:
    title: str
    how: str
    text: str
    known: bool
    numerator: int
    denominator: int
    numerator_url: str
    denominator_url: str


@require_GET
def department_page(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Its tasks and its counts of a year; for whoever sees the department's tasks."""
    place = get_object_or_404(Institution, code=institution)
    department = Department.objects.filter(institution=place, code=code).order_by("-valid_from").first()
    if department is None:
        raise Http404("没有这个科室。")
    access.require(request.user, "view_tasks", institution=place, department=department)
    today = timezone.localdate()
    year = _year(request, today)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    line = line_of(place, code, first, last, today)
    measures = [
        Measure(title, how, getattr(line, name), _list(place, line, name, f"{department}{year}年{title}"))
        for name, (title, how) in COUNTS.items()
    ]
    context = {
        "department": department,
        "institution": place,
        "ended": department.valid_to if department.valid_to and department.valid_to < today else None,
        "may_hand_over": access.may(request.user, "supervise_tasks", institution=place),
        "year": year,
        "years": range(today.year, today.year - YEARS, -1),
        "first": first,
        "last": min(last, today),
        "rates": [_rate(line, place, name) for name in RATES],
        "measures": measures,
        "parts": _parts(request, place, code, today),
    }
    return render(request, "tasks/department.html", context)


def _year(request: HttpRequest, today: dt.date) -> int:
    year = parse_key(request.GET.get("year", ""))
    return year if year is not None and FIRST_DAY.year <= year <= today.year else today.year


def line_of(place: Institution, code: str, first: dt.date, last: dt.date, today: dt.date) -> Line:
    """The counts of a department, with the tasks behind each; zeros when it had nothing to do."""
    lines = by_department(store.facts(Task.objects.filter(institution=place, opened_on__lte=last)), first, last, today)
    return next((line for line in lines if line.department == code), Line(place.code, code))


def _list(place: Institution, line: Line, name: str, caption: str) -> str:
    """The ledger of the tasks behind a count, every one once."""
    tasks = dict.fromkeys(line.tasks.get(name, ()))
    if not tasks:
        return ""
    wish = Wish(institution=place.code, stage="all", tasks=".".join(map(str, tasks)))
    return f"{reverse('tasks')}?{wish.address(caption=caption)}"


def _rate(line: Line, place: Institution, name: str) -> Rate:
    title, part, whole = RATES[name]
    rate: Fraction | None = getattr(line, name)
    value = None if rate is None else Decimal(rate.numerator) / rate.denominator
    return Rate(
        title,
        f"{COUNTS[part][0]} ÷ {COUNTS[whole][0]}",
        "—" if value is None else write_figure(value, "%", 1),
        value is not None,
        getattr(line, part),
        getattr(line, whole),
        _list(place, line, part, f"{title}的分子"),
        _list(place, line, whole, f"{title}的分母"),
    )


def _parts(request: HttpRequest, place: Institution, code: str, today: dt.date) -> list[dict[str, object]]:
    """What it leads and is open, what it joins, what it has closed lately."""
    visible = with_relations(store.visible(request.user).filter(institution=place))
    ended = (Task.Stage.CLOSED, Task.Stage.WITHDRAWN)
    led = visible.filter(lead_department__code=code)
    joined = visible.filter(departments__code=code).exclude(lead_department__code=code).distinct()
    return [
        {"title": "牵头、未销号", "rows": rows_of(led.exclude(stage__in=ended).order_by("due", "number"), today)},
        {"title": "协办、未销号", "rows": rows_of(joined.exclude(stage__in=ended).order_by("due", "number"), today)},
        {"title": "最近销号", "rows": rows_of(led.filter(stage=Task.Stage.CLOSED).order_by("-closed_on")[:20], today)},
    ]
