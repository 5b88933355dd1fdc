"""Run by test_assessed_at_once in a process and a database of its own: several people write at the same moment."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from linghang.assessment import records  # noqa: E402
from linghang.assessment.models import Appeal, AssessedUnit, Assessment, AssessmentEvent  # noqa: E402
from linghang.core.errors import ConflictError, InputError  # noqa: E402
from linghang.organization.models import Institution  # noqa: E402

house = Institution.objects.create(code="h", name="示范医院", kind="hospital")
office, head, leader, chair = (
    get_user_model().objects.create_user(name) for name in ("office", "head", "leader", "chair")
)


def at_once(deeds):
    """What each deed gave, or the name of the refusal it met."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            return deed()
        except (InputError, ConflictError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def draft(period, digest):
    made = Assessment.objects.create(
        institution=house, framework="tried", title="试", definition="x", judges="institution", period=period,
        version=1, digest=digest,
    )  # fmt: skip
    AssessedUnit.objects.create(
        assessment=made, kind="institution", institution=house, code="h", name="示范医院", sheet={"lines": []}
    )
    return made


def lock(made):
    return records.lock(Assessment.objects.get(pk=made.pk), actor=office).kind


def unlock(made, seen):
    return records.unlock(Assessment.objects.get(pk=made.pk), "更正", actor=leader, revision=seen).kind


def appeal(made):
    return records.appeal(made.units.get(), "请复核", actor=head).outcome


def decide(made, actor, upheld):
    return records.decide(Appeal.objects.get(pk=made.pk), upheld=upheld, answer="已核", actor=actor).outcome


one, two = draft("2022", "1"), draft("2022", "2")
locks = at_once([lambda: lock(one), lambda: lock(two)])
third = draft("2021", "3")
same = at_once([lambda: lock(third), lambda: lock(third)])
appeals = at_once([lambda: appeal(third) for _ in range(4)])
waiting = Appeal.objects.get()
answers = at_once([lambda: decide(waiting, leader, True), lambda: decide(waiting, chair, False)])
third.refresh_from_db()
seen = third.revision
unlocked = at_once([lambda: unlock(third, seen), lambda: unlock(third, seen)])
fourth = draft("2020", "4")
lock(fourth)
mixed = at_once([lambda: unlock(fourth, None), lambda: appeal(fourth)])
print(
    json.dumps(
        {
            "locks": locks,
            "locked": Assessment.objects.filter(period="2022", stage="locked").count(),
            "same": same,
            "appeals": appeals,
            "answers": answers,
            "decided": AssessmentEvent.objects.filter(kind="decided").count(),
            "unlocked": unlocked,
            "mixed": mixed,
            "fourth": list(fourth.events.values_list("kind", flat=True)),
        }
    )
)
