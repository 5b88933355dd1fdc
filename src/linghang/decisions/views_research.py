"""Research topics of leaders: the list of a year, and one topic with its visits, findings and what they became."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import InputError
from linghang.decisions import research
from linghang.decisions.forms_meetings import TaskForm
from linghang.decisions.forms_research import FindingForm, ReportForm, TopicForm, VisitForm
from linghang.decisions.models import Finding, ResearchTopic
from linghang.decisions.place import Place, place_of, years_of
from linghang.decisions.posted import posted_number
from linghang.organization import access


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The year's topics, and which leaders have none yet."""
    place = place_of(request, seeing=True)
    form = TopicForm(request.POST or None, institution=place.institution, initial={"year": place.year})
    if request.method == "POST":
        access.require(request.user, "hold_meetings", institution=place.institution)
        if form.is_valid():
            try:
                opened = research.open_topic(place.institution, actor=request.user, **form.cleaned_data)
            except InputError as error:
                form.add_error(None, [str(fault) for fault in error.faults])
            else:
                return redirect("meeting-topic", pk=opened.pk)
    return render(request, "meetings/research.html", _year(place) | {"form": form}, status=422 if form.errors else 200)


def _year(place: Place) -> dict[str, Any]:
    topics = ResearchTopic.objects.filter(institution=place.institution, year=place.year).select_related("leader")
    topics = topics.annotate(
        visit_count=Count("visits", distinct=True),
        finding_count=Count("findings", distinct=True),
        tasked=Count("findings", filter=Q(findings__task__isnull=False), distinct=True),
        excused=Count("findings", filter=Q(findings__task=None) & ~Q(findings__no_task_reason=""), distinct=True),
    )
    leaders = research.leaders(place.institution, min(place.last, max(timezone.localdate(), place.first)))
    without = research.leaders_without_topic(place.institution, place.year)
    return {
        "place": place,
        "tabs": place.tabs("meeting-research"),
        "years": years_of(place),
        "bodies": (),
        "may_hold": place.may_hold,
        "leaders": leaders,
        "without": without,
        "chosen_count": len(leaders) - len(without),
        "lines": [
            {
                "topic": topic,
                "visits": topic.visit_count,
                "findings": topic.finding_count,
                "tasked": topic.tasked,
                "excused": topic.excused,
                "open": topic.finding_count - topic.tasked - topic.excused,
            }
            for topic in topics
        ],
    }


@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic. What is recorded on it is recorded in place."""
    found = ResearchTopic.objects.filter(pk=pk).select_related("institution", "leader").first()
    if found is None or not access.may(request.user, "view_meetings", institution=found.institution):
        raise Http404("没有这个课题，或不在您的权限之内。")
    if request.method == "GET":
        return _topic(request, found)
    access.require(request.user, "hold_meetings", institution=found.institution)
    step = _STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise Http404("没有这个步骤。")
    return step(request, found)


def _topic(
    request: HttpRequest, found: ResearchTopic, forms_: dict[str, forms.Form] | None = None, errors: Any = ()
) -> HttpResponse:
    today, typed = {"on": timezone.localdate()}, forms_ or {}
    context = {
        "topic": found,
        "may_hold": access.may(request.user, "hold_meetings", institution=found.institution),
        "errors": errors,
        "visits": found.visits.order_by("-on"),
        "findings": [
            {"finding": each, "form": typed.get(f"task-{each.pk}") or _task_form(each)}
            for each in found.findings.select_related("task__lead_department", "task__institution")
        ],
        "visit_form": typed.get("visit") or VisitForm(initial=today),
        "finding_form": typed.get("finding") or FindingForm(),
        "report_form": typed.get("report") or ReportForm(initial=today | {"text": found.report}),
    }
    wrong = bool(errors) or any(form.errors for form in typed.values())
    return render(request, "meetings/topic.html", context, status=422 if wrong else 200)


def _task_form(finding: Finding, data: Any = None) -> TaskForm:
    initial = {"title": (finding.measure or finding.problem)[:200], "quote": finding.problem}
    return TaskForm(data, institution=finding.topic.institution, initial=initial)


def _record(
    request: HttpRequest, found: ResearchTopic, name: str, form: forms.Form, work: Callable[..., object], said: str
) -> HttpResponse:
    """Do `work` with what the form says; what is wrong is said in the form, and nothing typed is lost."""
    if form.is_valid():
        try:
            work(**form.cleaned_data)
        except InputError as error:
            return _topic(request, found, {name: form}, [str(fault) for fault in error.faults])
        messages.success(request, said)
        return redirect("meeting-topic", pk=found.pk)
    return _topic(request, found, {name: form})


def _visit(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    def work(**values: Any) -> object:
        return research.record_visit(found, actor=request.user, **values)

    return _record(request, found, "visit", VisitForm(request.POST), work, "已记下实地调研。")


def _finding(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    def work(**values: Any) -> object:
        return research.record_finding(found, actor=request.user, **values)

    return _record(request, found, "finding", FindingForm(request.POST), work, "已记下问题。")


def _report(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    def work(*, text: str, on: Any) -> object:
        return research.report(found, text, on=on, actor=request.user)

    return _record(request, found, "report", ReportForm(request.POST), work, "已保存成果。")


def _finding_of(request: HttpRequest, found: ResearchTopic) -> Finding:
    finding = found.findings.filter(pk=posted_number(request, "finding")).first()
    if finding is None:
        raise Http404("这个课题没有这个问题。")
    return finding


def _task(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    finding = _finding_of(request, found)

    def work(**values: Any) -> object:
        return research.make_task(finding, actor=request.user, **values)

    return _record(request, found, f"task-{finding.pk}", _task_form(finding, request.POST), work, "已立项。")


def _excuse(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    try:
        research.give_no_task(_finding_of(request, found), request.POST.get("reason", "")[:200], actor=request.user)
    except InputError as error:
        return _topic(request, found, errors=[str(fault) for fault in error.faults])
    return redirect(reverse("meeting-topic", args=[found.pk]) + "#findings")


def _close(request: HttpRequest, found: ResearchTopic) -> HttpResponse:
    try:
        research.close(found, actor=request.user)
    except InputError as error:
        return _topic(request, found, errors=[str(fault) for fault in error.faults])
    messages.success(request, "课题已办结。")
    return redirect("meeting-topic", pk=found.pk)


_STEPS: dict[str, Callable[[HttpRequest, ResearchTopic], HttpResponse]] = {
    "visit": _visit,
    "finding": _finding,
    "report": _report,
    "task": _task,
    "excuse": _excuse,
    "close": _close,
}
