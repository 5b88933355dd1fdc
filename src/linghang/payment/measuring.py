"""Which weights hold for the discharges of a year, and from which records they, or what beside them is not published,
were measured.

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
from linghang.payment.published import table_of
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


def weights_for(scheme: Scheme, year: int, published: Scheme | None = None, *, measure: bool = True) -> Weights | None:
    """The weights of a scheme for the discharges of a year, those of the published table where there is one; measured
    now when they are wanted and not there."""
    found = scheme.weights.filter(year=year, published=published).order_by("-id").first()
    if not measure or (found is not None and not _outgrown(found)):
        return found
    return remeasure(scheme, year, published)


def remeasure(scheme: Scheme, year: int, published: Scheme | None = None, *, actor: Any = None) -> Weights | None:
    """Measure from the base as it is now. The same result is the same row; None when nothing is grouped there and
    nothing was published."""
    base = base_year(year)
    cases = _base_cases(scheme, base, published)
    measured = weighing.apply(table_of(published), cases, published.rate) if published else weighing.measure(cases)
    if measured is None:
        return None
    last = scheme.weights.filter(year=year, published=published).order_by("-id").first()
    period = Period.year(base)
    if last is not None and last.sha256 == measured.sha256 and last.base_first == period.first.key:
        return last
    return Weights.objects.create(
        scheme=scheme,
        published=published,
        year=year,
        base_first=period.first.key,
        base_last=period.last.key,
        cases=measured.cases,
        rate=measured.rate,
        groups=measured.plain(),
        sha256=measured.sha256,
        measured_by=actor if getattr(actor, "pk", None) else None,
    )


def remeasure_all(year: int) -> None:
    """Everything that holds for the discharges of a year, anew: of every scheme, and of its tables that were used; what
    was withdrawn holds for none."""
    standing = Scheme.objects.filter(withdrawal=None)
    for scheme in standing.filter(kind=Scheme.Kind.DRG):
        remeasure(scheme, year)
        for published in standing.filter(applied__scheme=scheme, applied__year=year).distinct():
            remeasure(scheme, year, published)


def measured_of(weights: Weights) -> weighing.Measured:
    """Kept weights as they were measured."""
    groups = {
        code: weighing.Group(int(cases), _decimal(fee), _decimal(days), Decimal(weight))
        for code, (cases, fee, days, weight) in weights.groups.items()
    }
    return weighing.Measured(weights.cases, weights.rate, groups)


def _decimal(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


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


def _base_cases(scheme: Scheme, year: int, published: Scheme | None) -> pl.DataFrame:
    """Group, fee and days of every front page of the year wherever the scheme (with the published weights) is in force
    now or was then.

    Several years may rest on the same base: the last one is kept.
    """
    first, last = year * 100 + 1, year * 100 + 12
    batches = Batch.objects.filter(register=SOURCE, ended=None, period_last__gte=first, period_first__lte=last)
    applies = cache(partial(_applies, scheme, published, year, InForce()))
    found = [batch for batch in batches.select_related("institution").order_by("id") if applies(batch.institution)]
    key = (scheme.pk, scheme.sha256, year, tuple((batch.pk, batch.data_path) for batch in found))
    return _bases.get(key, lambda: _grouped(scheme, year, found))


def _grouped(scheme: Scheme, year: int, batches: list[Batch]) -> pl.DataFrame:
    found = []
    for batch in batches:
        pages = read_pages(batch, [scheme]).filter(pl.col("discharged_at").dt.year() == year)
        found.append(pages.select("total_fee", "length_of_stay").hstack(grouped(pages, scheme)).select(*_BASE))
    return pl.concat(found) if found else pl.DataFrame(schema=_BASE)


def _applies(scheme: Scheme, published: Scheme | None, year: int, reigning: InForce, institution: Institution) -> bool:
    """Whether the scheme and the published weights are those of the institution in the year, or in the year after when
    they have just begun."""
    days = [Month(each, month).first_day for each in (year, year + 1) for month in (1, 12)]
    return any(
        reigning.at(scheme.kind, institution, day) == scheme
        and (published is None or reigning.weights(scheme, institution, day) == published)
        for day in days
    )
