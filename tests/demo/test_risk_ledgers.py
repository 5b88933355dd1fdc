"""Risks, problems, governing documents and policies: rules of their registers, real offices, lines and states."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

from linghang.demo import region
from linghang.demo.ledgers import all_ledgers
from linghang.demo.ledgers.book import Ledger
from linghang.demo.offices import HOSPITALS, units_of
from linghang.packs.library import Library

REGISTERS = ("risk", "problem", "governing_document", "policy")


@pytest.fixture(scope="module")
def kept() -> dict[tuple[str, str], Ledger]:
    found = (item for item in all_ledgers(region.SEED) if item.register in REGISTERS)
    return {(item.institution, item.register): item for item in found}


def test_every_hospital_keeps_them(kept: dict[tuple[str, str], Ledger]) -> None:
    assert kept.keys() == {(place, register) for place in HOSPITALS for register in REGISTERS}
    assert all(6 <= len(kept[place, "risk"].rows) <= 10 for place in HOSPITALS)
    assert all(9 <= len(kept[place, "problem"].rows) <= 12 for place in HOSPITALS)


def test_offices_are_there_at_the_end_of_the_data(kept: dict[tuple[str, str], Ledger]) -> None:
    for (place, register), item in kept.items():
        end = region.looking_days()[place]
        there = {unit.name for unit in units_of(place) if unit.last is None or unit.last >= end}
        assert {row["unit"] for row in item.rows if "unit" in row} <= there, (place, register)


def test_red_lines_name_indicators_that_exist(kept: dict[tuple[str, str], Ledger], library: Library) -> None:
    known = {indicator.code for indicator in library.indicators()}
    for place in HOSPITALS:
        lines = [row["red_line_indicator"] for row in kept[place, "risk"].rows if row["red_line_indicator"]]
        assert 2 <= len(lines) <= 4
        assert set(lines) <= known


def test_problems_are_of_every_state(kept: dict[tuple[str, str], Ledger]) -> None:
    states = Counter(row["state"] for place in HOSPITALS for row in kept[place, "problem"].rows)
    assert states.keys() == {"found", "assigned", "fixed", "verified", "closed"}


def test_the_county_hospitals_report_owns_up_to_shortcomings(kept: dict[tuple[str, str], Ledger]) -> None:
    rows = [row for row in kept["county", "problem"].rows if row["source"] == "report"]
    assert [row["due"] > dt.date(2023, 1, 1) for row in rows] == [True] * 4  # type: ignore[operator]


def test_one_governing_document_is_past_its_review(kept: dict[tuple[str, str], Ledger]) -> None:
    for place, day in region.looking_days().items():
        in_force = [row for row in kept[place, "governing_document"].rows if row["ended_on"] is None]
        assert len({row["kind"] for row in in_force}) == len(in_force) >= 3
        assert sum(row["next_review_on"] <= day for row in in_force) == 1  # type: ignore[operator]


def test_one_policy_in_force_is_overdue_for_review(kept: dict[tuple[str, str], Ledger]) -> None:
    for place, day in region.looking_days().items():
        in_force = [row for row in kept[place, "policy"].rows if row["state"] == "published"]
        assert sum(row["next_review_on"] < day.replace(month=1, day=1) for row in in_force) == 1  # type: ignore[operator]


def test_a_version_ends_when_the_next_begins(kept: dict[tuple[str, str], Ledger]) -> None:
    for place in HOSPITALS:
        rows = kept[place, "governing_document"].rows
        for before, after in pairwise(rows):
            if before["kind"] == after["kind"]:
                assert before["ended_on"] == after["effective_on"]
