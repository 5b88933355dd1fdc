"""The strip of the year: how many did their part, of those who owe it."""

import datetime as dt
from types import SimpleNamespace

import pytest

from linghang.party.strip import strip

YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


def year_of(*states):
    """A yearly duty of several owners, each in one of the states, as the matrix would give it."""
    span = SimpleNamespace(first=YEAR[0], last=YEAR[1])
    owed = SimpleNamespace(span=span, asked=SimpleNamespace(period="year"))
    lines = [
        SimpleNamespace(
            owed=owed, standing=SimpleNamespace(state=state, light="good" if state == "done" else "", reason="")
        )
        for state in states
    ]
    duty = SimpleNamespace(code="talk", title="谈心谈话", line="谈心谈话")
    return SimpleNamespace(columns=[duty], cell=lambda key, code: SimpleNamespace(lines=lines, fulfilled=0, asked=0))


@pytest.mark.parametrize(
    ("states", "share"),
    [
        (("done", "done", "not_owed"), "2/2"),
        (("done", "missed", "exempt"), "1/2"),
        (("late", "due", "due"), "1/3"),
        (("done", "not_owed"), ""),
    ],
)
def test_who_owes_nothing_is_no_part_of_the_share(states, share):
    (row,) = strip(year_of(*states), "b1", 2023)
    assert [cell.share for cell in row.cells] == [share]
