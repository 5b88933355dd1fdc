"""Assessments as the pages ask for them: computed once for the same data, packs and ratings."""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from linghang.assessment import peers
from linghang.assessment.assess import Assessed, Result, assess
from linghang.assessment.models import EvidenceRating
from linghang.assessment.place import Place
from linghang.indicators.choices import organization_stamp
from linghang.indicators.sources import Memory, snapshot
from linghang.packs.library import Library
from linghang.tasks.models import TaskEvent

_kept: list[tuple[Library, Memory]] = []


def assessed(place: Place) -> Assessed:
    """The framework for the place's period: of all institutions it applies to, or of the departments or branches of
    the one that was chosen. InputError as `assess`."""
    if not _kept or _kept[0][0] is not place.library:
        _kept[:] = [(place.library, Memory(8))]
    framework, choice = place.framework, place.choice
    inside = None if framework.judges == "institution" else [choice.institution.code]
    key = (framework.code, framework.valid_from, choice.period, *(inside or ()), *_stamp(place))
    return _kept[0][1].get(key, lambda: assess(framework.code, choice.period, institutions=inside))


def _stamp(place: Place) -> tuple[Any, ...]:
    """Changes with whatever a result rests on: data, organisation, ratings, tasks, the day, the file of peers."""
    ratings = EvidenceRating.objects.aggregate(Max("pk"))["pk__max"]
    tasks = TaskEvent.objects.aggregate(Max("pk"))["pk__max"]
    file = peers.find(peers.folder(), place.choice.period)
    changed = file.stat().st_mtime_ns if file else 0
    return snapshot(), organization_stamp(), ratings, tasks, timezone.localdate(), changed


def unit_key(place: Place, code: str = "") -> str:
    """The key of a unit of the chosen institution: of itself, or of its department or branch of that code."""
    home = place.choice.institution.code
    return home if place.framework.judges == "institution" else f"{home}/{code}"


def result_of(found: Assessed, key: str) -> Result | None:
    return next((result for result in found.results if result.unit.key == key), None)
