"""The page of an item: what it is about, talks and opinions before the meeting, where it goes, what came of it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import InputError
from linghang.decisions import items, meetings
from linghang.decisions.catalogue import routing_of
from linghang.decisions.forms_items import ConsultationForm, OpinionForm, sees_prior
from linghang.decisions.models import Item, Meeting
from linghang.decisions.reach import Reach, item_of
from linghang.decisions.verdicts import show
from linghang.decisions.views_items import changeable
from linghang.organization import access
from linghang.packs.routing import OPINION_KINDS


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item: what it is about, what was said of it beforehand, where it goes, and what came of it."""
    return _page(request, item_of(request.user, pk))


def _page(
    request: HttpRequest,
    found: Item,
    *,
    consultation: forms.Form | None = None,
    opinion_: forms.Form | None = None,
) -> HttpResponse:
    reach, routing = Reach.of(request.user), routing_of(found.institution, timezone.localdate())
    resolution = getattr(found, "resolution", None)
    today = {"on": timezone.localdate()}
    holds = reach.may_hold(found.institution)
    planned = Meeting.objects.filter(institution=found.institution, stage=Meeting.Stage.PLANNED).order_by("begins_at")
    wrong = any(form is not None and form.errors for form in (consultation, opinion_))
    context = {
        "item": found,
        "matter": next((each for each in routing.matters if each.code == found.matter), None),
        "sees_prior": sees_prior(reach, found),
        "sees": reach.may_see(found.institution),
        "may_change": reach.may_change(found) and found.outcome == Item.Outcome.OPEN,
        "shown": show(items.facts(found), routing, found.meeting.body if found.meeting else ""),
        "consultations": found.consultations.prefetch_related("people"),
        "opinions": [
            {"opinion": each, "title": OPINION_KINDS.get(each.kind, each.kind)} for each in found.opinions.all()
        ],
        "consultation_form": consultation or ConsultationForm(institution=found.institution, initial=today),
        "opinion_form": opinion_ or OpinionForm(initial=today),
        "agendas": planned if holds and found.meeting is None and found.outcome == Item.Outcome.OPEN else (),
        "may_carry": holds and _is_left(found),
        "tasks": resolution.tasks.select_related("lead_department", "institution") if resolution else (),
        "draft_done": request.session.pop("ledger_draft_done", ""),
    }
    return render(request, "meetings/item.html", context, status=422 if wrong else 200)


def _is_left(item: Item) -> bool:
    """Put off by a meeting that is over, and not taken up again yet."""
    over = item.meeting is None or item.meeting.stage in (Meeting.Stage.CLOSED, Meeting.Stage.ISSUED)
    return over and item.outcome == Item.Outcome.DEFERRED and not item.carried_to.exists()


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item back out of the pool."""
    found = changeable(request, pk)
    try:
        items.withdraw(found, actor=request.user)
    except InputError as error:
        messages.error(request, f"没有撤回：{error}")
        return redirect("meeting-item", pk=pk)
    messages.success(request, f"已撤回“{found}”。")
    return redirect("meetings")


@require_POST
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item that was put off back into the pool, with its talks and opinions."""
    found = item_of(request.user, pk)
    access.require(request.user, "hold_meetings", institution=found.institution)
    try:
        later = meetings.carry_over(found, actor=request.user)
    except InputError as error:
        messages.error(request, f"没有顺延：{error}")
        return redirect("meeting-item", pk=pk)
    messages.success(request, "已顺延，列回待上会议题。")
    return redirect("meeting-item", pk=later.pk)


@require_POST
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a talk before the meeting."""
    found = changeable(request, pk)
    form = ConsultationForm(request.POST, institution=found.institution)
    if not form.is_valid():
        return _page(request, found, consultation=form)
    try:
        items.consult(found, actor=request.user, **form.cleaned_data)
    except InputError as error:
        form.add_error(None, [str(fault) for fault in error.faults])
        return _page(request, found, consultation=form)
    messages.success(request, "已记下会前沟通。")
    return redirect("meeting-item", pk=pk)


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an opinion that the matter requires."""
    found = changeable(request, pk)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, opinion_=form)
    try:
        items.give_opinion(found, actor=request.user, **form.cleaned_data)
    except InputError as error:
        form.add_error(None, [str(fault) for fault in error.faults])
        return _page(request, found, opinion_=form)
    messages.success(request, "已记下意见。")
    return redirect("meeting-item", pk=pk)
