"""What a body resolved, while the meeting is open, and the tasks that come of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.items import names_persons
from linghang.decisions.meetings.guard import fitting, sitting
from linghang.decisions.meetings.sitting import count_of, roll_of, rule_of
from linghang.decisions.models import Item, Meeting, Resolution
from linghang.decisions.revisions import claim
from linghang.decisions.routing import CONCLUDED, UNROUTED_KINDS
from linghang.decisions.traces import of_sitting
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.routing import PARTY_FUNCTIONS, Body
from linghang.tasks import store
from linghang.tasks.models import Task

_SETTLED = (Item.Outcome.OPEN, Item.Outcome.NOT_REACHED, Item.Outcome.WITHDRAWN)
"""Outcomes that are not a result: nobody records them by hand."""


@transaction.atomic
def resolve(
    item: Item,
    outcome: str,
    text: str = "",
    *,
    actor: User | None,
    on: dt.date | None = None,
    functions: Sequence[str] | None = None,
    no_task_reason: str = "",
    despite: str = "",
    revision: int | None = None,
) -> Resolution | None:
    """Record how an item ended while its meeting is open; a decision or task becomes a resolution with a number.

    `functions`: which of the five functions it serves, those of its matter unless given. InputError when quorum or
    majority are not reached, unless `despite` says why it is recorded all the same (it shows in the exception list).
    """
    meeting = sitting(item, "记录结果")
    claim(item, revision)
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    body = body_of(routing, meeting.body)
    _check(item, outcome, text, functions or ())
    if outcome in CONCLUDED and not despite.strip() and (faults := _objections(item, outcome, body)):
        raise InputError(faults)
    of_sitting(meeting, "记录结果" if item.outcome == Item.Outcome.OPEN else "更正结果", actor, item)
    item.outcome, item.conclusion = outcome, text.strip()
    item.save(update_fields=["outcome", "conclusion"])
    if outcome not in CONCLUDED:
        _drop(item)
        return None
    if functions is None:
        functions = next((each.functions for each in routing.matters if each.code == item.matter), ())
    return _keep(item, meeting, body, on, list(functions), no_task_reason.strip(), despite.strip())


@transaction.atomic
def reopen(item: Item, *, actor: User | None, revision: int | None = None) -> Item:
    """Take the result back while the meeting is open, so that who was there and how they voted can be put right.

    What was concluded stays as a draft; the resolution goes, which is refused once tasks hang on it.
    """
    meeting = sitting(item, "撤回结果")
    claim(item, revision)
    if item.outcome == Item.Outcome.OPEN:
        raise refuse("还没有记录结果，不用撤回", "可以直接更正", field="议题", value=item.title)
    _drop(item)
    of_sitting(meeting, "撤回结果", actor, item)
    item.outcome = Item.Outcome.OPEN
    item.save(update_fields=["outcome"])
    return item


def _check(item: Item, outcome: str, text: str, functions: Sequence[str]) -> None:
    if outcome not in Item.Outcome.values or outcome in _SETTLED:
        raise refuse("没有这种结果", "可选：知悉、决定、交办、缓议、未通过", field="结果", value=outcome)
    if outcome in (*CONCLUDED, Item.Outcome.DEFERRED, Item.Outcome.REJECTED) and not text.strip():
        raise refuse("没有写议定意见", "请写明议定的内容、缓议或未通过的理由", field="议定意见", value=item.title)
    if unknown := sorted(set(functions) - set(PARTY_FUNCTIONS)):
        raise refuse(
            "没有这项职能", f"可选：{'、'.join(PARTY_FUNCTIONS.values())}", field="职能", value="、".join(unknown)
        )


def _objections(item: Item, outcome: str, body: Body) -> list[Fault]:
    """Why it may not be recorded as decided: the body does not decide, or the vote does not carry it."""
    if not body.decides:
        if outcome == Item.Outcome.DECISION:
            reason = f"{body.title}不作决定"
            return [Fault(subject=item.title, field="结果", reason=reason, remedy="请记为知悉，提请作决定的会议")]
        return []
    if item.kind in UNROUTED_KINDS:
        return []
    if staying := concerned_and_there(item):
        reason = f"议题涉及{'、'.join(staying)}本人或亲属，没有回避"
        return [Fault(subject=item.title, field="回避", reason=reason, remedy="请先登记回避，再核对表决")]
    result = count_of(item)
    if not result.quorum_met or result.passed is False:
        return [Fault(subject=item.title, field="表决", reason=result.reason, remedy="请记为未通过或缓议")]
    if result.passed is None and rule_of(item).majority is not None:
        return [Fault(subject=item.title, field="表决", reason="没有表决记录", remedy="请先登记每位成员的表决")]
    return []


def concerned_and_there(item: Item) -> list[str]:
    """The names of members whose own affairs the item touches and who stayed in the room (party_rules DC08)."""
    there = roll_of(item).there
    return [person.name for person in item.concerns.order_by("code") if person.code in there]


def _drop(item: Item) -> None:
    """The resolution of an item that is recorded otherwise now; not once tasks hang on it."""
    found = Resolution.objects.filter(item=item).first()
    if found is None:
        return
    if found.tasks.exists():
        raise refuse("已按决议立项，不能改为没有决定", "请先撤销任务", field="结果", value=found.number)
    found.delete()


def _keep(
    item: Item,
    meeting: Meeting,
    body: Body,
    on: dt.date | None,
    functions: list[str],
    no_task_reason: str,
    despite: str,
) -> Resolution:
    day = on or timezone.localdate(meeting.begins_at)
    given = {
        "text": item.conclusion,
        "decided_on": day,
        "functions": functions,
        "no_task_reason": no_task_reason,
        "despite": despite,
    }
    found = Resolution.objects.filter(item=item).first()
    number = found.number if found else _next_number(meeting, body, day.year)
    return Resolution.objects.update_or_create(item=item, defaults={"number": number, **given})[0]


def _next_number(meeting: Meeting, body: Body, year: int) -> str:
    Institution.objects.select_for_update().get(pk=meeting.institution_id)
    known = Resolution.objects.filter(item__institution=meeting.institution_id)
    taken = set(known.values_list("number", flat=True))
    number = 1
    while (text := f"{body.title}决议〔{year}〕{number}号") in taken:
        number += 1
    return text


@transaction.atomic
def make_task(
    resolution: Resolution,
    *,
    actor: User | None,
    title: str = "",
    quote: str | None = None,
    due: dt.date | None = None,
    on: dt.date | None = None,
    revision: int | None = None,
    **fields: Any,
) -> Task:
    """Open a supervised task for a resolution; with `due` it is given out at once. `fields`: as of `store.open_task`.

    The house reads tasks: `quote` is what it reads of the resolution, `quote_of` unless given. Resolutions with several
    matters yield several tasks (party_rules TK04: one matter, one task); `revision` of the item tells a second task
    from a second press of the button.
    """
    item = resolution.item
    claim(item, revision)
    day = on or resolution.decided_on
    task = store.open_task(
        item.institution,
        title=title.strip() or title_of(item),
        source="resolution",
        source_ref=f"resolution:{resolution.pk}",
        quote=quote_of(resolution) if quote is None else quote.strip(),
        on=day,
        actor=actor,
        **fields,
    )
    resolution.tasks.add(task)
    if resolution.no_task_reason:
        resolution.no_task_reason = ""
        resolution.save(update_fields=["no_task_reason"])
    if due is not None:
        store.record(task, "assign", on=day, actor=actor, data={"due": due.isoformat()})
    return task


def quote_of(resolution: Resolution) -> str:
    """What a task may say of a resolution to the whole house: its text, and nothing where it may name somebody."""
    return "" if names_persons(resolution.item) else resolution.text


def title_of(item: Item) -> str:
    """What a task of the item is called unless somebody says otherwise; only the matter where it may name somebody."""
    if not names_persons(item):
        return item.title
    routing = routing_of(item.institution, timezone.localdate())
    return next((each.title for each in routing.matters if each.code == item.matter), "决议事项")


@transaction.atomic
def give_no_task(resolution: Resolution, reason: str, *, actor: User | None) -> Resolution:
    """Say why a resolution needs no task."""
    if not reason.strip():
        raise refuse("没有写理由", "请写明为什么不立项", field="不立项的理由")
    if resolution.tasks.exists():
        raise refuse("已按决议立项", "不用再写不立项的理由", field="不立项的理由", value=resolution.number)
    if resolution.item.meeting is not None:
        of_sitting(resolution.item.meeting, "写明不立项的理由", actor, resolution.item)
    resolution.no_task_reason = fitting(reason, Resolution, "no_task_reason")
    resolution.save(update_fields=["no_task_reason"])
    return resolution


def without_task(institution: Institution) -> list[Resolution]:
    """Resolutions of meetings that are over, with neither a task nor a reason why not."""
    over = (Meeting.Stage.CLOSED, Meeting.Stage.ISSUED)
    found = Resolution.objects.filter(item__institution=institution, item__meeting__stage__in=over, no_task_reason="")
    return list(found.filter(tasks=None).select_related("item__meeting"))
