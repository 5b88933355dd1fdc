"""The rows of the workbook as what they mean, gathered by meeting and item, by topic."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils import timezone

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.decisions import workbook as book
from linghang.decisions.catalogue import routing_of
from linghang.decisions.models import (
    Attendance,
    Consultation,
    FieldVisit,
    Finding,
    Item,
    Meeting,
    Opinion,
    Recusal,
    ResearchTopic,
    Resolution,
    Speech,
)
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution
from linghang.packs.routing import PARTY_FUNCTIONS, Routing
from linghang.tasks.models import Task

Key = tuple[str, ...]
_LONGEST_NUMBER = 6
_TASK_TEXTS: dict[str, str] = {"工作条线": "line", "督办编号": "number"}
_TEXTS: Mapping[str, list[tuple[type[models.Model], dict[str, str]]]] = {
    book.MEETINGS: [
        (
            Meeting,
            {
                "会议编号": "number",
                "名称": "title",
                "地点": "place",
                "取消理由": "cancel_reason",
                "纪要文号": "minutes_number",
            },
        )
    ],
    book.ROLL: [(Attendance, {"职务": "post"})],
    book.ITEMS: [(Item, {"议题": "title", "上会理由": "route_reason", "仍上会的理由": "despite"})],
    book.TALKS: [(Consultation, {"内容": "text"})],
    book.OPINIONS: [(Opinion, {"出具人": "by", "说明": "text"})],
    book.RECUSALS: [(Recusal, {"事由": "reason"})],
    book.SPEECHES: [(Speech, {"要点": "text"})],
    book.RESOLUTIONS: [
        (Resolution, {"决议编号": "number", "仍记为决定的理由": "despite", "不立项的理由": "no_task_reason"})
    ],
    book.TASKS: [(Task, {"事项": "title", **_TASK_TEXTS})],
    book.TOPICS: [(ResearchTopic, {"课题": "title"})],
    book.VISITS: [(FieldVisit, {"地点": "place"})],
    book.FINDINGS: [(Finding, {"不立项的理由": "no_task_reason"}), (Task, {"事项": "title", **_TASK_TEXTS})],
}
"""Texts that may not be longer than their field."""


@dataclass
class Written:
    """A row and its cells as what they mean: people, departments, days, codes of choices; text otherwise."""

    row: Row
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)


@dataclass
class ItemDraft:
    """An item of an agenda; `rows`: what the other sheets say of it."""

    written: Written
    rows: dict[str, list[Written]] = field(default_factory=dict)

    def of(self, sheet: str) -> list[Written]:
        return self.rows.get(sheet, [])


@dataclass
class MeetingDraft:
    """A meeting; items in the order of its agenda."""

    key: Key
    institution: Institution
    written: Written
    day: dt.date
    routing: Routing
    roll: list[Written] = field(default_factory=list)
    items: dict[int, ItemDraft] = field(default_factory=dict)


@dataclass
class TopicDraft:
    key: Key
    institution: Institution
    written: Written
    visits: list[Written] = field(default_factory=list)
    findings: list[Written] = field(default_factory=list)


@dataclass
class Drafts:
    """`meetings` in order of time."""

    meetings: list[MeetingDraft]
    topics: list[TopicDraft]


def read_drafts(reading: Reading, rows: Mapping[str, list[Row]]) -> Drafts:
    """Everything in the file; what cannot be read or belongs to nothing is a fault of its row."""
    meetings = _meetings(reading, rows[book.MEETINGS])
    for row in rows[book.ROLL]:
        if (draft := _found(reading, row, meetings, book.MEETINGS)) is not None:
            draft.roll.append(_read(reading, row, draft.institution, draft.day))
    for row in rows[book.ITEMS]:
        if (draft := _found(reading, row, meetings, book.MEETINGS)) is not None:
            written = _read(reading, row, draft.institution, draft.day, draft.routing)
            draft.items[written["次序"] or 0] = ItemDraft(written)
    for draft in meetings.values():
        _refuse_gaps(reading, draft)
    for sheet in book.SHEETS:
        if "议题次序" in book.SHEETS[sheet]:
            _add_to_items(reading, rows[sheet], meetings)
    return Drafts(sorted(meetings.values(), key=_time), _topics(reading, rows))


def _time(draft: MeetingDraft) -> tuple[dt.datetime, str]:
    return draft.written["时间"], draft.key[1]


def _meetings(reading: Reading, rows: list[Row]) -> dict[Key, MeetingDraft]:
    found: dict[Key, MeetingDraft] = {}
    for row in rows:
        institution = reading.institution(row) if reading.required(row) else None
        begins = _moment(reading, row, "时间") if institution else None
        if institution is None or begins is None:
            continue
        day = timezone.localdate(begins)
        try:
            routing = routing_of(institution, day)
        except InputError as error:
            reading.fault(row, "时间", error.faults[0].reason, error.faults[0].remedy)
            continue
        key = (institution.code, row.text("会议编号"))
        found[key] = MeetingDraft(key, institution, _read(reading, row, institution, day, routing), day, routing)
    return found


def _found(reading: Reading, row: Row, known: Mapping[Key, Any], sheet: str) -> Any:
    """What the row belongs to; not blamed again when that row itself is at fault."""
    if not reading.required(row):
        return None
    key = tuple(row.text(column) for column in book.KEYS[sheet])
    if key not in known and (sheet, key[0]) not in reading.spoilt:
        reading.fault(row, book.KEYS[sheet][-1], f"“{sheet}”表里没有", f"请先在“{sheet}”表写上，或改正这一列")
    return known.get(key)


def _add_to_items(reading: Reading, rows: list[Row], meetings: Mapping[Key, MeetingDraft]) -> None:
    for row in rows:
        draft = _found(reading, row, meetings, book.MEETINGS)
        if draft is None:
            continue
        written = _read(reading, row, draft.institution, draft.day, draft.routing)
        item = draft.items.get(written["议题次序"])
        if item is None:
            reading.fault(row, "议题次序", "这次会议没有这个议题", "请在“议题”表写上，或改正次序")
        else:
            item.rows.setdefault(row.sheet, []).append(written)


def _refuse_gaps(reading: Reading, draft: MeetingDraft) -> None:
    """Other sheets and other meetings name an item by its place, so places must be certain."""
    for position, number in enumerate(sorted(draft.items), 1):
        if number != position and reading.sound(draft.items[number].written.row):
            reading.fault(draft.items[number].written.row, "次序", "次序没有连着", "请从 1 起连续编号")
            return


def _topics(reading: Reading, rows: Mapping[str, list[Row]]) -> list[TopicDraft]:
    found: dict[Key, TopicDraft] = {}
    for row in rows[book.TOPICS]:
        institution = reading.institution(row) if reading.required(row) else None
        if institution is not None:
            written = _read(reading, row, institution, None)
            key = tuple(row.text(column) for column in book.KEYS[book.TOPICS])
            found[key] = TopicDraft(key, institution, written)
    for sheet in (book.VISITS, book.FINDINGS):
        for row in rows[sheet]:
            topic = _found(reading, row, found, book.TOPICS)
            if topic is not None:
                written = _read(reading, row, topic.institution, topic.written["成果日期"])
                (topic.visits if sheet == book.VISITS else topic.findings).append(written)
    return list(found.values())


def _read(
    reading: Reading, row: Row, institution: Institution, day: dt.date | None, routing: Routing | None = None
) -> Written:
    """`day`: on which departments are looked up, unless the row names one of its own."""
    for model, columns in _TEXTS.get(row.sheet, ()):
        reading.texts(row, model, columns)
    cells: dict[str, Any] = {}
    for column in book.SHEETS[row.sheet]:
        if row.text(column):
            cells[column] = _meaning(reading, row, column, institution, day, routing)
    return Written(row, cells)


def _meaning(
    reading: Reading, row: Row, column: str, institution: Institution, day: dt.date | None, routing: Routing | None
) -> Any:
    if (titles := book.titles_of(row.sheet, column)) is not None:
        return reading.choice(row, column, titles.items())
    if column in book.FLAGS:
        return reading.choice(row, column, (("yes", "是"), ("", "否"))) == "yes"
    if column in book.DATES:
        return reading.date(row, column)
    if column in book.TIMES:
        return _moment(reading, row, column)
    if column in book.NUMBERS:
        return _number(reading, row, column)
    if column in book.PERSONS:
        return reading.person(row, column)
    if column in book.PEOPLE:
        return _people(reading, row, column)
    if column in book.DEPARTMENTS:
        return reading.department(row, institution, reading.date(row, "立项日期") or day, column)
    if column == book.AMOUNT:
        return _amount(reading, row)
    if column == book.FUNCTIONS:
        return [_function(reading, row, column, each) for each in _parts(row.text(column))]
    if routing is not None and column == book.BODY:
        return _listed(reading, row, column, routing.bodies)
    if routing is not None and row.sheet == book.ITEMS and column == book.MATTER:
        return _listed(reading, row, column, routing.matters)
    return row.text(column)


def _function(reading: Reading, row: Row, column: str, text: str) -> str:
    """The code of one of the five functions."""
    codes = {title: code for code, title in PARTY_FUNCTIONS.items()}
    if text not in codes:
        reading.fault(row, column, f"没有“{text}”这项职能", f"可填：{'、'.join(codes)}")
    return codes.get(text, "")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", "、").replace("，", "、").split("、") if part.strip()]


def _moment(reading: Reading, row: Row, column: str) -> dt.datetime | None:
    """A time of the day in local time; a day alone is its beginning."""
    value = row.cells.get(column, "")
    try:
        found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value).strip())
    except ValueError:
        reading.fault(row, column, "不是日期和时间", "请写成 2023-05-17 15:00 的形式")
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _number(reading: Reading, row: Row, column: str) -> int | None:
    text = row.text(column)
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        reading.fault(row, column, "不是整数", "请写 0 或大于 0 的整数")
        return None
    return int(text)


def _amount(reading: Reading, row: Row) -> Decimal | None:
    try:
        found = Decimal(row.text(book.AMOUNT).replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0 or found >= Decimal(10) ** 16:
        reading.fault(row, book.AMOUNT, "不是金额", "请写大于 0 的元数，如 1200000")
        return None
    return found.quantize(Decimal("0.01"))


def _people(reading: Reading, row: Row, column: str) -> list[Any]:
    found = []
    for code in _parts(row.text(column)):
        if code in reading.people:
            found.append(reading.people[code])
        else:
            reading.fault(row, column, f"没有工号为“{code}”的人员", "请先在“组织机构”中建立，或改正工号")
    return found


def _listed(reading: Reading, row: Row, column: str, listed: Any) -> Any:
    """A body or matter of the catalogue, by title or code."""
    text = row.text(column)
    for each in listed:
        if text in (each.title, each.code):
            return each
    known = "、".join(each.title for each in listed)
    reading.fault(row, column, "议事清单里没有", f"可填：{known}")
    return None
