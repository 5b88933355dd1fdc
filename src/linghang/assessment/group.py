"""The values of a peer group in one item, made ready to be asked by every member. Pure."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

from linghang.assessment.exact import GUARDED, ZERO


@dataclass(frozen=True)
class Group:
    """The values of all members of a peer group that have one, the judged one's own included; lowest first."""

    values: tuple[Decimal, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Decimal]) -> "Group":
        return cls(tuple(sorted(values)))

    def __len__(self) -> int:
        return len(self.values)

    def below(self, value: Decimal) -> int:
        """How many are lower."""
        return self._span(value)[0]

    def above(self, value: Decimal) -> int:
        """How many are higher."""
        return len(self.values) - self._span(value)[1]

    def alike(self, value: Decimal) -> int:
        """How many have just this value."""
        low, high = self._span(value)
        return high - low

    def _span(self, value: Decimal) -> tuple[int, int]:
        """From where (included) to where (not included) the value stands; nowhere between where nobody has it."""
        return self._spans.get(value) or (bisect_left(self.values, value),) * 2

    @cached_property
    def _spans(self) -> dict[Decimal, tuple[int, int]]:
        """Of every value there is: every member asks for its own."""
        ends = {value: end for end, value in enumerate(self.values, 1)}
        return {value: (start, end) for (value, end), start in zip(ends.items(), [0, *ends.values()], strict=False)}

    def with_other(self, own: Decimal | None, value: Decimal) -> "Group":
        """The group as it would be, had the member whose value is `own` (None: who had none) another."""
        values = list(self.values)
        if own is not None and own in values:
            values.remove(own)
        return Group.of([*values, value])

    @cached_property
    def median(self) -> Decimal | None:
        """The middle value, or the mean of the two in the middle; None of an empty group."""
        if not self.values:
            return None
        middle = len(self.values) // 2
        if len(self.values) % 2:
            return self.values[middle]
        return (self.values[middle - 1] + self.values[middle]) / 2

    @cached_property
    def mean(self) -> Decimal:
        with localcontext(GUARDED):
            return sum(self.values, ZERO) / len(self.values)

    @cached_property
    def deviation(self) -> Decimal:
        """The standard deviation of the whole group (divided by its number, not one less); 0 where all are alike."""
        if self.values[0] == self.values[-1]:
            return ZERO
        with localcontext(GUARDED):
            squares = sum(((value - self.mean) ** 2 for value in self.values), ZERO)
            return (squares / len(self.values)).sqrt()


NOBODY = Group()
