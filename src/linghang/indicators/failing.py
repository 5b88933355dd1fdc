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

    All at once, which is fast. When that fails, each half for itself, and so on: what is at fault is found without
    asking for the hundreds of others one by one.
    """
    try:
        return make(indicators), {}
    except Exception as error:
        if len(indicators) < 2:
            return [], {each.code: _noted(each, error) for each in indicators}
    half = len(indicators) // 2
    made, failed = each_for_itself(indicators[:half], make)
    more, also = each_for_itself(indicators[half:], make)
    return made + more, failed | also


def _noted(indicator: Indicator, error: Exception) -> str:
    _log.error("%s cannot be computed", indicator.code, exc_info=error)
    return reason_of(error)


def reason_of(error: Exception) -> str:
    """In the user's words; what nobody foresaw stays in the log of the server."""
    return str(error.faults[0]) if isinstance(error, InputError) and error.faults else UNEXPECTED
