"""Pieces of a paper made into tasks, each once, each with the words it came from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from linghang.core.errors import refuse
from linghang.organization.as_of import leader_of, name_of
from linghang.organization.models import Department
from linghang.papers.models import Adoption, Paper
from linghang.papers.proposing import Proposal, proposals
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.numbering import hold


@dataclass(frozen=True)
class Wanted:
    """What a person decided about one piece. Several `titles` split it into as many tasks; `merged`: it belongs to the
    piece accepted before it, whose task keeps the words of both. `goal`: tie the task to the target the piece names."""

    start: int
    titles: tuple[str, ...]
    department: Department | None = None
    due: dt.date | None = None
    goal: bool = True
    merged: bool = False

    @classmethod
    def of(cls, proposal: Proposal) -> "Wanted":
        """As proposed."""
        return cls(proposal.start, (proposal.title,), proposal.department, proposal.due)


def adopt(paper: Paper, wanted: Sequence[Wanted], *, on: dt.date, actor: Any, assign: bool = False) -> list[Task]:
    """Register the tasks, all or none; with `assign` those that have a due day are given out at once.

    InputError when a piece is unknown, has become a task before, has no title, or a task is refused. Asks no permission
    to register; giving out asks `tasks.store` for each task.
    """
    with transaction.atomic():
        hold()
        Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
        known = {each.start: each for each in proposals(paper, on)}
        made: list[Task] = []
        for head, *merged in _groups(wanted, known):
            made += _tasks(paper, head, [known[each.start] for each in (head, *merged)], on, actor, assign)
    return made


def _groups(wanted: Sequence[Wanted], known: Mapping[int, Proposal]) -> list[list[Wanted]]:
    """Each piece with those merged into it, in the order of the text."""
    groups: list[list[Wanted]] = []
    seen: set[int] = set()
    for each in sorted(wanted, key=lambda each: each.start):
        if each.start not in known or each.start in seen:
            raise refuse("文中没有这一条，或重复勾选", "请刷新页面后重新选择", subject="公文分解")
        seen.add(each.start)
        proposal = known[each.start]
        if proposal.tasks:
            numbers = "、".join(task.number for task in proposal.tasks)
            raise refuse(f"这一条已经立项（{numbers}）", "请取消勾选", field="事项", value=proposal.title[:40])
        if each.merged:
            if not groups:
                raise refuse(
                    "前面没有可以并入的事项", "请先勾选上一条，或不并入", field="事项", value=proposal.title[:40]
                )
            groups[-1].append(each)
            continue
        if not any(title.strip() for title in each.titles):
            raise refuse("没有写事项", "请填写，或取消勾选", field="事项", value=proposal.title[:40])
        groups.append([each])
    return groups


def _tasks(
    paper: Paper, wanted: Wanted, pieces: Sequence[Proposal], on: dt.date, actor: Any, assign: bool
) -> list[Task]:
    head = pieces[0]
    programmes = list(dict.fromkeys(each for piece in pieces for each in piece.programmes))
    goals: dict[str, Any] = {}
    if wanted.goal and head.goal is not None:
        goal = head.goal
        goals = {"indicator": goal.indicator, "goal_comparator": goal.comparator, "goal_value": goal.value}
    user = actor if getattr(actor, "pk", None) else None
    by = name_of(user) if user else ""
    leader = leader_of(wanted.department, on) if wanted.department else None
    made: list[Task] = []
    for title in (each.strip() for each in wanted.titles if each.strip()):
        task = store.open_task(
            paper.institution,
            title=title,
            source="document",
            source_ref=f"paper:{paper.pk}/{head.node}",
            quote="\n".join(piece.quote for piece in pieces),
            requirement=_requirement(wanted, head),
            lead_department=wanted.department,
            leader=leader,
            programmes=programmes,
            on=on,
            actor=actor,
            by=by,
            **({} if made else goals),
        )
        if assign and wanted.due is not None:
            store.require(actor, task, "assign")
            store.record(task, "assign", on=on, actor=actor, by=by, data={"due": wanted.due})
        made.append(task)
    for part, task in enumerate(made, 1):
        _note(paper, head, part, task, user)
    for piece in pieces[1:]:
        _note(paper, piece, 1, made[0], user)
    return made


def _requirement(wanted: Wanted, head: Proposal) -> str:
    """The due day stands in words too: a task that is not given out yet has no other place for it."""
    if wanted.due is None:
        return ""
    said = f"（原文：{head.due_words}）" if wanted.due == head.due and head.due_words else ""
    return f"时限：{wanted.due.isoformat()}{said}"


def _note(paper: Paper, piece: Proposal, part: int, task: Task, user: Any) -> None:
    programme, component = piece.programmes[0] if piece.programmes else ("", "")
    Adoption.objects.create(
        paper=paper, node=piece.node, start=piece.start, end=piece.end, part=part, task=task,
        programme=programme, component=component, actor=user,
    )  # fmt: skip


def open_wanted(paper: Paper, on: dt.date) -> list[Wanted]:
    """Everything that is no task yet, as proposed; a day that has gone by is left for a person to set."""
    found = [Wanted.of(each) for each in proposals(paper, on) if not each.tasks]
    return [replace(each, due=None) if each.due and each.due < on else each for each in found]
