"""The procedures in use, made ready: which version and which local variant holds where and when."""

import datetime as dt

from linghang.organization.models import Institution, in_force
from linghang.packs.library import Library
from linghang.packs.procedure import Procedure
from linghang.procedures.course import Course, course
from linghang.procedures.models import Case, ProcedureSetting
from linghang.registers import content

_kept: dict[int, tuple[Library, dict[tuple[str, dt.date | None, str], Course]]] = {}


def course_on(procedure: str, on: dt.date, profile: str = "") -> Course:
    """The version of a procedure in force on a day in a local variant. Raises InputError when there is none."""
    library = content.library()
    kept = _courses_of(library)
    item = library.procedure(procedure, on)
    key = (procedure, item.valid_from, profile)
    if key not in kept:
        kept[key] = course(item, library, profile)
    return kept[key]


def course_of(case: Case) -> Course:
    """The one that holds for the case: of the day on which it was opened."""
    return course_on(case.procedure, case.opened_on, case.profile)


def procedures_on(day: dt.date) -> list[Procedure]:
    """The procedures in force on a day, as the packs order them."""
    return content.library().procedures(day)


def profile_on(institution: Institution, procedure: str, day: dt.date) -> str:
    """The local variant that the institution, else the nearest above it, follows on a day; "" for the shipped one."""
    place: Institution | None = institution
    while place is not None:
        found = ProcedureSetting.objects.filter(in_force(day), institution=place, procedure=procedure)
        if setting := found.order_by("valid_from").last():
            return setting.profile
        place = place.parent
    return ""


def _courses_of(library: Library) -> dict[tuple[str, dt.date | None, str], Course]:
    """What was made ready of this library; a newer one forgets it."""
    if id(library) not in _kept:
        _kept.clear()
        _kept[id(library)] = (library, {})
    return _kept[id(library)][1]
