"""From a text as it was found to a text as it was meant: every change is listed, what is doubtful is flagged.

The steps, in this order: bytes that lost their partner, pinyin in brackets, Traditional characters, what a web page
put around the text, lines broken in the middle of a sentence. Nothing is guessed: a repair must be the exact inverse of
the damage and read as words, else the spot becomes a doubt.
"""

import re
from dataclasses import dataclass

from linghang.documents import characters, layout
from linghang.documents.spans import Change, Doubt, Traced


@dataclass(frozen=True)
class Cleaned:
    """The cleaned text with its way back, the changes by raw offsets, and the doubts."""

    traced: Traced
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]

    @property
    def text(self) -> str:
        return self.traced.text


def clean(raw: str) -> Cleaned:
    """Clean a decoded text. Never fails; a text in order comes back as it is."""
    traced, changes, doubts = Traced.of(raw), list[Change](), list[Doubt]()
    for step in (
        characters.line_ends,
        characters.widths,
        characters.scattered,
        characters.glued_markers,
        characters.shifted_bytes,
        characters.bracketed_pinyin,
        characters.simplified,
        layout.web_chrome,
        layout.hard_wraps,
    ):
        edits, found = step(traced.text)
        for start, end, new, reason in edits:
            low, high = traced.raw(start, end)
            changes.append(Change(low, high, raw[low:high], new, reason))
        for start, end, reason in found:
            low, high = traced.raw(start, end)
            doubts.append(Doubt(low, high, raw[low:high], reason))
        traced = traced.edited((start, end, new) for start, end, new, _ in edits)
    for start, end, reason in _slips(traced.text):
        low, high = traced.raw(start, end)
        doubts.append(Doubt(low, high, raw[low:high], reason))
    return Cleaned(traced, tuple(changes), tuple(doubts))


_SLIPS = (
    ("核算检测", "疑为“核酸检测”"),
    ("先建单位", "疑为“先进单位”"),
    ("季未", "疑为“季末”"),
    ("名负其实", "疑为“名副其实”"),
    ("全体院工", "疑为“全体员工”"),
    ("医务人院", "疑为“医务人员”"),
)


def _slips(text: str) -> list[tuple[int, int, str]]:
    """Words that a converter or a tired hand makes of others. They are shown, not changed."""
    return [(*found.span(), reason) for wrong, reason in _SLIPS for found in re.finditer(wrong, text)]
