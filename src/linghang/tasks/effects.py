"""The effect of a task on the indicator it is tied to, as its page shows it."""

import logging
from dataclasses import dataclass

from django.utils import timezone

from linghang.core.errors import InputError
from linghang.indicators.choices import sensitivity_of
from linghang.organization import access
from linghang.organization.access import User
from linghang.registers.content import library
from linghang.tasks import links
from linghang.tasks.effect import Effect, effect_of
from linghang.tasks.models import Task

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """The effect with the address of its indicator's page."""

    title: str
    url: str
    effect: Effect


def shown_effect(user: User, task: Task) -> Shown | None:
    """None without an indicator, without its figures in reach, or without data."""
    content = library()
    link = links.indicator(task)
    if link is None or not content.has("indicators", task.indicator):
        return None
    sensitivity = sensitivity_of(content, content.indicator(task.indicator))
    if not access.may(user, "view_figures", institution=task.institution, sensitivity=sensitivity):
        return None
    try:
        found = effect_of(task, timezone.localdate())
    except InputError:
        _log.exception("the effect of %s could not be computed", task)
        return None
    return Shown(link.title, link.url, found) if found.known else None
