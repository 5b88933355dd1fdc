"""Numbers that nobody gets twice, and the lock under which they and the links between tasks are made."""

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from linghang.organization.models import Institution
from linghang.tasks.models import Task


def hold() -> None:
    """Until the transaction ends nobody else gives numbers or links tasks: two people who each add one half of a circle
    would see neither. Taken before any task is locked, or two transactions could wait for each other.
    """
    Institution.objects.select_for_update(no_key=True).order_by("pk").first()


def next_number(institution: Institution, year: int) -> str:
    """2023-0005. The caller holds the lock."""
    prefix = f"{year}-"
    taken = Task.objects.filter(institution=institution, number__regex=rf"^{prefix}[0-9]+$")
    serial = Cast(Substr("number", len(prefix) + 1), IntegerField())
    last = taken.aggregate(last=Max(serial))["last"] or 0
    return f"{prefix}{last + 1:04d}"
