"""The table of a bulletin: a line per department, every number with the tasks behind it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linghang.tasks.bulletins import COLUMNS, SHOWN_RATES, say_rate
from linghang.tasks.statistics import COUNTS, RATES
from linghang.tasks.wishes import Wish


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class TableLine:
    """`institution`, `department`: codes, for the link to the department's page; empty for the total."""

    name: str
    institution: str
    department: str
    cells: tuple[Cell, ...]


def columns() -> list[tuple[str, str]]:
    """Title and meaning of each column."""
    counts = [COUNTS[name] for name in COLUMNS]
    rates = [
        (title, f"{COUNTS[part][0]} ÷ {COUNTS[whole][0]}")
        for title, part, whole in (RATES[name] for name in SHOWN_RATES)
    ]
    return counts + rates


def lines_of(contents: Mapping[str, Any], ledger: str) -> list[TableLine]:
    """The lines and the total. `ledger`: the address of the ledger, where the tasks are listed."""
    return [_line(line, ledger) for line in (*contents["lines"], contents["total"])]


def _line(line: Mapping[str, Any], ledger: str) -> TableLine:
    behind: Mapping[str, list[int]] = line.get("tasks", {})
    cells = [Cell(str(line[name]), _list(ledger, line, name, behind.get(name, []))) for name in COLUMNS]
    rates = [Cell(say_rate(line[name])) for name in SHOWN_RATES]
    return TableLine(line["name"], line["institution"], line["department"], (*cells, *rates))


def _list(ledger: str, line: Mapping[str, Any], name: str, tasks: list[int]) -> str:
    if not tasks:
        return ""
    wish = Wish(stage="all", tasks=".".join(map(str, dict.fromkeys(tasks))))
    caption = f"{line['name']}{COUNTS[name][0]}"
    return f"{ledger}?{wish.address(caption=caption)}"
