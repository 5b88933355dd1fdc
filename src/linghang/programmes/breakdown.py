"""Breaking a component down into supervised tasks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from linghang.core.errors import Fault, InputError
from linghang.organization.access import User
from linghang.organization.as_of import departments_on
from linghang.organization.models import Department
from linghang.packs.programme import key
from linghang.programmes.tree import Node, Tree
from linghang.tasks import store
from linghang.tasks.models import Task

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Wanted:
    """A row of the sheet as it was typed. `line`: where it stands, from 1."""

    line: int
    title: str
    department: str = ""
    due: str = ""
    requirement: str = ""

    @property
    def blank(self) -> bool:
        return not (self.title or self.department or self.due or self.requirement)


def proposals(node: Node) -> list[Wanted]:
    """The measures of the document that no task has taken up yet, as rows to start from."""
    taken = {row.task.title for row in node.tasks}
    department = next((each.department.name for each in node.owners if each.department), "")
    measures = node.pack.measures if node.pack else ()
    titles = [each for each in measures if each not in taken] or ([] if node.tasks else [node.title])
    return [Wanted(line, title, department) for line, title in enumerate(titles, 1)]


def break_down(tree: Tree, node: Node, rows: Sequence[Wanted], *, on: dt.date, actor: User, assign: bool) -> list[Task]:
    """Register one task per row, all or none; with `assign` give them out to their departments at once.

    Raises InputError that names the line and column of everything wrong.
    """
    wanted = [row for row in rows if not row.blank]
    if not wanted:
        raise InputError(Fault(field="事项", reason="没有填写任务", remedy="请至少填写一行"))
    departments = departments_on(tree.adoption.institution, on)
    faults: list[Fault] = []
    read = [_read(row, departments, on, assign, faults) for row in wanted]
    if faults:
        raise InputError(faults)
    made: list[Task] = []
    with transaction.atomic():
        for row, (department, due) in zip(wanted, read, strict=True):
            try:
                made.append(_open(tree, node, row, department, due, on, actor, assign))
            except InputError as error:
                raise InputError(replace(fault, line=row.line) for fault in error.faults) from error
    return made


def _read(
    row: Wanted, departments: Sequence[Department], on: dt.date, assign: bool, faults: list[Fault]
) -> tuple[Department | None, dt.date | None]:
    """The department and due day that the row names; what is wrong with it is added to `faults`."""

    def wrong(field: str, value: str, reason: str, remedy: str) -> None:
        faults.append(Fault(line=row.line, field=field, value=value, reason=reason, remedy=remedy))

    if not row.title:
        wrong("事项", "", "没有填事项", "请写清要做的事")
    if len(row.title) > LONGEST_TITLE:
        wrong("事项", row.title[:20], "太长", f"请控制在 {LONGEST_TITLE} 字以内，细节写在要求里")
    department = next((each for each in departments if row.department in (each.code, each.name)), None)
    if row.department and department is None:
        wrong("牵头科室", row.department, "没有这个科室", "请写本机构科室的名称或代码")
    due = None
    try:
        due = dt.date.fromisoformat(row.due) if row.due else None
    except ValueError:
        wrong("时限", row.due, "不是日期", "请写成 2023-05-31")
    if assign and due is None and not any(fault.line == row.line and fault.field == "时限" for fault in faults):
        wrong("时限", "", "要交办就要有时限", "请填时限，或去掉“同时交办”")
    if due is not None and due < on:
        wrong("时限", row.due, "早于今天", "请填今天以后的日期")
    return department, due


def _open(
    tree: Tree,
    node: Node,
    row: Wanted,
    department: Department | None,
    due: dt.date | None,
    on: dt.date,
    actor: User,
    assign: bool,
) -> Task:
    leader = next((each.leader for each in node.owners if each.leader), tree.adoption.leader)
    branch = next((each.branch for each in node.owners if each.branch), None)
    requirement = row.requirement
    if due is not None and not assign:
        requirement = f"{requirement}\n拟定时限：{due}".strip()
    task = store.open_task(
        tree.adoption.institution,
        title=row.title,
        source="programme",
        source_ref=f"programme:{key(tree.programme.code, node.code)}",
        on=on,
        actor=actor,
        requirement=requirement,
        quote=node.pack.quote if node.pack else "",
        lead_department=department,
        leader=leader,
        branch=branch,
        programmes=[(tree.programme.code, node.code)],
    )
    if assign and due is not None:
        store.record(task, "assign", on=on, actor=actor, data={"due": due})
    return task
