"""Two people at one item or meeting: the second learns of it and nothing is lost."""

from typing import TypeVar

from django.db.models import F, Model

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
    row.refresh_from_db()
    return row


def hold(row: Held) -> Held:
    """Keep others from changing the row until this transaction ends; `row` is read again.

    What a page read before may be past by now: whoever asks for the stage of a meeting asks after this. A meeting is
    held before its items, so that two who work in it wait for each other instead of blocking each other.
    """
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())
    return row
