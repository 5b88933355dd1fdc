"""CMI, cost and time index of two departments, worked out on paper from seven discharges."""

from decimal import Decimal

import polars as pl

from linghang.casemix.weights import indices, weigh

# Case, group, cost, days, department. The last but one has no group, the last no cost.
ROWS = [
    ("1", "A", "1000", "2", "x"),
    ("2", "A", "3000", "4", "y"),
    ("3", "B", "8000", "9", "x"),
    ("4", "B", "10000", "11", "y"),
    ("5", "C", "500.50", "1", "x"),
    ("6", "0000", "7", "1", "x"),
    ("7", "C", "0", "1", "y"),
]


def frame():
    return pl.DataFrame(ROWS, schema=["case", "drg", "cost", "days", "department"], orient="row")


def test_weights():
    """Means 2,000, 9,000 and 500.50 by that of all five, 22,500.50 / 5 = 4,500.10."""
    found = {row["group"]: row["weight"] for row in weigh(frame()).iter_rows(named=True)}
    assert found == {"A": Decimal("0.4444"), "B": Decimal("2.0000"), "C": Decimal("0.1112")}


def test_indices():
    """x: 2.5556 / 3; (0.5 + 0.8889 + 1) / 3; (0.6667 + 0.9 + 1) / 3. y: a discharge without cost counts for the CMI and
    the time, not for the cost: 2.5556 / 3; (1.5 + 1.1111) / 2; (1.3333 + 1.1 + 1) / 3."""
    found = indices(frame(), weigh(frame()), ["department"]).sort("department").to_dicts()
    told = [(row["department"], row["cases"], row["cmi"], row["cost_index"], row["time_index"]) for row in found]
    assert told == [
        ("x", 3, Decimal("0.8519"), 0.7963, 0.8556),
        ("y", 3, Decimal("0.8519"), 1.3056, 1.1444),
    ]
