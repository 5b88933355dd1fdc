"""How complete the data behind a value are. Pure."""

from collections.abc import Iterable
from typing import Literal

Status = Literal["ok", "partial", "no_data"]
_ORDER: tuple[Status, ...] = ("ok", "partial", "no_data")


def worst(statuses: Iterable[Status]) -> Status:
    """The status of what is made of several parts."""
    return max(statuses, key=_ORDER.index, default="ok")
