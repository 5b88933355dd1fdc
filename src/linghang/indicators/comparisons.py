"""Comparison of a value with last year, the period before, or its target. Pure arithmetic; rounding is for wording."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from linghang.core.figures import divide
from linghang.indicators.status import Status
from linghang.packs.model import Direction

Kind = Literal["yoy", "mom", "target"]
Light = Literal["good", "near", "bad"]
NEAR = Decimal("0.1")
"""A target missed by no more than this share of itself is near."""


@dataclass(frozen=True)
class Comparison:
    """`value` against `base` (both None-able, exact). `absolute` is their difference; for a rate it is a difference of
    plain ratios, a hundredth of percentage points. `relative` is the growth (yoy, mom) or the share of the target
    reached, as a plain ratio; None when the base is missing or not positive, and for growth into a loss: no percentage
    says how a surplus of hundreds became a loss of millions. `light` judges a target."""

    kind: Kind
    value: Decimal | None
    base: Decimal | None
    absolute: Decimal | None
    relative: Decimal | None
    status: Status
    light: Light | None = None

    @property
    def points(self) -> Decimal | None:
        """The difference of two rates in percentage points."""
        return None if self.absolute is None else self.absolute * 100

    def to_json(self) -> dict[str, Any]:
        """Plain data; exact numbers as text."""
        texts = {
            name: None if number is None else f"{number:f}"
            for name, number in (
                ("value", self.value),
                ("base", self.base),
                ("absolute", self.absolute),
                ("relative", self.relative),
            )
        }
        return {"kind": self.kind, **texts, "status": self.status, "light": self.light}


def comparison(
    kind: Kind, value: Decimal | None, base: Decimal | None, status: Status, direction: Direction = "neutral"
) -> Comparison:
    """The comparison of two values that may be missing."""
    if value is None or base is None:
        return Comparison(kind, value, base, None, None, "no_data")
    absolute = value - base
    growth = absolute if value >= 0 else None
    relative = divide(value if kind == "target" else growth, base if base > 0 else None)
    return Comparison(
        kind, value, base, absolute, relative, status, light_of(value, base, direction) if kind == "target" else None
    )


def light_of(value: Decimal, target: Decimal, direction: Direction) -> Light | None:
    """good: the target is met; near: missed by at most a tenth of it; bad: by more. None where no direction is good."""
    if direction == "neutral":
        return None
    short = target - value if direction == "higher" else value - target
    if short <= 0:
        return "good"
    return "near" if short <= abs(target) * NEAR else "bad"
