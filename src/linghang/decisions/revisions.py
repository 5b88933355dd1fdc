"""Two people at one item or meeting: the second learns of it and nothing is lost."""

from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from linghang.core.errors import ConflictError
from linghang.decisions.models import Item, Meeting

Row = TypeVar("Row", Item, Meeting)
Held = TypeVar("Held", bound=Model)


def claim(row: Row, revision: int | None) -> Row:
    """Take the row for this transaction and count its revision up; `row` is read again.

    Raises ConflictError when `revision` (what the person saw) is no longer the row's. None does not ask.
    """
    rows = type(row).objects.filter(pk=row.pk)
    asked = rows if revision is None else rows.filter(revision=revision)
    if not asked.update(revision=F("revision") + 1):
        raise ConflictError(rows.first())
    _read_again(row, rows)
    return row


def hold(row: Held) -> Held:
    """Keep others from changing the row until this transaction ends; `row` is read again.

    What a page read before may be past by now: whoever asks for the stage of a meeting asks after this. A meeting is
    held before its items, so that two who work in it wait for each other instead of blocking each other.
    """
    _read_again(row, type(row)._default_manager.select_for_update())
    return row


def _read_again(row: Model, rows: QuerySet[Any]) -> None:
    """The row as it is now. The institution stays the one already read: it and those above it hang on every rule that
    is looked up, and no meeting changes hands."""
    known = row._state.fields_cache.get("institution")
    row.refresh_from_db(from_queryset=rows)
    if known is not None and known.pk == row.institution_id:
        row._state.fields_cache["institution"] = known
