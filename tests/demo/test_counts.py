"""Spreading a total loses and invents nothing."""

from hypothesis import given
from hypothesis import strategies as st

from linghang.demo.counts import spread


@given(st.integers(0, 10**9), st.lists(st.floats(0.01, 1000), min_size=1, max_size=40))
def test_parts_add_up_and_are_fair(total: int, weights: list[float]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1.001 for part, weight in zip(parts, weights, strict=True))


def test_by_hand() -> None:
    assert spread(10, [1, 1, 1]) == [4, 3, 3]
    assert spread(7, [5, 1, 1]) == [5, 1, 1]
