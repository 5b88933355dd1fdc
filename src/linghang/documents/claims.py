"""One claim as a value: what it counts, how much, how exactly, of when, and against what. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from linghang.documents import metrics, tables, units
from linghang.documents.comparison import Comparison
from linghang.documents.exclusions import NotFigure
from linghang.documents.periods import Periods
from linghang.documents.quantity import LIMIT, Bound, Quantity, bound_before, bound_of
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


_START = attrgetter("start")
_STOP = re.compile("[。；;！？!?\n]")
_EVERY = re.compile(r"(?<!平均)(?<!均)每个?(?P<per>半年|年|月|季度?|周|星期|天|日|班)(?P<done>[^，,。；;\d每]{0,20})$")
_LIMIT = re.compile(LIMIT)
_YEARLY = re.compile("同比|[较比与](?:[去上]年|上一年)")
_NOT_BY_TIME = frozenset(("小时", "分钟", "秒", "百分点", "千分点", ""))
"""Units that 每天 before them makes no other: 每天服务8小时."""


@dataclass(frozen=True)
class Reader:
    """A text with what was found in it, sorted, for the claims to be put together from."""

    text: str
    periods: Periods
    subject: str
    published: str

    def figure(self, begins: int, end: int, metric: str, quantity: Quantity, change: Comparison | None) -> Figure:
        words, unit = self.text[begins:end], units.normal(quantity.unit)
        before = self.text[max(0, quantity.start - 26) : quantity.start]
        every = _EVERY.search(before) if "每" in before else None
        if every and unit not in _NOT_BY_TIME and unit not in units.RATES:
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


def _named_before(text: str, number: Quantity, change: Comparison) -> str:
    """同比增长9.15% behind a share: of what the number before it counts."""
    if _STOP.search(text[number.end : change.start]):
        return ""
    return metrics.named(text, number.start, number.end, 0).metric


def entry(reader: Reader, cell: tables.Entry) -> Figure:
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


def alone(reader: Reader, change: Comparison, numbers: Sequence[Quantity], own: Comparison | None = None) -> Figure:
    """A change whose value is not told; a share of something that was not counted here is a rate in its own right.

    `own`: the change of that rate.
    """
    at = bisect_left(numbers, change.start, key=_START) - 1
    floor = max(numbers[at].end if at >= 0 else 0, reader.periods.places.line(change.start))
    words = metrics.named(reader.text, change.start, change.end, floor)
    if change.direction != "share":
        metric = words.metric or (_named_before(reader.text, numbers[at], change) if at >= 0 else "")
        return reader.change(words.begins, change, metric)
    limit = _LIMIT.match(reader.text, change.number_end)
    said = bound_before(reader.text, change.number_start)[1] or bound_before(reader.text, change.start)[1]  # 约占12%
    bound = bound_of(said, "", (limit and limit["limit"]) or "")
    tenths = change.text.endswith("成")
    rate = Quantity(change.start, change.end, change.number_start, change.value, "", change.unit, bound, tenths=tenths)
    metric = reader.text[words.begins : change.number_start].strip()
    return reader.figure(words.begins, change.end, metrics.trimmed(metric), rate, own)
