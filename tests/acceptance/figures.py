"""figures.csv, read: what the founding documents state and what the ledgers must give.

verdict: `agree` the ledger gives what is stated; `bound` the ledger is within what is stated (以上, 余, 多);
`document_inconsistent` the document contradicts itself, and `expected` says what the ledger gives; `not_a_record` the
row is no count, sum, ratio or change of records, and `why` says what it is.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from linghang.core.figures import round_half_up

FOLDER = Path(__file__).parent
FACTORS = {"": Decimal(1), "万": Decimal("0.0001"), "%": Decimal(100)}
COMPARISONS = ("value", "yoy", "yoy_abs")
BOUNDS = ("eq", "ge", "gt", "le", "approx")
VERDICTS = ("agree", "bound", "document_inconsistent", "not_a_record")


@dataclass(frozen=True)
class StatedFigure:
    """One row of figures.csv. `scale` is the unit of the statement: as it is, in 万, or as a percentage."""

    id: str
    institution: str
    indicator: str
    period: str
    comparison: str
    stated: str
    scale: str
    decimals: str
    bound: str
    expected: str
    verdict: str
    why: str

    def __str__(self) -> str:
        return f"{self.id}-{self.indicator}"

    def as_written(self, exact: Decimal) -> Decimal:
        """`exact` (base units, plain ratio) in the unit and to the places of the document, halves up."""
        return round_half_up(exact * FACTORS[self.scale], int(self.decimals))

    def holds(self, exact: Decimal) -> bool:
        """Whether the ledger's exact value is what the row expects of it."""
        written, stated = exact * FACTORS[self.scale], Decimal(self.stated)
        match self.bound:
            case "ge":
                return written >= stated
            case "gt":
                return written > stated
            case "le":
                return written <= stated
            case "approx":
                return abs(written - stated) <= stated * Decimal("0.05")
        return self.as_written(exact) == Decimal(self.expected)


def stated_figures() -> list[StatedFigure]:
    """Every row of figures.csv in order."""
    with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as handle:
        return [StatedFigure(**row) for row in csv.DictReader(handle)]


def figures_of_records() -> list[StatedFigure]:
    """The rows that a ledger must bear out."""
    return [figure for figure in stated_figures() if figure.verdict != "not_a_record"]
