"""Report cycles: which reports are due, and how they came in; by hand with the calendar of 2023."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from task_stories import events

from linghang.core.workdays import is_workday
from linghang.tasks.cycles import Punctuality, next_due, outcomes, punctual, reports_due, window
from linghang.tasks.history import Event, replay


def day(text):
    return dt.date.fromisoformat(f"2023-{text}")


def dues(cycle, first, last):
    return [each.due.isoformat()[5:] for each in reports_due(cycle, day(first), day(last))]


def test_daily_reports_skip_the_days_off():
    assert dues("daily", "01-18", "01-30") == ["01-19", "01-20", "01-28", "01-29", "01-30"]


def test_weekly_reports_are_due_on_the_last_working_day_of_the_week():
    # The week of Spring Festival (23–29 January) ends with a make-up Sunday, which is its last working day.
    assert dues("weekly", "01-09", "02-03") == ["01-13", "01-20", "01-29", "02-03"]
    # 25 September – 1 October ends on Thursday; 2 – 8 October on the make-up Sunday.
    assert dues("weekly", "09-20", "10-13") == ["09-22", "09-28", "10-08", "10-13"]


def test_a_week_in_which_nobody_works_asks_none():
    # Spring Festival of 2020 was prolonged: off from Friday 24 January to Sunday 2 February.
    found = reports_due("weekly", dt.date(2020, 1, 19), dt.date(2020, 2, 9))
    assert [each.due for each in found] == [dt.date(2020, 1, 23), dt.date(2020, 2, 7)]


def test_ten_days_months_and_quarters():
    assert dues("ten_days", "02-01", "03-10") == ["02-10", "02-20", "02-28", "03-10"]
    assert dues("monthly", "01-01", "04-30") == ["01-31", "02-28", "03-31", "04-28"]
    assert dues("quarterly", "01-01", "12-31") == ["03-31", "06-30", "09-28", "12-29"]
    assert dues("none", "01-01", "12-31") == []


def test_the_day_of_acceptance_asks_none():
    assert dues("weekly", "03-03", "03-10") == ["03-10"]


def task(*more):
    """Accepted on Monday 6 March 2023 until 28 April."""
    story = [
        Event("register", day("03-06")),
        Event("assign", day("03-06"), data={"due": "2023-04-28"}),
        Event("accept", day("03-06")),
    ]
    return replay([*story, *(Event(kind, day(on), "x", data) for kind, on, data in more)])


def test_on_time_late_and_missing():
    state = task(
        ("report", "03-10", {}),  # Friday: in time
        ("report", "03-18", {}),  # Saturday of the second week: late
        ("report", "03-29", {"period": "2023-03-22"}),  # of the third week, in the fourth: late
    )
    assert punctual("weekly", state, day("04-01")) == Punctuality(due=4, on_time=1, late=2, missing=1)


def test_todays_report_is_not_missing_yet():
    assert punctual("weekly", task(), day("03-10")) == Punctuality()
    assert punctual("weekly", task(), day("03-11")) == Punctuality(due=1, missing=1)
    assert punctual("weekly", task(("report", "03-08", {})), day("03-10")) == Punctuality(due=1, on_time=1)


def test_one_report_serves_one_window():
    state = task(("report", "03-15", {}))
    assert punctual("weekly", state, day("03-20")) == Punctuality(due=2, on_time=1, missing=1)


def test_a_rejected_report_is_none():
    state = task(("report", "03-09", {}), ("inspect", "03-13", {"rejected": [4]}))
    assert punctual("weekly", state, day("03-13")) == Punctuality(due=1, missing=1)


def test_nothing_is_due_while_suspended_or_waiting_for_review():
    suspended = task(("suspend", "03-09", {}), ("resume", "03-20", {}))
    assert punctual("weekly", suspended, day("03-25")) == Punctuality(due=1, missing=1)
    waiting = task(("ask_close", "03-09", {}), ("return", "03-20", {}))
    assert punctual("weekly", waiting, day("03-25")) == Punctuality(due=1, missing=1)
    closed = task(("ask_close", "03-09", {}), ("close", "03-20", {}))
    assert punctual("weekly", closed, day("04-25")) == Punctuality()


@pytest.mark.parametrize(
    ("today", "due"), [("03-06", "03-10"), ("03-10", "03-10"), ("03-11", "03-10"), ("03-13", "03-17")]
)
def test_the_report_to_be_made_now(today, due):
    assert next_due("weekly", task(), day(today)).due == day(due)


def test_nothing_to_be_made_now():
    assert next_due("weekly", task(("report", "03-07", {})), day("03-08")) is None
    assert next_due("weekly", task(("suspend", "03-07", {})), day("03-08")) is None
    assert next_due("none", task(), day("03-08")) is None


CYCLES = st.sampled_from(["daily", "weekly", "ten_days", "monthly", "quarterly"])


@given(CYCLES, st.dates(dt.date(2022, 1, 1), dt.date(2025, 6, 1)), st.integers(0, 400))
def test_windows_follow_each_other_without_gaps(cycle, first, length):
    found = reports_due(cycle, first, first + dt.timedelta(days=length))
    for each in found:
        assert window(cycle, each.start) == window(cycle, each.end) == (each.start, each.end)
        assert each.start <= each.due <= each.end
        assert is_workday(each.due)
        assert not any(is_workday(each.due + dt.timedelta(days=n)) for n in range(1, (each.end - each.due).days + 1))
    assert all(one.end < two.start for one, two in pairwise(found))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events(20), CYCLES, st.integers(0, 150))
def test_every_due_report_has_one_outcome(story, cycle, after):
    state = replay(story)
    today = story[-1].on + dt.timedelta(days=after)
    found = outcomes(cycle, state, today)
    counts = punctual(cycle, state, today)
    assert counts.due == len(found) == counts.on_time + counts.late + counts.missing
    assert all(each.asked.due <= today for each in found)
