"""Seconds by the clock and of processor time, and how many times one is the other. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of processor time: where others use the machine too, the fairer of the two."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} 秒（处理器 {self.processor:.2f} 秒）"

    def times(self, other: "Taken", share: float = 1.0) -> str:
        """How many times the other, which did `share` of the work."""
        wall, processor = (share * a / b for a, b in ((self.wall, other.wall), (self.processor, other.processor)))
        return f"{wall:.2f} 倍（按处理器时间 {processor:.2f} 倍）"


def timed(way: Callable[[], Found]) -> tuple[Found, Taken]:
    """What came out, and how long it took."""
    wall, processor = perf_counter(), process_time()
    found = way()
    return found, Taken(perf_counter() - wall, process_time() - processor)


def taken(way: Callable[[], object]) -> Taken:
    """How long it took."""
    return timed(way)[1]
