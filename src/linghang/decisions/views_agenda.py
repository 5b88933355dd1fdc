"""The agenda while it is made: items in and out, and their order."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from linghang.core.errors import InputError
from linghang.decisions import items, meetings
from linghang.decisions.models import Item, Meeting
from linghang.decisions.parts import answer
from linghang.decisions.posted import posted_number, posted_revision
from linghang.decisions.reach import item_of, meeting_of

_MOVES = {"up": -1, "down": 1}


@require_POST
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item from the pool or a new one, take one off, move one up or down."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    deed = request.POST.get("do", "")
    if deed == "add":
        return answer(request, meeting, lambda: _add(request, meeting))
    if deed == "new":
        return answer(request, meeting, lambda: _new(request, meeting))
    found = meeting.items.filter(pk=posted_number(request, "item")).first()
    if found is None:
        raise Http404("这次会议的议程里没有这个议题。")
    if deed == "remove":
        return answer(request, meeting, lambda: meetings.take_off_agenda(found, actor=request.user))
    if deed in _MOVES:
        return answer(request, meeting, lambda: _move(request, meeting, found, _MOVES[deed]))
    raise Http404("没有这个步骤。")


def _add(request: HttpRequest, meeting: Meeting) -> None:
    item = get_object_or_404(items.pool(meeting.institution), pk=posted_number(request, "item"))
    meetings.put_on_agenda(meeting, item, actor=request.user)


def _new(request: HttpRequest, meeting: Meeting) -> None:
    meetings.add_item(
        meeting, actor=request.user, kind=request.POST.get("kind", ""), title=request.POST.get("title", "")
    )


def _move(request: HttpRequest, meeting: Meeting, item: Item, by: int) -> None:
    order = list(meeting.items.order_by("position", "pk").values_list("pk", flat=True))
    at = order.index(item.pk)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    meetings.order_agenda(meeting, order, actor=request.user, revision=posted_revision(request))


@require_POST
def place_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item from its own page onto the agenda of a planned meeting."""
    item = item_of(request.user, pk)
    meeting = meeting_of(request.user, posted_number(request, "meeting") or 0, "hold_meetings")
    try:
        meetings.put_on_agenda(meeting, item, actor=request.user)
    except InputError as error:
        messages.error(request, f"没有列入：{error}")
        return redirect("meeting-item", pk=pk)
    messages.success(request, f"已列入{meeting}。")
    return redirect("meeting-item", pk=pk)
