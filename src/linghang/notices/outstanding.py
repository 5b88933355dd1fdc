"""What has not left the house: for the doctor."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from linghang.notices.models import Delivery

RECENT = dt.timedelta(days=7)


def outstanding() -> tuple[int, int]:
    """How many deliveries wait, and how many of the last seven days were given up."""
    return Delivery.objects.filter(state=Delivery.State.WAITING).count(), _failed().count()


def last_fault() -> str:
    """Why the newest of those was given up; empty when there is none."""
    return _failed().order_by("-pk").values_list("error", flat=True).first() or ""


def _failed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=Delivery.State.FAILED, created_at__gte=timezone.now() - RECENT)
