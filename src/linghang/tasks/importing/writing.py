"""What was read and found right, written: new tasks all at once, changes of standing ones as events of theirs."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from linghang.core.errors import Fault, InputError
from linghang.organization.importing.reading import Reading
from linghang.tasks import details, evidence, store
from linghang.tasks.exporting import Key
from linghang.tasks.importing.drafts import Draft, Drafts, Record
from linghang.tasks.importing.replaying import Outside, department_on
from linghang.tasks.models import Dependency, Evidence, Milestone, Task, TaskEvent, TaskProgramme

_BY_EVENTS = ("stage", "opened_on", "assigned_on", "first_due", "due", "percent", "closed_on")
_LINKED = frozenset({"departments", "programmes", "parent", "lead_department"})


def prepare(reading: Reading, drafts: Drafts) -> None:
    """Make the new tasks as objects and let the form's own rules judge them."""
    for draft in drafts.values():
        if draft.task is None and draft.row is not None and not draft.broken:
            plain = {name: value for name, value in draft.fields.items() if name not in _LINKED}
            task = Task(institution=draft.institution, number=draft.key[1], **plain)
            _project(reading, draft, task)
            try:
                details.check(task)
            except InputError as error:
                for fault in error.faults:
                    place = (reading.file, draft.row.number, draft.row.sheet)
                    reading.faults.append(Fault(*place, fault.field, fault.value, fault.reason, fault.remedy))
            else:
                draft.made = task


def write(reading: Reading, drafts: Drafts, outside: Outside, actor: Any, today: dt.date) -> set[Key]:
    """Everything; returns which standing tasks were amended."""
    user = actor if getattr(actor, "pk", None) else None
    new = [draft for draft in drafts.values() if draft.task is None]
    _create(new, user)
    known = {draft.key: draft.made for draft in drafts.values() if draft.made is not None}
    known |= {draft.key: draft.task for draft in drafts.values() if draft.task is not None}
    known |= dict(outside.tasks)
    _link(new, known)
    _append(reading, [draft for draft in drafts.values() if draft.done], user)
    standing = [draft for draft in drafts.values() if draft.task is not None]
    return {draft.key for draft in standing if _amend(reading, draft, known, actor, today)}


def _project(reading: Reading, draft: Draft, task: Task) -> None:
    """The columns of a task that follow from its events."""
    for name in _BY_EVENTS:
        setattr(task, name, getattr(draft.state, name))
    task.revision = draft.state.count
    code, since = draft.state.department, draft.state.leads[-1][0]
    task.lead_department = department_on(reading, draft.institution, code, since) if code else None


def _create(new: Iterable[Draft], user: Any) -> None:
    made = [draft.made for draft in new if draft.made is not None]
    for task in made:
        task.created_by = user
    Task.objects.bulk_create(made, batch_size=500)
    programmes, joined, milestones = [], [], []
    through = Task.departments.through
    for draft in new:
        for programme, component in dict.fromkeys(draft.fields.get("programmes", ())):
            programmes.append(TaskProgramme(task=draft.made, programme=programme, component=component))
        for department in draft.fields.get("departments", ()):
            joined.append(through(task=draft.made, department=department))
        for position, (title, due) in (draft.milestones or {}).items():
            done_on = draft.state.done.get(position)
            milestones.append(Milestone(task=draft.made, position=position, title=title, due=due, done_on=done_on))
    TaskProgramme.objects.bulk_create(programmes, batch_size=1000)
    through._default_manager.bulk_create(joined, batch_size=1000)
    Milestone.objects.bulk_create(milestones, batch_size=1000)


def _link(new: Iterable[Draft], known: Mapping[Key, Task]) -> None:
    below, waits = [], []
    for draft in new:
        if draft.made is None:
            continue
        if draft.parent is not None:
            draft.made.parent = known[draft.parent]
            below.append(draft.made)
        waits += [Dependency(task=draft.made, before=known[key]) for key in dict.fromkeys(draft.before_it)]
    Task.objects.bulk_update(below, ["parent"], batch_size=200)
    Dependency.objects.bulk_create(waits, batch_size=1000)


