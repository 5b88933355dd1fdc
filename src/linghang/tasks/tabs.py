"""The pages of the supervision side by side."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from linghang.tasks import proposals

_PAGES = (
    ("台账", "tasks"),
    ("挂图作战", "task-map"),
    ("变化", "task-changes"),
    ("指标建议", "task-signals"),
    ("通报", "task-bulletins"),
    ("函件", "task-letters"),
    ("考核", "tasks-appraisal"),
    ("模板", "task-templates"),
    ("规则", "task-rules"),
)


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool
    count: int = 0


def tabs(request: HttpRequest) -> list[Tab]:
    """The tabs, with the one the person is on; the proposals with the number that waits for this person."""
    return [
        Tab(
            title,
            reverse(name),
            request.path == reverse(name),
            proposals.waiting(request.user) if name == "task-signals" else 0,
        )
        for title, name in _PAGES
    ]
