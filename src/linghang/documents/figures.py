"""Every numeric claim of a text as a value: what it counts, how much, how exactly, of when, and against what. Pure.

A figure is a quantity that a ledger could hold: a count, an amount, a rate, a rank, a change, a deadline in years, or
a zero event. Dates, ordinals, slogans, names, document numbers and list markers are no figures; they are listed with
their category, so that nobody has to wonder where a number has gone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from linghang.documents import metrics, movements, tables, units
from linghang.documents.belonging import belonging, is_change
from linghang.documents.comparison import Comparison
from linghang.documents.comparisons import comparisons
from linghang.documents.exclusions import NotFigure, not_figures
from linghang.documents.lists import end_of_list, settled
from linghang.documents.outline import Outline
from linghang.documents.periods import Periods
from linghang.documents.quantities import quantities
from linghang.documents.quantity import Bound, Quantity, bound_of
from linghang.documents.reckoning import is_plan_period, last_of, of_one_year, year_before
from linghang.documents.telling import Status


@dataclass(frozen=True)
class Figure:
    """One claim. `value` None: only the change is told. `start`, `end`: the words of the claim in the text."""

    start: int
    end: int
    text: str
    metric: str
    value: Decimal | None
    unit: str
    value_norm: Decimal | None
    unit_norm: str
    value_max: Decimal | None
    bound: Bound
    period: str
    status: Status
    comparison: Comparison | None = None
    entity: str = ""
    published: str = ""


@dataclass(frozen=True)
class Figures:
    figures: tuple[Figure, ...]
    not_figures: tuple[NotFigure, ...]


_START, _END = attrgetter("start"), attrgetter("end")
_SEVERALLY = re.compile("分别(?:达到?|为|是|约|有|完成|实现|增至|降至|达)?[ \u3000]*$")
_STOP = re.compile("[。；;！？!?\n]")
_EVERY = re.compile(r"(?<!平均)(?<!均)每个?(?P<per>半年|年|月|季度?|周|星期|天|日|班)(?P<done>[^，,。；;\d每]{0,12})$")
_NAMED_BASE = re.compile(r"\d{4}年|[上去]年")
_YEARLY = re.compile("同比|[较比与](?:[去上]年|上一年)")
_WITHIN_A_DAY = frozenset(("小时", "分钟", "秒", "百分点", "千分点", ""))


@dataclass(frozen=True)
class _Reader:
    """A text with what was found in it, sorted, for the claims to be put together from."""

    text: str
    periods: Periods
    subject: str
    published: str

    def figure(self, begins: int, end: int, metric: str, quantity: Quantity, change: Comparison | None) -> Figure:
        words, unit = self.text[begins:end], units.normal(quantity.unit)
        every = _EVERY.search(self.text[max(0, quantity.start - 16) : quantity.start])
        if every and unit not in _WITHIN_A_DAY and unit not in units.RATES:
            unit = f"{unit}/{every['per']}"
        value, said = quantity.value, quantity.scale + unit
        if quantity.tenths:
            value, said = value / 10, "成"
        return Figure(
            begins, end, words, metric, value, said, quantity.norm, unit, quantity.value_max, quantity.bound,
            self._period(begins, words, change), self.periods.status(begins, words), change,
            self.entity(begins, quantity.start), self.published,
        )  # fmt: skip

    def change(self, begins: int, change: Comparison, metric: str) -> Figure:
        words = self.text[begins : change.end]
        return Figure(
            begins, change.end, words, metric, None, "", None, "", None, "eq", self._period(begins, words, change),
            self.periods.status(begins, words), change, self.entity(begins, change.start), self.published,
        )  # fmt: skip

    def _period(self, begins: int, words: str, change: Comparison | None) -> str:
        """What is compared with the year before is of one year, in a paragraph that tells of five as well."""
        period = self.periods.at(begins, words)
        return of_one_year(period) if change is not None and _YEARLY.search(change.base) else period

    def entity(self, begins: int, start: int) -> str:
        return metrics.entity(self.text, self.periods.places.sentence(begins), start, self.subject)


def figures(text: str, outline: Outline, *, published: str = "") -> Figures:
    """The figures of a cleaned text with its outline. `published`: the day of publication, where it is known."""
    reader = _Reader(text, Periods.of(text, outline, published), metrics.subject(outline.title, text), published)
    cells = list(tables.entries(text))
    excluded = sorted([*not_figures(text), *_in_tables(text, cells)], key=_START)
    changes = [each for each in comparisons(text) if not _inside(each.number_start, excluded)]
    found = _free(sorted(quantities(text), key=lambda each: (each.start, -each.end)), excluded)
    found = settled(text, found)
    numbers = [each for each in found if not is_change(each, changes)]
    told = belonging(text, numbers, changes)
    counted = _yearly(reader, numbers, _moved(reader, numbers, _claims(reader, numbers, told)))
    claims = [*counted, *(_entry(reader, cell) for cell in cells)]
    taken = {change.number_start for change in told.values()}
    for change, following in pairwise([*changes, None]):
        if change is None or change.number_start in taken:
            continue
        own = following if following is not None and _of_rate(text, change, following, taken) else None
        taken |= {own.number_start} if own is not None else set()
        claims.append(_alone(reader, change, numbers, own))
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


def _claims(reader: _Reader, numbers: Sequence[Quantity], told: dict[int, Comparison]) -> Iterator[Figure]:
    """A figure for every number, with its name; the numbers of a list told at once share the words before it."""
    shared: dict[int, str] = {}
    floor, last = 0, ""
    for at, number in enumerate(numbers):
        if number.copy and at and numbers[at - 1].start == number.start:
            floor = min(floor, number.start)
        words = metrics.named(
            reader.text, number.start, number.end, max(floor, reader.periods.places.line(number.start))
        )
        said = reader.text[words.begins : number.start]
        if "分别" in said and _SEVERALLY.search(said):
            shared |= _names(reader.text, numbers, at)
        metric = shared.get(at) or words.metric
        if not metric and not _STOP.search(reader.text[floor : number.start]):
            metric = last  # 由68家增加到81家: still of the same
        yield reader.figure(words.begins, number.end, metric, number, told.get(at))
        floor, last = number.end, metric


def _moved(reader: _Reader, numbers: Sequence[Quantity], claims: Iterable[Figure]) -> list[Figure]:
    """由58.3%提高到61.7%: the first number is what was, before the period of the second."""
    text = reader.text
    result = list(claims)
    for at, (first, second) in enumerate(pairwise(numbers)):
        if not movements.moves(text, first, second):
            continue
        was, became = result[at], result[at + 1]
        sentence = text[reader.periods.places.sentence(was.start) : first.start]
        period, metric = movements.before(became.period, was.text, sentence), movements.name(was.metric)
        if not _NAMED_BASE.search(was.text):
            period = reader.periods.before_plan(became.period, became.status) or period
        result[at] = replace(was, period=period, status="actual", metric=metric)
        result[at + 1] = replace(became, metric=metric, period=of_one_year(became.period))
    return result


def _yearly(reader: _Reader, numbers: Sequence[Quantity], claims: list[Figure]) -> list[Figure]:
    """2021—2024年门诊量分别为28万、30万、32万和35万人次: as many values as years, each of its own."""
    text, at = reader.text, 0
    while at < len(numbers):
        first = numbers[at]
        if "分别" not in text[max(0, first.start - 8) : first.start + 1]:
            at += 1
            continue
        last = end_of_list(text, numbers, at)
        start = max(reader.periods.places.sentence(first.start), first.start - 80)
        if text[max(0, first.start - 1) : first.start] in ("由", "从"):
            for year in reader.periods.years_listed(start, first.number_start, 2)[:1]:  # 分别由A、B降至C、D
                for number in range(at, last + 1):
                    claims[number] = replace(claims[number], period=f"{year}年", status="actual")
            at = last + 1
            continue
        named = reader.periods.years_listed(start, first.number_start, last - at + 1)
        for number, year in enumerate(named, at):
            claims[number] = replace(claims[number], period=f"{year}年")
        at = last + 1
    return claims


def _names(text: str, numbers: Sequence[Quantity], first: int) -> dict[int, str]:
    """The names of the numbers from `first` on that stand in one list, when the words before it name as many."""
    last = end_of_list(text, numbers, first)
    low = max(
        (
            found.end()
            for found in re.finditer("[。；;：:！？\n]", text[max(0, numbers[first].start - 80) : numbers[first].start])
        ),
        default=0,
    )
    before = text[max(0, numbers[first].start - 80) + low : numbers[first].start].split("分别", maxsplit=1)[0]
    for count in range(last - first + 1, 1, -1):
        if names := metrics.split_names(before.rpartition("，")[2], count) or metrics.split_names(before, count):
            return {first + at: name for at, name in enumerate(names)}
    return {}


def _named_before(text: str, number: Quantity, change: Comparison) -> str:
    """同比增长9.15% behind a share: of what the number before it counts."""
    if _STOP.search(text[number.end : change.start]):
        return ""
    return metrics.named(text, number.start, number.end, 0).metric


def _entry(reader: _Reader, cell: tables.Entry) -> Figure:
    quantity = Quantity(cell.start, cell.end, cell.start, cell.value, cell.scale, cell.unit, cell.bound)
    figure = reader.figure(cell.start, cell.end, cell.name, quantity, cell.comparison)
    period = cell.period or (year_before(figure.period) if cell.before else figure.period)
    dated = reader.periods.dating
    if not cell.period and cell.based:
        period = of_one_year(dated.done) or period
    elif not cell.period and cell.aimed and is_plan_period(dated.planned):
        period = last_of(dated.planned)
    ahead = cell.period[:4] > dated.done[:4] != ""
    status: Status = "target" if cell.aimed else "actual" if cell.reached else "target" if ahead else figure.status
    return replace(figure, period=period, status=status)


def _of_rate(text: str, share: Comparison, change: Comparison, taken: Collection[int]) -> bool:
    """三级医院诊疗人次占56.3%，同比下降1.4个百分点: the change of a share that is a rate in its own right."""
    if share.direction != "share" or change.unit != "百分点" or change.number_start in taken:
        return False
    return text[share.end : change.start] in ("，", ",", "")


def _alone(reader: _Reader, change: Comparison, numbers: Sequence[Quantity], own: Comparison | None = None) -> Figure:
    """A change whose value is not told; a share of something that was not counted here is a rate in its own right.

    `own`: the change of that rate.
    """
    at = bisect_left(numbers, change.start, key=_START) - 1
    floor = max(numbers[at].end if at >= 0 else 0, reader.periods.places.line(change.start))
    words = metrics.named(reader.text, change.start, change.end, floor)
    if change.direction != "share":
        metric = words.metric or (_named_before(reader.text, numbers[at], change) if at >= 0 else "")
        return reader.change(words.begins, change, metric)
    before, after = (
        reader.text[change.start : change.number_start],
        reader.text[change.number_end : change.number_end + 3],
    )
    limit = re.match("(?:及|或)?以[上下内]|之内|左右|上下", after)
    less = re.search("不低于|不少于|不超过|不高于|超过?|约|近$", before)
    bound = bound_of(less[0] if less else "", "", limit[0] if limit else "")
    tenths = change.text.endswith("成")
    rate = Quantity(change.start, change.end, change.number_start, change.value, "", change.unit, bound, tenths=tenths)
    metric = reader.text[words.begins : change.number_start].strip()
    return reader.figure(words.begins, change.end, metrics.trimmed(metric), rate, own)