def _append(reading: Reading, drafts: list[Draft], user: Any) -> None:
    events: list[TaskEvent] = []
    standing: list[Task] = []
    for draft in drafts:
        task = draft.task or draft.made
        first = len(draft.stored) + 1
        events += [_event(reading, draft, task, at, each, user) for at, each in enumerate(draft.done, first)]
        if draft.task is not None:
            _project(reading, draft, draft.task)
            standing.append(draft.task)
            for position, day in draft.state.done.items():
                Milestone.objects.filter(task=task, position=position).exclude(done_on=day).update(done_on=day)
            undone = Milestone.objects.filter(task=task).exclude(position__in=draft.state.done)
            undone.exclude(done_on=None).update(done_on=None)
    stored = TaskEvent.objects.bulk_create(events, batch_size=1000)
    Task.objects.bulk_update(standing, [*_BY_EVENTS, "revision", "lead_department"], batch_size=100)
    _keep_evidence(stored)


def _event(reading: Reading, draft: Draft, task: Task | None, position: int, record: Record, user: Any) -> TaskEvent:
    event = record.event
    acted = department_on(reading, draft.institution, event.department, event.on) if event.department else None
    return TaskEvent(
        task=task,
        position=position,
        kind=event.kind,
        on=event.on,
        text=event.text,
        data=dict(event.data),
        department=acted,
        actor=user,
        by=record.by,
    )


def _keep_evidence(events: Iterable[TaskEvent]) -> None:
    """Files that lie in this workspace are shown with their events; of others the record keeps the name."""
    made: list[Evidence] = []
    verdicts: dict[tuple[int, int], bool] = {}
    events = list(events)
    for event in events:
        for position in event.data.get("rejected", ()):
            verdicts[event.task_id, position] = False
    closed = {event.task_id for event in events if event.kind == "close"}
    for event in events:
        for each in event.data.get("files", ()):
            path = evidence.path_of(each["sha256"]) if each["sha256"] else None
            if path is not None and path.is_file():
                content = path.read_bytes()
                accepted = verdicts.get((event.task_id, event.position), True if event.task_id in closed else None)
                made.append(
                    Evidence(
                        event=event,
                        name=each["name"],
                        sha256=each["sha256"],
                        bytes=len(content),
                        media_type=evidence.check(content, each["name"]),
                        accepted=accepted,
                    )
                )
    Evidence.objects.bulk_create(made)


def _amend(reading: Reading, draft: Draft, known: Mapping[Key, Task], actor: Any, today: dt.date) -> bool:
    """What the line says differently of a standing task becomes an event of it. Whether there was anything."""
    changes: dict[str, Any] = {name: draft.fields[name] for name in draft.changed}
    if "parent" in changes:
        changes["parent"] = known[changes["parent"]] if changes["parent"] else None
    if draft.other_lead and draft.state.stage == "registered":
        changes["lead_department"] = draft.fields["lead_department"]
    if draft.milestones is not None and draft.milestones != draft.kept_milestones:
        changes["milestones"] = [row for _, row in sorted(draft.milestones.items())]
    if draft.waits is not None and set(draft.waits) != set(draft.kept_waits):
        changes["waits_for"] = [known[key] for key in draft.waits]
    if not changes or draft.task is None:
        return False
    try:
        store.amend(draft.task, changes, actor=actor, on=max(today, draft.state.last_on or today), text="导入")
    except InputError as error:
        row = draft.row
        line, sheet = (row.number, row.sheet) if row else (0, "任务")
        for fault in error.faults:
            reading.faults.append(
                Fault(reading.file, line, sheet, fault.field or "事由", fault.value, fault.reason, fault.remedy)
            )
    return True
