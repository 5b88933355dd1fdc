"""The forms of the steps that a person may take on a task now, and what a posted one says."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone

from linghang.core.errors import Fault
from linghang.organization.access import User
from linghang.organization.as_of import departments_on
from linghang.organization.models import Department
from linghang.tasks import flow, store
from linghang.tasks.boxes import Box, options, placed, unplaced
from linghang.tasks.history import State
from linghang.tasks.models import Task
from linghang.tasks.posting import KeptFile

ELSEWHERE = frozenset({"register", "amend", "decompose"})
"""Steps with a page of their own."""
WITH_FILES = frozenset({"report", "ask_close", "inspect"})
DANGER = frozenset({"withdraw", "return", "suspend", "refuse_extension"})
_HINTS = {
    "accept": "确认收到，开始办理",
    "report": "说进展，附照片或文件",
    "ask_extension": "在时限之前提出",
    "ask_close": "办完了，请督查部门复核",
    "close": "逐项核对后销号或退回",
    "urge": "同时生成催办函",
    "transfer": "改由其他科室牵头",
    "withdraw": "不再办理，任务不计入统计",
}
_TITLES = {"close": "复核：销号或退回", "grant_extension": "答复延期申请"}
TOGETHER = {"return": "close", "refuse_extension": "grant_extension"}
"""Two ends of one decision stand in one form."""


@dataclass(frozen=True)
class Button:
    title: str
    look: str = ""
    action: str = ""


@dataclass(frozen=True)
class Form:
    kind: str
    title: str
    hint: str
    boxes: tuple[Box, ...]
    buttons: tuple[Button, ...]
    draft: str
    faults: tuple[Fault, ...] = ()
    kept: tuple[KeptFile, ...] = ()
    open: bool = False
    danger: bool = False

    @property
    def current(self) -> bool:
        """Whether it shows what was just typed, so that an older draft must not be offered."""
        return bool(self.faults or self.kept or any(box.errors for box in self.boxes))


def kinds_for(user: User, task: Task, state: State) -> list[str]:
    """The steps that the task and the person's role both allow now."""
    return [kind for kind in store.steps(user, task, state) if kind not in ELSEWHERE]


def forms(user: User, task: Task, state: State, today: dt.date, *, opened: str = "") -> list[Form]:
    """One form for each step, what is awaited from this person first. `opened`: the one to show unfolded.

    Who supervises the task finds supervising before reporting, for the latter is the department's own."""
    kinds = kinds_for(user, task, state)
    heads = [kind for kind in kinds if TOGETHER.get(kind) not in kinds]
    supervises = store.may(user, task, "urge")
    heads.sort(key=lambda kind: (kind != opened, supervises and flow.STEPS[kind].action == "execute_tasks"))
    return [form(user, task, state, kind, today, kinds=kinds, open_=kind == opened) for kind in heads]


def form(
    user: User,
    task: Task,
    state: State,
    kind: str,
    today: dt.date,
    *,
    written: Mapping[str, list[str]] | None = None,
    faults: Iterable[Fault] = (),
    kept: tuple[KeptFile, ...] = (),
    kinds: Iterable[str] | None = None,
    open_: bool = False,
) -> Form:
    """The form of `kind` with what is `written` in it and what is wrong with it."""
    allowed = set(kinds_for(user, task, state) if kinds is None else kinds)
    dated = store.supervises(user, task)
    partners = [other for other, head in TOGETHER.items() if head == kind and other in allowed]
    faults = tuple(faults)
    boxes = tuple(_boxes(task, state, (kind, *partners), today, written or {}, faults, dated=dated))
    return Form(
        kind,
        _TITLES.get(kind, flow.STEPS[kind].title) if partners else flow.STEPS[kind].title,
        _HINTS.get(kind, ""),
        boxes,
        (_button(task, kind, primary=True), *(_button(task, each) for each in partners)),
        f"{user.pk}:task:{task.pk}:{kind}",
        tuple(unplaced(faults, boxes)),
        kept,
        open_,
        kind in DANGER,
    )


