"""Every count, sum, ratio and change that the founding documents state, computed from records of the region.

Where a document contradicts itself the computed value stands; figures.csv says why.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from acceptance.figures import StatedFigure, figures_of_records

pytestmark = pytest.mark.acceptance


def exact(figure: StatedFigure, row: dict[str, Any]) -> Decimal:
    """The ledger's value for what the row asks: the value, its growth since last year, or the difference."""
    if figure.comparison == "value":
        return Decimal(row["value"])
    return Decimal(row["comparison"]["yoy"]["relative" if figure.comparison == "yoy" else "absolute"])


def asked_with(figure: StatedFigure) -> list[str]:
    """The indicators that the rows of the same institution and period ask for: one command prints them all."""
    place = (figure.institution, figure.period)
    return sorted({each.indicator for each in figures_of_records() if (each.institution, each.period) == place})


@pytest.mark.parametrize("figure", figures_of_records(), ids=str)
def test_the_ledger_gives_the_stated_figure(
    figure: StatedFigure, values: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    row = values(figure.institution, figure.period, *asked_with(figure))[figure.indicator]
    assert row["status"] == "ok", f"{figure.indicator} {figure.institution} {figure.period}: {row['text']}"
    found = exact(figure, row)
    assert figure.holds(found), f"应为 {figure.expected or figure.stated}，台账为 {found}"
