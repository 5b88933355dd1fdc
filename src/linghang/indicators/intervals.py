"""How far a rate of few cases can be trusted: exact intervals, and the funnel for units of unequal size. Pure.

Proportions: Clopper and Pearson (1934), from the beta distribution. Events over an exposure: Garwood (1936), from the
gamma distribution. The funnel: D. Spiegelhalter, Funnel plots for comparing institutional performance (2005); a unit
is told apart only beyond the 99.8 % limits, those of 95 % are drawn for the eye. Probabilities are floating point:
they judge figures and are never shown as figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

LEVEL = 0.95
INNER, OUTER = 0.95, 0.998
Side = Literal["inside", "above", "below"]


def proportion(hits: int, of: int, level: float = LEVEL) -> tuple[float, float] | None:
    """The exact interval of `hits` in `of` trials; None without trials. ValueError unless 0 ≤ hits ≤ of."""
    from scipy.special import betaincinv

    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    if of == 0:
        return None
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, of - hits + 1, tail))
    high = 1.0 if hits == of else float(betaincinv(hits + 1, of - hits, 1 - tail))
    return low, high


def rate(events: int, exposure: Decimal, level: float = LEVEL) -> tuple[float, float] | None:
    """The exact interval of a rate of `events` over an exposure (patient days …); None without exposure."""
    from scipy.special import gammaincinv

    if events < 0:
        raise ValueError(f"{events} events")
    if exposure <= 0:
        return None
    tail, size = (1 - level) / 2, float(exposure)
    low = 0.0 if events == 0 else float(gammaincinv(events, tail))
    return low / size, float(gammaincinv(events + 1, 1 - tail)) / size


@dataclass(frozen=True)
class Place:
    """A unit in the funnel: its share, the limits for its size, and on which side of the outer ones it lies."""

    share: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    side: Side


@dataclass(frozen=True)
class Funnel:
    """`centre`: the share of all units together; units without trials have no place."""

    centre: float
    places: Mapping[str, Place]


def funnel(units: Mapping[str, tuple[int, int]]) -> Funnel | None:
    """Units by name as (hits, of), against what all of them reach together. None when there are no trials at all."""
    total = sum(of for _, of in units.values())
    if not total:
        return None
    centre = sum(hits for hits, _ in units.values()) / total
    places = {name: _place(hits, of, centre) for name, (hits, of) in units.items() if of > 0}
    return Funnel(centre, places)


def _place(hits: int, of: int, centre: float) -> Place:
    """A unit lies outside when so many hits (or more; or fewer) would be rarer than the tail beyond the outer limit."""
    from scipy.special import bdtr, bdtrc

    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    tail = _tail(OUTER)
    side: Side = "inside"
    if 0 < centre < 1:
        if hits > 0 and bdtrc(hits - 1, of, centre) < tail:
            side = "above"
        elif bdtr(hits, of, centre) < tail:
            side = "below"
    return Place(hits / of, limits(of, centre, INNER), limits(of, centre, OUTER), side)


def limits(of: int, centre: float, level: float) -> tuple[float, float]:
    """The lowest and highest share of `of` trials that are not yet rarer than the tails of `level`, at that centre."""
    from scipy.special import bdtr, bdtrc

    if not 0 < centre < 1:
        return centre, centre
    tail = _tail(level)
    low = _first(lambda hits: bool(bdtr(hits, of, centre) >= tail), of)
    high = of - _first(lambda missing: missing == of or bool(bdtrc(of - missing - 1, of, centre) >= tail), of)
    return low / of, high / of


def _tail(level: float) -> float:
    """What lies beyond either limit. A trifle less, so that chances exactly as large (3 of 3 at a tenth: 0.001) are
    not rarer by the rounding of floating-point numbers."""
    return (1 - level) / 2 * (1 - 1e-12)


def _first(holds: Callable[[int], bool], most: int) -> int:
    """The smallest number from 0 to `most` for which `holds`; it holds for all above, and for `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
