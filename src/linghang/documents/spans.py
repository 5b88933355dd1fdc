"""Text whose every character knows where it came from. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

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


class Piece(NamedTuple):
    """Characters of a text from `start` up to the next piece.

    `high` None: each stands for one raw character, the first for that at `low`; else each for all of `low` to `high`.
    """

    start: int
    low: int
    high: int | None

    def since(self, at: int, shift: int) -> "Piece":
        """The rest of the piece from an offset on, where the text has moved by `shift`."""
        low = self.low + at - self.start if self.high is None else self.low
        return Piece(at + shift, low, self.high)


@dataclass(frozen=True)
class Traced:
    """`text` and, piece by piece, the raw offsets that its characters stand for: few pieces, however long the text."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str) -> "Traced":
        """A text that stands for itself."""
        return cls(text, (Piece(0, 0, None),))

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `text` lies in the raw text; an empty piece lies before the character that follows."""
        if start >= end:
            at = self._low(start) if start < len(self.text) else self._high(len(self.text) - 1) if self.text else 0
            return at, at
        at = self._at(start)
        piece = self.pieces[at]
        if piece.high is None and (at + 1 == len(self.pieces) or end <= self.pieces[at + 1].start):
            return start + piece.low - piece.start, end + piece.low - piece.start
        return self._low(start), self._high(end - 1)

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> "Traced":
        """The text with pieces replaced: (start, end, new), in order, none overlapping.

        Characters of the new piece stand for the whole of the old one unless both are equally long.
        """
        chars: list[str] = []
        pieces: list[Piece] = []
        at = kept = shift = 0
        for start, end, new in edits:
            chars += (self.text[at:start], new)
            at = end
            if len(new) == end - start:
                continue
            pieces += self._pieces(kept, start, shift)
            if new:
                pieces.append(Piece(start + shift, *self.raw(start, end)))
            kept, shift = end, shift + len(new) - (end - start)
        if not chars:
            return self
        pieces += self._pieces(kept, len(self.text), shift)
        return Traced("".join((*chars, self.text[at:])), tuple(pieces))

    def _pieces(self, start: int, end: int, shift: int) -> Iterator[Piece]:
        """What lies between two offsets, moved by `shift`."""
        at = self._at(start)
        while start < end:
            yield self.pieces[at].since(start, shift)
            at += 1
            start = self.pieces[at].start if at < len(self.pieces) else end

    def _low(self, at: int) -> int:
        piece = self.pieces[self._at(at)]
        return piece.low + at - piece.start if piece.high is None else piece.low

    def _high(self, at: int) -> int:
        piece = self.pieces[self._at(at)]
        return piece.low + at - piece.start + 1 if piece.high is None else piece.high

    def _at(self, at: int) -> int:
        """Which piece an offset lies in."""
        return bisect_right(self._starts, at) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]
