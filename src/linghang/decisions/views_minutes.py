"""The minutes of a meeting and the yearly report on how decisions are made: as a page, and as a Word file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.decisions import execution
from linghang.decisions import minutes as papers
from linghang.decisions.execution import Execution, say_share
from linghang.decisions.models import Item
from linghang.decisions.place import Place, place_of, years_of
from linghang.decisions.reach import meeting_of
from linghang.organization import trail
from linghang.packs.routing import MAJOR_CATEGORIES, PARTY_FUNCTIONS
from linghang.reports.styles import style_of


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they would be issued now."""
    meeting = meeting_of(request.user, pk)
    try:
        document = papers.document(meeting)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("meeting", pk=pk)
    open_items = meeting.items.filter(outcome=Item.Outcome.OPEN).count()
    return render(
        request, "meetings/minutes.html", {"meeting": meeting, "document": document, "open_items": open_items}
    )


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The minutes in the layout of official documents; that they were carried out is on record."""
    meeting = meeting_of(request.user, pk)
    try:
        stream = papers.docx(meeting)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("meeting", pk=pk)
    trail.record(request.user, "下载会议纪要", meeting.institution, 会议=meeting.number)
    return FileResponse(stream, as_attachment=True, filename=f"{meeting.title}纪要.docx")


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """How the year's decisions were made, in figures; each leads to what it counts."""
    place = place_of(request, seeing=True)
    found = _report(place)
    context: dict[str, Any] = {
        "place": place,
        "tabs": place.tabs("meeting-report"),
        "years": years_of(place),
        "bodies": (),
        "report": found,
        "met": sum(line.meetings for line in found.bodies),
        "completion": say_share(found.tasks.completion) or "—",
        "conversion": say_share(found.study.conversion) or "—",
        "categories": [(MAJOR_CATEGORIES[code], number) for code, number in found.categories.items()],
        "functions": [(code, PARTY_FUNCTIONS[code], number) for code, number in found.functions.items()],
        "rules": [(code, found.rule_titles.get(code, ""), number) for code, number in found.rules.items()],
        "rule_count": sum(found.rules.values()),
    }
    return render(request, "meetings/report.html", context)


@require_GET
def report_file(request: HttpRequest) -> FileResponse:
    """The same as a Word file."""
    place = place_of(request, seeing=True)
    stream = execution.docx(_report(place), style_of(place.institution, timezone.localdate()))
    trail.record(request.user, "下载执行情况报告", place.institution, 年度=place.year)
    name = f"{place.institution}{place.year}年党委领导下的院长负责制执行情况报告.docx"
    return FileResponse(stream, as_attachment=True, filename=name)


def _report(place: Place) -> Execution:
    return execution.report(place.institution, place.first, min(place.last, max(timezone.localdate(), place.first)))
