"""Run by test_two_at_once in a process and a database of its own: several people write at the same moment."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from linghang.core.errors import InputError  # noqa: E402
from linghang.organization.models import Institution  # noqa: E402
from linghang.tasks import store  # noqa: E402
from linghang.tasks.models import Dependency, Task  # noqa: E402

DAY = dt.date(2023, 3, 1)
house = Institution.objects.create(code="h", name="示范医院", kind="hospital")
actor = get_user_model().objects.create_user("office")


def at_once(deeds):
    """What each deed gave, or the name of the refusal it met."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            return deed()
        except (InputError, store.ConflictError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def opened(title="事项"):
    return store.open_task(house, title=title, source="document", on=DAY, actor=actor)


def urge(task, seen):
    mine = Task.objects.get(pk=task.pk)
    return store.record(mine, "urge", on=DAY, actor=actor, text="请抓紧", revision=seen).get_kind_display()


def wait(task, before):
    return str(store.depend(Task.objects.get(pk=task.pk), before, actor=actor, on=DAY).title)


numbers = at_once([lambda: opened().number for _ in range(6)])
given = opened()
store.record(given, "assign", on=DAY, actor=actor, data={"due": "2023-03-31"})
one, two = opened("甲"), opened("乙")
print(
    json.dumps(
        {
            "numbers": numbers,
            "urged": at_once([lambda: urge(given, 2) for _ in range(3)]),
            "events": given.events.count(),
            "waits": [each in "甲乙" for each in at_once([lambda: wait(one, two), lambda: wait(two, one)])],
            "links": Dependency.objects.count(),
        }
    )
)
