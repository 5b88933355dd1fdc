"""Rows that break a warning rule: counted by month and department, and shown."""

import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators import duckdb
from linghang.indicators.compute import compute
from linghang.indicators.quality import Count, counts, rows
from linghang.indicators.trace import MASK

STAYS = """
number  entered_on  left_on     ward  days
A1      2022-01-09  2022-01-05  内科   3
A2      2022-01-01  2022-01-05  内科   70
A3      -           2022-01-05  外科   61
A4      2022-02-01  2022-02-05  外科   60
"""
QUARTER = Period.parse("2022Q1")


def test_failing_rows_are_counted_by_month_and_department(load):
    load("east", "2022Q1", STAYS)
    found = sorted(counts("stay", "group", QUARTER), key=lambda each: (each.rule, each.month, each.department))
    assert found == [
        Count("in_order", "east", "内科", 202201, 1, 2),
        Count("in_order", "east", "外科", 202201, 0, 1),  # nobody knows when A3 came: not judged
        Count("in_order", "east", "外科", 202202, 0, 1),
        Count("not_long", "east", "内科", 202201, 1, 2),
        Count("not_long", "east", "外科", 202201, 1, 1),
        Count("not_long", "east", "外科", 202202, 0, 1),  # sixty days are not above sixty
    ]
    assert counts("stay", "west", QUARTER) == []
    assert {each.month for each in counts("stay", "east", Period.parse("2022-02"))} == {202202}


def test_failing_rows_are_shown_with_identifiers_masked(load):
    load("east", "2022Q1", STAYS)
    found = rows("stay", "not_long", "group", QUARTER)
    assert [(place.institution, place.file_name, place.row) for place, _ in found] == [
        ("east", "east-2022Q1.csv", 3),
        ("east", "east-2022Q1.csv", 4),
    ]
    assert found[0][1] == {"病案号": MASK, "出院日期": "2022-01-05", "科室": "内科", "住院天数": "70"}
    assert len(rows("stay", "not_long", "east", QUARTER, department="外科")) == 1
    assert rows("stay", "not_long", "group", QUARTER, department="外科") == []  # a ward of the east, not of the group
    assert len(rows("stay", "not_long", "group", QUARTER, limit=1)) == 1


def test_a_replaced_batch_is_counted_no_longer(load):
    first = load("east", "2022Q1", STAYS)
    load("east", "2022Q1", STAYS.replace("70", "7"), supersede=first)
    assert sum(each.failing for each in counts("stay", "east", QUARTER) if each.rule == "not_long") == 1


def test_what_was_scanned_when_computing_is_not_scanned_by_the_page(load, monkeypatch):
    load("east", "2022Q1", STAYS)
    compute()
    compute()
    monkeypatch.setattr(duckdb, "run_scan", None)
    assert sum(each.failing for each in counts("stay", "east", QUARTER)) == 3


def test_unknown_rules_are_refused_and_typed_registers_have_none(load):
    with pytest.raises(InputError, match="没有这条提醒规则"):
        rows("stay", "nothing", "east", QUARTER)
    assert counts("talent", "east", QUARTER) == []