def _button(task: Task, kind: str, *, primary: bool = False) -> Button:
    look = "button-danger" if kind in DANGER else "button-primary" if primary else ""
    return Button(flow.STEPS[kind].title, look, reverse("task-act", args=[task.institution.code, task.number, kind]))


def _boxes(
    task: Task,
    state: State,
    kinds: tuple[str, ...],
    today: dt.date,
    written: Mapping[str, list[str]],
    faults: tuple[Fault, ...],
    *,
    dated: bool,
) -> Iterable[Box]:
    """`dated`: whoever supervises may write down what happened earlier; for everybody else it happens today."""
    asked: dict[str, flow.Field] = {}
    for field in (field for kind in kinds for field in flow.fields(state, kind, today)):
        asked.setdefault(field.code, field)
    both = len(kinds) > 1
    for field in asked.values():
        box = _box(field, task, state, written.get(field.code, []), required=field.required and not both)
        if box.kind != "none":
            yield _with(box, placed(faults, field.title))
    if kinds[0] in WITH_FILES:
        yield Box("files", "佐证材料", "files", errors=placed(faults, "佐证材料"))
    if dated:
        on = (written.get("on") or [today.isoformat()])[0]
        yield Box("on", "日期", "date", on, True, "早于今天的是补记", errors=placed(faults, "日期"))
        reason, late = (written.get(flow.ENTRY_REASON.code) or [""])[0], flow.ENTRY_REASON
        yield Box(late.code, late.title, value=reason, hint="补记时必填", errors=placed(faults, late.title))


def _with(box: Box, errors: tuple[Fault, ...]) -> Box:
    return replace(box, errors=errors)


def _box(field: flow.Field, task: Task, state: State, written: list[str], *, required: bool) -> Box:
    value = written[0] if written else _usual(field, task, state)
    match field.kind:
        case "date":
            return Box(field.code, field.title, "date", value, required)
        case "percent" | "score":
            return Box(field.code, field.title, "number", value, required)
        case "flag":
            choices = (("yes", "同意"), ("no", "不同意"))
            return Box(field.code, field.title, "select", value, required, options=options(choices, [value]))
        case "choice":
            chosen = options(field.choices.items(), [value])
            return Box(field.code, field.title, "select", value, required, options=chosen)
        case "positions":
            return _positions(field, task, state, written)
        case "checklist":
            return Box(field.code, field.title, "points", "", required, points=_points(field, written))
        case "department":
            names = [(each.code, each.name) for each in departments_of(task)]
            return Box(field.code, field.title, "select", value, required, options=options(names, [value]))
    kind = "area" if field.code == "text" or field in flow.LATE_FIELDS or field.code == "statement" else "text"
    return Box(field.code, field.title, kind, value, required)


def _usual(field: flow.Field, task: Task, state: State) -> str:
    """What is likely: the due day on record, the progress so far, the request that waits."""
    if field.kind == "percent":
        return str(state.percent)
    if field.code == "due" and state.pending:
        return state.pending.due.isoformat()
    if field.code == "due" and state.stage == "registered" and task.due:
        return task.due.isoformat()
    return ""


def _positions(field: flow.Field, task: Task, state: State, written: list[str]) -> Box:
    if field.code == "milestones":
        left = [each for each in task.milestones.all() if each.position not in state.done]
        choices = [(str(each.position), f"{each.title}（{each.due}）") for each in left]
    else:
        choices = [
            (str(report.position), f"{report.on}：{report.text[:40]}")
            for report in state.reports
            if not report.rejected
        ]
    kind = "checks" if choices else "none"
    return Box(field.code, field.title, kind, options=options(choices, written))


def _points(field: flow.Field, written: list[str]) -> tuple[tuple[str, str, str], ...]:
    chosen = dict(each.split(":", 1) for each in written if ":" in each)
    return tuple((code, title, chosen.get(code, "")) for code, title in field.choices.items())


def departments_of(task: Task) -> list[Department]:
    """The departments of the task's institution that exist now."""
    return departments_on(task.institution, timezone.localdate())


def head_of(kind: str, named: str) -> str:
    """The form in which the step was sent (`named`): its own, or that of the decision it is one end of."""
    head = TOGETHER.get(kind, kind)
    return head if named == head else kind
