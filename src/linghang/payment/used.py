"""Which schemes and weights the grouped batches of a place and period rest on."""

from typing import Any

from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.payment.models import GroupedBatch, Scheme, Weights


def weights_used(institution: Institution, period: Period) -> list[Weights]:
    """The weights behind the discharges of the period."""
    found = Weights.objects.filter(pk__in=_named(institution, period, "weights"))
    return list(found.select_related("scheme", "published__institution", "published__withdrawal"))


def schemes_used(institution: Institution, period: Period, name: str) -> tuple[Scheme, ...]:
    """The schemes (`scheme`) or DIP catalogues (`dip`) behind the discharges of the period, the last first."""
    return tuple(Scheme.objects.filter(pk__in=_named(institution, period, name)).order_by("-valid_from", "-id"))


def _named(institution: Institution, period: Period, name: str) -> set[Any]:
    made = GroupedBatch.objects.filter(
        batch__institution__in=institution.subtree(), batch__ended=None,
        batch__period_last__gte=period.first.key, batch__period_first__lte=period.last.key,
    )  # fmt: skip
    parts = [part for found in made.values_list("parts", flat=True) for part in found]
    inside = (part for part in parts if part["last"] >= period.first.key and part["first"] <= period.last.key)
    return {part.get(name) for part in inside} - {None}
