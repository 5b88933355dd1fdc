"""Letters and bulletins: drafted, issued, read, and handed out as Word files."""

import datetime as dt
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.days import parse_day
from linghang.core.errors import InputError
from linghang.core.keys import parse_key
from linghang.core.periods import Month
from linghang.organization import access
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.reports.selfcheck import check_text
from linghang.tasks import bulletins, letters, store
from linghang.tasks.bulletin_table import columns, lines_of
from linghang.tasks.models import Bulletin, Letter, Task
from linghang.tasks.tabs import tabs
from linghang.tasks.telling import task_url
from linghang.tasks.views_ledger import institutions_of

PAGE_LINES = 50
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """The bulletins of the institutions in reach, newest first."""
    institutions = _whole(request)
    found = Bulletin.objects.filter(institution__in=institutions).select_related("institution")
    context = {
        "tabs": tabs(request),
        "page": Paginator(found, PAGE_LINES).get_page(request.GET.get("page")),
        "may_issue": bool(access.scope(request.user, "supervise_tasks")),
    }
    return render(request, "tasks/bulletins.html", context)


def _whole(request: HttpRequest) -> list[Institution]:
    """Bulletins compare departments, so they are for those who see the institution as a whole."""
    institutions = access.scope(request.user, "view_tasks")
    if not institutions:
        institutions_of(request.user)
        raise PermissionDenied("督查通报涉及全院各科室，只对能看全院任务的人员开放。如工作需要，请联系督查督办部门。")
    return institutions


@require_http_methods(["GET", "POST"])
def bulletin_draft(request: HttpRequest) -> HttpResponse:
    """What a bulletin of a period would say; on POST it is issued and its figures stay what they are."""
    institutions = access.scope(request.user, "supervise_tasks")
    if not institutions:
        raise PermissionDenied("督查通报由督查督办部门印发。如工作需要，请联系本单位系统管理员。")
    asked = request.POST if request.method == "POST" else request.GET
    place = next((each for each in institutions if each.code == asked.get("institution")), institutions[0])
    today = timezone.localdate()
    first, last = _period(asked, today)
    faults: tuple[Any, ...] = ()
    contents: dict[str, Any] = {}
    try:
        if request.method == "POST":
            return _issue(request, place, first, last, today)
        contents = bulletins.draft(place, first, last)
    except InputError as error:
        faults = error.faults
    context = {
        "institutions": institutions,
        "place": place,
        "first": first,
        "last": last,
        "faults": faults,
        "today": today,
        "finished": last <= today,
        **_shown(contents, place),
    }
    return render(request, "tasks/bulletin_draft.html", context, status=400 if faults else 200)


def _period(asked: Any, today: dt.date) -> tuple[dt.date, dt.date]:
    """The period asked for, else last month."""
    month = Month.of(today).shift(-1)
    return parse_day(asked.get("first", "")) or month.first_day, parse_day(asked.get("last", "")) or month.last_day


def _issue(request: HttpRequest, place: Institution, first: dt.date, last: dt.date, today: dt.date) -> HttpResponse:
    picked = [key for each in request.POST.getlist("circulate") if (key := parse_key(each)) is not None]
    named = [
        task
        for task in store.visible(request.user).filter(pk__in=picked)
        if bulletins.may_circulate(task.stage) and store.may(request.user, task, "circulate")
    ]
    made = bulletins.issue(place, first, last, on=today, actor=request.user, by=name_of(request.user), circulate=named)
    messages.success(request, f"已印发督查通报{made.number}，点名 {len(named)} 项任务。")
    return redirect("task-bulletin", pk=made.pk)


def _shown(contents: dict[str, Any], place: Institution) -> dict[str, Any]:
    """The contents of a bulletin as a page shows them."""
    if not contents:
        return {}
    named = {"overdue": "逾期任务", "returned": "退回任务", "suspended": "中止任务", "closed": "销号任务"}
    keys = {row["task"] for code in named for row in contents[code]}
    tasks = Task.objects.filter(pk__in=keys).select_related("institution").in_bulk()
    lists = [
        {"code": code, "title": title, "rows": [row | {"url": task_url(tasks[row["task"]])} for row in contents[code]]}
        for code, title in named.items()
        if contents[code]
    ]
    opening = [line for part in bulletins.sections(contents) for line in part.paragraphs]
    return {
        "opening": opening,
        "selfcheck": check_text("\n".join(opening)),
        "columns": columns(),
        "lines": lines_of(contents, reverse("tasks")),
        "lists": lists,
        "circulable": {pk for pk, task in tasks.items() if bulletins.may_circulate(task.stage)},
    }


@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """A bulletin as it was issued."""
    found = _bulletin(request, pk)
    context = {"bulletin": found, **_shown(found.contents, found.institution)}
    return render(request, "tasks/bulletin.html", context)


@require_GET
def bulletin_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in the layout of official documents."""
    found = _bulletin(request, pk)
    buffer = io.BytesIO()
    bulletins.write_docx(found, buffer)
    return _word(buffer, f"督查通报{found.number}.docx")


def _bulletin(request: HttpRequest, pk: int) -> Bulletin:
    found = Bulletin.objects.filter(institution__in=_whole(request)).select_related("institution")
    return get_object_or_404(found, pk=pk)


@require_GET
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters on tasks in reach, newest first."""
    institutions_of(request.user)
    found = _letters(request)
    context = {"tabs": tabs(request), "page": Paginator(found, PAGE_LINES).get_page(request.GET.get("page"))}
    return render(request, "tasks/letters.html", context)


def _letters(request: HttpRequest) -> Any:
    tasks = store.visible(request.user).values("pk")
    return Letter.objects.filter(event__task__in=tasks).select_related(
        "event__task__institution", "event__task__lead_department"
    )


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as it was issued."""
    found = get_object_or_404(_letters(request), pk=pk)
    return render(request, "tasks/letter.html", {"letter": found, "task": found.event.task})


@require_GET
def letter_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in the layout of official documents."""
    found = get_object_or_404(_letters(request), pk=pk)
    buffer = io.BytesIO()
    letters.write_docx(found, buffer)
    return _word(buffer, f"{found.number}{found.title}.docx")


def _word(buffer: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(buffer.getvalue(), content_type=_DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
