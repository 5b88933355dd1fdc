"""Two people at one item or meeting: the second learns of it and nothing is lost."""

from typing import Any, TypeVar

from django.db.models import F

from linghang.decisions.models import Item, Meeting

Row = TypeVar("Row", Item, Meeting)


class ConflictError(Exception):
    """Somebody else changed it meanwhile. `current` is how it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("刚被他人修改，请核对后再保存")
        self.current = current


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
