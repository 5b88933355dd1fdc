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
from itertools import groupby, pairwise
from operator import attrgetter

from linghang.documents import metrics, movements, tables, units
from linghang.documents.comparisons import Comparison, comparisons
from linghang.documents.exclusions import NotFigure, not_figures
from linghang.documents.outline import Outline
from linghang.documents.periods import Periods
from linghang.documents.quantities import quantities
from linghang.documents.quantity import Bound, Quantity, bound_of
from linghang.documents.reckoning import year_before
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


_START = attrgetter("start")
_SEVERALLY = re.compile("分别(?:达到?|为|是|约|有|完成|实现|增至|降至|达)?[ \u3000]*$")
_FAR = 40
"""How many characters behind a number its change may be told."""
_STOP = re.compile("[。；;！？!?\n]")
_EVERY = re.compile(r"(?<!平均)(?<!均)每个?(?P<per>年|月|季度?|周|星期|天|日)(?P<done>[^，,。；;\d每]{0,12})$")
_FILLERS = re.compile("[，,、（( ]|其中|全年|同时|按(?:当年|可比|不变)价格|连续|平均|均|总体|实际|左右|以上")
"""What may stand between a number and its change; other words name what else the change is of."""
_PARTS = units.RATES | {"/10万", "/百万"}
_UP_TO = re.compile("[-—–~～－至到]{1,2}")
_YEARS = re.compile("[一二三四五六七八九十两\\d]{1,2}年(?:来|间|累计)?$")
_OWN_SUBJECT = re.compile("降价|涨价|提价")
"""Verbs that name what changes: 落地812种，平均降价54% is not about the 812."""
_OF_LAST_YEAR = re.compile("(?:[去上]一?年|前一年)(?:同期|度)?(?:实际|完成|决算|执行|为|是|仅|只有|的){0,2}$")
_LED_UP_TO = re.compile("(?:左右|以上)?[，,](?:总量|总数|总额)?已?(?:达到?|增至|降至|为)")
_LIST_GAP = re.compile(r"[^，,。；;\d]{0,14}[、，,和及与]+[^，,。；;\d]{0,14}|以及")


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
        if every and (unit == "次" or (len(every["done"]) < 4 and unit not in units.TIME and unit not in units.RATES)):
            unit = f"{unit}/{every['per']}"
        return Figure(
            begins, end, words, metric, quantity.value, quantity.scale + unit, quantity.norm, unit, quantity.value_max,
            quantity.bound, self.periods.at(begins, words), self.periods.status(begins, words), change,
            self.entity(begins, quantity.start), self.published,
        )  # fmt: skip

    def change(self, begins: int, change: Comparison, metric: str) -> Figure:
        words = self.text[begins : change.end]
        return Figure(
            begins, change.end, words, metric, None, "", None, "", None, "eq", self.periods.at(begins, words),
            self.periods.status(begins, words), change, self.entity(begins, change.start), self.published,
        )  # fmt: skip

    def entity(self, begins: int, start: int) -> str:
        return metrics.entity(self.text, self.periods.places.sentence(begins), start, self.subject)


def figures(text: str, outline: Outline, *, published: str = "") -> Figures:
    """The figures of a cleaned text with its outline. `published`: the day of publication, where it is known."""
    reader = _Reader(text, Periods.of(text, outline, published), metrics.subject(outline.title, text), published)
    cells = list(tables.entries(text))
    excluded = sorted([*not_figures(text), *_in_tables(text, cells)], key=_START)
    changes = [each for each in comparisons(text) if not _inside(each.number_start, excluded)]
    found = _free(sorted(quantities(text), key=lambda each: (each.start, -each.end)), excluded)
    found = _one_bound(text, _joined(text, found))
    numbers = [each for each in found if not _is_change(each, changes)]
    told = _told(text, numbers, changes)
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
    return any(each.end > number.start for each in excluded[max(0, last - 8) : last])


