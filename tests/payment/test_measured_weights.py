"""Weights by hand, and what must hold of them whatever the cases are."""

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.payment.weighing import measure, weighed


def frame(rows):
    schema = {"drg": pl.String, "status": pl.String, "total_fee": pl.Decimal(18, 2), "length_of_stay": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_two_groups():
    """3,000 and 5,000 in A, 10,000 in B: mean of all 6,000; A 4,000/6,000, B 10,000/6,000."""
    found = measure(frame([("A", "grouped", Decimal(3000), 2), ("A", "grouped", Decimal(5000), 4),
                           ("B", "grouped", Decimal(10000), 9), (None, "refused", Decimal(99999), 1)]))  # fmt: skip
    assert {code: each.weight for code, each in found.groups.items()} == {
        "A": Decimal("0.6667"),
        "B": Decimal("1.6667"),
    }
    assert found.groups["A"].mean_days == Decimal("3.00")
    assert found.rate == Decimal("5999.80")  # 18,000 / (0.6667 × 2 + 1.6667)
    assert found.cases == 3


def test_nothing_grouped_has_no_weights():
    assert measure(frame([(None, "refused", Decimal(10), 1)])) is None


cases = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(100, 10_000_000), st.integers(1, 60)), min_size=1, max_size=24
)


@given(cases)
@settings(max_examples=30, deadline=None)
def test_standards_add_up_to_what_the_base_cost(drawn):
    rows = frame([(group, "grouped", Decimal(cents) / 100, days) for group, cents, days in drawn])
    found = measure(rows)
    out = weighed(rows, found)
    assert out.height == rows.height
    assert out["drg"].to_list() == rows["drg"].to_list()
    weight = sum(out["weight"].to_list(), Decimal(0))
    # The rate is rounded to cents and each standard too: the sum may be off by half a cent for each.
    slack = weight * Decimal("0.005") + Decimal("0.005") * rows.height
    assert abs(out["standard"].sum() - rows["total_fee"].sum()) <= slack
    assert out["surplus"].sum() == out["standard"].sum() - rows["total_fee"].sum()
