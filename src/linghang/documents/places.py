"""Where sentences, clauses and lines of a text begin and end: found once, asked for every claim. Pure."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_SENTENCE_ENDS = re.compile("[。！？!?\n]")
_CLAUSE_ENDS = re.compile("[。！？!?；;\n]")
_LINE_ENDS = re.compile("\n")


@dataclass(frozen=True)
class Places:
    """Offsets behind the marks that end something, ascending, so that a question costs a binary search."""

    length: int
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Places":
        return cls(len(text), _behind(_SENTENCE_ENDS, text), _behind(_CLAUSE_ENDS, text), _behind(_LINE_ENDS, text))

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


def _behind(marks: re.Pattern[str], text: str) -> tuple[int, ...]:
    return tuple(found.end() for found in marks.finditer(text))


def _last(behind: tuple[int, ...], offset: int) -> int:
    at = bisect_right(behind, offset)
    return behind[at - 1] if at else 0
