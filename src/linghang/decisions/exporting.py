"""Meetings as the lines of their workbook: read into an empty workspace, they are the same meetings again.

Items that wait in the pool belong to no meeting yet and stay out, except those that a closed meeting left over: they
come back by themselves when the meeting is closed again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from linghang.core.workbook import Line
from linghang.decisions import workbook as book
from linghang.decisions.catalogue import routing_of
from linghang.decisions.models import Attendance, Item, Meeting, ResearchTopic, Resolution
from linghang.packs.routing import Body, Matter, Routing
from linghang.tasks.models import Task

Lines = dict[str, list[Line]]
Place = Mapping[str, Any]


def export_meetings(
    path: Path | BinaryIO, meetings: QuerySet[Meeting], topics: QuerySet[ResearchTopic]
) -> Mapping[str, int]:
    """Write the workbook of these meetings and research topics and say how many lines each sheet has."""
    lines = read_lines(meetings, topics)
    book.write_workbook(path, lines)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines(meetings: QuerySet[Meeting], topics: QuerySet[ResearchTopic]) -> Lines:
    """The lines of every sheet: meetings by institution and time, topics by institution and year."""
    lines: Lines = {sheet: [] for sheet in book.SHEETS}
    for meeting in _loaded(meetings):
        for sheet, values in _of_meeting(meeting):
            lines[sheet].append(book.line(sheet, values))
    for topic in _loaded_topics(topics):
        for sheet, values in _of_topic(topic):
            lines[sheet].append(book.line(sheet, values))
    return lines


def _loaded(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    agenda = (
        Item.objects.select_related("department", "rapporteur", "prior__meeting", "carried_from__meeting")
        .prefetch_related("consultations__people", "opinions", "recusals__person", "speeches__person")
        .prefetch_related("votes__person", "concerns", Prefetch("resolution", _resolutions()))
        .order_by("position", "pk")
    )
    called = Attendance.objects.select_related("person").order_by("-member", "position", "person__code")
    return (
        meetings.select_related("institution", "chair", "recorder")
        .prefetch_related(Prefetch("attendances", called), Prefetch("items", agenda))
        .order_by("institution__code", "begins_at", "number")
    )


def _resolutions() -> QuerySet[Resolution]:
    tasks = Task.objects.select_related("institution", "lead_department", "leader").order_by("number")
    return Resolution.objects.prefetch_related(Prefetch("tasks", tasks))


def _loaded_topics(topics: QuerySet[ResearchTopic]) -> QuerySet[ResearchTopic]:
    found = topics.select_related("institution", "leader")
    found = found.prefetch_related("visits", "findings__task__lead_department", "findings__task__leader")
    return found.order_by("institution__code", "year", "pk")


def _of_meeting(meeting: Meeting) -> Iterator[tuple[str, Place]]:
    place = {"机构代码": meeting.institution.code, "会议编号": meeting.number}
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    cancelled = meeting.stage == Meeting.Stage.CANCELLED
    yield (
        book.MEETINGS,
        {
            **place,
            "议事机构": _body(routing, meeting.body),
            "名称": meeting.title,
            "时间": _local(meeting.begins_at),
            "结束时间": _local(meeting.ended_at),
            "地点": meeting.place,
            "主持人工号": meeting.chair,
            "记录人工号": meeting.recorder,
            "通知时间": None if cancelled else _local(meeting.notified_at),
            "传阅会签": meeting.circulated or None,
            "状态": meeting.stage,
            "取消理由": meeting.cancel_reason,
            "纪要文号": meeting.minutes_number,
            "印发日期": meeting.issued_on,
        },
    )
    for called in meeting.attendances.all():
        yield (
            book.ROLL,
            {
                **place,
                "工号": called.person,
                "职务": called.post,
                "应到": called.member,
                "到会情况": called.presence,
                "第几项起到会": called.arrived_before,
                "第几项后离会": called.left_after,
                "签收时间": _local(called.received_at),
            },
        )
    for item in meeting.items.all():
        yield book.ITEMS, {**place, "次序": item.position, **_words(item, routing)}
        yield from _of_item(item, {**place, "议题次序": item.position})


def _words(item: Item, routing: Routing) -> Place:
    tally = item.tally or {}
    return {
        "类别": item.kind,
        "议题": item.title,
        "事项": _matter(routing, item.matter),
        "金额": item.amount,
        "提出科室代码": item.department,
        "汇报人工号": item.rapporteur,
        "汇报要点": item.proposal,
        "备选方案": item.alternatives,
        "依据和数据": item.basis,
        "前一会议的议题": _named(item.prior),
        "顺延自": _named(item.carried_from),
        "临机处置": item.emergency or None,
        "上会理由": item.route_reason,
        "仍上会的理由": item.despite,
        "涉及人员工号": list(item.concerns.all()),
        "结果": item.outcome,
        "议定意见": item.conclusion,
        "赞成票": tally.get("for"),
        "反对票": tally.get("against"),
        "弃权票": tally.get("abstain"),
    }


def _of_item(item: Item, place: Place) -> Iterator[tuple[str, Place]]:
    for talk in item.consultations.all():
        people = list(talk.people.all())
        yield (
            book.TALKS,
            {**place, "日期": talk.on, "参加人工号": people, "意见一致": talk.agreed, "内容": talk.text},
        )
    for opinion in item.opinions.all():
        said = {"类别": opinion.kind, "日期": opinion.on, "出具人": opinion.by, "意见": opinion.verdict}
        yield book.OPINIONS, {**place, **said, "说明": opinion.text}
    for recusal in item.recusals.all():
        yield book.RECUSALS, {**place, "工号": recusal.person, "事由": recusal.reason}
    for position, speech in enumerate(item.speeches.all(), 1):
        yield book.SPEECHES, {**place, "发言次序": position, "工号": speech.person, "要点": speech.text}
    for vote in sorted(item.votes.all(), key=lambda vote: vote.person.code):
        yield book.VOTES, {**place, "工号": vote.person, "表决": vote.choice, "书面意见": vote.written or None}
    resolution: Resolution | None = getattr(item, "resolution", None)
    if resolution is None:
        return
    yield (
        book.RESOLUTIONS,
        {
            **place,
            "决议编号": resolution.number,
            "议定日期": resolution.decided_on,
            "职能": resolution.functions,
            "仍记为决定的理由": resolution.despite,
            "不立项的理由": resolution.no_task_reason,
        },
    )
    for task in resolution.tasks.all():
        yield book.TASKS, {**place, **_task(task)}


def _of_topic(topic: ResearchTopic) -> Iterator[tuple[str, Place]]:
    place = {"机构代码": topic.institution.code, "年度": topic.year, "课题": topic.title}
    told = {"调研成果": topic.report, "成果日期": topic.reported_on}
    yield book.TOPICS, {**place, "牵头领导工号": topic.leader, "状态": topic.stage, **told}
    for visit in topic.visits.all():
        yield book.VISITS, {**place, "日期": visit.on, "地点": visit.place, "了解到的情况": visit.text}
    for finding in topic.findings.all():
        said = {"问题": finding.problem, "措施": finding.measure, "不立项的理由": finding.no_task_reason}
        yield book.FINDINGS, {**place, **said, **(_task(finding.task) if finding.task else {})}


def _task(task: Task) -> Place:
    """The task as it was first given out; how it went on stands in the workbook of tasks."""
    return {
        "事项": task.title,
        "工作条线": task.line,
        "牵头科室代码": task.lead_department,
        "责任领导工号": task.leader,
        "报告周期": task.cycle,
        "立项日期": task.opened_on,
        "时限": task.first_due,
        "督办编号": task.number,
    }


def _body(routing: Routing, code: str) -> Body | str:
    return next((body for body in routing.bodies if body.code == code), code)


def _matter(routing: Routing, code: str) -> Matter | str:
    return next((matter for matter in routing.matters if matter.code == code), code)


def _named(item: Item | None) -> str:
    return book.named(item.meeting.number, item.position) if item is not None and item.meeting else ""


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None


def of_institutions(institutions: Iterable[Any], first: dt.date, last: dt.date) -> tuple[Any, Any]:
    """The meetings and research topics of these institutions in a span of days, to be exported."""
    places = list(institutions)
    meetings = Meeting.objects.filter(institution__in=places, begins_at__date__gte=first, begins_at__date__lte=last)
    topics = ResearchTopic.objects.filter(institution__in=places, year__gte=first.year, year__lte=last.year)
    return meetings, topics
