"""Where a task came from and what it serves, as links to the pages of those things."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from linghang.registers.content import library
from linghang.tasks.models import Task

_LEDGERS = {"risk": "风险清单", "problem": "问题清单"}
_COMPARATORS = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}


@dataclass(frozen=True)
class Link:
    """`url` is empty when there is no page for it."""

    title: str
    url: str = ""


def source_of(task: Task) -> Link | None:
    """The origin named by `source_ref`: `resolution:12`, `programme:six_fusions/core`, `indicator:avg_stay:2023-05`,
    `risk:<row>`, `problem:<row>`."""
    kind, _, rest = task.source_ref.partition(":")
    if not rest:
        return None
    match kind:
        case "resolution":
            return Link(f"第 {rest} 号决议", _address("resolution", rest))
        case "programme":
            return programme(task, rest)
        case "indicator":
            code, _, period = rest.partition(":")
            return Link(f"{_indicator_title(code)} {period}".strip(), indicator_url(task, code, period))
        case "risk" | "problem":
            return Link(_LEDGERS[kind], f"{_address('register-row', kind, rest)}?institution={task.institution.code}")
    return None


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
    """What the indicator must reach for the task to be closed; empty when there is no goal."""
    if task.goal_value is None or not task.goal_comparator:
        return ""
    months = f"，持续 {task.goal_months} 个月" if task.goal_months else ""
    return (
        f"达标：{_COMPARATORS.get(task.goal_comparator, task.goal_comparator)} {task.goal_value.normalize():f}{months}"
    )


def indicator_url(task: Task, code: str, period: str = "") -> str:
    address = _address("indicator", code)
    asked = f"?institution={task.institution.code}{f'&period={period}' if period else ''}"
    return address + asked if address else ""


def _indicator_title(code: str) -> str:
    content = library()
    return content.indicator(code).title if content.has("indicators", code) else code


def _address(name: str, *parts: str) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
