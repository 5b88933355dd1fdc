"""The course of a meeting: planned → convened → open → closed → issued, or cancelled before it began."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.meetings.agenda import carry_over, verdicts
from linghang.decisions.meetings.calling import call_members
from linghang.decisions.meetings.guard import expect, fitting
from linghang.decisions.models import Attendance, Item, Meeting
from linghang.decisions.revisions import claim
from linghang.notices.send import notify
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.routing import Body

CHANGEABLE = ("title", "place", "begins_at", "chair", "recorder")


@transaction.atomic
def amend(meeting: Meeting, changes: Mapping[str, Any], *, actor: User | None, revision: int | None = None) -> Meeting:
    """Change `CHANGEABLE` things before the notice is out; another day calls the members of that day."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.PLANNED, deed="修改会议安排")
    if unknown := sorted(set(changes) - set(CHANGEABLE)):
        raise TypeError(f"a meeting has no {unknown} to change")
    for name, value in changes.items():
        setattr(meeting, name, value)
    if not meeting.title.strip():
        raise refuse("没有写会议名称", "请写会议名称", field="名称")
    meeting.save()
    call_members(meeting, _body(meeting))
    return meeting


@transaction.atomic
def convene(
    meeting: Meeting,
    *,
    actor: User | None,
    revision: int | None = None,
    at: dt.datetime | None = None,
    despite: Mapping[int, str] | None = None,
) -> Meeting:
    """Fix the agenda and send the notice. InputError names every item that goes against the rules.

    `despite`: item pk → why it stays on the agenda all the same; it is kept and shows in the exception list.
    """
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.PLANNED, deed="发会议通知")
    body = _body(meeting)
    call_members(meeting, body)
    _keep_reasons(meeting, despite or {})
    faults = list(_faults(meeting, body))
    if faults:
        raise InputError(faults)
    meeting.stage, meeting.notified_at = Meeting.Stage.CONVENED, at or timezone.now()
    meeting.save(update_fields=["stage", "notified_at"])
    if meeting.begins_at >= timezone.now():
        _send_notice(meeting)
    return meeting


def _keep_reasons(meeting: Meeting, despite: Mapping[int, str]) -> None:
    for item in meeting.items.filter(pk__in=[pk for pk, reason in despite.items() if reason.strip()]):
        item.despite = despite[item.pk].strip()
        item.save(update_fields=["despite"])


def _faults(meeting: Meeting, body: Body) -> list[Fault]:
    faults = []
    if not meeting.attendances.filter(member=True).exists():
        remedy = f"请在组织机构里登记{body.title}成员的任职，或手工加入应到会人员"
        faults.append(Fault(subject=meeting.title, field="应到会", reason="当天没有应到会人员", remedy=remedy))
    agenda = {item.pk: item for item in meeting.items.all()}
    if not agenda:
        faults.append(Fault(subject=meeting.title, field="议程", reason="没有议题", remedy="请先列入议题"))
    for pk, said in verdicts(meeting).items():
        if said.blocked and not agenda[pk].despite:
            faults += [
                Fault("", 0, agenda[pk].title, "", "", f"{each.reason}（{each.rule}）", each.remedy)
                for each in said.findings
                if each.severity == "block"
            ]
    return faults


def _send_notice(meeting: Meeting) -> None:
    begins = timezone.localtime(meeting.begins_at)
    when = f"{begins.year}年{begins.month}月{begins.day}日{begins:%H:%M}"
    called = meeting.attendances.filter(person__user__isnull=False).select_related("person__user")
    notify(
        [each.person.user for each in called],
        key=f"meeting:{meeting.pk}:convened",
        subject="meeting",
        title=f"会议通知：{meeting.title}，{when}",
        text=f"时间：{when}\n地点：{meeting.place or '另行通知'}\n议题：{meeting.items.count()}项。请签收。",
        url=reverse("meeting", args=[meeting.pk]),
    )


