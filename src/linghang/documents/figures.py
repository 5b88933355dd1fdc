"""Every numeric claim of a text as a value: what it counts, how much, how exactly, of when, and against what. Pure.

A figure is a quantity that a ledger could hold: a count, an amount, a rate, a rank, a change, a deadline in years, or
a zero event. Dates, ordinals, slogans, names, document numbers and list markers are no figures; they are listed with
their category, so that nobody has to wonder where a number has gone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from linghang.documents import metrics, series, tables
from linghang.documents.belonging import belonging, is_change
from linghang.documents.claims import Figure, Figures, Reader, alone, entry
from linghang.documents.comparison import Comparison
from linghang.documents.comparisons import comparisons
from linghang.documents.exclusions import NotFigure, not_figures
from linghang.documents.lists import settled
from linghang.documents.outline import Outline
from linghang.documents.periods import Periods
from linghang.documents.quantities import quantities
from linghang.documents.quantity import Quantity

__all__ = ["Figure", "Figures", "figures"]

_START, _END = attrgetter("start"), attrgetter("end")


def figures(text: str, outline: Outline, *, published: str = "") -> Figures:
    """The figures of a cleaned text with its outline. `published`: the day of publication, where it is known."""
    reader = Reader(text, Periods.of(text, outline, published), metrics.subject(outline.title, text), published)
    cells = list(tables.entries(text))
    excluded = sorted([*not_figures(text), *_in_tables(text, cells)], key=_START)
    changes = [each for each in comparisons(text) if not _inside(each.number_start, excluded)]
    found = _free(sorted(quantities(text), key=lambda each: (each.start, -each.end)), excluded)
    found = settled(text, found)
    numbers = [each for each in found if not is_change(each, changes)]
    told = belonging(text, numbers, changes)
    counted = series.claims(reader, numbers, told)
    claims = [*counted, *(entry(reader, cell) for cell in cells)]
    taken = {change.number_start for change in told.values()}
    for change, following in pairwise([*changes, None]):
        if change is None or change.number_start in taken:
            continue
        own = following if following is not None and _of_rate(text, change, following, taken) else None
        taken |= {own.number_start} if own is not None else set()
        claims.append(alone(reader, change, numbers, own))
    claims.sort(key=lambda each: (each.start, each.end))
    plain = [each for each in excluded if each.category != "table"]
    return Figures(tuple(claims), tuple(plain))


def _in_tables(text: str, cells: Sequence[tables.Entry]) -> Iterator[NotFigure]:
    """The lines of tables, which are read by their cells and not as prose."""
    for cell in cells:
        start = text.rfind("\n", 0, cell.start) + 1
        end = text.find("\n", cell.end)
        yield NotFigure(start, end if end >= 0 else len(text), "", "table")


def _inside(at: int, excluded: Sequence[NotFigure]) -> bool:
    last = bisect_right(excluded, at, key=_START)
    return any(each.start <= at < each.end for each in excluded[max(0, last - 8) : last])


def _free(numbers: Sequence[Quantity], excluded: Sequence[NotFigure]) -> list[Quantity]:
    """Numbers that lie in nothing excluded and do not overlap: the first and longest wins."""
    kept: list[Quantity] = []
    last = 0
    for number in numbers:
        again = bool(kept) and number.copy and (kept[-1].start, kept[-1].end) == (number.start, number.end)
        if (number.start >= last or again) and not _blocked(number, excluded):
            kept.append(number)
            last = number.end
    return kept


def _blocked(number: Quantity, excluded: Sequence[NotFigure]) -> bool:
    last = bisect_left(excluded, number.end, key=_START)
    return max(map(_END, excluded[max(0, last - 8) : last]), default=0) > number.start


def _of_rate(text: str, share: Comparison, change: Comparison, taken: Collection[int]) -> bool:
    """三级医院诊疗人次占56.3%，同比下降1.4个百分点: the change of a share that is a rate in its own right."""
    if share.direction != "share" or change.unit != "百分点" or change.number_start in taken:
        return False
    return text[share.end : change.start] in ("，", ",", "")
