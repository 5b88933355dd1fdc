"""Assessments as the pages ask for them: computed once for the same data, packs and ratings."""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from linghang.assessment import peers
from linghang.assessment.assess import Assessed, Result, assess
from linghang.assessment.models import EvidenceRating
from linghang.assessment.paired import Paired, paired
from linghang.assessment.place import Place
from linghang.core.periods import Period
from linghang.indicators.choices import Choice, organization_stamp
from linghang.indicators.sources import Memory, snapshot
from linghang.packs.library import Library
from linghang.tasks.models import TaskEvent

_kept: list[tuple[Library, Memory]] = []


def assessed(place: Place) -> Assessed:
    """The framework for the place's period: of all institutions it applies to, or of the departments or branches of
    the one that was chosen. InputError as `assess`."""
    framework, choice = place.framework, place.choice
    inside = None if framework.judges == "institution" else [choice.institution.code]
    key = (framework.code, framework.valid_from, choice.period, *(inside or ()), *_stamp(choice.period))
    return _memory(place.library).get(key, lambda: assess(framework.code, choice.period, institutions=inside))


def paired_of(library: Library, choice: Choice, work: str, party: str) -> Paired:
    """Departments beside their branches, by two frameworks. InputError as `paired`."""
    key = ("paired", work, party, choice.institution.code, choice.period, *_stamp(choice.period))
    return _memory(library).get(
        key, lambda: paired(choice.institution, choice.period, department_framework=work, branch_framework=party)
    )


def _memory(library: Library) -> Memory:
    """What was computed by this library; another one begins anew."""
    if not _kept or _kept[0][0] is not library:
        _kept[:] = [(library, Memory(8))]
    return _kept[0][1]


def _stamp(period: Period) -> tuple[Any, ...]:
    """Changes with whatever a result rests on: data, organisation, ratings, tasks, the day, the file of peers."""
    ratings = EvidenceRating.objects.aggregate(Max("pk"))["pk__max"]
    tasks = TaskEvent.objects.aggregate(Max("pk"))["pk__max"]
    file = peers.find(peers.folder(), period)
    changed = file.stat().st_mtime_ns if file else 0
    return snapshot(), organization_stamp(), ratings, tasks, timezone.localdate(), changed


def unit_key(place: Place, code: str = "") -> str:
    """The key of a unit of the chosen institution: of itself, or of its department or branch of that code."""
    home = place.choice.institution.code
    return home if place.framework.judges == "institution" else f"{home}/{code}"


def result_of(found: Assessed, key: str) -> Result | None:
    return next((result for result in found.results if result.unit.key == key), None)
