"""One action on many tasks: each task for itself, and each says what became of it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from linghang.core.days import parse_day
from linghang.core.errors import InputError, refuse
from linghang.organization.access import User
from linghang.organization.models import Department, Person, in_force
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.telling import task_url


@dataclass(frozen=True)
class Deed:
    """What is asked for every picked task: the boxes of the bulk bar as typed, the day, and by whom."""

    user: User
    on: dt.date
    asked: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.asked.get("text", "").strip()


@dataclass(frozen=True)
class Action:
    """An entry of the bulk bar. `asks`: the boxes it needs. `local`: only within one institution, for its departments
    and people are asked."""

    code: str
    title: str
    asks: str
    run: Callable[[Task, Deed], str]
    local: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one task: what was `done`, or the `fault` for which nothing was."""

    task: Task
    done: str = ""
    fault: str = ""

    @property
    def url(self) -> str:
        return task_url(self.task)


def run(action: Action, tasks: Iterable[Task], deed: Deed) -> list[Outcome]:
    """Every task is a transaction of its own: one that is refused does not take the others with it."""
    return [_one(action, task, deed) for task in tasks]


def _one(action: Action, task: Task, deed: Deed) -> Outcome:
    try:
        return Outcome(task, done=action.run(task, deed))
    except InputError as error:
        return Outcome(task, fault="；".join(_said(fault) for fault in error.faults))
    except PermissionDenied as error:
        return Outcome(task, fault=str(error))
    except store.ConflictError:
        return Outcome(task, fault="刚刚被别人改过，请刷新后再办")


def _said(fault: Any) -> str:
    named = f"{fault.field}{f'“{fault.value}”' if fault.value else ''}：" if fault.field else ""
    return f"{named}{fault.reason}{f'。{fault.remedy}' if fault.remedy else ''}"


def _record(task: Task, kind: str, deed: Deed, **data: Any) -> Any:
    store.require(deed.user, task, kind)
    told: dict[str, Any] = {"on": deed.on, "entered": deed.on, "text": deed.text, "data": data}
    return store.record(task, kind, actor=deed.user, revision=task.revision, **told)


def _amend(task: Task, deed: Deed, **changes: Any) -> None:
    store.require(deed.user, task, "amend")
    store.amend(task, changes, actor=deed.user, revision=task.revision)


def _assign(task: Task, deed: Deed) -> str:
    due = parse_day(deed.asked.get("due", ""))
    if due is None:
        raise refuse("还没有填时限", "请在批量栏填时限", field="时限")
    letter = _record(task, "assign", deed, due=due.isoformat()).letter
    return f"已交办，时限 {due}，{letter.number}"


def _urge(task: Task, deed: Deed) -> str:
    return f"已催办，{_record(task, 'urge', deed).letter.number}"


def _circulate(task: Task, deed: Deed) -> str:
    _record(task, "circulate", deed)
    return "已列入通报"


def _department(task: Task, deed: Deed) -> str:
    wanted = deed.asked.get("department", "")
    found = Department.objects.filter(in_force(deed.on), institution=task.institution, code=wanted).last()
    if found is None:
        raise refuse("没有选牵头科室，或它不是承办机构现有的科室", "请重新选择", field="牵头科室", value=wanted)
    if task.stage == Task.Stage.REGISTERED:
        _amend(task, deed, lead_department=found)
        return f"牵头科室改为{found}"
    _record(task, "transfer", deed, department=found.code)
    return f"已移交{found}"


def _leader(task: Task, deed: Deed) -> str:
    wanted = deed.asked.get("leader", "")
    found = Person.objects.filter(in_force(deed.on), code=wanted, institution=task.institution).first()
    if found is None:
        raise refuse("没有选责任领导", "请在批量栏选择", field="责任领导", value=wanted)
    _amend(task, deed, leader=found)
    return f"责任领导改为{found}"


def _cycle(task: Task, deed: Deed) -> str:
    wanted = deed.asked.get("cycle", "")
    if wanted not in Task.Cycle.values:
        raise refuse("没有这种报告周期", "请在批量栏选择", field="报告周期", value=wanted)
    _amend(task, deed, cycle=wanted)
    return f"报告周期改为{Task.Cycle(wanted).label}"


def _due(task: Task, deed: Deed) -> str:
    """Only an extension that the department asked for moves a deadline; the first one is set when giving out."""
    day = parse_day(deed.asked.get("due", ""))
    if day is None:
        raise refuse("没有填新的时限", "请在批量栏填日期", field="时限")
    if task.stage == Task.Stage.REGISTERED:
        raise refuse("还没有交办", "时限在交办时确定，请用“交办”", field="时限")
    _record(task, "grant_extension", deed, due=day.isoformat())
    return f"同意延期至 {day}"


ACTIONS = (
    Action("assign", "交办", "due text", _assign),
    Action("urge", "催办", "text", _urge),
    Action("department", "改牵头科室", "department text", _department, local=True),
    Action("leader", "改责任领导", "leader", _leader, local=True),
    Action("cycle", "改报告周期", "cycle", _cycle),
    Action("due", "同意延期至", "due text", _due),
    Action("circulate", "列入通报", "text", _circulate),
)
