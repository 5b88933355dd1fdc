"""What stands already: a meeting is history, so the file may repeat it and may not tell it otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone

from linghang.core.workbook import Line
from linghang.decisions import workbook as book
from linghang.decisions.exporting import read_lines
from linghang.decisions.importing.drafts import Drafts, Key, MeetingDraft, TopicDraft, Written
from linghang.decisions.models import Meeting, ResearchTopic
from linghang.organization.importing.reading import Reading

_OF_TASKS = frozenset(book.SHEETS[book.TASKS]) - frozenset(book.KEYS[book.RESOLUTIONS])
"""Columns that tell how a task began; it went on since, so they are not compared."""


def compare(reading: Reading, drafts: Drafts) -> set[Key]:
    """Which meetings and topics of the file stand already; a row that tells one of them otherwise is a fault."""
    told: list[MeetingDraft | TopicDraft] = [*drafts.meetings, *drafts.topics]
    numbers = [draft.key[1] for draft in drafts.meetings]
    places = {draft.institution.pk for draft in told}
    meetings = Meeting.objects.filter(institution__in=places, number__in=numbers)
    titles = [draft.key[2] for draft in drafts.topics]
    topics = ResearchTopic.objects.filter(institution__in=places, title__in=titles)
    lines = read_lines(meetings, topics)
    known = {sheet: {_key(sheet, line): line for line in found} for sheet, found in lines.items()}
    standing: set[Key] = set()
    for draft in told:
        if draft.key in known[draft.written.row.sheet]:
            standing.add(draft.key)
            for written in _rows(draft):
                _compare(reading, written, known, lines[book.TASKS])
    return standing


def _rows(draft: MeetingDraft | TopicDraft) -> Iterator[Written]:
    yield draft.written
    if isinstance(draft, TopicDraft):
        yield from (*draft.visits, *draft.findings)
        return
    yield from draft.roll
    for item in draft.items.values():
        yield item.written
        for rows in item.rows.values():
            yield from rows


def _key(sheet: str, line: Mapping[str, Any]) -> Key:
    return tuple(str(line.get(column) or "") for column in book.KEYS[sheet])


def _compare(
    reading: Reading, written: Written, known: Mapping[str, Mapping[Key, Line]], tasks: Iterable[Line]
) -> None:
    row, said = written.row, book.line(written.row.sheet, _local(written))
    if row.sheet == book.TASKS:
        if not any(_is_of(said, task) for task in tasks):
            reading.fault(row, "督办编号", "这项决议没有这样一项任务", "会议已在系统里，请在决议页面立项")
        return
    stands = known[row.sheet].get(_key(row.sheet, said))
    if stands is None:
        column = book.KEYS[row.sheet][-1]
        reading.fault(row, column, "会议或课题已在系统里，没有这一行", "请在系统的页面上更正，或删去这一行")
        return
    for column, value in said.items():
        if _unsaid(stands.get(column)) != _unsaid(value) and not (row.sheet == book.FINDINGS and column in _OF_TASKS):
            now = stands.get(column)
            text = "空" if now is None else now
            reading.fault(row, column, f"与系统里的不同：系统里是“{text}”", "请在系统的页面上更正，或把这一格改成一致")


def _unsaid(value: Any) -> Any:
    """Yes-or-no columns that apply seldom are left empty for no."""
    return None if value == "否" else value


def _is_of(said: Line, task: Line) -> bool:
    """By its number; a row that has none yet by its words."""
    if any(str(said[column]) != str(task[column]) for column in book.KEYS[book.RESOLUTIONS]):
        return False
    return said["督办编号"] == task["督办编号"] if "督办编号" in said else said.get("事项") in (None, task["事项"])


def _local(written: Written) -> dict[str, Any]:
    return {
        column: timezone.localtime(value).replace(tzinfo=None) if column in book.TIMES and value else value
        for column, value in written.cells.items()
    }
