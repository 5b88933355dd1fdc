"""What data is visible, from which version to which; the one place that takes a new catalogue version."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.core.periods import Month, Period
from linghang.registers.models import Batch, CatalogueVersion, KeptRow, visible_at

_LOCK = 7_204_511
"""Any number, the same for everyone who writes to the catalogue of one database."""


def current_version() -> int:
    """The newest catalogue version; 0 before the first load."""
    return CatalogueVersion.objects.aggregate(newest=Max("number"))["newest"] or 0


def new_version(actor: Any, action: str, note: str = "") -> CatalogueVersion:
    """Take the next version, inside `transaction.atomic()`; writers wait for each other until they commit.

    Without the wait a later number could be committed before an earlier one, and "as of" would change behind a reader.
    SQLite lets one writer in at a time anyway; on PostgreSQL an advisory lock does, released when the transaction ends.
    """
    lock()
    return CatalogueVersion.objects.create(actor=actor, action=action, note=note[:200])


def lock() -> None:
    """Wait until no other transaction changes the catalogue, and keep others out until this one ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the catalogue changes only inside transaction.atomic()")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def visible_batches(
    register_code: str, institution_codes: Iterable[str] | None = None, version: int | None = None
) -> QuerySet[Batch]:
    """The batches of a register visible at a version (now when None), of these institutions (all when None)."""
    batches = Batch.objects.filter(visible_at(version), register=register_code).select_related("institution")
    return batches if institution_codes is None else batches.filter(institution__code__in=list(institution_codes))


def coverage(
    register_code: str, institution_codes: Iterable[str], version: int | None = None, *, today: date | None = None
) -> dict[str, set[int]]:
    """For each institution the months (yyyymm) its data speaks for: within them an absent row means zero.

    A kept row typed in by hand covers the calendar year of its date, up to its own month or the last one that has
    ended by `today` (that of the clock in Shanghai when None), whichever is later: nobody has spoken of months to come.
    """
    codes = list(institution_codes)
    months: dict[str, set[int]] = {code: set() for code in codes}
    batches = visible_batches(register_code, codes, version).values_list(
        "institution__code", "period_first", "period_last"
    )
    for code, first, last in batches:
        months[code] |= {month.key for month in Period(Month.from_key(first), Month.from_key(last)).months()}
    typed = KeptRow.objects.filter(visible_at(version), register=register_code, institution__code__in=codes, batch=None)
    ended = Month.of(today or timezone.localdate()).shift(-1).key
    for code, month in typed.values_list("institution__code", "month").distinct():
        year = Period.year(month // 100).months()
        months[code] |= {each.key for each in year if each.key <= max(month, ended)}
    return months


def period_of(batch: Batch) -> Period:
    """The months a batch speaks for."""
    return Period(Month.from_key(batch.period_first), Month.from_key(batch.period_last))


def end(batch: Batch, version: CatalogueVersion, successor: Batch | None = None) -> None:
    """From `version` on the batch is no longer visible. Its file stays, for every earlier version."""
    batch.ended, batch.superseded_by = version, successor
    batch.save(update_fields=["ended", "superseded_by"])


@transaction.atomic
def withdraw(batch: Batch, actor: Any, note: str) -> CatalogueVersion:
    """Take a batch out of sight without a successor. Raises InputError when it is no longer visible."""
    from linghang.registers.kept import end_batch_rows

    lock()
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.ended_id is not None:
        raise refuse("这个批次已经失效", "请刷新页面", subject=str(batch.pk))
    version = new_version(actor, "withdraw", note)
    end(batch, version)
    end_batch_rows(batch, version)
    return version
