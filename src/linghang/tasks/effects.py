"""The effect of a task on the indicator it is tied to, as its page shows it."""

from dataclasses import dataclass
from typing import Any

from linghang.organization import access
from linghang.organization.access import User
from linghang.tasks import links
from linghang.tasks.models import Task


@dataclass(frozen=True)
class Shown:
    """`figure`: what Plotly draws; `points`: month and value as written, the table behind it."""

    title: str
    url: str
    figure: dict[str, Any]
    points: tuple[tuple[str, str], ...]


def shown_effect(user: User, task: Task) -> Shown | None:
    """None without an indicator, without its figures in reach, or without data."""
    link = links.indicator(task)
    if link is None or not access.may(user, "view_figures", institution=task.institution):
        return None
    return None
