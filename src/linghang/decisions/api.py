"""API: meetings with their items, exceptions, resolutions with their tasks; planning a meeting and its agenda."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from linghang.decisions import meetings as store
from linghang.decisions.api_items import Revision
from linghang.decisions.api_items import router as items
from linghang.decisions.api_out import (
    FindingOut,
    ItemOut,
    MeetingOut,
    OneMeetingOut,
    ResolutionOut,
    VerdictOut,
    cleaned,
    finding_out,
    item_out,
    meeting_out,
    one_meeting_out,
    resolution_out,
    verdict_out,
)
from linghang.decisions.api_sitting import router as sitting
from linghang.decisions.overview import exceptions_of, meetings_of, resolutions_of
from linghang.decisions.place import Place, place_of
from linghang.decisions.reach import Reach, item_of, meeting_of
from linghang.decisions.views_meeting import meeting_form
from linghang.organization import access

router = Router(tags=["会议"])
router.add_router("/items", items)
router.add_router("", sitting)


class ExceptionOut(Schema):
    """`meeting`: null where a body did not meet although it should have."""

    meeting: int | None
    number: str
    body: str
    on: dt.date
    item: int | None
    title: str
    despite: str
    finding: FindingOut


class MeetingIn(Schema):
    """`begins_at`: Shanghai time unless it names another. Members and chair follow from the body; number and title
    from the year. People by staff number."""

    institution: str
    body: str
    begins_at: dt.datetime
    title: str = ""
    place: str = ""
    chair: str = ""
    recorder: str = ""


class AgendaIn(Schema):
    """`revision`: of the item."""

    item: int
    revision: Revision


class PlacedOut(ItemOut):
    """The item with what the rules say of it before this body."""

    verdict: VerdictOut


@router.get("", response=list[MeetingOut], summary="一年的会议")
def meetings(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    return [meeting_out(each) for each in meetings_of(place_of(request, seeing=True)).select_related("institution")]


@router.post("", response={201: OneMeetingOut}, summary="安排一次会议")
def plan(request: HttpRequest, body: MeetingIn) -> Status[Any]:
    reach = Reach.of(request.user)
    place = Place(reach, reach.institution(body.institution), timezone.localdate().year)
    access.require(request.user, "hold_meetings", institution=place.institution)
    data = body.model_dump(exclude={"institution"})
    fields = cleaned(meeting_form(place, data, initial={}))
    return Status(201, one_meeting_out(store.plan(place.institution, actor=request.user, **fields)))


@router.get("/exceptions", response=list[ExceptionOut], summary="一年的例外：哪次会议违反了哪条规则")
def exceptions(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    found = exceptions_of(place_of(request, seeing=True))
    return [vars(each) | {"finding": finding_out(each.finding)} for each in found]


@router.get("/resolutions", response=list[ResolutionOut], summary="一年的决议和由它立项的任务")
def resolutions(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    found = resolutions_of(place_of(request, seeing=True)).prefetch_related("tasks")
    return [resolution_out(each) for each in found]


@router.get("/{int:pk}", response=OneMeetingOut, summary="一次会议、它的议题和参会人员")
def meeting(request: HttpRequest, pk: int) -> dict[str, Any]:
    return one_meeting_out(meeting_of(request.user, pk))


@router.post("/{int:pk}/agenda", response=PlacedOut, summary="把议题列入议程")
def place_item(request: HttpRequest, pk: int, body: AgendaIn) -> dict[str, Any]:
    found = meeting_of(request.user, pk, "hold_meetings")
    item = item_of(request.user, body.item)
    said = store.put_on_agenda(found, item, actor=request.user, revision=body.revision)
    return item_out(item) | {"verdict": verdict_out(said)}
