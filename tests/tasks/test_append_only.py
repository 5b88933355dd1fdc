"""What was written about a task stays, whoever asks: the database refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from linghang.site.append_only import allow_changes, forbid_changes
from linghang.tasks import store
from linghang.tasks.models import Letter, TaskEvent


@pytest.fixture
def guarded(db):
    """The triggers of the migration; the test session runs without them (tests/conftest.py)."""
    forbid_changes(connection)
    yield
    allow_changes(connection)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE tasks_taskevent SET text = 'x'", "DELETE FROM tasks_taskevent", "UPDATE tasks_taskevent SET data = '{}'"],
)
def test_the_history_can_be_neither_changed_nor_removed(guarded, working, statement):
    before = list(TaskEvent.objects.values_list("pk", "text", "data"))
    assert before
    with (
        pytest.raises(DatabaseError, match="任务记录只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(TaskEvent.objects.values_list("pk", "text", "data")) == before


def test_a_letter_that_is_out_stays_as_it_is(guarded, working, people):
    letter = working.events.get(kind="assign").letter
    letter.text = "改写"
    with pytest.raises(DatabaseError, match="已发出的督办函件"), transaction.atomic():
        letter.save()
    with pytest.raises(DatabaseError, match="已发出的督办函件"), transaction.atomic():
        Letter.objects.all().delete()


def test_events_are_still_added(guarded, working, people):
    before = working.events.count()
    store.record(working, "urge", on=working.events.last().on, actor=people.office, text="请抓紧")
    assert working.events.count() == before + 1
