"""The file of a case (卷宗) as one printable document: what it is about, its contents, every step, what was told."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone

from linghang.procedures import reading
from linghang.procedures.courses import course_of
from linghang.procedures.models import Case
from linghang.procedures.naming import Names
from linghang.procedures.telling import Told, tell_all
from linghang.reports.layout import Layout
from linghang.tasks import paper
from linghang.tasks.history import say_day

_FACTS, _STEPS = (("项目", 36), ("内容", 120)), (("序号", 14), ("日期", 46), ("步骤", 44), ("结果", 30), ("经办", 22))
_CONTENTS = (("序号", 14), ("材料", 50), ("日期", 46), ("保存", 46))
_TOLD = (("步骤", 46), ("提醒", 110))
_LAST = {"done": "办结", "ended": "终止"}
_MARK = 12
"""How many signs of a file's SHA-256 stand in the contents: enough to find it and to see that it is the same."""


@dataclass(frozen=True)
class Dossier:
    """What stands in the file, all in words."""

    title: str
    number: str
    institution: str
    facts: tuple[tuple[str, str], ...]
    contents: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    details: tuple[str, ...]
    warnings: tuple[tuple[str, ...], ...]
    ahead: tuple[str, ...]
    made_on: dt.date


def dossier(case: Case, names: Names) -> Dossier:
    """The file of a case as it stands today, with the names that `names` shows."""
    course, today = course_of(case), timezone.localdate()
    told = tell_all(case, course, names)
    dues = reading.next_steps([case], today)[case.pk]
    return Dossier(
        f"{course.procedure.title}卷宗",
        f"编号 {case.number}",
        case.institution.name,
        tuple(_facts(case, names, told)),
        tuple((str(number), *line) for number, line in enumerate(_contents(told), 1)),
        tuple((str(each.event.position), say_day(each.event.on), each.title, each.outcome, each.who) for each in told),
        tuple(text for each in told if (text := _detail(each))),
        tuple((each.title, warning["text"]) for each in told for warning in each.event.warnings),
        tuple(_ahead(due) for due in dues if not due.optional),
        today,
    )


def write_docx(
    found: Dossier,
    out: Path | BinaryIO,
    page: Layout,
    *,
    finish: Callable[[Any], None] | None = None,
) -> None:
    """The dossier in that layout. `finish`: the watermark (registers/watermark.py)."""
    table = paper.Table
    parts = [
        paper.Section("基本情况", (), table(_FACTS, found.facts)),
        paper.Section("卷内目录", () if found.contents else ("还没有材料。",), table(_CONTENTS, found.contents)),
        paper.Section("办理经过", (), table(_STEPS, found.steps)),
        paper.Section("各步内容", found.details),
    ]
    if found.warnings:
        parts.append(paper.Section("办理时的提醒", (), table(_TOLD, found.warnings)))
    if found.ahead:
        parts.append(paper.Section("尚未办理", found.ahead))
    whole = paper.Paper(found.title, found.number, "", tuple(parts), found.institution, found.made_on)
    paper.write(whole, out, page, finish=finish)


def _facts(case: Case, names: Names, told: list[Told]) -> list[tuple[str, str]]:
    result = _LAST.get(case.result) or (told[-1].outcome if told else case.result)
    opened = told[0].lines if told else ()
    facts = [
        ("对象", names.subject(case)),
        ("承办党组织", str(case.branch) if case.branch else ""),
        ("承办科室", str(case.department) if case.department else ""),
        *opened,
        ("启动日期", say_day(case.opened_on)),
        ("状态", "在办" if case.closed_on is None else f"{say_day(case.closed_on)}{result}"),
    ]
    return [(title, value) for title, value in facts if value]


def _contents(told: list[Told]) -> list[tuple[str, str, str]]:
    """The papers in the order of the steps: uploads with the mark of their contents, originals with their place."""
    lines = []
    for each in told:
        day = say_day(each.event.on)
        stored = {file.pk: file for file in each.event.files.all()}
        marks = [stored[pk].sha256[:_MARK] for pk in sorted(stored)]
        lines += [
            (f"{file.title}（{file.name}）", day, f"电子件，校验码 {mark}")
            for file, mark in zip(each.files, marks, strict=True)
        ]
        lines += [(title, day, f"原件：{place}") for title, place in each.papers]
    return lines


def _detail(each: Told) -> str:
    said = "；".join(f"{title}：{value}" for title, value in each.lines)
    text = "。".join(part for part in (said, each.event.text.strip().rstrip("。")) if part)
    return f"{each.title}（{say_day(each.event.on)}）：{text}。" if text else ""


def _ahead(due: Any) -> str:
    until = f"，最迟{say_day(due.due)}" if due.due else ""
    blocked = f"；{'；'.join(due.blocked_by)}" if due.blocked_by else ""
    return f"{due.step.title}{until}{blocked}。"
