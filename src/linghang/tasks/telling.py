"""A task's events as people read them: what happened, who did it, and what was said besides the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from linghang.tasks import flow
from linghang.tasks.models import Evidence, Letter, TaskEvent
from linghang.tasks.task_form import title_of

_LATE = {field.code: field for field in flow.LATE_FIELDS}
_ELSEWHERE = frozenset({"files", "rejected", "changes", "checklist", "milestones", "department"})
IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")


@dataclass(frozen=True)
class File:
    """An evidence file with what the reviewer said of it."""

    evidence: Evidence
    url: str
    image: bool
    word: str
    tag: str


@dataclass(frozen=True)
class Told:
    """One event in words. `lines`: name and value of what it says besides its text."""

    event: TaskEvent
    title: str
    who: str
    url: str
    lines: tuple[tuple[str, str], ...]
    files: tuple[File, ...]
    letter: Letter | None

    @property
    def late_entry(self) -> bool:
        """Written down on a later day than it happened."""
        return timezone.localtime(self.event.recorded_at).date() > self.event.on


def tell(event: TaskEvent, milestones: Mapping[int, str] | None = None) -> Told:
    """`event` with its relations (actor, department, evidence, letter) at hand."""
    step = flow.STEPS.get(event.kind)
    return Told(
        event,
        step.title if step else event.get_kind_display(),
        who(event),
        f"{task_url(event.task)}#event-{event.position}",
        tuple(_lines(event, milestones or {})),
        tuple(file_of(each) for each in event.evidence.all()),
        getattr(event, "letter", None),
    )


def who(event: TaskEvent) -> str:
    """By whom: the name given, else the account's; with the department that spoke."""
    actor = event.actor
    name = event.by or (actor.first_name or actor.get_username() if actor else "")
    place = str(event.department) if event.department and event.kind != "transfer" else ""
    return "·".join(part for part in (place, name) if part)


def task_url(task: Any) -> str:
    return reverse("task", args=[task.institution.code, task.number])


def file_of(evidence: Evidence) -> File:
    word, tag = {True: ("已采信", "tag-good"), False: ("不采信", "tag-bad"), None: ("待复核", "")}[evidence.accepted]
    image = evidence.media_type in IMAGES
    return File(evidence, reverse("task-evidence", args=[evidence.pk]), image, word, tag)


def _lines(event: TaskEvent, milestones: Mapping[int, str]) -> Iterable[tuple[str, str]]:
    if event.kind == "transfer" and event.department:
        yield "接办科室", str(event.department)
    fields = {field.code: field for field in (*flow.STEPS[event.kind].fields, flow.ENTRY_REASON)} | _LATE
    for code, value in event.data.items():
        if code not in _ELSEWHERE and value not in (None, "", []):
            field = fields.get(code)
            if field is not None:
                yield field.title, _value(field, value)
    if done := event.data.get("milestones") if event.kind == "report" else None:
        yield "完成的节点", "、".join(milestones.get(each, f"第{each}个") for each in done)
    if failed := [flow.CHECKLIST[code] for code, passed in event.data.get("checklist", {}).items() if not passed]:
        yield "不合格", "、".join(failed)
    elif event.data.get("checklist"):
        yield "复核要点", "七项都合格"
    if rejected := event.data.get("rejected"):
        yield "不予采信", "、".join(f"第{each}条反馈" for each in rejected)
    yield from _changes(event.data.get("changes"))


def _value(field: flow.Field, value: Any) -> str:
    if field.kind == "percent":
        return f"{value}%"
    if field.kind == "flag":
        return "同意" if value else "不同意"
    return str(field.choices.get(value, value)) if field.kind == "choice" else str(value)


def _changes(changes: Any) -> Iterable[tuple[str, str]]:
    """Before and after of an amendment."""
    for name, pair in (changes or {}).items():
        before, after = pair if isinstance(pair, list | tuple) and len(pair) == 2 else ("", pair)
        yield title_of(name), f"{_plain(before)} → {_plain(after)}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_plain, value)) or "（空）"
    return str(value) if value not in (None, "") else "（空）"
