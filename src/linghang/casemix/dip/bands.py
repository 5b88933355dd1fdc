"""Tables of adjoining bands: which band a number falls into, and what is wrong with a table that has holes. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from linghang.packs.model import Part


class Band(Part):
    """From `at_least` (included; open below when absent) up to `below` (not included; open above when absent)."""

    at_least: Decimal | None = None
    below: Decimal | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.at_least is not None and self.below is not None and not self.at_least < self.below:
            raise ValueError(f"at_least {self.at_least} 应小于 below {self.below}")
        return self

    def holds(self, value: Decimal) -> bool:
        """Whether the number falls into the band."""
        return (self.at_least is None or self.at_least <= value) and (self.below is None or value < self.below)


def faults(bands: Sequence[Band], *, first: Decimal | None = None) -> Iterator[str]:
    """What keeps the bands from covering every number from `first` (None: from below all) exactly once, in order."""
    if not bands:
        yield "至少要有一档"
        return
    low, high = bands[0].at_least, bands[-1].below
    if low is not None and (first is None or low > first):
        yield f"第一档从 {low} 起，之前没有规定：请从 {'头' if first is None else first} 写起"
    if high is not None:
        yield f"最后一档到 {high} 为止，之后没有规定：请不写 below"
    for number, (one, next_) in enumerate(pairwise(bands), 1):
        end, start = one.below, next_.at_least
        if end is None or start is None or start < end:
            yield f"第 {number} 档与第 {number + 1} 档重叠：前一档的 below 应等于后一档的 at_least"
        elif start > end:
            yield f"第 {number} 档与第 {number + 1} 档之间（{end} 到 {start}）没有规定：请补上一档"


def refuse_faulty(bands: Sequence[Band], what: str, *, first: Decimal | None = None) -> None:
    """ValueError with everything wrong, for pydantic to say where."""
    found = list(faults(bands, first=first))
    if found:
        raise ValueError(f"{what}：{'；'.join(found)}")
