"""A kept text read: outline, figures, findings of the text against itself. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from linghang.documents.check import Finding, check
from linghang.documents.figures import Figures, figures
from linghang.documents.outline import Outline, outline

AT_HAND = 16


@dataclass(frozen=True)
class Reading:
    text: str
    outline: Outline
    figures: Figures
    findings: tuple[Finding, ...]


@lru_cache(maxsize=AT_HAND)
def read(text: str, published: str = "") -> Reading:
    """`text`: cleaned. `published`: the day of publication as ISO text, where it is known. The last few are kept: a
    page of a paper is asked for again and again."""
    found = outline(text)
    numbers = figures(text, found, published=published)
    return Reading(text, found, numbers, tuple(check(text, found, numbers.figures)))
