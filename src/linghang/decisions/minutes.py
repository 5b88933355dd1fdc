"""The minutes of a meeting (会议纪要) from its records."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from linghang.core.errors import InputError
from linghang.decisions import minutes_paper
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.meetings.guard import expect
from linghang.decisions.meetings.sitting import count_of, rule_of
from linghang.decisions.minutes_paper import ItemMinutes, Minutes
from linghang.decisions.models import Attendance, Item, Meeting
from linghang.decisions.routing import UNROUTED_KINDS
from linghang.reports.styles import style_of
from linghang.tasks.history import say_day

_WORDS = {
    Item.Outcome.INFORMATION: "",
    Item.Outcome.DECISION: "会议决定：",
    Item.Outcome.TASK: "会议要求：",
    Item.Outcome.DEFERRED: "会议决定缓议：",
    Item.Outcome.REJECTED: "会议没有通过：",
}


def document(meeting: Meeting) -> Minutes:
    """What the minutes say. InputError before the meeting has begun."""
    expect(meeting, Meeting.Stage.OPEN, Meeting.Stage.CLOSED, Meeting.Stage.ISSUED, deed="生成纪要")
    body = body_of(routing_of(meeting.institution, timezone.localdate(meeting.begins_at)), meeting.body)
    called = list(meeting.attendances.select_related("person").order_by("-member", "position"))
    agenda = list(meeting.items.select_related("department", "rapporteur").order_by("position", "pk"))
    reached = [item for item in agenda if item.outcome in _WORDS]
    left = [item.title for item in agenda if item.outcome == Item.Outcome.NOT_REACHED]
    members = [each for each in called if each.member]
    came = [each for each in members if each.presence == Attendance.Presence.PRESENT]
    opening = f"应到{len(members)}人，实到{len(came)}人。会议议定事项如下。"
    day = say_day(timezone.localdate(meeting.begins_at))
    chair = f"{meeting.chair.name}主持" if meeting.chair else ""
    return Minutes(
        institution=meeting.institution.name,
        title=f"{body.title}会议纪要",
        number=meeting.minutes_number,
        facts=_facts(meeting, called),
        opening=f"{day}，{chair}召开{meeting.title}，{opening}",
        items=tuple(ItemMinutes(item.title, tuple(_paragraphs(item))) for item in reached),
        closing=f"未议及的议题：{'；'.join(left)}。" if left else "",
        distribution="、".join([each.person.name for each in called]),
        printed_by=f"{meeting.institution.name}办公室",
        issued_on=meeting.issued_on,
    )


def write(meeting: Meeting, path: Path | BinaryIO) -> None:
    """The minutes as a Word file in the layout that the institution writes in."""
    on = meeting.issued_on or timezone.localdate()
    minutes_paper.write(document(meeting), path, style_of(meeting.institution, on))


def docx(meeting: Meeting) -> BytesIO:
    """The same in memory, from its beginning."""
    stream = BytesIO()
    write(meeting, stream)
    stream.seek(0)
    return stream


def _facts(meeting: Meeting, called: Sequence[Attendance]) -> tuple[tuple[str, str], ...]:
    begins = timezone.localtime(meeting.begins_at)
    ends = f"—{timezone.localtime(meeting.ended_at):%H:%M}" if meeting.ended_at else ""
    presence = Attendance.Presence

    def named(member: bool, *states: object) -> str:
        found = [each for each in called if each.member == member and each.presence in states]
        noted = ((each, "，".join(filter(None, [each.stay, each.note]))) for each in found)
        return "、".join([each.person.name + (f"（{words}）" if words else "") for each, words in noted])

    return (
        ("时间", f"{say_day(begins.date())}{begins:%H:%M}{ends}"),
        ("地点", meeting.place),
        ("主持", meeting.chair.name if meeting.chair else ""),
        ("出席", named(True, presence.PRESENT)),
        ("请假", named(True, presence.LEAVE)),
        ("缺席", named(True, presence.ABSENT)),
        ("列席", named(False, presence.PRESENT)),
        ("记录", meeting.recorder.name if meeting.recorder else ""),
    )


def _paragraphs(item: Item) -> list[str]:
    found = []
    reporter = "".join([str(item.department or ""), f"{item.rapporteur.name}同志" if item.rapporteur else ""])
    if reporter:
        found.append(f"会议听取了{reporter}的汇报。")
    recused = [f"{each.person.name}（{each.reason}）" for each in item.recusals.select_related("person")]
    if recused:
        found.append(f"回避：{'、'.join(recused)}。")
    lines = [line.strip() for line in item.conclusion.splitlines() if line.strip()]
    if lines:
        found += [_WORDS[Item.Outcome(item.outcome)] + lines[0], *lines[1:]]
    if vote := _vote(item):
        found.append(vote)
    return found


def _vote(item: Item) -> str:
    if item.kind in UNROUTED_KINDS or rule_of(item).majority is None:
        return ""
    try:
        result = count_of(item)
    except InputError as error:
        return f"表决记录有误：{error.faults[0]}。"
    if not result.voted:
        return ""
    silent = f"，未表决{result.silent}人" if result.silent else ""
    written = f"（另有书面意见{result.written}份，不计票）" if result.written else ""
    ended = "通过" if result.passed else "未通过"
    way = "无记名表决" if item.tally else "表决"
    return f"{way}：赞成{result.for_}票，反对{result.against}票，弃权{result.abstain}票{silent}{written}，{ended}。"
