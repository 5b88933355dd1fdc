"""The rows of the open ledgers of integrity within a person's reach, for the page and the API alike."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from linghang.integrity import ethics, letters, risks
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.kept.store import values_of
from linghang.registers.models import KeptRow, visible_at
from linghang.registers.reach import Reach


def institutions(user: Any, library: Library) -> list[Institution]:
    """Where rows of the two open ledgers are within reach."""
    reach = Reach.of(user, "view_rows", "internal")
    found = [each for code in (letters.REGISTER, risks.REGISTER) for each in reach.institutions(library.register(code))]
    return list({each.pk: each for each in found}.values())


def signings(user: Any, library: Library, institution: Institution, year: int) -> list[letters.Signing]:
    """The letters issued in a year."""
    return letters.signings(rows(user, library, letters.REGISTER, institution, year))


def points(user: Any, library: Library, institution: Institution, today: dt.date) -> list[risks.Point]:
    """The risk points that stand."""
    return risks.points(rows(user, library, risks.REGISTER, institution), today)


def appraisals(user: Any, library: Library, institution: Institution, year: int) -> list[Mapping[str, Any]]:
    """The ethics appraisals for a year, whenever they were made."""
    register = library.register(ethics.REGISTER)
    return [values_of(register, row) for row in _standing(user, register, institution).filter(data__year=str(year))]


def years(user: Any, library: Library, institution: Institution) -> Counter[int]:
    """How many letters and ethics appraisals of each year are within the person's reach."""
    letter, appraisal = library.register(letters.REGISTER), library.register(ethics.REGISTER)
    issued = _standing(user, letter, institution).order_by().values_list("month", flat=True)
    appraised = _standing(user, appraisal, institution).order_by().values_list("data__year", flat=True)
    return Counter(month // 100 for month in issued) + Counter(int(year) for year in appraised)


def rows(
    user: Any, library: Library, code: str, institution: Institution, year: int | None = None
) -> list[Mapping[str, Any]]:
    """The typed rows of a ledger within the person's reach at the institution; of one year, by day, when asked."""
    register = library.register(code)
    found = _standing(user, register, institution)
    if year is not None:
        found = found.filter(month__gte=year * 100, month__lte=year * 100 + 12)
    return [values_of(register, row) for row in found]


def _standing(user: Any, register: Register, institution: Institution) -> QuerySet[KeptRow]:
    reach = Reach.of(user, "view_rows", register.sensitivity)
    return KeptRow.objects.filter(reach.rows([register])).filter(visible_at(None), institution=institution)
