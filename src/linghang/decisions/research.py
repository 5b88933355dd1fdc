"""Research topics of leaders (调研): visits to the front line, the problems found, and the tasks they become.

Each leader has at least one topic a year.
"""

import datetime as dt
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.decisions.meetings.guard import fitting
from linghang.decisions.models import FieldVisit, Finding, ResearchTopic
from linghang.decisions.revisions import hold
from linghang.decisions.traces import of_topic
from linghang.organization import as_of
from linghang.organization.access import User
from linghang.organization.models import Institution, Person
from linghang.tasks import store
from linghang.tasks.models import Task

Stage = ResearchTopic.Stage


@transaction.atomic
def open_topic(institution: Institution, *, year: int, title: str, leader: Person, actor: User | None) -> ResearchTopic:
    """A leader chooses a topic for a year."""
    if not title.strip():
        raise refuse("没有写课题名称", "请写明调研什么", field="课题")
    if ResearchTopic.objects.filter(institution=institution, year=year, title=title.strip()).exists():
        raise refuse(f"{year}年已有这个课题", "请改名称，或打开原课题", field="课题", value=title)
    return ResearchTopic.objects.create(institution=institution, year=year, title=title.strip(), leader=leader)


@transaction.atomic
def record_visit(topic: ResearchTopic, *, on: dt.date, place: str, text: str = "", actor: User | None) -> FieldVisit:
    """A visit to the front line."""
    _expect(topic, Stage.CHOSEN, Stage.FIELD, deed="登记实地调研")
    if not place.strip():
        raise refuse("没有写地点", "请写明去了哪里", field="地点")
    if topic.stage == Stage.CHOSEN:
        _to(topic, Stage.FIELD)
    of_topic(topic, "登记实地调研", actor)
    return FieldVisit.objects.create(topic=topic, on=on, place=place.strip(), text=text.strip())


@transaction.atomic
def record_finding(topic: ResearchTopic, *, problem: str, measure: str = "", actor: User | None) -> Finding:
    """A problem found and what is to be done."""
    _expect(topic, Stage.CHOSEN, Stage.FIELD, Stage.REPORTED, deed="登记问题")
    if not problem.strip():
        raise refuse("没有写问题", "请写明发现了什么问题", field="问题")
    of_topic(topic, "登记调研问题", actor)
    return Finding.objects.create(topic=topic, problem=problem.strip(), measure=measure.strip())


@transaction.atomic
def report(topic: ResearchTopic, text: str, *, on: dt.date | None = None, actor: User | None) -> ResearchTopic:
    """The result of the research; it takes at least one visit."""
    _expect(topic, Stage.FIELD, deed="提交调研成果")
    if not text.strip():
        raise refuse("没有写调研成果", "请写明结论和建议", field="调研成果")
    topic.report, topic.reported_on = text.strip(), on or timezone.localdate()
    topic.save(update_fields=["report", "reported_on"])
    of_topic(topic, "提交调研成果", actor)
    return _to(topic, Stage.REPORTED)


@transaction.atomic
def make_task(
    finding: Finding,
    *,
    actor: User | None,
    on: dt.date | None = None,
    title: str = "",
    quote: str | None = None,
    due: dt.date | None = None,
    **fields: Any,
) -> Task:
    """A finding becomes a supervised task; with `due` it is given out at once. `quote`: what the house reads there of
    the finding, the problem unless given."""
    hold(finding)
    if finding.task is not None:
        raise refuse("这个问题已经立项", "请打开原任务", field="问题", value=finding.task.number)
    day = on or timezone.localdate()
    task = store.open_task(
        finding.topic.institution,
        title=(title.strip() or finding.measure or finding.problem)[:200],
        source="research",
        source_ref=f"finding:{finding.pk}",
        quote=finding.problem if quote is None else quote.strip(),
        on=day,
        actor=actor,
        **fields,
    )
    if due is not None:
        store.record(task, "assign", on=day, actor=actor, data={"due": due.isoformat()})
    finding.task, finding.no_task_reason = task, ""
    finding.save(update_fields=["task", "no_task_reason"])
    return task


@transaction.atomic
def give_no_task(finding: Finding, reason: str, *, actor: User | None) -> Finding:
    """Say why a finding needs no task."""
    hold(finding)
    if finding.task is not None:
        raise refuse("这个问题已经立项", "不用再写理由", field="问题", value=finding.task.number)
    if not reason.strip():
        raise refuse("没有写理由", "请写明为什么不立项", field="不立项的理由")
    finding.no_task_reason = fitting(reason, Finding, "no_task_reason")
    of_topic(finding.topic, "写明调研问题不立项的理由", actor)
    finding.save(update_fields=["no_task_reason"])
    return finding


def close(topic: ResearchTopic, *, actor: User | None) -> ResearchTopic:
    """The research has become work: every finding has its task or a reason why not."""
    _expect(topic, Stage.REPORTED, deed="办结课题")
    waiting = topic.findings.filter(task=None, no_task_reason="").count()
    if waiting:
        raise refuse(f"还有{waiting}个问题没有立项，也没有写理由", "请逐个立项或写明理由", subject=topic.title)
    return _to(topic, Stage.CLOSED)


def leaders(institution: Institution, day: dt.date) -> list[Person]:
    """Those who sit in the Party committee or the president's meeting on that day, in order of rank."""
    kinds = frozenset().union(*as_of.SEATS.values())
    return list({each.person.pk: each.person for each in as_of.holders(institution, day, kinds=kinds)}.values())


def leaders_without_topic(institution: Institution, year: int, *, today: dt.date | None = None) -> list[Person]:
    """Leaders (at the end of the year, or today while it lasts) who have no topic that year."""
    day = min(dt.date(year, 12, 31), max(today or timezone.localdate(), dt.date(year, 1, 1)))
    having = set(ResearchTopic.objects.filter(institution=institution, year=year).values_list("leader", flat=True))
    return [person for person in leaders(institution, day) if person.pk not in having]


def conversion(institution: Institution, year: int) -> Fraction | None:
    """The share of the year's findings that became tasks; None without findings."""
    found = Finding.objects.filter(topic__institution=institution, topic__year=year)
    total = found.count()
    return Fraction(found.exclude(task=None).count(), total) if total else None


def _expect(topic: ResearchTopic, *stages: object, deed: str) -> None:
    if topic.stage not in stages:
        raise refuse(f"课题{topic.get_stage_display()}，不能{deed}", "请核对课题的进展", subject=topic.title)


def _to(topic: ResearchTopic, stage: object) -> ResearchTopic:
    topic.stage = stage
    topic.save(update_fields=["stage"])
    return topic
