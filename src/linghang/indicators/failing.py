"""One indicator that cannot be computed takes none of the others with it."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from linghang.core.errors import InputError
from linghang.packs.model import Indicator

Made = TypeVar("Made")
UNEXPECTED = "计算时出了意外，请告知系统管理员"
_log = logging.getLogger(__name__)


def each_for_itself(
    indicators: Sequence[Indicator], make: Callable[[Sequence[Indicator]], list[Made]]
) -> tuple[list[Made], dict[str, str]]:
    """What `make` gives for the indicators, and by code why some have nothing.

    All at once, which is fast; one by one only when that fails.
    """
    try:
        return make(indicators), {}
    except Exception:
        _log.warning("not all indicators can be computed; trying them one by one")
    made: list[Made] = []
    failed: dict[str, str] = {}
    for each in indicators:
        try:
            made += make([each])
        except Exception as error:
            failed[each.code] = reason_of(error)
            _log.exception("%s cannot be computed", each.code)
    return made, failed


def reason_of(error: Exception) -> str:
    """In the user's words; what nobody foresaw stays in the log of the server."""
    return str(error.faults[0]) if isinstance(error, InputError) and error.faults else UNEXPECTED
