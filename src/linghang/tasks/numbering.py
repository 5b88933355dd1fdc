"""Numbers of tasks: one row of numbers per institution and year."""

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from linghang.organization.models import Institution
from linghang.tasks.models import Task


def next_number(institution: Institution, year: int) -> str:
    """2023-0005. The caller holds the institution's row, so that no two get the same."""
    prefix = f"{year}-"
    taken = Task.objects.filter(institution=institution, number__regex=rf"^{prefix}[0-9]+$")
    serial = Cast(Substr("number", len(prefix) + 1), IntegerField())
    last = taken.aggregate(last=Max(serial))["last"] or 0
    return f"{prefix}{last + 1:04d}"
