"""My desk: each task once, under what it wants from this person."""

import datetime as dt

import pytest
from page_steps import TODAY, words

from linghang.tasks import store
from linghang.tasks.mine import desk_of

APRIL = dt.date(2023, 4, 3)


@pytest.fixture
def task(hospital, medical, people, today):
    def make(due=None, *, accepted=False, **fields):
        made = store.open_task(
            hospital, title="事项", source="risk", on=APRIL, actor=people.office, lead_department=medical, **fields
        )
        if due:
            store.record(made, "assign", on=APRIL, actor=people.office, data={"due": due})
        if accepted:
            store.record(made, "accept", on=APRIL, actor=people.head)
        return made

    return make


def desk(user):
    return {part.code: [item.row.task for item in part.rows] for part in desk_of(user, TODAY).parts}


def test_each_task_stands_where_it_wants_something(task, people):
    fresh = task(dt.date(2023, 6, 30))
    late = task(dt.date(2023, 4, 7), accepted=True)
    near = task(dt.date(2023, 4, 12), accepted=True)
    weekly = task(dt.date(2023, 6, 30), accepted=True, cycle="daily")
    calm = task(dt.date(2023, 6, 30), accepted=True)
    unsent = task()
    assert desk(people.head) == {"accept": [fresh], "overdue": [late], "report": [weekly], "due": [near]}
    assert desk(people.office) == {"assign": [unsent], "stuck": [late]}
    assert desk(people.other) == {}
    assert calm not in [each for tasks in desk(people.office).values() for each in tasks]


def test_what_was_urged_after_its_deadline_is_not_asked_for_again(task, people):
    late = task(dt.date(2023, 4, 7), accepted=True)
    store.record(late, "urge", on=TODAY, actor=people.office, text="请反馈")
    assert "stuck" not in desk(people.office)


def test_reviews_and_requests_wait_for_those_who_may_answer(task, people):
    done, asking = task(dt.date(2023, 5, 31), accepted=True), task(dt.date(2023, 5, 31), accepted=True)
    store.record(done, "ask_close", on=TODAY, actor=people.head, text="好了", data={"statement": "现场"})
    store.record(asking, "ask_extension", on=TODAY, actor=people.head, text="等货", data={"due": "2023-06-30"})
    assert desk(people.leader) == {"close": [done], "approve": [asking]}
    assert desk(people.head) == {}


def test_who_asked_does_not_find_the_answer_on_the_own_desk(task, people):
    done = task(dt.date(2023, 5, 31), accepted=True)
    store.record(done, "ask_close", on=TODAY, actor=people.office, text="好了", data={"statement": "现场"})
    assert "close" not in desk(people.office)
    assert desk(people.second)["close"] == [done]


def test_tasks_of_a_department_that_ended_wait_to_be_handed_over(task, people, medical):
    orphan = task(dt.date(2023, 6, 30), accepted=True)
    medical.valid_to = dt.date(2023, 4, 9)
    medical.save()
    assert desk(people.office) == {"orphan": [orphan]}


def test_the_page_leads_to_the_form_of_the_step(client, task, people):
    task(dt.date(2023, 6, 30))
    client.force_login(people.head)
    page = client.get("/tasks/mine/").content.decode()
    assert 'href="/tasks/h/2023-0001/#act-accept"' in page
    assert "今天要办 1 件" in words(client.get("/tasks/mine/")).replace(" 1 ", " 1 ")


def test_an_empty_desk_says_so(client, people, today):
    client.force_login(people.head)
    assert "今天没有等您办的事" in words(client.get("/tasks/mine/"))
