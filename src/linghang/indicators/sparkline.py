"""A year of months as a small line, drawn by the server. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 160, 32, 3


@dataclass(frozen=True)
class Sparkline:
    """SVG path data in a WIDTH × HEIGHT box: this year's line, last year's, and the place of the newest value."""

    now: str
    past: str
    end: tuple[float, float] | None


def sparkline(now: Sequence[Decimal | None], past: Sequence[Decimal | None]) -> Sparkline | None:
    """Both years on one scale; a month without data breaks the line. None when there is nothing to draw."""
    known = [value for value in (*now, *past) if value is not None]
    if sum(value is not None for value in now) < 2:
        return None
    low, high = min(known), max(known)
    points = _points(now, low, high)
    end = next(point for point in reversed(points) if point is not None)
    return Sparkline(_path(points), _path(_points(past, low, high)), end)


def _points(values: Sequence[Decimal | None], low: Decimal, high: Decimal) -> list[tuple[float, float] | None]:
    step = WIDTH / max(len(values) - 1, 1)
    span = float(high - low) or 1.0
    found: list[tuple[float, float] | None] = []
    for index, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        share = float(value - low) / span if high != low else 0.5
        found.append((round(index * step, 1), round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)))
    return found


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, pen_down = [], False
    for point in points:
        if point is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = True
    return " ".join(parts)
