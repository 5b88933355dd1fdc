"""The year of a branch at a glance: a row per duty, a cell per period, each with its light and its reason."""

import datetime as dt
from dataclasses import dataclass

from linghang.duties.clock import STATE_TITLES
from linghang.duties.matrix import Matrix
from linghang.duties.reckoning import Line

_FREE = frozenset({"not_owed", "exempt"})


@dataclass(frozen=True)
class Cell:
    """A period of months `first` … `last` (1–12). `share`: of several owners who owe it, how many have done theirs."""

    first: int
    last: int
    state: str
    light: str
    word: str
    reason: str
    share: str = ""

    @property
    def months(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Row:
    """`done`, `asked`: periods and owners fulfilled, of those that are over or fulfilled."""

    code: str
    title: str
    line: str
    cells: tuple[Cell, ...]
    done: int
    asked: int


def strip(whole: Matrix, key: str, year: int) -> tuple[Row, ...]:
    """Every duty of one row of the matrix over the year; weekly ones are left to the calendar."""
    found = []
    for duty in whole.columns:
        cell = whole.cell(key, duty.code)
        lines = [line for line in cell.lines if line.owed.span.first.year == year and line.owed.asked.period != "week"]
        if lines and any(line.standing.state != "not_owed" for line in lines):
            found.append(Row(duty.code, duty.title, duty.line, _cells(lines), cell.fulfilled, cell.asked))
    return tuple(found)


def _cells(lines: list[Line]) -> tuple[Cell, ...]:
    periods: dict[tuple[dt.date, dt.date], list[Line]] = {}
    for line in lines:
        periods.setdefault((line.owed.span.first, line.owed.span.last), []).append(line)
    return tuple(_cell(first, last, each) for (first, last), each in sorted(periods.items()))


def _cell(first: dt.date, last: dt.date, lines: list[Line]) -> Cell:
    ranked = sorted(lines, key=lambda line: ("bad", "warn", "good", "").index(line.standing.light))
    worst = ranked[0].standing
    done = sum(line.standing.state in ("done", "late") for line in lines)
    owing = sum(line.standing.state not in _FREE for line in lines)
    share = f"{done}/{owing}" if owing > 1 else ""
    return Cell(first.month, last.month, worst.state, worst.light, STATE_TITLES[worst.state], worst.reason, share)
