"""The index of integration: a plain mean of shares, each with what it counts; worked by hand."""

from decimal import Decimal

import pytest

from linghang.party.integration import index, moved, reached, share


def test_every_known_part_counts_the_same():
    found = index([share("plan", 9, 10), share("live", 3, 4), share("tasks", 0, 0)])
    assert found.value == Decimal("82.5")
    assert found.said == "（75.0% + 90.0%）÷ 2 = 82.5%"
    assert [each.code for each in found.shares] == ["live", "plan", "tasks"]


def test_nothing_known_is_no_index():
    assert index([share("live", 0, 0)]).value is None


def test_a_part_is_never_more_than_the_whole():
    with pytest.raises(ValueError, match="whole"):
        share("live", 2, 1)


@pytest.mark.parametrize(
    ("direction", "before", "now", "expected"),
    [("higher", "0.3", "0.4", True), ("lower", "8.1", "7.9", True), ("lower", "8", "8", False),
     ("neutral", "1", "2", None)],
)  # fmt: skip
def test_which_way_an_indicator_moved(direction, before, now, expected):
    assert moved(direction, Decimal(before), Decimal(now)) is expected
    assert moved(direction, None, Decimal(now)) is None


def test_a_target_is_met_on_its_edge():
    assert reached("lower", Decimal("7.5"), Decimal("7.5")) is True
    assert reached("higher", Decimal("0.3"), Decimal("0.2999")) is False
    assert reached("higher", None, Decimal(1)) is None
