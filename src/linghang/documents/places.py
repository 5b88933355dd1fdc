"""Where sentences, clauses and lines of a text begin and end: found once, asked for every claim. Pure."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_ENDS = re.compile("[。！？!?；;\n]")


@dataclass(frozen=True)
class Places:
    """Offsets behind the marks that end something, ascending, so that a question costs a binary search."""

    length: int
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Places":
        clauses = tuple(found.end() for found in _ENDS.finditer(text))
        sentences = tuple(end for end in clauses if text[end - 1] not in "；;")
        return cls(len(text), sentences, clauses, tuple(end for end in sentences if text[end - 1] == "\n"))

    def sentence(self, offset: int) -> int:
        """Where the sentence around an offset begins."""
        return _last(self.sentences, offset)

    def clause(self, offset: int) -> int:
        """Where the part of the sentence begins: semicolons end one too."""
        return _last(self.clauses, offset)

    def line(self, offset: int) -> int:
        """Where the paragraph begins."""
        return _last(self.lines, offset)

    def clause_end(self, offset: int) -> int:
        """Where the part of the sentence ends, before the mark that ends it."""
        at = bisect_left(self.clauses, offset + 1)
        return self.clauses[at] - 1 if at < len(self.clauses) else self.length


def _last(behind: tuple[int, ...], offset: int) -> int:
    at = bisect_right(behind, offset)
    return behind[at - 1] if at else 0
