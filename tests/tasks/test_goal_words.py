"""What the indicator of a task must reach is said in the unit of the indicator."""

from decimal import Decimal

import pytest
import typed_numbers as numbers

from linghang.tasks import links
from linghang.tasks.models import Task


@pytest.fixture(autouse=True)
def in_use(monkeypatch):
    packs = numbers.library()
    monkeypatch.setattr(links, "library", lambda: packs)


def test_the_goal_of_a_rate_is_a_percentage():
    task = Task(indicator="drug_share", goal_comparator="<=", goal_value=Decimal("0.500000"), goal_months=3)
    assert links.goal(task) == "达标：不高于 50.0%，持续 3 个月"


def test_the_goal_of_an_indicator_that_is_gone_is_the_bare_number():
    task = Task(indicator="gone", goal_comparator=">=", goal_value=Decimal("12.500000"))
    assert links.goal(task) == "达标：不低于 12.5"


@pytest.mark.parametrize("fields", [{}, {"goal_comparator": "<="}, {"goal_value": Decimal(1)}])
def test_half_a_goal_is_none(fields):
    assert links.goal(Task(indicator="drug_share", **fields)) == ""
