"""From a text as it was found to a text as it was meant: every change is listed, what is doubtful is flagged.

The steps, in this order: blanks between the columns of tables, bytes that lost their partner, pinyin in brackets,
Traditional characters, paragraphs pasted together, what a web page put around the text, lines broken in the middle of
a sentence. Nothing is guessed: a repair must be the exact inverse of the damage and read as words, else the spot
becomes a doubt.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from linghang.documents import characters, columns, layout, pasted
from linghang.documents.spans import Change, Doubt, Found, Traced


@dataclass(frozen=True)
class Cleaned:
    """The cleaned text with its way back; `steps`: each text on the way to it, with what was found there."""

    raw: str
    traced: Traced
    steps: tuple[tuple[Traced, Found], ...]

    @property
    def text(self) -> str:
        return self.traced.text

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """By raw offsets, step by step. Made when asked for: a Traditional text changes in every line."""
        return tuple(
            Change(*spot, self.raw[slice(*spot)], new, reason)
            for traced, (edits, _) in self.steps
            for start, end, new, reason in edits
            for spot in (traced.raw(start, end),)
        )

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """By raw offsets, step by step."""
        return tuple(
            Doubt(*spot, self.raw[slice(*spot)], reason)
            for traced, (_, doubts) in self.steps
            for start, end, reason in doubts
            for spot in (traced.raw(start, end),)
        )


def clean(raw: str) -> Cleaned:
    """Clean a decoded text. Never fails; a text in order comes back as it is."""
    traced, steps = Traced.of(raw), list[tuple[Traced, Found]]()
    for step in (
        characters.line_ends,
        characters.widths,
        columns.blank_columns,
        characters.scattered,
        characters.glued_markers,
        characters.shifted_bytes,
        characters.bracketed_pinyin,
        characters.simplified,
        pasted.parted,
        layout.web_chrome,
        layout.hard_wraps,
        _slips,
    ):
        found = step(traced.text)
        steps.append((traced, found))
        traced = traced.edited((start, end, new) for start, end, new, _ in found[0])
    return Cleaned(raw, traced, tuple(steps))


_SLIPS = (
    ("核算检测", "疑为“核酸检测”"),
    ("先建单位", "疑为“先进单位”"),
    ("季未", "疑为“季末”"),
    ("名负其实", "疑为“名副其实”"),
    ("全体院工", "疑为“全体员工”"),
    ("医务人院", "疑为“医务人员”"),
)


def _slips(text: str) -> Found:
    """Words that a converter or a tired hand makes of others. They are shown, not changed."""
    return [], [(*found.span(), reason) for wrong, reason in _SLIPS for found in re.finditer(wrong, text)]
