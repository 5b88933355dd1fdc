"""Exact totals from uneven parts."""

from calendar import monthrange
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Admissions and visits fall at the Spring Festival and in the epidemic winter of 2022, and swell in spring and autumn.
_MONTHS = np.array([0.95, 0.86, 1.02, 1.01, 1.02, 1.01, 1.02, 1.02, 1.01, 1.01, 1.04, 1.03])
_QUIET = {(2022, 12): 0.72, (2022, 11): 0.9, (2023, 1): 0.9}


def spread(total: int, weights: Sequence[float] | NDArray[np.floating]) -> list[int]:
    """Whole numbers in proportion to `weights` that add up to `total` exactly (largest remainder)."""
    shares = np.asarray(weights, float)
    exact = total * shares / shares.sum()
    parts = np.floor(exact).astype(int)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - parts.sum()]] += 1
    return [int(part) for part in parts]


def by_month(total: int, year: int) -> list[int]:
    """A year's total over its twelve months, with the season and the months' lengths."""
    return spread(
        total,
        [_MONTHS[month - 1] * monthrange(year, month)[1] * _QUIET.get((year, month), 1.0) for month in range(1, 13)],
    )
