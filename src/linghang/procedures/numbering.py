"""Numbers that nobody gets twice. The lock is that of tasks: one order of locks in the whole house."""

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from linghang.procedures.models import Case
from linghang.tasks.numbering import hold

__all__ = ["hold", "next_number"]


def next_number(case: Case, year: int) -> str:
    """2023-0005, by procedure and institution. The caller holds the lock."""
    prefix = f"{year}-"
    same = Case.objects.filter(institution=case.institution, procedure=case.procedure)
    taken = same.filter(number__regex=rf"^{prefix}[0-9]+$")
    serial = Cast(Substr("number", len(prefix) + 1), IntegerField())
    last = taken.aggregate(last=Max(serial))["last"] or 0
    return f"{prefix}{last + 1:04d}"
