"""How departments carried out their supervised tasks, as items of a framework read it (party_rules TK08)."""

from decimal import Decimal

from django.utils import timezone

from linghang.assessment.rules import NOTHING, Reading
from linghang.core.figures import divide
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.framework import Framework
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.statistics import RATES, Line, by_department


def supervised(framework: Framework, period: Period, place: Institution) -> dict[str, dict[str, Reading]]:
    """Department code → item code → rate, of the departments that had tasks; "" for what the institution leads as a
    whole. Empty for a framework without such items, and for a period that has not begun."""
    wanted = {item.code: item.supervision for item in framework.leaves() if item.supervision}
    first, last, today = period.first_day, period.last_day, timezone.localdate()
    if not wanted or first > today:
        return {}
    facts = store.facts(Task.objects.filter(institution=place, opened_on__lte=last))
    return {
        line.department: {item: _rate(line, name) for item, name in wanted.items()}
        for line in by_department(facts, first, last, today)
    }


def _rate(line: Line, name: str) -> Reading:
    _, part, whole = RATES[name]
    top, bottom = Decimal(getattr(line, part)), Decimal(getattr(line, whole))
    value = divide(top, bottom)
    return NOTHING if value is None else Reading(value, top, bottom)
