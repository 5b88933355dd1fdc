"""The figures of a paper against the ledger: what it states, what is computed, and whether the one says the other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from urllib.parse import urlencode

from linghang.core.figures import RATES
from linghang.core.periods import Period
from linghang.documents.comparison import Comparison
from linghang.documents.figures import Figure
from linghang.documents.mapping import Candidate, candidates, core, sure
from linghang.indicators.values import Value, compare, definition, values
from linghang.indicators.wording import say_value
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.papers.models import PaperMapping
from linghang.papers.precision import Judged, Stated, judge, say
from linghang.papers.reach import Open, everything
from linghang.papers.reading import Reading
from linghang.papers.when import period_of
from linghang.registers import content

Verdict = Literal["agree", "ask", "conflict"]
Remembered = Mapping[tuple[str, str], str]
_YEAR_BEFORE = re.compile("同比|去年|上年|上一年")
_BOUND_WORDS = (
    ("不少于|不低于|至少", "ge"),
    ("不超过", "le"),
    ("超过|超|逾|突破", "gt"),
    ("约|左右", "approx"),
    ("近", "approx_below"),
)


@dataclass(frozen=True)
class Compared:
    """One claim held against the ledger. `expression`: the arithmetic; `why`: what follows from it, or what is missing.

    `what`: the value itself or its change against the year before. `query` leads the indicator's page and its trace to
    the same place and period.
    """

    figure: Figure
    indicator: str
    title: str
    what: Literal["value", "change"]
    period: Period | None
    verdict: Verdict
    stated: str
    computed: str
    expression: str
    why: str
    query: str = ""


@dataclass(frozen=True)
class Held:
    """All of a paper. `hidden`: how many figures the person may not see the ledger's side of; `open_words`: metrics
    that no indicator was found for, with what may be meant."""

    compared: tuple[Compared, ...]
    hidden: int
    open_words: tuple[tuple[Figure, tuple[Candidate, ...]], ...]

    def of(self, verdict: Verdict) -> list[Compared]:
        return [each for each in self.compared if each.verdict == verdict]


def remembered(institution: Institution) -> Remembered:
    """What the institution means by (metric, unit); "" for words that are no indicator of the ledger."""
    rows = PaperMapping.objects.filter(institution=institution)
    return {(core(each.metric, each.unit), each.unit): each.indicator for each in rows}


def against(
    reading: Reading,
    institution: Institution,
    *,
    period: Period | None = None,
    known: Remembered | None = None,
    open_to: Open = everything,
) -> Held:
    """Every figure told as a fact whose metric means an indicator, in the order of the text. Nothing is written.

    `period`: of the whole document, for figures that name no other. `known`: `remembered` unless told.
    """
    known = remembered(institution) if known is None else known
    library = content.library()
    indicators = library.indicators()
    found: list[Compared] = []
    open_words: dict[tuple[str, str], tuple[Figure, tuple[Candidate, ...]]] = {}
    hidden = 0
    for figure in reading.figures.figures:
        if figure.status != "actual" or not figure.metric:
            continue
        code, offered = meant(figure, indicators, known)
        if not code:
            if offered and figure.value is not None:
                open_words.setdefault((figure.metric, figure.unit_norm), (figure, tuple(offered[:5])))
            continue
        if not open_to(library.indicator(code)):
            hidden += 1
            continue
        found += _of_figure(reading.text, figure, code, institution, period, library)
    return Held(tuple(found), hidden, tuple(open_words.values()))


def meant(figure: Figure, indicators: Sequence[Indicator], known: Remembered) -> tuple[str, list[Candidate]]:
    """The indicator of a figure: the one remembered for its words, else the one that bears them; or what is offered."""
    unit = figure.unit_norm or (figure.comparison.unit if figure.comparison else "")
    key = core(figure.metric, figure.unit_norm), figure.unit_norm
    if key in known:
        code = known[key]
        return (code, []) if any(each.code == code for each in indicators) else ("", [])
    if figure.value is None:  # the change of something: its own unit is not told
        offered = [
            found
            for each in indicators
            for found in candidates(figure.metric, each.unit, [each])
            if (unit == "百分点") == (each.unit in RATES)
        ]
    else:
        offered = candidates(figure.metric, figure.unit_norm, indicators)
    return sure(offered), offered


def _of_figure(
    text: str, figure: Figure, code: str, institution: Institution, default: Period | None, library: Library
) -> list[Compared]:
    period = period_of(text, figure, default)
    title = library.indicator(code).title
    if period is None:
        why = "看不出说的是哪一段时间，请核对期间"
        return [Compared(figure, code, title, "value", None, "ask", figure.text, "", "", why)]
    value = values([code], period, institution.code)[0]
    indicator = definition(library, code, period.last_day)
    query = urlencode({"institution": institution.code, "period": str(period)})
    found = []
    if figure.value is not None:
        found.append(_value(figure, indicator, value, query))
    change = figure.comparison
    if change is not None and change.direction in ("up", "down") and _YEAR_BEFORE.search(change.base or change.text):
        found.append(_change(figure, change, indicator, value, query))
    return found


def _value(figure: Figure, indicator: Indicator, value: Value, query: str) -> Compared:
    stated = f"{say(figure.value or Decimal(0))}{figure.unit}"
    if value.value is None:
        return _compared(figure, indicator, "value", value, "ask", stated, "", "", "台账没有这一期间的数据", query)
    told = Stated.of(figure)
    judged = judge(told, value.value)
    expression = _expression(value.value, told.factor, judged, figure.unit)
    computed = say_value(indicator, value)
    return _compared(
        figure, indicator, "value", value, _verdict(judged, value.status), stated, computed, expression,
        _why(judged, value.status), query,
    )  # fmt: skip


def _change(figure: Figure, change: Comparison, indicator: Indicator, value: Value, query: str) -> Compared:
    """Growth against the year before: of a rate in points, of anything else in per cent or in its own unit."""
    stated = change.text
    base = compare(value, "yoy")
    points, relative = change.unit == "百分点", change.unit == "%"
    amount = base.absolute if points or not relative else base.relative
    if amount is None or (points != (indicator.unit in RATES)):
        why = "台账没有可比的上年数据" if amount is None else "比率的变化应当说百分点"
        return _compared(figure, indicator, "change", value, "ask", stated, "", "", why, query)
    factor = Decimal("0.01") if points or relative else Decimal(10_000 if change.unit.startswith("万") else 1)
    signed = amount if change.direction == "up" else -amount
    bound = next((bound for words, bound in _BOUND_WORDS if re.search(words, change.text)), "eq")
    judged = judge(Stated(change.value, factor, bound), signed)
    sides = f"本期 {say(base.value or Decimal(0))}，上年 {say(base.base or Decimal(0))}"
    computed = f"{'增' if amount >= 0 else '减'} {say(_rounded(abs(amount) / factor))}{change.unit}"
    return _compared(
        figure, indicator, "change", value, _verdict(judged, base.status), stated, computed, sides,
        _why(judged, base.status), query,
    )  # fmt: skip


def _compared(
    figure: Figure, indicator: Indicator, what: Literal["value", "change"], value: Value, verdict: Verdict,
    stated: str, computed: str, expression: str, why: str, query: str,
) -> Compared:  # fmt: skip
    return Compared(
        figure, indicator.code, indicator.title, what, value.period, verdict, stated, computed, expression, why, query
    )


def _verdict(judged: Judged, status: str) -> Verdict:
    """What is computed from part of the months contradicts nobody."""
    return "agree" if judged.agrees else "conflict" if status == "ok" else "ask"


def _why(judged: Judged, status: str) -> str:
    return judged.how if status == "ok" else f"{judged.how}；台账数据不全"


def _expression(value: Decimal, factor: Decimal, judged: Judged, unit: str) -> str:
    if factor == 1:
        return f"{say(value)}{unit}"
    way = f"{say(value)} ÷ {say(factor)}" if factor > 1 else f"{say(value)} × {say(1 / factor)}"
    return f"{way} = {say(judged.computed)}{unit}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
