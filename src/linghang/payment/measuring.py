"""Which weights hold for the discharges of a year, and from which records they were measured.

The year before is the base when it has at least half as many front pages as the year itself; then the weights stand.
Otherwise the year itself is: such weights are provisional, and are measured again when its records have doubled or the
year before has come. Whoever wants them anew at another time says so (`remeasure`).
"""

from decimal import Decimal
from functools import cache, partial
from typing import Any

import polars as pl
from django.db.models import Sum

from linghang.core.periods import Month, Period
from linghang.indicators.sources import Memory
from linghang.organization.models import Institution
from linghang.payment import weighing
from linghang.payment.models import Scheme, Weights
from linghang.payment.pages import SOURCE, grouped, read_pages
from linghang.payment.validity import InForce
from linghang.registers.models import Batch

GROWTH = 2
_BASE: dict[str, pl.DataType | type[pl.DataType]] = {
    "drg": pl.String,
    "status": pl.String,
    "total_fee": pl.Decimal(18, 2),
    "length_of_stay": pl.Int64,
}
_bases = Memory(1)


def weights_for(scheme: Scheme, year: int, *, measure: bool = True) -> Weights | None:
    """The weights of a scheme for the discharges of a year; measured now when they are wanted and not there."""
    found = scheme.weights.filter(year=year).order_by("-id").first()
    if not measure or (found is not None and not _outgrown(found)):
        return found
    return remeasure(scheme, year)


def remeasure(scheme: Scheme, year: int, *, actor: Any = None) -> Weights | None:
    """Measure from the base as it is now. The same result is the same row; None when nothing is grouped there."""
    base = base_year(year)
    measured = weighing.measure(_base_cases(scheme, base))
    if measured is None:
        return None
    last = scheme.weights.filter(year=year).order_by("-id").first()
    period = Period.year(base)
    if last is not None and last.sha256 == measured.sha256 and last.base_first == period.first.key:
        return last
    return Weights.objects.create(
        scheme=scheme,
        year=year,
        base_first=period.first.key,
        base_last=period.last.key,
        cases=measured.cases,
        rate=measured.rate,
        groups=measured.plain(),
        sha256=measured.sha256,
        measured_by=actor if getattr(actor, "pk", None) else None,
    )


def measured_of(weights: Weights) -> weighing.Measured:
    """Kept weights as they were measured."""
    groups = {
        code: weighing.Group(int(cases), Decimal(fee), Decimal(days), Decimal(weight))
        for code, (cases, fee, days, weight) in weights.groups.items()
    }
    return weighing.Measured(weights.cases, weights.rate, groups)


def base_year(year: int) -> int:
    """The year before when it has at least half as many front pages, else the year itself."""
    before, now = _pages(year - 1), _pages(year)
    return year - 1 if before and before * GROWTH >= now else year


def _outgrown(weights: Weights) -> bool:
    if not weights.provisional:
        return False
    return base_year(weights.year) * 100 + 1 != weights.base_first or _pages(weights.year) >= weights.cases * GROWTH


def _pages(year: int) -> int:
    """Front pages in batches that begin in the year: near enough to say whether there are enough."""
    found = Batch.objects.filter(register=SOURCE, ended=None, period_first__range=(year * 100, year * 100 + 99))
    return found.aggregate(rows=Sum("rows_accepted"))["rows"] or 0


def _base_cases(scheme: Scheme, year: int) -> pl.DataFrame:
    """Group, fee and days of every front page of the year wherever the scheme is in force now or was then.

    Several years may rest on the same base: the last one is kept.
    """
    first, last = year * 100 + 1, year * 100 + 12
    batches = Batch.objects.filter(register=SOURCE, ended=None, period_last__gte=first, period_first__lte=last)
    applies = cache(partial(_applies, scheme, year, InForce()))
    found = [batch for batch in batches.select_related("institution").order_by("id") if applies(batch.institution)]
    key = (scheme.pk, scheme.sha256, year, tuple((batch.pk, batch.data_path) for batch in found))
    return _bases.get(key, lambda: _grouped(scheme, year, found))


def _grouped(scheme: Scheme, year: int, batches: list[Batch]) -> pl.DataFrame:
    found = []
    for batch in batches:
        pages = read_pages(batch, [scheme]).filter(pl.col("discharged_at").dt.year() == year)
        found.append(pages.select("total_fee", "length_of_stay").hstack(grouped(pages, scheme)).select(*_BASE))
    return pl.concat(found) if found else pl.DataFrame(schema=_BASE)


def _applies(scheme: Scheme, year: int, reigning: InForce, institution: Institution) -> bool:
    """Whether the scheme is that of the institution in the year, or in the year after when it has just begun."""
    days = [Month(each, month).first_day for each in (year, year + 1) for month in (1, 12)]
    return any(reigning.at(scheme.kind, institution, day) == scheme for day in days)