def _joined(text: str, numbers: Sequence[Quantity]) -> list[Quantity]:
    """2500万元至2800万元: a range whose ends both have the unit, unless it tells a movement (由…至…)."""
    result: list[Quantity] = []
    for number in numbers:
        last = result[-1] if result else None
        if last is not None and last.unit == number.unit and last.value_max is None and last.norm < number.norm:
            between = text[last.end : number.number_start]
            if _UP_TO.fullmatch(between) and not re.search(
                "[由从自][^，,。；;]{0,6}$", text[max(0, last.start - 8) : last.start]
            ):
                end = number.norm / units.factor(last.scale)
                result[-1] = replace(last, end=number.end, value_max=end, bound="range")
                continue
        result.append(number)
    return result


def _one_bound(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """分别控制在2.5‰和4‰以内: the bound behind the last of a list told at once holds for all of it."""
    result = list(numbers)
    for at in range(len(numbers) - 1, 0, -1):
        last, number = result[at], numbers[at - 1]
        if last.bound not in ("ge", "le", "approx") or number.bound != "eq":
            continue
        if number.unit != last.unit and not {number.unit, last.unit} <= _PARTS:
            continue
        line = text[max(0, number.start - _FAR) : number.start].rpartition("\n")[2]
        if "分别" in re.split("[。；;]", line)[-1] and _LIST_GAP.fullmatch(text, number.end, last.start):
            result[at - 1] = replace(number, bound=last.bound)
    return _bound_ahead(text, result)


def _bound_ahead(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """分别不低于50%和75%: the bound before the first of a list holds for the rest."""
    for at, first in enumerate(numbers):
        if first.bound not in ("ge", "le") or "分别" not in text[max(0, first.start - 4) : first.number_start]:
            continue
        for number in range(at + 1, _end_of_list(text, numbers, at) + 1):
            if numbers[number].bound == "eq":
                numbers[number] = replace(numbers[number], bound=first.bound)
    return numbers


def _is_change(number: Quantity, changes: Sequence[Comparison]) -> bool:
    at = bisect_right(changes, number.number_start, key=_START) - 1
    return at >= 0 and changes[at].number_start <= number.number_start < changes[at].number_end


def _told(text: str, numbers: Sequence[Quantity], changes: Sequence[Comparison]) -> dict[int, Comparison]:
    """Which change belongs to which number (by its place in the list)."""
    told: dict[int, Comparison] = {}
    for _, group in groupby(changes, key=lambda change: change.start if change.members == 1 else -change.members):
        for change in group:
            back = change.members - 1 - change.member
            at = bisect_left(numbers, _list_start(changes, change), key=_START) - 1
            fitting = _fitting(text, numbers, at, change, change.members)
            if back < len(fitting) and len(fitting) >= change.members and fitting[back] not in told:
                told[fitting[back]] = change
            elif (ahead := _ahead(text, numbers, at + 1, change)) is not None:
                told.setdefault(ahead, change)
    return told


def _ahead(text: str, numbers: Sequence[Quantity], at: int, change: Comparison) -> int | None:
    """翻一番，达到24家: the value that a change leads up to."""
    while at < len(numbers) and numbers[at].start < change.end:
        at += 1
    if at == len(numbers) or not _fits(numbers[at], change) or numbers[at].unit in units.RATES:
        return None
    return at if _LED_UP_TO.fullmatch(text, change.end, numbers[at].start) else None


def _list_start(changes: Sequence[Comparison], change: Comparison) -> int:
    """Where the first member of the list begins that a change is told in."""
    at = bisect_left(changes, change.start, key=_START)
    return changes[max(0, at - change.member)].start


def _fitting(text: str, numbers: Sequence[Quantity], at: int, change: Comparison, count: int) -> list[int]:
    """The nearest numbers before a change that it can be told of, nearest first, within the sentence."""
    found: list[int] = []
    start = change.start
    while at >= 0 and len(found) < count:
        number = numbers[at]
        between = text[number.end : start] if start - number.end <= _FAR + 40 * len(found) else "。"
        if _STOP.search(between) or (change.bare and _OWN_SUBJECT.search(change.text)):
            break
        if not found and at and (was := _of_last_year(text, numbers[at - 1], number)):
            start, at = was, at - 1  # 总收入5.2亿元，上年4.9亿元，增长6.1%
            continue
        if _fits(number, change):
            if not found and change.member == 0 and not _reaches(between, number, change):
                break
            found.append(at)
            start = number.start
        elif not found and change.bare:
            break
        at -= 1
    return found


def _of_last_year(text: str, before: Quantity, number: Quantity) -> int:
    """Where the words begin by which a number is last year's value of the number before it; else 0."""
    if before.unit != number.unit or _STOP.search(text[before.end : number.start]):
        return 0
    found = _OF_LAST_YEAR.search(text, max(before.end, number.start - 12), number.start)
    return found.start() if found else 0


def _reaches(between: str, number: Quantity, change: Comparison) -> bool:
    """A change without a base, or a share, stands right behind its number; a comparison may let a clause pass."""
    if len(between) > _FAR or len(re.findall("[，,]", between)) > 2:
        return False
    if change.direction == "share":
        return re.fullmatch("[，,、（( ]{0,2}(?:约|分别|仅)?", between) is not None
    if change.bare:
        return re.fullmatch("[，,、（( ]{0,2}(?:左右|以上)?[，,]?", _YEARS.sub("", between)) is not None
    if change.unit.lstrip("万亿") == number.unit not in units.RATES and number.unit:
        return len(between) <= 24
    return number.unit in units.RANK or _FILLERS.sub("", between) == ""


def _fits(number: Quantity, change: Comparison) -> bool:
    """A rank moves by places, a rate by points, everything else by its own unit or by a share."""
    unit = number.unit
    if change.unit in units.RANK:
        return unit in units.RANK
    if change.direction == "share":
        return unit not in units.RATES
    if change.unit in ("百分点", "千分点"):
        return unit in units.RATES
    if number.value_max is not None:
        return False
    return change.unit in ("%", "‰", "倍", "") or change.unit.endswith(unit)


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
        result[at] = replace(was, period=period, status="actual", metric=metric)
        result[at + 1] = replace(became, metric=metric)
    return result


def _yearly(reader: _Reader, numbers: Sequence[Quantity], claims: list[Figure]) -> list[Figure]:
    """2021—2024年门诊量分别为28万、30万、32万和35万人次: as many values as years, each of its own."""
    text, at = reader.text, 0
    while at < len(numbers):
        first = numbers[at]
        if "分别" not in text[max(0, first.start - 8) : first.start + 1]:
            at += 1
            continue
        last = _end_of_list(text, numbers, at)
        start = max(reader.periods.places.sentence(first.start), first.start - 80)
        named = reader.periods.years_listed(start, first.number_start, last - at + 1)
        for number, year in enumerate(named, at):
            claims[number] = replace(claims[number], period=f"{year}年")
        at = last + 1
    return claims


def _end_of_list(text: str, numbers: Sequence[Quantity], first: int) -> int:
    last = first
    while last + 1 < len(numbers) and _LIST_GAP.fullmatch(text, numbers[last].end, numbers[last + 1].start):
        last += 1
    return last


def _names(text: str, numbers: Sequence[Quantity], first: int) -> dict[int, str]:
    """The names of the numbers from `first` on that stand in one list, when the words before it name as many."""
    last = _end_of_list(text, numbers, first)
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
    quantity = Quantity(cell.start, cell.end, cell.start, cell.value, cell.scale, cell.unit, "eq")
    figure = reader.figure(cell.start, cell.end, cell.name, quantity, cell.comparison)
    period = cell.period or (year_before(figure.period) if cell.before else figure.period)
    return replace(figure, period=period, status="target" if cell.aimed else figure.status)


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
    rate = Quantity(change.start, change.end, change.number_start, change.value, "", change.unit, bound)
    metric = reader.text[words.begins : change.number_start].strip()
    return reader.figure(words.begins, change.end, metrics.trimmed(metric), rate, own)