@transaction.atomic
def begin(
    meeting: Meeting, *, actor: User | None, revision: int | None = None, at: dt.datetime | None = None
) -> Meeting:
    """The meeting is open. Whether enough came is counted from the attendance, item by item."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.CONVENED, deed="开始会议")
    meeting.stage = Meeting.Stage.OPEN
    if at is not None:
        meeting.begins_at = at
    meeting.save(update_fields=["stage", "begins_at"])
    return meeting


@transaction.atomic
def close(
    meeting: Meeting, *, actor: User | None, revision: int | None = None, at: dt.datetime | None = None
) -> Meeting:
    """End the meeting: every item has its outcome; what was not reached goes back into the pool as a new item."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.OPEN, deed="结束会议")
    called = meeting.attendances
    if not called.filter(presence=Attendance.Presence.PRESENT).exists():
        raise refuse("没有登记到会人员，不能结束会议", "请先登记到会", subject=meeting.title)
    called.filter(presence=Attendance.Presence.EXPECTED).update(presence=Attendance.Presence.ABSENT)
    meeting.stage, meeting.ended_at = Meeting.Stage.CLOSED, at or timezone.now()
    meeting.save(update_fields=["stage", "ended_at"])
    for item in meeting.items.filter(outcome=Item.Outcome.OPEN):
        item.outcome = Item.Outcome.NOT_REACHED
        item.save(update_fields=["outcome"])
        if item.kind != Item.Kind.FIRST_TOPIC:
            carry_over(item, actor=actor)
    return meeting


@transaction.atomic
def issue(
    meeting: Meeting, *, actor: User | None, number: str = "", on: dt.date | None = None, revision: int | None = None
) -> Meeting:
    """Issue the minutes under a number; from then on nothing in the meeting changes."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.CLOSED, deed="印发纪要")
    Institution.objects.select_for_update().get(pk=meeting.institution_id)
    meeting.minutes_number = fitting(number, Meeting, "minutes_number") or _next_minutes(meeting)
    same = Meeting.objects.filter(institution=meeting.institution_id, minutes_number=meeting.minutes_number)
    if same.exclude(pk=meeting.pk).exists():
        remedy = "请核对文号，或留空由系统编号"
        raise refuse("这个纪要文号已经用过", remedy, field="纪要文号", value=meeting.minutes_number)
    meeting.issued_on = on or timezone.localdate()
    if meeting.issued_on < timezone.localdate(meeting.begins_at):
        raise refuse("印发日期早于会议日期", "请核对日期", field="印发日期", value=str(meeting.issued_on))
    meeting.stage = Meeting.Stage.ISSUED
    meeting.save(update_fields=["stage", "minutes_number", "issued_on"])
    return meeting


def _next_minutes(meeting: Meeting) -> str:
    year, title = timezone.localdate(meeting.begins_at).year, _body(meeting).title
    taken = set(Meeting.objects.filter(institution=meeting.institution).values_list("minutes_number", flat=True))
    number = 1
    while (text := f"{title}纪要〔{year}〕{number}号") in taken:
        number += 1
    return text


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, actor: User | None, revision: int | None = None) -> Meeting:
    """Call a meeting off before it began; its items go back into the pool."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.PLANNED, Meeting.Stage.CONVENED, deed="取消会议")
    if not reason.strip():
        raise refuse("没有写取消的理由", "请写明为什么取消", field="理由")
    for item in meeting.items.filter(kind__in=(Item.Kind.MATTER, Item.Kind.REPORT, Item.Kind.STUDY)):
        item.meeting, item.position, item.despite = None, 0, ""
        item.save()
    meeting.stage, meeting.cancel_reason = Meeting.Stage.CANCELLED, fitting(reason, Meeting, "cancel_reason")
    meeting.save(update_fields=["stage", "cancel_reason"])
    return meeting


def _body(meeting: Meeting) -> Body:
    return body_of(routing_of(meeting.institution, timezone.localdate(meeting.begins_at)), meeting.body)
