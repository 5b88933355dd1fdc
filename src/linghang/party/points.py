"""Points of members, branches and secretaries: base + plus − minus, by the year. Pure (party_rules AS01, AS02).

There is no upper limit, nothing falls below 0, and every year begins with the base again.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

USUAL_BASE = Decimal(100)
"""The base of AS02; a hospital with another rule says so in 党建积分基础分 (party_point_base)."""


@dataclass(frozen=True)
class Entry:
    """Points given (above 0) or taken (below) on a day, for a reason."""

    on: dt.date
    points: Decimal
    reason: str
    evidence: str = ""


@dataclass(frozen=True)
class Balance:
    """`total` is never below 0; `cut`: what the floor saved."""

    year: int
    base: Decimal
    plus: Decimal
    minus: Decimal
    entries: tuple[Entry, ...]

    @property
    def total(self) -> Decimal:
        return max(self.base + self.plus - self.minus, Decimal(0))

    @property
    def said(self) -> str:
        sum_ = f"基础分 {_write(self.base)} ＋ 加分 {_write(self.plus)} － 减分 {_write(self.minus)}"
        floor = "，不足 0 分按 0 分计" if self.base + self.plus < self.minus else ""
        return f"{_write(self.total)} 分＝{sum_}{floor}"


def balance(entries: Iterable[Entry], year: int, base: Decimal = USUAL_BASE) -> Balance:
    """The account of one year; entries of other years do not count."""
    own = tuple(sorted((each for each in entries if each.on.year == year), key=lambda each: (each.on, each.reason)))
    plus = sum((each.points for each in own if each.points > 0), Decimal(0))
    minus = -sum((each.points for each in own if each.points < 0), Decimal(0))
    return Balance(year, base, plus, minus, own)


def base_on(bases: Iterable[tuple[dt.date, Decimal]], year: int) -> Decimal:
    """The base in force on 1 January: of (first day, base) the newest; AS02's where nothing was said."""
    said = [(day, base) for day, base in bases if day <= dt.date(year, 1, 1)]
    return max(said)[1] if said else USUAL_BASE


def _write(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
