"""Ledgers of organisation life: what a row on the edge of a rule is told, decided by hand."""

import pytest

from linghang.registers.entry import EntryReader
from shipped import shipped_library

LIBRARY = shipped_library()
MEETING = {"activity_no": "H1", "kind": "支部委员会会议", "held_on": "2023-05-12", "topic": "研究工作", "branch": "b1"}
REVIEW = {
    "branch": "b1",
    "self_on": "2023-12-01",
    "mutual_on": "2023-12-05",
    "balloted_on": "2023-12-05",
    "graded_on": "2023-12-20",
    "members": "30",
    "excellent": "10",
    "qualified": "18",
    "basic": "2",
    "unqualified": "0",
}


def told(register: str, row: dict[str, str]) -> tuple[list[str], list[str]]:
    entry = EntryReader.of(LIBRARY.register(register), LIBRARY, b"key").read(row)
    return [each.reason for each in entry.faults], [each.reason for each in entry.warnings]


@pytest.mark.parametrize(
    ("kind", "expected", "came", "warned"),
    [
        ("支部委员会会议", "5", "3", False),
        ("支部委员会会议", "5", "2", True),
        ("支部委员会会议", "6", "3", False),  # half is enough: 半数以上 includes the half
        ("支部党员大会", "31", "15", True),
        ("党课", "31", "15", False),  # a lesson decides nothing
    ],
)
def test_half_must_come_where_something_is_decided(kind: str, expected: str, came: str, warned: bool) -> None:
    faults, warnings = told("party_activity", MEETING | {"kind": kind, "expected": expected, "attendees": came})
    assert not faults
    assert any("LF11" in each for each in warnings) is warned


def test_a_review_of_members_in_order_is_taken() -> None:
    assert told("member_review", REVIEW) == ([], [])


def test_more_than_a_third_excellent_is_told_and_not_refused() -> None:
    faults, warnings = told("member_review", REVIEW | {"excellent": "11", "qualified": "17"})
    assert not faults
    assert any("LF08" in each for each in warnings)


def test_grades_that_do_not_add_up_are_refused() -> None:
    faults, _ = told("member_review", REVIEW | {"excellent": "9"})
    assert any("不等于参加评议" in each for each in faults)


def test_the_four_steps_have_an_order() -> None:
    _, warnings = told("member_review", REVIEW | {"mutual_on": "2023-12-06"})
    assert any("LF07" in each for each in warnings)
