"""The new records of all tasks, taken in the order in which they happened; what could not have happened is refused.

The rules are those of `flow.check`, asked in memory: a task waits for its sub-tasks and prerequisites as they stood
on that day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from linghang.core.errors import Fault, InputError
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Department, Institution
from linghang.tasks import flow
from linghang.tasks.exporting import Key, key_of
from linghang.tasks.history import Event, State, follow
from linghang.tasks.importing.drafts import Draft, Drafts, Record
from linghang.tasks.models import Task
from linghang.tasks.workbook import COMPUTED, TASKS, WHOLE

_ENDED = ("closed", "withdrawn")
_OF_A_PAGE = "刷新页面"
"""What the flow advises to people at a page; a file needs other advice."""
_DEPENDS = frozenset({"ask_close", "close"})
"""Steps that look at other tasks."""


@dataclass(frozen=True)
class Outside:
    """Tasks that the file does not name but its tasks hang on. `open_children`: open sub-tasks by parent."""

    tasks: Mapping[Key, Task]
    open_children: Mapping[Key, tuple[str, ...]]

    @classmethod
    def of(cls, drafts: Drafts) -> "Outside":
        """What stands around the tasks of the file."""
        named = {
            key for draft in drafts.values() for key in (*draft.before_it, *([draft.parent] if draft.parent else []))
        }
        missing = named - set(drafts)
        places, numbers = {place for place, _ in missing}, {number for _, number in missing}
        found = Task.objects.filter(institution__code__in=places, number__in=numbers).select_related("institution")
        tasks = {key_of(task): task for task in found if key_of(task) in missing}
        return cls(tasks, _open_children(drafts))

    def open(self, key: Key) -> bool:
        return key in self.tasks and self.tasks[key].stage not in _ENDED


def _open_children(drafts: Drafts) -> dict[Key, tuple[str, ...]]:
    standing = {draft.task.pk: draft.key for draft in drafts.values() if draft.task is not None}
    found: dict[Key, tuple[str, ...]] = {}
    children = Task.objects.filter(parent__in=standing).exclude(stage__in=_ENDED).select_related("institution")
    for child in children:
        if key_of(child) not in drafts and child.parent_id is not None:
            key = standing[child.parent_id]
            found[key] = (*found.get(key, ()), str(child))
    return found


def replay_all(reading: Reading, drafts: Drafts, today: dt.date, *, by_hand: bool = False) -> Outside:
    """Bring every draft to the state after its new records. Faults name the line that could not have happened.

    `by_hand`: what is new of a standing task is written down by a person today, and judged like that (`flow.check`).
    """
    outside = Outside.of(drafts)
    ranks = _ranks(reading, drafts, outside)
    walk = _Walk(reading, drafts, outside, today, _children(drafts), by_hand)
    for draft, record in _in_order(drafts, ranks):
        if not draft.broken:
            walk.take(draft, record)
    for draft in drafts.values():
        if draft.row is not None and not draft.broken:
            _compare(reading, draft)
    return outside


def _children(drafts: Drafts) -> dict[Key, list[Draft]]:
    found: dict[Key, list[Draft]] = {}
    for draft in drafts.values():
        if draft.parent is not None:
            found.setdefault(draft.parent, []).append(draft)
    return found


def _ranks(reading: Reading, drafts: Drafts, outside: Outside) -> dict[Key, int]:
    """What must be closed first has the lower rank; it decides on one and the same day."""
    sorter: TopologicalSorter[Key] = TopologicalSorter()
    for draft in drafts.values():
        sorter.add(draft.key, *draft.before_it)
        if draft.parent is not None:
            sorter.add(draft.parent, draft.key)
        for column, key in (("上级任务", draft.parent), *(("前置任务", each) for each in draft.before_it)):
            if key is not None and key not in drafts and key not in outside.tasks:
                _blame(reading, draft, column, "/".join(key), "没有这项任务", "请先在“任务”表中写上它，或改正编号")
    try:
        return {key: rank for rank, key in enumerate(sorter.static_order())}
    except CycleError as error:
        circle = [key for key in error.args[1] if key in drafts]
        names = " → ".join(number for _, number in error.args[1])
        _blame(reading, drafts[circle[0]], "前置任务", names, "几项任务互相等待", "请检查上级任务和前置任务")
        for key in circle:
            drafts[key].broken = True
        return {}


def _blame(reading: Reading, draft: Draft, column: str, value: str, reason: str, remedy: str) -> None:
    line, sheet = (draft.row.number, draft.row.sheet) if draft.row else (0, TASKS)
    subject = column if draft.row else f"{draft.key[1]} {column}"
    reading.faults.append(Fault(reading.file, line, sheet, subject, value, reason, remedy))
    draft.broken = True


def _in_order(drafts: Drafts, ranks: Mapping[Key, int]) -> Iterable[tuple[Draft, Record]]:
    """All new records by day. Within a task the order of its lines holds, so that a wrong one is found."""
    found = []
    for draft in drafts.values():
        day = draft.before.last_on or dt.date.min
        for position, record in enumerate(draft.fresh):
            day = max(day, record.event.on)
            found.append((day, ranks.get(draft.key, 0), draft.key, position, record))
    for _, _, key, _, record in sorted(found, key=lambda each: each[:4]):
        yield drafts[key], record


@dataclass(frozen=True)
class _Walk:
    reading: Reading
    drafts: Drafts
    outside: Outside
    today: dt.date
    children: Mapping[Key, list[Draft]]
    by_hand: bool

    def take(self, draft: Draft, record: Record) -> None:
        """One record more; its event is completed by what follows from the state."""
        try:
            event = self._complete(draft, record.event)
            entered = self.today if self.by_hand and draft.task is not None else None
            flow.check(draft.state, event, around=self._around(draft, event), today=self.today, entered=entered)
            self._check_place(draft, event)
        except InputError as error:
            for fault in error.faults:
                self._note(draft, record, fault)
            return
        draft.done.append(replace(record, event=event))
        draft.state = follow(draft.state, event)

    def _note(self, draft: Draft, record: Record, fault: Fault) -> None:
        column = fault.field or "事由"
        value = fault.value or (record.row.text("事由") if column == "事由" else "")
        place = (self.reading.file, record.row.number, record.row.sheet, column, value)
        remedy = "请核对这条记录的事由、日期和先后" if _OF_A_PAGE in fault.remedy else fault.remedy
        self.reading.faults.append(Fault(*place, fault.reason, remedy))
        draft.broken = True

    def _complete(self, draft: Draft, event: Event) -> Event:
        state, data = draft.state, dict(event.data)
        acted = event.department
        if flow.STEPS[event.kind].action == "execute_tasks":
            acted = acted or state.department
        if event.kind == "register" and "department" not in data:
            data["department"] = _first_lead(draft)
        if event.kind == "transfer":
            data["from"] = state.department
        if event.kind == "grant_extension" and state.pending and not data.get("due"):
            data["due"] = state.pending.due.isoformat()
        return replace(event, data=data, department=acted)

    def _around(self, draft: Draft, event: Event) -> flow.Around:
        if event.kind not in _DEPENDS:
            return flow.Around(milestones=draft.titles)
        children = [each for each in self.children.get(draft.key, ()) if _waited_for(each)]
        waits = [key for key in draft.before_it if self._open(key)]
        return flow.Around(
            children=(*(each.key[1] for each in children), *self.outside.open_children.get(draft.key, ())),
            dependencies=tuple(number for _, number in waits),
            milestones=draft.titles,
        )

    def _open(self, key: Key) -> bool:
        if key in self.drafts:
            return not self.drafts[key].broken and self.drafts[key].state.stage not in _ENDED
        return self.outside.open(key)

    def _check_place(self, draft: Draft, event: Event) -> None:
        """The departments are there on that day; a task is not put under one that has ended."""
        for column, code in (("科室代码", event.department), ("牵头科室代码", str(event.data.get("department", "")))):
            if code and department_on(self.reading, draft.institution, code, event.on) is None:
                raise InputError(
                    Fault(field=column, value=code, reason=f"{event.on} 这一天没有这个科室", remedy="请核对科室和日期")
                )
        if event.kind == "transfer" and self._leads_already(draft, event):
            raise InputError(Fault(field="牵头科室代码", reason="任务已由这个科室牵头", remedy="请写接办的科室"))
        parent = self.drafts.get(draft.parent) if draft.parent else None
        if event.kind == "register" and parent is not None and parent.state.stage in _ENDED:
            raise InputError(
                Fault(field="上级任务", value=parent.key[1], reason="上级任务这时已经销号或撤销", remedy="请核对日期")
            )

    def _leads_already(self, draft: Draft, event: Event) -> bool:
        """A department that was renamed under its code hands over to its next row."""
        since, code = draft.state.leads[-1]
        lead = department_on(self.reading, draft.institution, code, since)
        return event.data["department"] == code and (lead is None or lead.valid_on(event.on))


def _waited_for(child: Draft) -> bool:
    return not child.broken and child.state.stage not in ("", *_ENDED)


def _first_lead(draft: Draft) -> str:
    """Who led at registration when its record does not say: the leading department, if there never was another."""
    moved = any(record.event.kind != "register" and "department" in record.event.data for record in draft.fresh)
    lead = draft.fields.get("lead_department")
    if moved:
        remedy = f"请在立项记录的“牵头科室代码”写明立项时由谁牵头，全院写“{WHOLE}”"
        raise InputError(Fault(field="牵头科室代码", reason="后来有过移交，看不出立项时的牵头科室", remedy=remedy))
    return lead.code if lead else ""


def department_on(reading: Reading, institution: Institution, code: str, day: dt.date) -> Department | None:
    """The department of that code that existed on the day."""
    rows = reading.departments.get((institution.pk, code), [])
    return next((each for each in rows if each.valid_on(day)), None)


def _compare(reading: Reading, draft: Draft) -> None:
    """What the line shows of the records must be so, before or after the new ones; nobody closes a task by typing."""
    row = draft.row
    if row is None or _outdated(reading, draft):
        return
    for column, name in COMPUTED.items():
        said = row.text(column) if name in _WORDS else reading.date(row, column)
        known = [_shown(state, name) for state in (draft.before, draft.state) if state.count]
        if said not in ("", None) and said not in known:
            now = known[-1] if known[-1] not in ("", None) else "空"
            reading.fault(row, column, f"与记录不符：按记录应为{now}", "请在“记录”表中写明经过，这一列可留空")
    if draft.other_lead and (draft.task is None or draft.state.stage != "registered"):
        now = draft.state.department or WHOLE
        reading.fault(row, "牵头科室代码", f"与记录不符：按记录应为{now}", "请在“记录”表中写一行移交")
    draft.broken = not reading.sound(row)


_WORDS = ("percent", "stage")
"""Computed columns that are no days."""


def _shown(state: State, name: str) -> Any:
    value = getattr(state, name)
    if name == "stage":
        return flow.STAGE_TITLES.get(value, "")
    return str(value) if name == "percent" else value


def _outdated(reading: Reading, draft: Draft) -> bool:
    """Whether the task went on after the file was exported: then the file may not say anything else of it."""
    row, task = draft.row, draft.task
    if row is None or task is None or not row.text("修订号") or row.text("修订号") == str(task.revision):
        return False
    if draft.changed or draft.fresh:
        last = draft.stored[-1].cells
        now = f"最近一条是 {last['日期']} 的{last['事由']}" + (f"（{last['经办人']}）" if last.get("经办人") else "")
        reading.fault(row, "修订号", f"导出以后系统里又有更新：{now}", "请重新导出最新的台账，在上面改动")
        draft.broken = True
    return True
