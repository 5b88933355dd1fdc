"""The months of an indicator as a control chart: what changed, and whether the target is within reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from linghang.core.periods import Month, Period
from linghang.indicators import charts, control
from linghang.indicators import values as reading
from linghang.indicators.choices import Choice
from linghang.indicators.sources import kept_rows, snapshot
from linghang.indicators.tiles import number_of, shown, unit_of
from linghang.packs.library import Library
from linghang.packs.model import Indicator

REBASES = "indicator_rebase"
"""The kept register of days from which new limits count, each with its reason."""
YEARS = 3
_RULES = {
    "beyond": ("超出控制线", "单独一个月就超出控制线，不像通常的波动"),
    "run": ("持续偏移", f"连续 {control.RUN} 个月及以上在均值同一侧，水平可能已经改变"),
    "trend": ("持续升降", f"连续 {control.TREND} 个月及以上只升不降或只降不升"),
    "outer": ("接近控制线", "相邻三个月中有两个落在同侧外三分之一"),
}
_TONES = {"better": "向好", "worse": "向差", "neither": "不分好坏"}
_ASSURANCE = {
    "meets": "按现在的水平，每个月都能达到目标。",
    "misses": "按现在的水平，达不到目标；要达标，做法须有改变。",
    "chance": "按现在的水平，达标与否看运气：目标在通常波动的范围之内。",
    "unknown": "",
}


@dataclass(frozen=True)
class Finding:
    """One signal in words. `tone`: better, worse or neither."""

    title: str
    months: str
    tone: control.Tone
    tone_word: str
    why: str


@dataclass(frozen=True)
class Variation:
    """`limits`: mean, lower and upper limit of the newest segment, as written; empty when there are too few months."""

    figure: dict[str, Any]
    months: int
    limits: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    assurance: str
    rebases: tuple[tuple[Month, str], ...]


def variation_of(indicator: Indicator, choice: Choice, library: Library, target: Decimal | None) -> Variation | None:
    """The last three years of months up to the chosen period; None for a department, when no month
    has a value of its own, or when none has any.

    A month that some have not reported is left out, for it would look like a fall. `target` counts when it is also
    that of each month.
    """
    if choice.department is not None or not _of_months(indicator):
        return None
    first = Month(choice.period.first.year - YEARS + 1, 1)
    found = reading.values([indicator.code], Period(first, choice.period.last), choice.institution.code, by="month")
    values = [value.value if value.status == "ok" else None for value in found]
    start = next((at for at, value in enumerate(values) if value is not None), None)
    if start is None:
        return None
    months, known = [value.period.first for value in found[start:]], values[start:]
    rebases = [(month, why) for month, why in _rebases(indicator, choice, library) if months[0] < month <= months[-1]]
    chart = control.chart(known, rebase=[months.index(month) for month, _ in rebases])
    labels = [f"{month.year}年{month.number}月" for month in months]
    figure = charts.control(
        labels,
        [shown(indicator, value) for value in known],
        [_shown(indicator, each) for each in chart.segments],
        [(at, signal.tone(indicator.direction)) for signal in chart.signals for at in signal.at],
        unit=unit_of(indicator),
        target=shown(indicator, target),
    )
    return Variation(
        figure,
        sum(value is not None for value in known),
        _limits(indicator, chart),
        tuple(_findings(indicator, chart, labels)),
        _ASSURANCE[control.assurance(chart, target, indicator.direction)],
        tuple(rebases),
    )


def _of_months(indicator: Indicator) -> bool:
    """Whether its months are values of their own: a stock or a level carries one month over into the next."""
    return not (indicator.stock or indicator.rollup == "last")


def _shown(indicator: Indicator, segment: control.Segment) -> control.Segment:
    mean, low, high = (shown(indicator, line) for line in (segment.mean, segment.low, segment.high))
    return replace(segment, mean=mean, low=low, high=high)


def _limits(indicator: Indicator, chart: control.Chart) -> tuple[tuple[str, str], ...]:
    segment = chart.segments[-1]
    if segment.mean is None:
        return ()
    named = (("均值", segment.mean), ("下控制线", segment.low), ("上控制线", segment.high))
    return tuple((name, number_of(indicator, value) + unit_of(indicator)) for name, value in named)


def _findings(indicator: Indicator, chart: control.Chart, labels: Sequence[str]) -> Iterator[Finding]:
    for signal in chart.signals:
        title, why = _RULES[signal.rule]
        tone = signal.tone(indicator.direction)
        single = signal.rule in ("beyond", "outer")
        months = (
            "、".join(labels[at] for at in signal.at) if single else f"{labels[signal.at[0]]}至{labels[signal.at[-1]]}"
        )
        yield Finding(f"{title}（偏{'高' if signal.upward else '低'}）", months, tone, _TONES[tone], why)


def _rebases(indicator: Indicator, choice: Choice, library: Library) -> list[tuple[Month, str]]:
    """Months from which the institution's new limits count, in time order."""
    if not library.has("registers", REBASES):
        return []
    table = kept_rows(library.register(REBASES), snapshot(None)).table
    rows = table.to_pylist() if table is not None else []
    mine = [row for row in rows if (row["indicator"], row["_institution"]) == (indicator.code, choice.institution.code)]
    return sorted((Month.of(row["from_date"]), row["reason"]) for row in mine)
