"""Proposals of the indicators as people see and decide them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from linghang.organization import access
from linghang.organization.access import User
from linghang.tasks import signals, store
from linghang.tasks.models import Signal, Task


@dataclass(frozen=True)
class Proposal:
    """A signal in words, with what this person may do about it.

    `step`: what accepting does (`open`, `ask_close`), `review` when the closing must be reviewed on the task's page,
    and empty when the person may not decide.
    """

    signal: Signal
    words: str
    step: str
    trace: str


def visible(user: User) -> QuerySet[Signal]:
    """Proposals to open for those who supervise the institution, to close for those who see the task."""
    opening = Q(kind=Signal.Kind.OPEN, institution__in=access.scope(user, "supervise_tasks"))
    closing = Q(kind=Signal.Kind.CLOSE, task__in=store.visible(user).values("pk"))
    return Signal.objects.filter(opening | closing).select_related("institution", "task__institution", "decided_by")


def proposal_of(user: User, signal: Signal) -> Proposal:
    trace = str(signal.evidence.get("trace", "")) if signal.kind == Signal.Kind.OPEN else ""
    return Proposal(signal, signals.in_words(signal), step(user, signal), trace)


def step(user: User, signal: Signal) -> str:
    """What accepting would do for this person."""
    if signal.state != Signal.State.WAITING:
        return ""
    if signal.kind == Signal.Kind.OPEN:
        return "open" if access.may(user, "supervise_tasks", institution=signal.institution) else ""
    task = signal.task
    if task is None:
        return ""
    if task.stage == Task.Stage.WORKING:
        return "ask_close" if store.may(user, task, "ask_close") else ""
    return "review" if task.stage == Task.Stage.CLOSING and store.may(user, task, "close") else ""


def waiting(user: User) -> int:
    """How many wait for this person's word."""
    return sum(bool(step(user, each)) for each in visible(user).filter(state=Signal.State.WAITING))
