"""API: meetings with their items, what the rules say of an item, exceptions, and resolutions with their tasks."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from linghang.decisions import items as store
from linghang.decisions.models import Item, Meeting, Resolution
from linghang.decisions.overview import exceptions_of, meetings_of, resolutions_of
from linghang.decisions.place import place_of
from linghang.decisions.reach import item_of, meeting_of
from linghang.decisions.routing import Finding, Verdict

router = Router(tags=["会议"])


class MeetingOut(Schema):
    id: int
    institution: str
    body: str
    number: str
    title: str
    begins_at: dt.datetime
    stage: str
    place: str


class ItemOut(Schema):
    id: int
    position: int
    kind: str
    matter: str
    title: str
    department: str | None
    amount: str | None
    outcome: str
    conclusion: str
    revision: int


class OneMeetingOut(MeetingOut):
    items: list[ItemOut]


class FindingOut(Schema):
    severity: str
    rule: str
    reason: str
    remedy: str
    confidence: str
    source: str


class VerdictOut(Schema):
    """What the rules say of an item before `body`, worst first."""

    severity: Literal["block", "warn", "info", "ok"]
    body: str
    findings: list[FindingOut]


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


class ResolutionOut(Schema):
    id: int
    number: str
    item: int
    text: str
    decided_on: dt.date
    functions: list[str]
    no_task_reason: str
    tasks: list[str]


@router.get("", response=list[MeetingOut], summary="一年的会议")
def meetings(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    return [_meeting(each) for each in meetings_of(place_of(request, seeing=True)).select_related("institution")]


@router.get("/exceptions", response=list[ExceptionOut], summary="一年的例外：哪次会议违反了哪条规则")
def exceptions(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    found = exceptions_of(place_of(request, seeing=True))
    return [vars(each) | {"finding": _finding(each.finding)} for each in found]


@router.get("/resolutions", response=list[ResolutionOut], summary="一年的决议和由它立项的任务")
def resolutions(request: HttpRequest, institution: str = "", year: str = "", body: str = "") -> list[dict[str, Any]]:
    found = resolutions_of(place_of(request, seeing=True)).prefetch_related("tasks")
    return [_resolution(each) for each in found]


@router.get("/items/{int:pk}/verdict", response=VerdictOut, summary="规则对一个议题怎么看")
def verdict(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _verdict(store.verdict_of(item_of(request.user, pk)))


@router.get("/{int:pk}", response=OneMeetingOut, summary="一次会议和它的议题")
def meeting(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = meeting_of(request.user, pk)
    agenda = found.items.select_related("department").order_by("position", "pk")
    return _meeting(found) | {"items": [_item(each) for each in agenda]}


def _meeting(found: Meeting) -> dict[str, Any]:
    names = ("id", "body", "number", "title", "begins_at", "stage", "place")
    return {name: getattr(found, name) for name in names} | {"institution": found.institution.code}


def _item(found: Item) -> dict[str, Any]:
    names = ("id", "position", "kind", "matter", "title", "outcome", "conclusion", "revision")
    return {name: getattr(found, name) for name in names} | {
        "department": found.department.code if found.department else None,
        "amount": None if found.amount is None else f"{found.amount:f}",
    }


def _verdict(found: Verdict) -> dict[str, Any]:
    return {"severity": found.severity, "body": found.body, "findings": [_finding(each) for each in found.findings]}


def _finding(found: Finding) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FindingOut.model_fields}


def _resolution(found: Resolution) -> dict[str, Any]:
    names = ("id", "number", "text", "decided_on", "functions", "no_task_reason")
    return {name: getattr(found, name) for name in names} | {
        "item": found.item_id,
        "tasks": [task.number for task in found.tasks.all()],
    }
