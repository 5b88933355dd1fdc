"""A research topic of the file, from choosing it to its findings becoming work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions import research as desk
from linghang.decisions import workbook as book
from linghang.decisions.importing.drafts import TopicDraft, Written
from linghang.decisions.importing.giving import give_task
from linghang.decisions.models import Finding, ResearchTopic
from linghang.organization.importing.reading import Reading

_REPORTED = (ResearchTopic.Stage.REPORTED, ResearchTopic.Stage.CLOSED)


def research(reading: Reading, draft: TopicDraft, actor: Any) -> int:
    """Bring in one topic and say how many tasks its findings became. Faults are noted with their rows."""
    written = draft.written
    with _told(reading, written, "课题"):
        _check(draft)
        topic = desk.open_topic(
            draft.institution, year=written["年度"], title=written["课题"], leader=written["牵头领导工号"], actor=actor
        )
        for row in draft.visits:
            with _told(reading, row, "地点"):
                desk.record_visit(topic, on=row["日期"], place=row["地点"], text=row["了解到的情况"] or "", actor=actor)
        found = [
            (row, desk.record_finding(topic, problem=row["问题"], measure=row["措施"] or "", actor=actor))
            for row in draft.findings
        ]
        if written["状态"] in _REPORTED:
            desk.report(topic, written["调研成果"] or "", on=written["成果日期"], actor=actor)
        tasks = sum(_settle(reading, draft, row, finding, actor) for row, finding in found)
        if written["状态"] == ResearchTopic.Stage.CLOSED:
            desk.close(topic, actor=actor)
        return tasks
    return 0


def _settle(reading: Reading, draft: TopicDraft, row: Written, finding: Finding, actor: Any) -> int:
    """A finding with a number, a deadline or a department became a task; another one says why not, or waits."""
    with _told(reading, row, "问题"):
        if row["督办编号"] or row["时限"] or row["牵头科室代码"]:
            task = give_task(row, draft.institution, draft.written["成果日期"], desk.make_task, finding, actor)
            if finding.task != task:
                finding.task = task
                finding.save(update_fields=["task"])
            return 1
        if row["不立项的理由"]:
            desk.give_no_task(finding, row["不立项的理由"], actor=actor)
    return 0


def _check(draft: TopicDraft) -> None:
    stage = draft.written["状态"]
    if stage in _REPORTED and draft.written["成果日期"] is None:
        raise refuse(f"课题{book.TOPIC_STAGES[stage]}，这一列没有填写", "请补填，或改正状态", field="成果日期")
    if stage == ResearchTopic.Stage.FIELD and not draft.visits:
        raise refuse("课题调研中，没有实地调研", "请在“实地调研”表写上，或改正状态", field="状态")
    if stage == ResearchTopic.Stage.CHOSEN and draft.visits:
        raise refuse("已有实地调研，课题不会还在选题", "请改正状态", field="状态")


@contextmanager
def _told(reading: Reading, written: Written, column: str) -> Iterator[None]:
    """What a function refuses becomes a fault of the row; the file is refused then, so going on does no harm."""
    try:
        yield
    except InputError as error:
        row = written.row
        for fault in error.faults:
            at = fault.field if fault.field in book.SHEETS[row.sheet] else column
            value = fault.value or row.text(at)
            reading.faults.append(Fault(reading.file, row.number, row.sheet, at, value, fault.reason, fault.remedy))
