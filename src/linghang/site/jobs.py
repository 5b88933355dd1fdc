"""What follows when data changed: the register's indicators are computed before anyone looks, and judged soon after."""

import logging
from typing import Any

from linghang.registers.signals import data_changed
from linghang.site import clock

_log = logging.getLogger(__name__)


def connect() -> None:
    data_changed.connect(_recompute, dispatch_uid="site.jobs")


def _recompute(register: str, **_: Any) -> None:
    """The change is committed when this runs: what goes wrong is logged, and the pages that need it say it."""
    from linghang.indicators.compute import compute

    try:
        compute(registers=[register])
    except Exception:
        _log.exception("the indicators of %s could not be computed ahead", register)
    clock.ask("look")
