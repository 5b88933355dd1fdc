"""The checker of documents run on a report's own text: whether what the house wrote contradicts itself. Pure.

Figures are bound, but sentences are written by people: a share of the wrong whole, a year left over from last time, a
count in words that the list below does not keep. What follows without being said (`derivable`) and what agrees is no
finding.
"""

from dataclasses import dataclass
from functools import lru_cache

from linghang.documents.check import check
from linghang.documents.figures import figures
from linghang.documents.finding import ORDER, Finding, Verdict
from linghang.documents.outline import outline
from linghang.reports.document import Document

_BOUND = ("same_number",)
"""What is asked only because it may have been copied wrongly: here every figure is bound to its own indicator."""
VERDICTS: dict[Verdict, str] = {"conflict": "矛盾", "ask": "请确认", "warn": "提醒"}
"""The verdicts that are told, with their words."""
AT_HAND = 64


@dataclass(frozen=True)
class SelfCheck:
    """`findings`: worst first. `figures`: how many numeric claims were read."""

    findings: tuple[Finding, ...]
    figures: int

    @property
    def clean(self) -> bool:
        """Whether nothing contradicts itself; what is only asked does not count."""
        return all(each.verdict == "ask" for each in self.findings)

    @property
    def said(self) -> str:
        """自查：无矛盾, or what was found, by verdict."""
        counts = {word: sum(each.verdict == verdict for each in self.findings) for verdict, word in VERDICTS.items()}
        found = [f"{word} {count} 处" for word, count in counts.items() if count]
        return f"自查：{'，'.join([*(['无矛盾'] if self.clean else []), *found])}"


def check_report(document: Document) -> SelfCheck:
    """The findings of a report's text, its tables included."""
    return check_text(document.text, f"{document.signed_on:%Y-%m-%d}")


@lru_cache(maxsize=AT_HAND)
def check_text(text: str, published: str = "") -> SelfCheck:
    """The findings of a text. `published`: the day on it as ISO text. The last are kept: pages are asked for again."""
    structure = outline(text)
    found = figures(text, structure, published=published).figures
    told = [each for each in check(text, structure, found) if each.verdict in VERDICTS and each.kind not in _BOUND]
    return SelfCheck(tuple(sorted(told, key=lambda each: (ORDER.index(each.verdict), each.start))), len(found))
