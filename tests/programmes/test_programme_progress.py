"""Progress, phases and targets, with every expected value worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.packs.programme import Phase
from linghang.programmes.progress import Progress, Work, met, progress, share_passed, spans


def test_every_task_counts_the_same():
    # (40 + 100 + 0) ÷ 3 = 46.67 → 47
    works = [Work(1, "working", 40), Work(2, "closed", 100), Work(3, "assigned", 0, overdue=True)]
    found = progress(works)
    assert (found.tasks, found.closed, found.open, found.overdue) == (3, 1, 2, 1)
    assert found.percent == Decimal(140) / 3
    assert found.shown == 47


def test_without_tasks_there_is_no_percent():
    assert progress([]) == Progress(0, 0, 0, None)
    assert progress([]).shown is None


def test_a_withdrawn_task_is_not_counted():
    assert progress([Work(1, "withdrawn", 80), Work(2, "working", 50)]) == Progress(1, 0, 0, Decimal(50))


def test_a_closed_task_is_done_whatever_its_last_report_said():
    assert progress([Work(1, "closed", 90)]).percent == 100


def test_a_sub_task_speaks_through_its_superior():
    assert progress([Work(1, "working", 30), Work(2, "closed", 100, parent=1)]) == Progress(1, 0, 0, Decimal(30))


def test_a_sub_task_counts_where_its_superior_serves_something_else():
    assert progress([Work(2, "closed", 100, parent=1)]) == Progress(1, 1, 0, Decimal(100))


def test_a_task_named_twice_counts_once():
    assert progress([Work(1, "working", 30), Work(1, "working", 30), Work(2, "working", 50)]).percent == 40


def test_nearly_done_is_not_done():
    # (199 × 100 + 99) ÷ 200 = 99.995, which would round to 100.
    works = [Work(key, "closed", 100) for key in range(199)] + [Work(999, "working", 99)]
    assert progress(works).shown == 99


stages = st.sampled_from(["registered", "assigned", "working", "closing", "closed", "suspended", "withdrawn"])
works = st.builds(Work, st.integers(1, 30), stages, st.integers(0, 100), st.booleans(), st.none() | st.integers(1, 30))


@given(st.lists(works, unique_by=lambda work: work.key))
def test_the_same_by_counting_slowly(some):
    standing = [work for work in some if work.stage != "withdrawn"]
    keys = [work.key for work in standing]
    counted = []
    for work in standing:
        if work.parent not in keys:
            counted.append(100 if work.stage == "closed" else work.percent)
    found = progress(some)
    assert found.tasks == len(counted)
    assert found.percent == (None if not counted else Decimal(sum(counted)) / len(counted))


@given(st.lists(works, unique_by=lambda work: work.key, min_size=1))
def test_the_order_of_the_tasks_does_not_matter(some):
    assert progress(some) == progress(list(reversed(some)))


FIVE_YEARS = (Phase(title="三年基础", years=3, first_year=2021), Phase(title="两年提升", years=2, first_year=2024))


@pytest.mark.parametrize(
    ("day", "standings"),
    [
        (dt.date(2020, 12, 31), ["future", "future"]),
        (dt.date(2021, 1, 1), ["now", "future"]),
        (dt.date(2023, 12, 31), ["now", "future"]),
        (dt.date(2024, 1, 1), ["past", "now"]),
        (dt.date(2025, 12, 31), ["past", "now"]),
        (dt.date(2026, 1, 1), ["past", "past"]),
    ],
)
def test_the_phase_reached_on_a_day(day, standings):
    assert [span.standing for span in spans(FIVE_YEARS, day)] == standings


def test_phases_without_years_of_their_own_begin_with_the_adoption():
    phases = (Phase(title="基础", years=3), Phase(title="提升", years=2))
    found = spans(phases, dt.date(2024, 6, 1), begins=2022)
    assert [(span.first, span.last) for span in found] == [
        (dt.date(2022, 1, 1), dt.date(2024, 12, 31)),
        (dt.date(2025, 1, 1), dt.date(2026, 12, 31)),
    ]
    assert found[0].years == "2022—2024年"
    assert spans(phases, dt.date(2024, 6, 1)) == []


def test_how_much_has_passed():
    first, last = dt.date(2021, 1, 1), dt.date(2022, 12, 31)  # 730 days
    assert share_passed(first, last, dt.date(2021, 1, 1)) == 0
    assert share_passed(first, last, dt.date(2022, 1, 1)) == 50  # 365 of 730
    assert share_passed(first, last, dt.date(2030, 1, 1)) == 100


@pytest.mark.parametrize(
    ("value", "comparator", "target", "reached"),
    [
        ("5", "ge", "5", True), ("4", "ge", "5", False), ("5", "gt", "5", False), ("6", "gt", "5", True),
        ("0", "le", "0", True), ("1", "le", "0", False), ("5", "lt", "5", False), ("4", "lt", "5", True),
        ("1", "eq", "1.0", True), ("0.99", "eq", "1", False), (None, "ge", "5", None), ("5", "ge", None, None),
    ],
)  # fmt: skip
def test_a_target_is_reached_or_not_or_cannot_be_judged(value, comparator, target, reached):
    read = [None if each is None else Decimal(each) for each in (value, target)]
    assert met(read[0], comparator, read[1]) is reached
