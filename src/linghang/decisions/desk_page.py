"""What the desk and its parts show."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from linghang.core.keys import parse_key
from linghang.decisions import desk as desks
from linghang.decisions import items, overview
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.current import Current, current_of
from linghang.decisions.forms_meetings import CallForm, OutcomeForm, TaskForm
from linghang.decisions.models import Attendance, Item, Meeting, Vote
from linghang.decisions.resolutions import quote_of, title_of
from linghang.organization import access

Stage = Meeting.Stage
_PRESENCES = (
    (Attendance.Presence.PRESENT, "到会", ""),
    (Attendance.Presence.LEAVE, "请假", "off"),
    (Attendance.Presence.ABSENT, "缺席", "no"),
)
_BEFORE = ((Attendance.Presence.EXPECTED, "应到", ""), (Attendance.Presence.LEAVE, "请假", "off"))
_VOTES = ((Vote.Choice.FOR, "赞成", ""), (Vote.Choice.AGAINST, "反对", "no"), (Vote.Choice.ABSTAIN, "弃权", "off"))
_QUICK = ((Item.Kind.FIRST_TOPIC, "第一议题"), (Item.Kind.STUDY, "学习"), (Item.Kind.REPORT, "通报"))


def wanted(request: HttpRequest) -> int | None:
    """The item asked for in the address."""
    return parse_key(request.GET.get("item", ""))


def desk_context(request: HttpRequest, meeting: Meeting, item: int | None = None) -> dict[str, Any]:
    """Everything the desk and its parts show. `item`: the one in the middle; without it the first that is open."""
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    lines, roll = desks.agenda_of(meeting, routing, item), desks.roll_of(meeting)
    at = next((number for number, line in enumerate(lines) if line.current), -1)
    body = body_of(routing, meeting.body)
    current = current_of(meeting, lines[at], body, routing) if lines else None
    holds = access.may(request.user, "hold_meetings", institution=meeting.institution)
    stage = Stage(meeting.stage)
    planned, called = stage == Stage.PLANNED, stage in (Stage.PLANNED, Stage.CONVENED)
    return {
        "meeting": meeting,
        "body": body,
        "stages": desks.stages_of(meeting),
        "step": desks.next_step(meeting, lines, roll, routing),
        "lines": lines,
        "roll": roll,
        "current": current,
        "previous_item": lines[at - 1].item.pk if at > 0 else None,
        "next_item": lines[at + 1].item.pk if 0 <= at < len(lines) - 1 else None,
        "may_hold": holds,
        "may_order": planned,
        "may_call": called,
        "may_attend": stage in (Stage.CONVENED, Stage.OPEN),
        "may_session": stage == Stage.OPEN,
        "may_conclude": stage == Stage.OPEN,
        "may_mark": stage == Stage.OPEN and current is not None and current.item.outcome == Item.Outcome.OPEN,
        "may_reopen": stage == Stage.OPEN and current is not None and current.item.outcome != Item.Outcome.OPEN,
        "may_task": stage in (Stage.OPEN, Stage.CLOSED, Stage.ISSUED),
        "pool": overview.lines_of(items.pool(meeting.institution), routing, meeting.body) if planned and holds else (),
        "presences": _PRESENCES if stage == Stage.OPEN else _BEFORE,
        "votes": _VOTES,
        "quick_kinds": _QUICK,
        "call_form": CallForm(institution=meeting.institution) if holds else None,
        "outcome_form": _outcome_form(current) if current else None,
        "task_form": _task_form(meeting, current) if current else None,
        "draft_done": request.session.pop("ledger_draft_done", "") if request.method == "GET" else "",
    }


def _outcome_form(current: Current) -> OutcomeForm:
    """What was recorded; before that, the functions that the catalogue gives the matter."""
    item, resolution = current.item, current.resolution
    functions = resolution.functions if resolution else current.line.shown.function_codes
    return OutcomeForm(
        initial={
            "outcome": item.outcome if item.outcome != Item.Outcome.OPEN else Item.Outcome.DECISION,
            "text": item.conclusion,
            "functions": list(functions),
            "no_task_reason": resolution.no_task_reason if resolution else "",
            "despite": resolution.despite if resolution else "",
        }
    )


def _task_form(meeting: Meeting, current: Current, data: Any = None) -> TaskForm:
    initial = {"lead_department": current.item.department}
    if current.resolution is not None:
        initial |= {"title": title_of(current.item), "quote": quote_of(current.resolution)}
    return TaskForm(data, institution=meeting.institution, initial=initial)


def item_on(meeting: Meeting, pk: int) -> Item:
    """The item, when it is on this agenda."""
    found = meeting.items.filter(pk=pk).first()
    if found is None:
        raise Http404("这次会议的议程里没有这个议题。")
    return found


def address(meeting: Meeting, item: Item | None = None) -> str:
    """The desk with that item in the middle."""
    here = reverse("meeting", args=[meeting.pk])
    return f"{here}?item={item.pk}" if item else here
