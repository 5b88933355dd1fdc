"""Which schemes and weights the grouped batches of a place and period rest on, and how figures carried away say so."""

from collections.abc import Iterator
from typing import Any

from linghang.core.periods import Period
from linghang.indicators.bases import Asked
from linghang.organization.models import Institution
from linghang.payment.basis import basis
from linghang.payment.jobs import REGISTER
from linghang.payment.models import GroupedBatch, Scheme, Weights
from linghang.registers import catalogue

_WEIGHED = {"weight", "standard", "surplus", "time_ratio", "fee_ratio"}
_GROUPED = _WEIGHED | {"drg", "adrg", "mdc", "status"}
_DIP = {"dip", "dip_kind", "dip_status", "dip_rw", "dip_score", "dip_standard", "dip_surplus"}
_STANDARDS = {"standard", "surplus", "dip_standard", "dip_surplus"}


def weights_used(institution: Institution, period: Period, version: int | None = None) -> list[Weights]:
    """The weights behind the discharges of the period, as visible at a catalogue version."""
    found = Weights.objects.filter(pk__in=_named(institution, period, "weights", version))
    return list(found.select_related("scheme", "published__institution", "published__withdrawal"))


def schemes_used(institution: Institution, period: Period, name: str, version: int | None = None) -> tuple[Scheme, ...]:
    """The schemes (`scheme`) or DIP catalogues (`dip`) behind the discharges of the period, the last first."""
    found = Scheme.objects.filter(pk__in=_named(institution, period, name, version))
    return tuple(found.order_by("-valid_from", "-id"))


def _named(institution: Institution, period: Period, name: str, version: int | None) -> set[Any]:
    batches = catalogue.visible_batches(REGISTER, [each.code for each in institution.subtree()], version)
    inside = batches.filter(period_last__gte=period.first.key, period_first__lte=period.last.key)
    made = GroupedBatch.objects.filter(batch__in=inside)
    parts = [part for found in made.values_list("parts", flat=True) for part in found]
    spoken = (part for part in parts if part["last"] >= period.first.key and part["first"] <= period.last.key)
    return {part.get(name) for part in spoken} - {None}


def rests_on(asked: Asked) -> list[str]:
    """The sentences for `indicators.bases`: by what discharges were grouped and weighed."""
    place = Institution.objects.filter(code=asked.institution).first()
    return [] if place is None else list(_sentences(place, asked))


def _sentences(place: Institution, asked: Asked) -> Iterator[str]:
    given = (place, asked.period)
    if asked.fields & _GROUPED:
        titles = [f"“{each}”" for each in schemes_used(*given, "scheme", asked.version)]
        yield from [f"{asked.period.label}病组按{'、'.join(titles)}分组"] if titles else []
    if asked.fields & _WEIGHED:
        yield from (basis(each).said for each in weights_used(*given, asked.version))
    catalogues = schemes_used(*given, "dip", asked.version) if asked.fields & _DIP else ()
    if catalogues:
        told = "、".join(f"“{each}”{f'（出处：{each.source}）' if each.source else ''}" for each in catalogues)
        yield f"{asked.period.label}DIP 按目录{told}入组计分"
    if asked.fields & _STANDARDS:
        yield "标准和结余在本地计算，非官方，不能与医保结算单相比"
