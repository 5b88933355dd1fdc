"""What the workbook says of each task, beside what stands already."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from linghang.core.workbook import Line, Row
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Department, Institution
from linghang.registers.content import library
from linghang.tasks.exporting import Key, event_of, field_cells, fields_of, key_of, loaded, stored_cells
from linghang.tasks.history import Event, State, replay
from linghang.tasks.models import Dependency, Milestone, Task, TaskEvent
from linghang.tasks.workbook import FIELDS, MILESTONES, RECORDS, TASKS, WAITS

_DIGITS = 6
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class Stored:
    """An event that stands already, with the cells of its line."""

    event: Event
    cells: Line


@dataclass(frozen=True)
class Record:
    """An event that the file tells, and who did it. `row`: its line, or the task's where there are no records."""

    row: Row
    event: Event
    by: str = ""


@dataclass
class Draft:
    """A task of the file. `row`: its line; `task`: as it stands, None for a new one.

    `fields`: what the line says of it, for the columns that the file has; `milestones` and `waits` None where the file
    is silent. `fresh`: the records that do not stand yet, `done`: those of them that could happen, completed. `before`
    and `state`: without and with them. `made`: the new task. `broken`: a
    fault was found, what follows from it is not worth telling.
    """

    key: Key
    institution: Institution
    row: Row | None = None
    task: Task | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    milestones: dict[int, tuple[str, dt.date]] | None = None
    waits: list[Key] | None = None
    stored: list[Stored] = field(default_factory=list)
    kept_milestones: dict[int, tuple[str, dt.date]] = field(default_factory=dict)
    kept_waits: list[Key] = field(default_factory=list)
    fresh: list[Record] = field(default_factory=list)
    done: list[Record] = field(default_factory=list)
    state: State = field(default_factory=State)
    before: State = field(default_factory=State)
    broken: bool = False
    made: Task | None = None

    @property
    def home(self) -> str:
        return self.key[0]

    @property
    def titles(self) -> dict[int, str]:
        """The milestones by position."""
        rows = self.kept_milestones if self.milestones is None else self.milestones
        return {position: title for position, (title, _) in rows.items()}

    @property
    def before_it(self) -> list[Key]:
        """The tasks it waits for."""
        return self.kept_waits if self.waits is None else self.waits

    @property
    def parent(self) -> Key | None:
        if "parent" in self.fields:
            return self.fields["parent"]
        return key_of(self.task.parent) if self.task and self.task.parent else None

    @property
    def other_lead(self) -> bool:
        """Whether the line names another leading department than the records, without or with the new ones."""
        lead = self.fields.get("lead_department")
        known = (self.before.department, self.state.department) if self.task else (self.state.department,)
        return "lead_department" in self.fields and (lead.code if lead else "") not in known

    @property
    def replanned(self) -> bool:
        """Whether the file names other milestones or prerequisites than stand."""
        return (self.milestones is not None and self.milestones != self.kept_milestones) or (
            self.waits is not None and set(self.waits) != set(self.kept_waits)
        )

    @property
    def changed(self) -> list[str]:
        """The fields in which the line differs from what stands, other than the leading department."""
        if self.task is None or self.row is None:
            return []
        now = field_cells(fields_of(self.task), self.home)
        said = field_cells(self.fields, self.home)
        named = {column: name for column, name in FIELDS.items() if name in self.fields and name != "lead_department"}
        return [name for column, name in named.items() if said.get(column) != now.get(column)]


Drafts = dict[Key, Draft]


def read_drafts(reading: Reading, rows: dict[str, list[Row]]) -> Drafts:
    """Every task that the file names, with its line, milestones and prerequisites."""
    standing = _standing(rows)
    drafts: Drafts = {}
    for row in rows[TASKS]:
        if reading.required(row) and (institution := reading.institution(row)) is not None:
            key = (institution.code, row.text("督办编号"))
            draft = drafts[key] = standing.get(key) or Draft(key, institution)
            draft.row, draft.fields = row, _fields(reading, row, institution)
            draft.broken = not reading.sound(row)
    refused = {(row.text("机构代码"), row.text("督办编号")) for row in rows[TASKS]} - set(drafts)
    for sheet in (MILESTONES, WAITS, RECORDS):
        for row in rows[sheet]:
            key = (row.text("机构代码"), row.text("督办编号"))
            if key not in drafts and key in standing:
                drafts[key] = standing[key]
            elif key not in drafts and key not in refused and reading.required(row):
                reading.fault(row, "督办编号", "没有这项任务", "请先在“任务”表中写上它，或改正编号")
    _each(reading, rows[MILESTONES], drafts, _read_milestone)
    _each(reading, rows[WAITS], drafts, _read_wait)
    return drafts


def _standing(rows: dict[str, list[Row]]) -> Drafts:
    """The tasks of the file that stand already, held until the transaction ends."""
    wanted = {(row.text("机构代码"), row.text("督办编号")) for sheet in rows.values() for row in sheet}
    places, numbers = {place for place, _ in wanted}, {number for _, number in wanted}
    here = Task.objects.filter(institution__code__in=places)
    found = {task.pk: task for task in loaded(here.select_for_update(of=("self",))) if task.number in numbers}
    found = {pk: task for pk, task in found.items() if key_of(task) in wanted}
    drafts = {pk: Draft(key_of(task), task.institution, task=task) for pk, task in found.items()}
    stored = TaskEvent.objects.filter(task__in=found).select_related("department", "actor").order_by("position")
    for each in stored:
        drafts[each.task_id].stored.append(Stored(event_of(each), stored_cells(each)))
    for mark in Milestone.objects.filter(task__in=found):
        drafts[mark.task_id].kept_milestones[mark.position] = mark.title, mark.due
    for link in Dependency.objects.filter(task__in=found).select_related("before__institution"):
        drafts[link.task_id].kept_waits.append(key_of(link.before))
    for draft in drafts.values():
        draft.before = draft.state = replay(each.event for each in draft.stored)
    return {draft.key: draft for draft in drafts.values()}


