"""Whether a text contradicts itself: shares, changes, ranks, totals, repeated figures, announced counts, years. Pure.

A verdict is `agree`, `derivable` (something follows that the text does not say), `warn`, `ask` or `conflict`; each with
the arithmetic. What the words do not settle is asked, never decided.
"""

from collections.abc import Sequence

from linghang.documents import arithmetic, consistency
from linghang.documents.figures import Figure
from linghang.documents.finding import ORDER, Finding
from linghang.documents.outline import Outline

__all__ = ["ORDER", "Finding", "check"]


def check(text: str, outline: Outline, figures: Sequence[Figure]) -> list[Finding]:
    """All findings, in the order of the text."""
    found = [
        *arithmetic.shares(text, figures),
        *arithmetic.changes(figures),
        *arithmetic.ranks(text, figures),
        *arithmetic.totals(text, figures),
        *consistency.repeated(figures),
        *consistency.neighbours(figures),
        *consistency.announced(outline),
        *consistency.stale_years(outline, figures),
        *consistency.bounds(text),
        *consistency.wording(text),
        *consistency.names(text),
    ]
    return sorted(found, key=lambda each: (each.start, ORDER.index(each.verdict)))
