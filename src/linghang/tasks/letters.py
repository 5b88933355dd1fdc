"""Letters that go with a deed of supervision: 交办通知, 催办函, 督办函 (party_rules TK10), kept as they were issued."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from linghang.organization.models import Institution
from linghang.reports.styles import style_of
from linghang.tasks import paper
from linghang.tasks.history import State, as_day, replay, say_day
from linghang.tasks.models import Letter, Task, TaskEvent
from linghang.tasks.reading import events_of

KINDS = {"assign": ("督交", "交办通知"), "urge": ("督催", "催办函"), "inspect": ("督办", "督办函")}
"""Kind of event → the word of its number, and what the letter is called."""


def write(event: TaskEvent, state: State) -> Letter:
    """The letter that goes with a 交办, 催办 or 督查, written in the transaction of its event by whoever holds the lock
    of the numbers. `state`: the task as the event leaves it.

    Numbers run by institution, kind and year: 督催〔2023〕5号. What old ledgers bring in had letters of its own
    time and gets none.
    """
    task = event.task
    word, name = KINDS[event.kind]
    return Letter.objects.create(
        event=event,
        number=next_number(task.institution, word, event.on.year),
        title=f"关于“{_short(task.title)}”的{name}",
        text="\n".join(_paragraphs(task, event, state)),
        issued_on=event.on,
    )


def next_number(institution: Institution, word: str, year: int) -> str:
    """督催〔2023〕5号. The caller holds the lock."""
    prefix = f"{word}〔{year}〕"
    taken = Letter.objects.filter(event__task__institution=institution, number__startswith=prefix)
    return f"{prefix}{_highest(taken.values_list('number', flat=True)) + 1}号"


def _highest(numbers: Iterable[str]) -> int:
    found = (re.search(r"〕(\d+)号$", number) for number in numbers)
    return max((int(each[1]) for each in found if each), default=0)


def write_docx(letter: Letter, path: Path | BinaryIO) -> None:
    """The letter as it was issued, in the layout its institution wrote in then."""
    sections = (paper.Section("", tuple(letter.text.split("\n"))),)
    task = letter.event.task
    paper.write(
        paper.Paper(
            letter.title, letter.number, _addressee(letter.event), sections, task.institution.name, letter.issued_on
        ),
        path,
        style_of(task.institution, letter.issued_on),
    )


def _addressee(event: TaskEvent) -> str:
    """Whoever led when the letter was written; a later transfer does not change it."""
    code = replay(events_of([event.task])[event.task_id][: event.position]).department
    departments = event.task.institution.departments.filter(code=code).order_by("valid_from")
    named = [each.name for each in departments if each.valid_on(event.on)]
    return named[0] if named else event.task.institution.name


def _paragraphs(task: Task, event: TaskEvent, state: State) -> list[str]:
    """What was given out, how it stands, what is asked, and by when."""
    asked = [line.strip() for line in event.text.split("\n") if line.strip()]
    if event.kind == "assign":
        requirement = [line.strip() for line in task.requirement.split("\n") if line.strip()]
        due = f"请于{_due(state)}前办结，并按要求反馈进展。" if state.due else ""
        return [f"现将“{task.title}”（督办编号 {task.number}）交由你单位办理。", *requirement, *asked, due]
    return [_standing(task, state, event), *asked, _demand(state, event)]


def _standing(task: Task, state: State, event: TaskEvent) -> str:
    given = f"{say_day(state.assigned_on)}交办的" if state.assigned_on else ""
    last = [report for report in state.reports if not report.rejected]
    told = f"最近一次反馈为{say_day(last[-1].on)}，进度 {state.percent}%" if last else "尚未收到有效反馈"
    return f"{given}“{task.title}”（督办编号 {task.number}），时限为{_due(state)}，{_left(state, event)}，{told}。"


def _due(state: State) -> str:
    return say_day(state.due) if state.due else "另行通知"


def _left(state: State, event: TaskEvent) -> str:
    if state.due is None:
        return "正在办理"
    days = (event.on - state.due).days
    if state.stage == "closing":
        return "已申请办结"
    return f"已逾期 {days} 天" if days > 0 else "今天到期" if days == 0 else f"距时限还有 {-days} 天"


def _demand(state: State, event: TaskEvent) -> str:
    """What is asked; of a late task the three parts of TK06."""
    until = as_day(event.data.get("until"))
    when = f"于{say_day(until)}前" if until else "尽快"
    what = "反馈未按期原因、目前进展和下步措施" if state.overdue(event.on) else "反馈办理情况"
    return f"请{when}{what}。"


def _short(title: str) -> str:
    return title if len(title) <= 150 else f"{title[:149]}…"
