"""Windows between steps, against somebody who walks from day to day and counts."""

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.procedures.samples import D, done, opened, ready, state, step

from linghang.procedures.flow import check
from linghang.procedures.timing import window
from linghang.procedures.upcoming import next_up

DAY = dt.timedelta(days=1)
UNITS = {"day": 60, "workday": 40, "month": 30, "year": 4}
starts = st.dates(D(2015, 1, 1), D(2024, 6, 30))
lengths = st.sampled_from(list(UNITS)).flatmap(lambda unit: st.tuples(st.integers(0, UNITS[unit]), st.just(unit)))


def walked(start: dt.date, number: int, unit: str) -> dt.date:
    """The day that lies so long after `start`: found by walking, never by arithmetic on months."""
    day, counted = start, 0
    if unit in ("day", "workday"):
        while counted < number:
            day += DAY
            counted += unit == "day" or chinese_calendar.is_workday(day)
        return day
    months = number * (12 if unit == "year" else 1)
    while counted < months:
        day += DAY
        counted += day.day == 1
    while day.day < start.day and (day + DAY).day != 1:
        day += DAY
    return day


def two_steps(**rule):
    return ready(step("first"), step("second", times=[{"since": "first", "rule": "R1", **rule}]))


@given(starts, lengths, st.integers(-5, 5))
def test_a_step_is_too_early_exactly_before_the_day_that_walking_finds(start, length, offset):
    course = two_steps(at_least=f"{length[0]} {length[1]}")
    first_good = walked(start, *length)
    day = max(start, first_good + DAY * offset)
    found = check(course, state(course, opened(start), done("first", start)), done("second", day))
    assert [finding.severity for finding in found] == (["block"] if day < first_good else [])


@given(starts, lengths, st.integers(-5, 5))
def test_what_comes_after_its_last_day_is_late_but_not_refused(start, length, offset):
    course = two_steps(within=f"{length[0]} {length[1]}")
    last_good = walked(start, *length)
    day = max(start, last_good + DAY * offset)
    found = check(course, state(course, opened(start), done("first", start)), done("second", day))
    assert [finding.severity for finding in found] == (["warn"] if day > last_good else [])


@given(starts, lengths, st.integers(-5, 5))
def test_what_has_lapsed_is_refused_from_the_day_after(start, length, offset):
    course = two_steps(lapses_after=f"{length[0]} {length[1]}", back_to="first")
    last_good = walked(start, *length)
    day = max(start, last_good + DAY * offset)
    before = state(course, opened(start), done("first", start))
    found = check(course, before, done("second", day))
    assert [finding.severity for finding in found] == (["block"] if day > last_good else [])
    redo = [finding for finding in check(course, before, done("first", day)) if finding.blocks]
    assert (not redo) == (day > last_good)


@given(starts, st.lists(lengths, min_size=1, max_size=3), st.lists(lengths, min_size=1, max_size=3))
def test_of_several_bounds_the_narrowest_holds(start, earliest, latest):
    rules = [{"since": "first", "at_least": f"{n} {unit}"} for n, unit in earliest]
    rules += [{"since": "first", "within": f"{n} {unit}"} for n, unit in latest]
    course = ready(step("first"), step("second", times=rules))
    found = window(course.procedure, state(course, opened(start), done("first", start)), "second")
    assert found.not_before == max(walked(start, *each) for each in earliest)
    assert found.due == min(walked(start, *each) for each in latest)
    assert len(found.reasons) == len(rules)


@pytest.mark.parametrize(
    ("start", "length", "day"),
    [
        (D(2024, 1, 31), "1 month", D(2024, 2, 29)),
        (D(2023, 1, 31), "1 month", D(2023, 2, 28)),
        (D(2024, 2, 29), "1 year", D(2025, 2, 28)),
        (D(2025, 3, 10), "1 year", D(2026, 3, 10)),
        (D(2024, 9, 27), "2 workdays", D(2024, 9, 30)),  # 27 Friday; 29 Sunday is a make-up working day
        (D(2024, 9, 30), "1 workday", D(2024, 10, 8)),  # the National Day week
        (D(2025, 12, 31), "1 workday", D(2026, 1, 4)),  # New Year 2026; 4 January Sunday is worked
    ],
)
def test_ends_of_months_and_holidays_by_hand(start, length, day):
    course = two_steps(within=length)
    assert window(course.procedure, state(course, opened(start), done("first", start)), "second").due == day


def test_a_bound_says_where_it_comes_from():
    course = two_steps(within="1 month")
    found = window(course.procedure, state(course, opened(), done("first", D(2024, 3, 5))), "second")
    assert found.reasons == ("自“步骤first”（2024年3月5日）起1个月内，最迟2024年4月5日（R1）",)


def test_an_unverified_rule_warns_only():
    course = two_steps(at_least="1 year", confidence="low")
    found = check(course, state(course, opened(), done("first", D(2024, 3, 5))), done("second", D(2024, 3, 6)))
    assert [(each.severity, each.rule, each.unverified) for each in found] == [("warn", "R1", True)]
    assert "未核实，只提醒" in found[0].said


def test_a_date_in_the_step_is_bound_instead_of_its_day():
    field = {"code": "until", "title": "延长到", "type": "date"}
    rule = {"since": "first", "field": "until", "at_least": "6 months", "within": "1 year"}
    course = ready(step("first"), step("second", fields=[field], times=[rule]))
    before = state(course, opened(), done("first", D(2024, 1, 1)))
    on = D(2024, 1, 2)
    for until, good in (("2024-06-30", False), ("2024-07-01", True), ("2025-01-01", True), ("2025-01-02", False)):
        found = check(course, before, done("second", on, until=until))
        assert (not any(finding.blocks for finding in found)) is good, until


def test_age_is_counted_from_what_is_known_of_the_subject():
    from linghang.procedures.facts import Known

    course = ready(step("apply", times=[{"since": "subject", "since_field": "birthday", "at_least": "18 years"}]))
    known = Known({"subject__birthday": D(2006, 2, 28)})
    before = state(course, opened(D(2024, 1, 1)))
    assert check(course, before, done("apply", D(2024, 2, 27)), known)
    assert not check(course, before, done("apply", D(2024, 2, 28)), known)
    assert not check(course, before, done("apply", D(2024, 2, 27)))  # nobody knows: nothing is judged


def test_a_repeating_step_is_due_again_until_the_next_stage():
    stages = [
        {"code": "one", "title": "一", "steps": [step("begin"), step("look", repeats="6 months", rule="MD05")]},
        {"code": "two", "title": "二", "steps": [step("decide")]},
    ]
    course = ready(stages=stages)
    begun = [opened(), done("begin", D(2024, 1, 10))]
    assert window(course.procedure, state(course, *begun), "look").due == D(2024, 7, 10)
    looked = [*begun, done("look", D(2024, 6, 1))]
    after = state(course, *looked)
    assert after.current == ("look", "decide")
    assert window(course.procedure, after, "look").due == D(2024, 12, 1)
    assert state(course, *looked, done("decide", D(2024, 9, 1))).current == ()


def test_lights_go_from_too_early_to_overdue():
    course = two_steps(at_least="10 days", within="30 days")
    before = state(course, opened(), done("first", D(2024, 1, 1)))
    seen = [next_up(course, before, D(2024, 1, day))[0].light.word for day in (10, 11, 20, 21, 31)]
    seen.append(next_up(course, before, D(2024, 2, 1))[0].light.word)
    assert seen == ["未到", "正常", "正常", "临近", "临近", "逾期"]
