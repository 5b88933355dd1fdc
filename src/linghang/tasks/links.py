"""Where a task came from and what it serves, as links to the pages of those things."""

import re
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from linghang.indicators.wording import say_value
from linghang.organization import access
from linghang.organization.access import User
from linghang.registers.content import library
from linghang.registers.models import KeptRow
from linghang.registers.reach import may_row
from linghang.tasks.models import Task

_LEDGERS = {"risk": "风险清单", "problem": "问题清单"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COMPARATORS = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}


@dataclass(frozen=True)
class Link:
    """`url` is empty when there is no page for it."""

    title: str
    url: str = ""


def source_of(task: Task, user: User) -> Link | None:
    """Where the task came from, in words, with a link where `user` may open the page of it.

    A resolution and a research topic are those that name the task as theirs: their keys in `source_ref` mean nothing in
    another database. Their titles are for whoever sees the meetings. `programme:six_fusions/core`,
    `indicator:avg_stay:2023-05`, `risk:<row>` and `problem:<row>` are looked up; other words of `source_ref` are said
    as they stand.
    """
    if (made := _resolution(task, user) or _finding(task, user)) is not None:
        return made
    kind, _, rest = task.source_ref.partition(":")
    match kind:
        case "resolution" | "finding":
            return None
        case "programme":
            return programme(task, rest)
        case "indicator":
            code, _, period = rest.partition(":")
            return Link(f"{_indicator_title(code)} {period}".strip(), indicator_url(task, code, period))
        case "paper":
            paper, _, node = rest.partition("/")
            return Link("公文", f"{_address('paper', int(paper))}#n-{node}" if paper.isdecimal() else "")
        case "risk" | "problem":
            return _row(kind, rest, user)
    return Link(task.source_ref) if task.source_ref else None


def _resolution(task: Task, user: User) -> Link | None:
    """The resolution of which the task is one, by its number."""
    # Meetings stand above tasks in the house: they are reached from here only by what they say of the task.
    found = task.resolutions.select_related("item__institution").first()
    if found is None:
        return None
    if not access.may(user, "view_meetings", institution=found.item.institution):
        return Link(found.number)
    return Link(f"{found.number} {found.item.title}", _address("resolution", found.pk))


def _finding(task: Task, user: User) -> Link | None:
    """The research topic that found the problem."""
    found = task.findings.select_related("topic__institution").first()
    if found is None:
        return None
    if not access.may(user, "view_meetings", institution=found.topic.institution):
        return Link(f"{found.topic.year}年调研课题")
    return Link(f"{found.topic.year}年调研课题：{found.topic.title}", _address("meeting-topic", found.topic.pk))


def _row(kind: str, row: str, user: User) -> Link:
    """A row of the ledger of risks or of problems, by its number there."""
    title, content = _LEDGERS[kind], library()
    if not content.has("registers", kind) or not _UUID.fullmatch(row):
        return Link(title)
    register = content.register(kind)
    kept = KeptRow.objects.filter(register=kind, row=row, ended=None).select_related("institution").first()
    if kept is None or not may_row(user, "view_rows", register, kept):
        return Link(title)
    number = kept.data.get(register.key[0], "") if register.key else ""
    return Link(
        f"{title} {number}".strip(), f"{_address('register-row', kind, row)}?institution={kept.institution.code}"
    )


def programme(task: Task, key: str) -> Link:
    """A programme, or one of its components, of the task's institution by `code` or `code/component`."""
    code, _, component = key.partition("/")
    content = library()
    if not content.has("programmes", code):
        return Link(key)
    found = content.programme(code)
    place = task.institution.code
    if not component:
        return Link(found.title, _address("programme", place, code))
    parts = {each.code: each.title for each in found.components}
    title = f"{found.title} · {parts.get(component, component)}"
    return Link(title, _address("programme-component", place, code, component))


def indicator(task: Task) -> Link | None:
    """The indicator a task is tied to."""
    return Link(_indicator_title(task.indicator), indicator_url(task, task.indicator)) if task.indicator else None


def goal(task: Task) -> str:
    """What the indicator must reach for the task to be closed, in its own unit; empty when there is no goal."""
    if task.goal_value is None or not task.goal_comparator:
        return ""
    content = library()
    known = content.has("indicators", task.indicator)
    value = (
        say_value(content.indicator(task.indicator), task.goal_value) if known else f"{task.goal_value.normalize():f}"
    )
    months = f"，持续 {task.goal_months} 个月" if task.goal_months else ""
    return f"达标：{_COMPARATORS.get(task.goal_comparator, task.goal_comparator)} {value}{months}"


def indicator_url(task: Task, code: str, period: str = "") -> str:
    address = _address("indicator", code) if library().has("indicators", code) else ""
    asked = f"?institution={task.institution.code}{f'&period={period}' if period else ''}"
    return address + asked if address else ""


def _indicator_title(code: str) -> str:
    content = library()
    return content.indicator(code).title if content.has("indicators", code) else code


def _address(name: str, *parts: str | int) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
