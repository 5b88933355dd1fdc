"""A text as lines of marked pieces, for a page: headings, figures, findings. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from linghang.documents.outline import Outline


@dataclass(frozen=True)
class Mark:
    """A stretch of the text; `key` names it on the page, `kind` says how it looks. Weaker kinds stand first."""

    start: int
    end: int
    kind: str
    key: str = ""


@dataclass(frozen=True)
class Piece:
    """`kinds`: of all marks around it; `keys`: of the marks that begin with it."""

    text: str
    kinds: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A paragraph. `level`: of the heading it is, 0 for text; `node`: the heading's id; `start`: its offset."""

    start: int
    level: int
    node: str
    pieces: tuple[Piece, ...]


def lines(text: str, outline: Outline, marks: Iterable[Mark]) -> list[Line]:
    """The lines with words, each cut where a mark begins or ends. A mark may cross lines."""
    heads = {node.start: node for node in outline.nodes}
    waiting = sorted((each for each in marks if each.start < each.end), key=lambda each: (each.start, each.end))
    open_marks: list[Mark] = []
    found: list[Line] = []
    at = taken = 0
    for line in text.split("\n"):
        end = at + len(line)
        while taken < len(waiting) and waiting[taken].start < end:
            open_marks.append(waiting[taken])
            taken += 1
        open_marks = [each for each in open_marks if each.end > at]
        if line.strip():
            indent = len(line) - len(line.lstrip())
            node = heads.get(at + indent)
            whole = (
                node is not None and node.kind != "runin" and len(line.strip()) <= len(node.marker + node.heading) + 4
            )
            pieces = _pieces(text, at, end, open_marks)
            found.append(Line(at, node.level if node and whole else 0, node.id if node else "", pieces))
        at = end + 1
    return found


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    cuts = sorted({start, end, *(at for each in marks for at in (each.start, each.end) if start < at < end)})
    pieces = []
    for low, high in pairwise(cuts):
        around = [each for each in marks if each.start < high and low < each.end]
        kinds = " ".join(dict.fromkeys(each.kind for each in around))
        keys = tuple(each.key for each in around if each.key and max(each.start, start) == low)
        pieces.append(Piece(text[low:high], kinds, keys))
    return tuple(pieces)
