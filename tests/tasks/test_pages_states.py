"""What is remembered of a task is never older than the task."""

import datetime as dt

from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.rows import rows_of


def test_a_row_tells_of_the_newest_event(working, people, today):
    assert rows_of([working], today)[0].state.percent == 0
    more = {"percent": 40}
    store.record(working, "report", on=dt.date(2023, 3, 20), actor=people.head, text="进展", data=more)
    assert rows_of(Task.objects.all(), today)[0].state.percent == 40


def test_what_is_remembered_needs_no_second_reading(working, today, django_assert_num_queries):
    rows_of([working], today)
    with django_assert_num_queries(3):  # rules and tree of institutions, milestones; no events
        rows_of([working], today)
