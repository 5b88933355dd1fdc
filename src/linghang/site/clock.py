"""The clock of the house: what is done by itself, minute by minute and day by day.

Each job has a turn in the database. Before it runs its turn is moved on to now by whoever finds it old enough; the
database lets only one do that, so several servers, or a server and the command line, never do one job together.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from linghang.site.models import Turn

_log = logging.getLogger(__name__)
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Job:
    """`every`: how long after it was taken up it is due again. `do` returns how much there was to do."""

    every: dt.timedelta
    do: Callable[[], int]


def _look() -> int:
    from linghang.tasks.signals import look  # brings the engines along, which starting does not need

    return len(look())


def _follow_renames() -> int:
    from linghang.tasks.handover import follow_renames

    return follow_renames(timezone.localdate())


def _remind() -> int:
    from linghang.tasks.reminders import remind

    return remind()


def _remind_cases() -> int:
    from linghang.procedures.reminders import remind

    return remind()


def _remind_duties() -> int:
    from linghang.duties.reminding import remind

    return remind()


def _remind_terms() -> int:
    from linghang.membership.tenure import remind

    return remind()


def _deliver() -> int:
    from linghang.notices.send import deliver

    return deliver().sent


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "look": Job(dt.timedelta(days=1), _look),
        "follow_renames": Job(dt.timedelta(days=1), _follow_renames),
        "remind": Job(dt.timedelta(hours=1), _remind),
        "remind_cases": Job(dt.timedelta(hours=6), _remind_cases),
        "remind_duties": Job(dt.timedelta(days=1), _remind_duties),
        "remind_terms": Job(dt.timedelta(days=1), _remind_terms),
        "deliver": Job(dt.timedelta(minutes=1), _deliver),
    }
)
"""In the order in which one leads to the next: what the indicators propose is reminded of, what is told is sent."""


def tick(now: dt.datetime | None = None, jobs: Mapping[str, Job] = JOBS) -> dict[str, int]:
    """Do what is due; how much each job did. One that goes wrong is logged and tried again in its next turn."""
    now = now or timezone.now()
    done: dict[str, int] = {}
    for name, job in jobs.items():
        try:
            if _take(name, job, now):
                done[name] = job.do()
        except Exception:
            _log.exception("%s failed", name)
    return done


def ask(name: str) -> None:
    """Have a job done at the next tick, whenever it was done last."""
    Turn.objects.filter(job=name).update(taken_at=_LONG_AGO)


def _take(name: str, job: Job, now: dt.datetime) -> bool:
    with transaction.atomic():
        Turn.objects.get_or_create(job=name, defaults={"taken_at": _LONG_AGO})
        return Turn.objects.filter(job=name, taken_at__lte=now - job.every).update(taken_at=now) == 1