def _each(reading: Reading, rows: Iterable[Row], drafts: Drafts, read: Callable[[Reading, Row, Draft], None]) -> None:
    for row in rows:
        draft = drafts.get((row.text("机构代码"), row.text("督办编号")))
        if draft is not None and reading.required(row):
            read(reading, row, draft)
            draft.broken = draft.broken or not reading.sound(row)


def _read_milestone(reading: Reading, row: Row, draft: Draft) -> None:
    position, due = _whole(reading, row, "次序"), reading.date(row, "时限")
    title = reading.texts(row, Milestone, {"节点": "title"})["title"]
    draft.milestones = draft.milestones or {}
    if position and due:
        if title in [each for each, _ in draft.milestones.values()]:
            reading.fault(row, "节点", "节点重名", "请改成不同的名称")
        draft.milestones[position] = title, due


def _read_wait(reading: Reading, row: Row, draft: Draft) -> None:
    draft.waits = [*(draft.waits or []), other_task(row.text("前置任务"), draft.home)]


def other_task(text: str, home: str) -> Key:
    """`2023-0005` or `renmin/2023-0005`."""
    place, slash, number = text.partition("/")
    return (place, number) if slash else (home, text)


def parts(text: str) -> list[str]:
    """Several things in one cell."""
    return [each for each in _BETWEEN.split(text) if each]


# The line of a task

_TEXTS = {
    column: name
    for column, name in FIELDS.items()
    if name in ("title", "requirement", "line", "source_ref", "quote", "indicator", "goal_comparator")
}
_CHOICES: dict[str, tuple[str, Any, str]] = {
    "来源": ("source", Task.Source.choices, ""),
    "紧急程度": ("priority", Task.Priority.choices, "normal"),
    "报告周期": ("cycle", Task.Cycle.choices, "none"),
}


def _fields(reading: Reading, row: Row, institution: Institution) -> dict[str, Any]:
    """What the line says, for the columns that are there."""
    found: dict[str, Any] = reading.texts(row, Task, {c: name for c, name in _TEXTS.items() if c in row.cells})
    for column, (name, choices, usual) in _CHOICES.items():
        if column in row.cells:
            found[name] = reading.choice(row, column, choices) if row.text(column) else usual
    for column, read in _READERS.items():
        if column in row.cells:
            found[FIELDS[column]] = read(reading, row, column, institution) if row.text(column) else None
    found["departments"] = found.get("departments") or []
    found["programmes"] = found.get("programmes") or []
    for column, name in (("协办科室代码", "departments"), ("服务的工程", "programmes")):
        if column not in row.cells:
            del found[name]
    if found.get("goal_months", 0) is None:
        found["goal_months"] = 0
    return found


def _whole(reading: Reading, row: Row, column: str, institution: Institution | None = None) -> int | None:
    text = row.text(column)
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        reading.fault(row, column, "不是整数", "请写 0 以上的整数")
        return None
    return int(text)


def _decimal(reading: Reading, row: Row, column: str, institution: Institution) -> Decimal | None:
    try:
        value = Decimal(row.text(column))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        reading.fault(row, column, "不是数", "请写数，90% 填 0.9")
        return None
    return value


def _departments(reading: Reading, row: Row, column: str, institution: Institution) -> list[Department]:
    """Joined departments; of several of the same code the latest."""
    found = []
    for code in parts(row.text(column)):
        rows = reading.departments.get((institution.pk, code), [])
        if rows:
            found.append(max(rows, key=lambda each: each.valid_from or dt.date.min))
        else:
            reading.fault(row, column, f"这个机构没有科室“{code}”", "请先在“组织机构”中建立，或改正代码")
    return found


def _programmes(reading: Reading, row: Row, column: str, institution: Institution) -> list[tuple[str, str]]:
    found = [(code, component) for code, _, component in (each.partition("/") for each in parts(row.text(column)))]
    content = library()
    for code, _ in found:
        if not content.has("programmes", code):
            reading.fault(row, column, f"没有工程“{code}”", "请写工程页面上的代码")
    return found


def _lead(reading: Reading, row: Row, column: str, institution: Institution) -> Department | None:
    found = _departments(reading, row, column, institution)
    return found[0] if found else None


_READERS: dict[str, Callable[[Reading, Row, str, Institution], Any]] = {
    "上级任务": lambda reading, row, column, home: other_task(row.text(column), home.code),
    "交办机构代码": lambda reading, row, column, home: reading.institution(row, column),
    "牵头科室代码": _lead,
    "协办科室代码": _departments,
    "共担党组织代码": lambda reading, row, column, home: reading.party(row, column),
    "责任领导工号": lambda reading, row, column, home: reading.person(row, column),
    "承办人工号": lambda reading, row, column, home: reading.person(row, column),
    "提前提醒天数": _whole,
    "服务的工程": _programmes,
    "达标值": _decimal,
    "持续月数": _whole,
}
