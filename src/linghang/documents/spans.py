"""Text whose every character knows where it came from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str, str]
"""Start and end in the text, the new piece, the reason."""
Found = tuple[list[Edit], list[tuple[int, int, str]]]
"""What a step of cleaning would change, and what it doubts: start, end, reason."""


@dataclass(frozen=True)
class Change:
    """What cleaning did between two offsets of the raw text, and why."""

    start: int
    end: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Doubt:
    """A spot that looks wrong and was left as it is."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True)
class Traced:
    """`text` and, for every character, the raw offsets it stands for: `starts[i]` up to `ends[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Traced":
        """A text that stands for itself."""
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `text` lies in the raw text; an empty piece lies before the character that follows."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> "Traced":
        """The text with pieces replaced: (start, end, new), in order, none overlapping.

        Characters of the new piece stand for the whole of the old one unless both are equally long.
        """
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in edits:
            chars.append(self.text[at:start])
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            chars.append(new)
            if len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            else:
                low, high = self.raw(start, end)
                starts += [low] * len(new)
                ends += [high] * len(new)
            at = end
        chars.append(self.text[at:])
        return Traced("".join(chars), (*starts, *self.starts[at:]), (*ends, *self.ends[at:]))
