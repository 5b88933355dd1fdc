"""What the API answers of meetings, items and resolutions, and how a form refuses what was sent."""

import datetime as dt
from typing import Any, Literal

from django import forms
from ninja import Schema

from linghang.core.errors import Fault, InputError
from linghang.decisions.models import Attendance, Item, Meeting, Resolution
from linghang.decisions.routing import Finding, Verdict


class MeetingOut(Schema):
    id: int
    institution: str
    body: str
    number: str
    title: str
    begins_at: dt.datetime
    stage: str
    place: str
    revision: int


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


class CallOut(Schema):
    """Somebody called: staff number, and whether entitled to vote (`member`)."""

    person: str
    name: str
    post: str
    member: bool
    presence: str


class OneMeetingOut(MeetingOut):
    items: list[ItemOut]
    roll: list[CallOut]


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


class ResolutionOut(Schema):
    id: int
    number: str
    item: int
    text: str
    decided_on: dt.date
    functions: list[str]
    no_task_reason: str
    tasks: list[str]


def meeting_out(found: Meeting) -> dict[str, Any]:
    names = ("id", "body", "number", "title", "begins_at", "stage", "place", "revision")
    return {name: getattr(found, name) for name in names} | {"institution": found.institution.code}


def one_meeting_out(found: Meeting) -> dict[str, Any]:
    """The meeting with its agenda and roll, members first."""
    agenda = found.items.select_related("department").order_by("position", "pk")
    calls = found.attendances.select_related("person").order_by("-member", "position", "pk")
    return meeting_out(found) | {
        "items": [item_out(each) for each in agenda],
        "roll": [_call(each) for each in calls],
    }


def item_out(found: Item) -> dict[str, Any]:
    names = ("id", "position", "kind", "matter", "title", "outcome", "conclusion", "revision")
    return {name: getattr(found, name) for name in names} | {
        "department": found.department.code if found.department else None,
        "amount": None if found.amount is None else f"{found.amount:f}",
    }


def verdict_out(found: Verdict) -> dict[str, Any]:
    return {"severity": found.severity, "body": found.body, "findings": [finding_out(each) for each in found.findings]}


def finding_out(found: Finding) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FindingOut.model_fields}


def resolution_out(found: Resolution) -> dict[str, Any]:
    names = ("id", "number", "text", "decided_on", "functions", "no_task_reason")
    return {name: getattr(found, name) for name in names} | {
        "item": found.item_id,
        "tasks": [task.number for task in found.tasks.all()],
    }


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What the form of the page makes of it. InputError names everything that the page would mark."""
    if form.is_valid():
        return form.cleaned_data
    raise InputError(
        Fault(field=str(form.fields[name].label) if name in form.fields else "", reason=str(said).rstrip("。"))
        for name, errors in form.errors.items()
        for said in errors
    )


def _call(found: Attendance) -> dict[str, Any]:
    names = ("post", "member", "presence")
    return {name: getattr(found, name) for name in names} | {"person": found.person.code, "name": found.person.name}
