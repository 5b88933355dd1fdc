"""Is a change a signal or the usual noise? The XmR chart of single values in time. Pure.

Limits lie 2.66 mean moving ranges about the mean (3 / 1.128: D. Wheeler, Understanding Variation). Four rules tell
special causes, those in common use for hospitals (NHS England, Making Data Count; L. Nelson 1984, rules 1, 3 and 5):
one value beyond a limit, eight in a row on one side of the mean, six in a row rising or falling, two of three in the
outer third of the same side. A change made on purpose starts new limits (`rebase`). A gap in the data ends a run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Literal

ENOUGH = 12
"""Fewer values than this in a segment give no limits: they would be drawn by chance."""
TO_LIMIT = Decimal("2.66")
RUN, TREND = 8, 6
Rule = Literal["beyond", "run", "trend", "outer"]
Tone = Literal["better", "worse", "neither"]


@dataclass(frozen=True)
class Segment:
    """Values `first` to `last` (positions, both included) judged by the same limits; None where there are too few."""

    first: int
    last: int
    mean: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Signal:
    """A special cause: by which rule, at which positions, on which side of the mean or in which direction."""

    rule: Rule
    at: tuple[int, ...]
    upward: bool

    def tone(self, direction: str) -> Tone:
        """Whether it is for the better, by the indicator's direction of good."""
        if direction not in ("higher", "lower"):
            return "neither"
        return "better" if self.upward == (direction == "higher") else "worse"


@dataclass(frozen=True)
class Chart:
    """Segments in time order, and the signals found in each."""

    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]


def chart(values: Sequence[Decimal | None], *, rebase: Sequence[int] = ()) -> Chart:
    """The chart of values in time order (None: no data). `rebase`: positions at which new limits start.

    Where no value is negative the lower limit is not either: counts and rates cannot be.
    """
    starts = sorted({0, *(at for at in rebase if 0 < at < len(values))})
    ends = [*(at - 1 for at in starts[1:]), len(values) - 1]
    segments = [_segment(values, first, last) for first, last in zip(starts, ends, strict=True) if first <= last]
    return Chart(tuple(segments), tuple(signal for each in segments for signal in _signals(values, each)))


def _segment(values: Sequence[Decimal | None], first: int, last: int) -> Segment:
    inside = values[first : last + 1]
    known = [value for value in inside if value is not None]
    ranges = [abs(after - before) for before, after in pairwise(inside) if before is not None and after is not None]
    if len(known) < ENOUGH or not ranges:
        return Segment(first, last)
    mean = sum(known, Decimal(0)) / len(known)
    reach = TO_LIMIT * sum(ranges, Decimal(0)) / len(ranges)
    low = mean - reach
    return Segment(first, last, mean, max(low, Decimal(0)) if min(known) >= 0 else low, mean + reach)


def _signals(values: Sequence[Decimal | None], segment: Segment) -> Iterator[Signal]:
    mean, low, high = segment.mean, segment.low, segment.high
    if mean is None or low is None or high is None:
        return
    reach = high - mean
    for stretch in _stretches(values, segment):
        yield from (Signal("beyond", (at,), value > mean) for at, value in stretch if not low <= value <= high)
        yield from _runs(stretch, mean)
        yield from _trends(stretch)
        yield from _outer(stretch, mean, reach * 2 / 3)


def _stretches(values: Sequence[Decimal | None], segment: Segment) -> Iterator[list[tuple[int, Decimal]]]:
    """The values of a segment between gaps, with their positions."""
    places = range(segment.first, segment.last + 1)
    for known, group in groupby(places, lambda at: values[at] is not None):
        if known:
            yield [(at, value) for at in group if (value := values[at]) is not None]


def _runs(stretch: Sequence[tuple[int, Decimal]], mean: Decimal) -> Iterator[Signal]:
    """`RUN` or more in a row on one side; a value on the mean itself is on neither."""
    for side, group in groupby(stretch, lambda point: (point[1] > mean) - (point[1] < mean)):
        at = tuple(place for place, _ in group)
        if side and len(at) >= RUN:
            yield Signal("run", at, side > 0)


def _trends(stretch: Sequence[tuple[int, Decimal]]) -> Iterator[Signal]:
    """`TREND` or more values, each above (or each below) the one before."""
    steps = [(at, (after > before) - (after < before)) for (_, before), (at, after) in pairwise(stretch)]
    for way, group in groupby(steps, lambda step: step[1]):
        at = [place for place, _ in group]
        if way and len(at) + 1 >= TREND:
            yield Signal("trend", (at[0] - 1, *at), way > 0)


def _outer(stretch: Sequence[tuple[int, Decimal]], mean: Decimal, far: Decimal) -> Iterator[Signal]:
    """Two of three neighbours more than two thirds of the way to the same limit."""
    for sign in (1, -1):
        out = [(value - mean) * sign > far for _, value in stretch]
        found: set[int] = set()
        for start in range(len(stretch) - 2):
            hits = [start + step for step in range(3) if out[start + step]]
            if len(hits) >= 2:
                found.update(stretch[hit][0] for hit in hits)
        if found:
            yield Signal("outer", tuple(sorted(found)), sign > 0)


Assurance = Literal["meets", "misses", "chance", "unknown"]


def assurance(found: Chart, target: Decimal | None, direction: str) -> Assurance:
    """Whether the process, as it runs now, will reach the target: always, never, or by chance (the target lies between
    the limits, or on the one that is reached: no deaths are hoped for, and some months have none). `unknown` without
    limits, target or direction of good."""
    if target is None or not found.segments or direction not in ("higher", "lower"):
        return "unknown"
    now = found.segments[-1]
    if now.low is None or now.high is None:
        return "unknown"
    worst, best = (now.low, now.high) if direction == "higher" else (-now.high, -now.low)
    wanted = target if direction == "higher" else -target
    if worst >= wanted:
        return "meets"
    return "misses" if best < wanted else "chance"
