"""Writing tasks: every deed is an event, appended in one transaction with what it changes of the task itself."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.core import errors
from linghang.core.errors import refuse
from linghang.organization.models import Department, Institution, in_force
from linghang.tasks import details, flow, letters
from linghang.tasks.evidence import Kept, keep
from linghang.tasks.history import Event, State, follow, replay
from linghang.tasks.models import Evidence, Milestone, Task, TaskEvent
from linghang.tasks.numbering import hold, next_number
from linghang.tasks.reach import may, require, steps, supervises, visible
from linghang.tasks.reading import events_of, facts, lights, milestones_of, rules_of, state_of, states

__all__ = [
    "ConflictError",
    "amend",
    "around",
    "decompose",
    "depend",
    "facts",
    "lights",
    "may",
    "milestones_of",
    "open_task",
    "record",
    "require",
    "rules_of",
    "state_of",
    "states",
    "steps",
    "supervises",
    "visible",
]
_LOOKS_AROUND = frozenset({"report", "ask_close", "close"})
_OWN_DATA = {"decompose": frozenset({"children"})}
"""What no form asks for: `decompose` names the sub-tasks it made."""
_PROJECTED = ("stage", "opened_on", "assigned_on", "first_due", "due", "percent", "closed_on")
"""Columns of a task that repeat what its events say, for filtering. The events themselves are their audit."""
_CLOSED = (Task.Stage.CLOSED, Task.Stage.WITHDRAWN)


class ConflictError(errors.ConflictError):
    """Somebody else wrote on the task meanwhile. `current` is the task now, `state` what its events say."""

    def __init__(self, task: Task, state: State) -> None:
        super().__init__(task, f"“{task}”刚被他人更新")
        self.state = state


def open_task(
    institution: Institution,
    *,
    title: str,
    source: str,
    on: dt.date,
    actor: Any,
    text: str = "",
    by: str = "",
    **fields: Any,
) -> Task:
    """Register a matter (立项) and give it the next number of its institution and year.

    `fields`: what `amend` takes too: plain fields of Task (`requirement`, `lead_department`, `leader`, `cycle` …) and
    the lists `departments`, `programmes` [(programme, component)], `milestones` [(title, due)], `waits_for` [Task];
    `number` only to bring in a task that has one. Raises InputError.
    """
    wanted = {"title": title, "source": source, **fields}
    number = str(wanted.pop("number", ""))
    with transaction.atomic():
        hold()
        task = Task(institution=institution, opened_on=on, created_by=_user(actor))
        task.number = number or next_number(institution, on.year)
        details.set_plain(task, wanted, on)
        details.check(task)
        event = Event("register", on, text.strip(), {"department": _code(task.lead_department)})
        flow.check(State(), event, today=timezone.localdate())
        task.save()
        details.set_lists(task, wanted, on)
        _append(task, event, follow(State(), event), actor, None, by)
    return task


def record(
    task: Task,
    kind: str,
    *,
    on: dt.date,
    actor: Any,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    department: Department | None = None,
    by: str = "",
    files: Iterable[Any] = (),
    revision: int | None = None,
    entered: dt.date | None = None,
) -> TaskEvent:
    """Write down what happened to a task; `task` itself is brought up to date too. The letter that goes with a 交办,
    催办 or 督查 is written with it.

    `data`: what `flow.fields` asks for and nothing else. `department`: who acted, the leading one unless told. `files`:
    uploads, or what `evidence.keep` gave for them. `revision`: the one the person saw. `entered`: the day on which a
    person writes it down; only who supervises the task may then name an earlier one, and says why. Nothing is written
    when ConflictError (somebody else wrote meanwhile) or InputError (the step is not allowed or lacks something) is
    raised.
    """
    if kind in ("register", "amend"):
        raise ValueError(f"{kind} has a function of its own")
    with transaction.atomic():
        if kind in letters.KINDS:
            hold()
        current, events = _lock(task, revision)
        _check_entry(current, on, actor, entered)
        state = replay(events)
        kept = [each if isinstance(each, Kept) else keep(each) for each in files]
        acted = department or (current.lead_department if flow.STEPS[kind].action == "execute_tasks" else None)
        said = _data(kind, state, data or {}, kept, flow.judged_on(kind, on, entered))
        event = Event(kind, on, text.strip(), said, _code(acted))
        needs = around(current) if kind in _LOOKS_AROUND else None
        flow.check(state, event, around=needs, today=timezone.localdate(), entered=entered)
        if kind == "transfer":
            current.lead_department = _successor(current, event)
        after = follow(state, event)
        stored = _append(current, event, after, actor, acted, by)
        Evidence.objects.bulk_create(
            Evidence(event=stored, name=each.name, sha256=each.sha256, bytes=each.bytes, media_type=each.media_type)
            for each in kept
        )
        _judge_evidence(current, event)
        if kind in letters.KINDS:
            letters.write(stored, after)
    _renew(task, current)
    return stored


def amend(
    task: Task,
    changes: Mapping[str, Any],
    *,
    actor: Any,
    revision: int | None = None,
    on: dt.date | None = None,
    text: str = "",
    by: str = "",
) -> Task:
    """Change what a task says (title, requirement, owner, milestones …); before and after stay in its history.

    Takes the fields that `open_task` takes. The leading department changes by 移交 once the task is given out, the due
    day only by extension. Saving what already stands writes nothing. Raises ConflictError, InputError.
    """
    on = on or timezone.localdate()
    with transaction.atomic():
        if {"parent", "waits_for"} & set(changes):
            hold()
        current, events = _lock(task, revision)
        state = replay(events)
        before = details.described(current, changes)
        details.set_plain(current, changes, on)
        details.check(current)
        if (
            "lead_department" in changes
            and state.stage != "registered"
            and _code(current.lead_department) != state.department
        ):
            raise refuse("任务交办以后不能直接改牵头科室", "请用“移交”", field="牵头科室")
        details.set_lists(current, changes, on, state)
        after = details.described(current, changes)
        changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        if changed:
            data: dict[str, Any] = {"changes": changed}
            if state.department != _code(current.lead_department):
                data["department"] = _code(current.lead_department)
            event = Event("amend", on, text.strip(), data)
            flow.check(state, event, today=timezone.localdate())
            current.save()
            _append(current, event, follow(state, event), actor, None, by)
    _renew(task, current)
    return task


def decompose(
    task: Task, parts: Sequence[Mapping[str, Any]], *, on: dt.date, actor: Any, text: str = "", by: str = ""
) -> list[Task]:
    """Break a task down (分解): register one sub-task per part (`title` and fields of `open_task`)."""
    if not parts:
        raise refuse("没有填写下级任务", "请至少填写一项", field="分解")
    with transaction.atomic():
        children = [
            open_task(
                part.get("institution", task.institution),
                on=on,
                actor=actor,
                by=by,
                **{"source": task.source, "source_ref": task.source_ref, "line": task.line}
                | {name: value for name, value in part.items() if name != "institution"}
                | {"parent": task},
            )
            for part in parts
        ]
        data = {"children": [child.number for child in children]}
        record(task, "decompose", on=on, actor=actor, text=text, data=data, by=by)
    return children


def depend(task: Task, before: Task, *, actor: Any, on: dt.date | None = None) -> Task:
    """Let `task` wait for `before`. Raises InputError when they would wait for each other."""
    waits = [link.before for link in task.waits_for.select_related("before")]
    return amend(task, {"waits_for": [*waits, before]}, actor=actor, on=on)


def around(task: Task) -> flow.Around:
    """What closing the task depends on. A withdrawn task is waited for no longer."""
    open_ones = Task.objects.exclude(stage__in=_CLOSED)
    return flow.Around(
        children=tuple(str(child) for child in open_ones.filter(parent=task)),
        dependencies=tuple(str(before) for before in open_ones.filter(waited_for_by__task=task)),
        milestones=dict(task.milestones.values_list("position", "title")),
    )


def _lock(task: Task, revision: int | None) -> tuple[Task, list[Event]]:
    """The task as it stands, held against everybody else until the transaction ends."""
    current = Task.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
    events = events_of([current])[current.pk]
    if revision is not None and revision != current.revision:
        raise ConflictError(current, replay(events))
    return current, events


def _check_entry(task: Task, on: dt.date, actor: Any, entered: dt.date | None) -> None:
    """Whoever carries a task out or approves does so today: nobody chooses the day that decides on punctuality."""
    if entered is not None and on < entered and not supervises(actor, task):
        remedy = "只有督查督办部门可以补记以前的事，并写明理由"
        raise refuse("只能登记今天的事", remedy, field="日期", value=on.isoformat())


def _data(kind: str, state: State, data: Mapping[str, Any], kept: Sequence[Kept], judged: dt.date) -> dict[str, Any]:
    """The data of an event as they are stored: plain, with the files that came with it. What the step does not ask for
    is refused, for a history is read by its keys."""
    asked = {each.code for each in flow.fields(state, kind, judged)} - {"text"}
    if unknown := sorted(set(data) - asked - {flow.ENTRY_REASON.code} - _OWN_DATA.get(kind, frozenset())):
        title = flow.STEPS[kind].title
        raise refuse("这一步没有这一栏", "请去掉它再提交", subject=title, field="、".join(unknown)[:80])
    plain = {name: _plain(value) for name, value in data.items()}
    if kept:
        plain["files"] = [{"name": each.name, "sha256": each.sha256} for each in kept]
    if kind == "transfer":
        plain["from"] = state.department
    if kind == "grant_extension" and state.pending and not plain.get("due"):
        plain["due"] = state.pending.due.isoformat()
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Department):
        return value.code
    return str(value) if isinstance(value, Decimal) else value


def _successor(task: Task, event: Event) -> Department | None:
    """The department that takes over; "" leaves the task to the institution as a whole."""
    code = str(event.data["department"])
    if code == _code(task.lead_department):
        raise refuse("任务已由这个科室牵头", "请选别的科室", subject="移交", field="接办科室", value=code)
    if not code:
        return None
    found = task.institution.departments.filter(in_force(event.on), code=code).first()
    if found is None:
        raise refuse("这一天没有这个科室", "请选仍在运行的科室", subject="移交", field="接办科室", value=code)
    return found


def _append(task: Task, event: Event, state: State, actor: Any, department: Department | None, by: str) -> TaskEvent:
    """Write the event and what the task's columns say after it."""
    stored = TaskEvent.objects.create(
        task=task,
        position=state.count,
        kind=event.kind,
        on=event.on,
        text=event.text,
        data=dict(event.data),
        department=department,
        actor=_user(actor),
        by=by,
    )
    columns = {name: getattr(state, name) for name in _PROJECTED}
    columns |= {"revision": state.count, "lead_department_id": task.lead_department_id, "changed_at": timezone.now()}
    for name, value in columns.items():
        setattr(task, name, value)
    Task.objects.filter(pk=task.pk).update(**columns)
    if event.kind in ("report", "inspect", "return"):
        _mark_milestones(task, state)
    return stored


def _mark_milestones(task: Task, state: State) -> None:
    for milestone in Milestone.objects.filter(task=task):
        done_on = state.done.get(milestone.position)
        if milestone.done_on != done_on:
            Milestone.objects.filter(pk=milestone.pk).update(done_on=done_on)


def _judge_evidence(task: Task, event: Event) -> None:
    """The reviewer's word on the files: those of rejected reports prove nothing, closing accepts the rest."""
    if rejected := event.data.get("rejected"):
        Evidence.objects.filter(event__task=task, event__position__in=rejected).update(accepted=False)
    if event.kind == "close":
        Evidence.objects.filter(event__task=task, accepted=None).update(accepted=True)


def _renew(task: Task, current: Task) -> None:
    """Bring the caller's object up to date."""
    for each in Task._meta.concrete_fields:
        if getattr(task, each.attname) != getattr(current, each.attname):
            setattr(task, each.attname, getattr(current, each.attname))
            task._state.fields_cache.pop(each.name, None)


def _code(department: Department | None) -> str:
    return department.code if department else ""


def _user(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None
