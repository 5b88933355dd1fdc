"""API: supervised tasks, their history, and the steps that may be taken on them."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import refuse
from linghang.organization import access
from linghang.organization.api import Day
from linghang.organization.as_of import departments_on, leader_of, name_of
from linghang.organization.models import Department, Institution
from linghang.tasks import acts, flow, store
from linghang.tasks.appraisal_api import router as appraisal_router
from linghang.tasks.models import Task, TaskEvent
from linghang.tasks.rows import Row, rows_of, with_relations
from linghang.tasks.signals_api import router as signals_router
from linghang.tasks.telling import tell
from linghang.tasks.views_act import speaker
from linghang.tasks.views_ledger import found, institutions_of
from linghang.tasks.wishes import Wish

router = Router(tags=["督办"])
router.add_router("/appraisal", appraisal_router)
router.add_router("/signals", signals_router)
MOST = 500


class LightOut(Schema):
    colour: str
    word: str
    reason: str
    until: dt.date | None


class TaskOut(Schema):
    """`first_due` is the original deadline, which statistics measure against. `awaited`: who is to do what next."""

    institution: str
    number: str
    title: str
    requirement: str
    source: str
    source_ref: str
    lead_department: str | None
    leader: str | None
    owner: str | None
    stage: str
    percent: int
    opened_on: dt.date
    assigned_on: dt.date | None
    first_due: dt.date | None
    due: dt.date | None
    closed_on: dt.date | None
    indicator: str
    goal_comparator: str
    goal_value: str | None
    goal_months: int
    light: LightOut | None
    awaited: str
    revision: int


class TasksOut(Schema):
    count: int
    tasks: list[TaskOut]


class OneTaskOut(TaskOut):
    """`steps`: what the person may record now."""

    steps: list[str]
    milestones: list[dict[str, Any]]


class EventOut(Schema):
    position: int
    kind: str
    title: str
    on: dt.date
    recorded_at: dt.datetime
    who: str
    text: str
    data: dict[str, Any]


class TaskIn(Schema):
    """`due`: given out at once with this deadline."""

    institution: str
    title: Annotated[str, Field(min_length=1, max_length=200)]
    requirement: str = ""
    source: str = "assignment"
    source_ref: Annotated[str, Field(max_length=160)] = ""
    lead_department: str = ""
    due: Day | None = None
    priority: str = "normal"
    cycle: str = "none"
    indicator: Annotated[str, Field(max_length=64)] = ""
    goal_comparator: str = ""
    goal_value: Annotated[Decimal, Field(max_digits=18, decimal_places=6, allow_inf_nan=False)] | None = None
    goal_months: Annotated[int, Field(ge=0, le=36)] = 0


class StepIn(Schema):
    """`data`: what the step asks for (`due`, `percent`, `checklist` …) and nothing else. `revision`: the one that was
    read. `on`: today; only who supervises the task may name an earlier day, and says why in `data.entry_reason`."""

    kind: str
    on: Day | None = None
    text: str = ""
    data: dict[str, Any] = Field(default_factory=dict)
    revision: Annotated[int, Field(ge=0, le=2**31)]


@router.get("", response=TasksOut, summary="督办台账（筛选与页面相同）")
def tasks(
    request: HttpRequest,
    institution: str = "",
    stage: str = "open",
    light: str = "",
    department: str = "",
    source: str = "",
    programme: str = "",
    q: str = "",
    due_from: str = "",
    due_to: str = "",
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100,
) -> dict[str, Any]:
    """The tasks in reach that fit. A filter that makes no sense is refused, not ignored."""
    institutions_of(request.user)
    wish = Wish.read(request.GET.dict())
    if wish.ignored:
        raise refuse(f"看不懂的筛选条件：{'、'.join(wish.ignored)}", "请对照接口说明")
    rows = found(request.user, wish, timezone.localdate())
    return {"count": len(rows), "tasks": [_task(row) for row in rows[offset : offset + limit]]}


@router.post("", response={201: OneTaskOut}, summary="立项（写了时限就交办）")
def open_task(request: HttpRequest, body: TaskIn) -> Status[Any]:
    institution = get_object_or_404(Institution, code=body.institution)
    access.require(request.user, "supervise_tasks", institution=institution)
    fields = body.model_dump(exclude={"institution", "due", "lead_department", "title", "source"})
    department, today = _department(institution, body.lead_department), timezone.localdate()
    with transaction.atomic():
        task = store.open_task(
            institution,
            title=body.title,
            source=body.source,
            on=today,
            actor=request.user,
            by=_name(request),
            lead_department=department,
            leader=leader_of(department, today) if department else None,
            **fields,
        )
        if body.due is not None:
            store.require(request.user, task, "assign")
            data = {"due": body.due}
            store.record(task, "assign", on=today, actor=request.user, by=_name(request), data=data)
    return Status(201, _one(request, task))


@router.get("/{slug:institution}/{number}", response=OneTaskOut, summary="一项任务")
def task(request: HttpRequest, institution: str, number: str) -> dict[str, Any]:
    return _one(request, _find(request, institution, number))


@router.get("/{slug:institution}/{number}/events", response=list[EventOut], summary="经过")
def events(request: HttpRequest, institution: str, number: str) -> list[EventOut]:
    found_ = _find(request, institution, number)
    stored = found_.events.select_related("actor", "department", "letter", "task__institution")
    return [_event(each) for each in stored.prefetch_related("evidence__event")]


@router.post("/{slug:institution}/{number}/events", response={201: EventOut}, summary="办理一步（反馈、签收、销号等）")
def record(request: HttpRequest, institution: str, number: str, body: StepIn) -> Status[EventOut]:
    """409 when somebody wrote since `revision` was read."""
    found_ = _find(request, institution, number)
    if body.kind not in flow.STEPS or body.kind in acts.ELSEWHERE:
        raise refuse("没有这一步", f"可用：{'、'.join(flow.STEPS)}", field="kind", value=body.kind[:40])
    store.require(request.user, found_, body.kind)
    today = timezone.localdate()
    stored = store.record(
        found_,
        body.kind,
        on=body.on or today,
        entered=today,
        actor=request.user,
        text=body.text,
        data=body.data,
        department=speaker(request.user, found_),
        by=_name(request),
        revision=body.revision,
    )
    return Status(201, _event(stored))


def _find(request: HttpRequest, institution: str, number: str) -> Task:
    seen = with_relations(store.visible(request.user))
    return get_object_or_404(seen, institution__code=institution, number=number)


def _department(institution: Institution, code: str) -> Department | None:
    if not code:
        return None
    known = {each.code: each for each in departments_on(institution, timezone.localdate())}
    if code not in known:
        raise refuse("没有这个科室", "请写科室代码", field="lead_department", value=code[:40])
    return known[code]


def _name(request: HttpRequest) -> str:
    return name_of(request.user)


def _one(request: HttpRequest, task: Task) -> dict[str, Any]:
    row = rows_of([_find(request, task.institution.code, task.number)], timezone.localdate())[0]
    return _task(row) | {
        "steps": store.steps(request.user, row.task, row.state),
        "milestones": [
            {"position": each.position, "title": each.title, "due": each.due, "done_on": each.done_on}
            for each in row.task.milestones.all()
        ],
    }


def _task(row: Row) -> dict[str, Any]:
    task = row.task
    plain = {
        name: getattr(task, name)
        for name in TaskOut.model_fields
        if name not in ("institution", "lead_department", "leader", "owner", "goal_value", "light", "awaited")
    }
    return plain | {
        "institution": task.institution.code,
        "lead_department": task.lead_department.code if task.lead_department else None,
        "leader": task.leader.code if task.leader else None,
        "owner": task.owner.code if task.owner else None,
        "goal_value": None if task.goal_value is None else f"{task.goal_value.normalize():f}",
        "light": vars(row.light) if row.light else None,
        "awaited": str(row.awaited or ""),
    }


def _event(stored: TaskEvent) -> EventOut:
    told = tell(stored)
    return EventOut(
        position=stored.position,
        kind=stored.kind,
        title=told.title,
        on=stored.on,
        recorded_at=stored.recorded_at,
        who=told.who,
        text=stored.text,
        data=stored.data,
    )
