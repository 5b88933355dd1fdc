"""What follows when data changed: the indicators of the register are computed before anyone looks."""

from typing import Any

from linghang.registers.signals import data_changed


def connect() -> None:
    data_changed.connect(_recompute, dispatch_uid="site.jobs")


def _recompute(register: str, **_: Any) -> None:  # noqa: ANN401 - what a signal sends besides
    from linghang.indicators.compute import compute
    compute(registers=[register])
