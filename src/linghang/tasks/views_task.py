"""The page of one task: how it stands, what may be done now, and everything that happened."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.tasks import acts, cycles, evidence, flow, links, proposals, store
from linghang.tasks.effects import shown_effect
from linghang.tasks.models import Evidence, Milestone, Signal, Task
from linghang.tasks.rows import Row, rows_of, tree_of, with_relations
from linghang.tasks.telling import IMAGES, Told, task_url, tell


@dataclass(frozen=True)
class Step:
    """A milestone with how it stands."""

    milestone: Milestone
    colour: str
    word: str


def find(request: HttpRequest, institution: str, number: str) -> Task:
    """The task of that number, if the person may see it; 404 otherwise, so that nobody learns what exists."""
    tasks = with_relations(store.visible(request.user)).select_related("branch", "issuer", "parent")
    return get_object_or_404(tasks, institution__code=institution, number=number)


@require_GET
def task_page(request: HttpRequest, institution: str, number: str) -> HttpResponse:
    """Answer first: light, deadline, lead, next step; then what this person may do; then the rest."""
    task = find(request, institution, number)
    return render(request, "tasks/task.html", context_of(request, task))


def context_of(request: HttpRequest, task: Task) -> dict[str, Any]:
    today = timezone.localdate()
    row = rows_of([task], today)[0]
    told = told_of(task)
    milestones = list(task.milestones.all())
    left = (task.due - today).days if task.due and row.state.open and row.light else None
    steps = store.steps(request.user, task, row.state)
    opened = _opened(request.user, row, steps)
    return {
        "task": task,
        "row": row,
        "light": row.light,
        "awaited": row.awaited,
        "postponed": row.postponed,
        "left": left,
        "overdue": -left if left is not None else 0,
        "forms": acts.forms(request.user, task, row.state, today, opened=opened),
        "may_amend": "amend" in steps,
        "may_decompose": "decompose" in steps,
        "milestones": [_step(each, today) for each in milestones],
        "events": list(reversed(told)),
        "files": [file for each in reversed(told) for file in each.files],
        "punctuality": cycles.punctual(task.cycle, row.state, today) if task.cycle != Task.Cycle.NONE else None,
        "effect": shown_effect(request.user, task),
        "signals": [
            proposals.proposal_of(request.user, each)
            for each in Signal.objects.filter(task=task, state=Signal.State.WAITING).select_related(
                "institution", "task"
            )
        ],
        "may_decide": store.may(request.user, task, "close"),
        "draft_done": request.session.pop("task_draft_done", ""),
        **_around(request, task, today),
        **_origin(task, request.user),
    }


def _opened(user: Any, row: Row, steps: list[str]) -> str:
    """The awaited step when it is awaited from this person: what a department owes is not the office's to do."""
    kind = row.awaited.kind if row.awaited else ""
    if kind not in steps:
        return ""
    own = flow.STEPS[kind].action != "execute_tasks" or not store.may(user, row.task, "urge")
    return kind if own else ""


def told_of(task: Task) -> list[Told]:
    """All events of the task in words, in their order."""
    events = task.events.select_related("actor", "department", "letter", "task__institution")
    titles = dict(task.milestones.values_list("position", "title"))
    return [tell(event, titles) for event in events.prefetch_related("evidence__event")]


def _step(milestone: Milestone, today: dt.date) -> Step:
    if milestone.done_on:
        late = milestone.done_on > milestone.due
        return Step(milestone, "yellow" if late else "green", "迟完成" if late else "已完成")
    return Step(milestone, "red", "已过期") if milestone.due < today else Step(milestone, "white", "未到期")


def _around(request: HttpRequest, task: Task, today: dt.date) -> dict[str, Any]:
    """What stands above, below, before and behind, as far as the person may see it."""
    visible = store.visible(request.user)
    tree = tree_of(task, visible, today)
    waits = rows_of(with_relations(visible.filter(waited_for_by__task=task)).distinct(), today)
    waited_by = rows_of(with_relations(visible.filter(waits_for__before=task)).distinct(), today)
    return {
        "ancestors": _ancestors(task, request.user),
        "tree": tree,
        "tree_closed": sum(row.task.stage == Task.Stage.CLOSED for row in tree),
        "waits": waits,
        "waited_by": waited_by,
        "joined": list(task.departments.order_by("code")),
    }


def _ancestors(task: Task, user: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    visible = store.visible(user).select_related("institution")
    parent = task.parent_id
    while parent is not None:
        above = visible.filter(pk=parent).first()
        if above is None:
            break
        found.insert(0, {"task": above, "url": task_url(above)})
        parent = above.parent_id
    return found


def _origin(task: Task, user: Any) -> dict[str, Any]:
    served = task.programme_links.all()
    return {
        "source": links.source_of(task, user),
        "programmes": [links.programme(task, str(each).rstrip("/")) for each in served],
        "indicator": links.indicator(task),
        "goal": links.goal(task),
    }


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """An evidence file: pictures are shown, everything else is handed out as a download."""
    found = get_object_or_404(Evidence.objects.select_related("event"), pk=pk)
    if not store.visible(request.user).filter(pk=found.event.task_id).exists():
        raise Http404("没有这份材料。")
    response = FileResponse(evidence.open_file(found), content_type=found.media_type)
    shown = found.media_type in IMAGES
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=not shown, filename=found.name) or ""
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; sandbox"
    return response
