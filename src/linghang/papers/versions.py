"""Two versions of a paper side by side: their lines, and the figures that differ. Pure."""

import difflib
from dataclasses import dataclass

from linghang.documents.figures import Figure
from linghang.documents.mapping import core
from linghang.papers.reading import Reading

LINES = 2000
"""Beyond this many lines a version is compared by its figures alone: aligning costs the square of the lines."""


@dataclass(frozen=True)
class Row:
    """A line of each side; None where that side has none. `same`: nothing differs."""

    left: str | None
    right: str | None
    same: bool


@dataclass(frozen=True)
class Changed:
    """What both versions, or only one, say of a metric. Empty: that version does not speak of it."""

    metric: str
    period: str
    left: str
    right: str


def rows(left: str, right: str) -> list[Row]:
    """The lines with words aligned; equal runs are kept as they are."""
    one, other = _lines(left)[:LINES], _lines(right)[:LINES]
    found: list[Row] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        before: list[str | None] = [*one[a:b]]
        after: list[str | None] = [*other[c:d]]
        length = max(len(before), len(after))
        before += [None] * (length - len(before))
        after += [None] * (length - len(after))
        found += [Row(x, y, kind == "equal") for x, y in zip(before, after, strict=True)]
    return found


def changed(left: Reading, right: Reading) -> list[Changed]:
    """Figures whose metric, unit and period are the same and whose words are not, and those of one side only."""
    one, other = _said(left), _said(right)
    found = []
    for key in [*one, *(key for key in other if key not in one)]:
        a, b = one.get(key, []), other.get(key, [])
        if a != b:
            found.append(Changed(key[0], key[2], "；".join(a), "；".join(b)))
    return found


def _said(reading: Reading) -> dict[tuple[str, str, str], list[str]]:
    said: dict[tuple[str, str, str], list[str]] = {}
    for each in reading.figures.figures:
        key = core(each.metric, each.unit_norm), each.unit_norm, each.period
        said.setdefault(key, []).append(_words(each))
    return said


def _words(figure: Figure) -> str:
    value = "" if figure.value is None else f"{figure.value}{figure.unit}"
    change = figure.comparison.text if figure.comparison else ""
    return f"{value}（{change}）" if value and change else value or change


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
