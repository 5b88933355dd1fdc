"""The year on which the pages of Party life open when the address names none."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count

from linghang.organization.models import Institution
from linghang.registers.models import KeptRow, visible_at

ACTIVITY = "party_activity"
SUBSTANCE = 10
"""A year has substance from a tenth of the fullest on: one stray row does not make an empty year the one to open."""


def usual_year(recorded: Mapping[int, int], this: int) -> int:
    """The newest year so far with substance. `recorded`: rows by year; `this`: the present one, where none has any."""
    past = {year: count for year, count in recorded.items() if year <= this and count > 0}
    fullest = max(past.values(), default=0)
    return max((year for year, count in past.items() if count * SUBSTANCE >= fullest), default=this)


def active_year(institution: Institution, this: int) -> int:
    """The same of the activities on record: meetings, lessons, theme days of all its Party organisations."""
    rows = KeptRow.objects.filter(visible_at(None), register=ACTIVITY, institution=institution)
    recorded = Counter[int]()
    for month, count in rows.order_by().values_list("month").annotate(Count("pk")):
        recorded[month // 100] += count
    return usual_year(recorded, this)
