"""One action on many tasks: each for itself, each says what became of it."""

import datetime as dt

import pytest
from page_steps import TODAY, words

from linghang.organization.models import Person, Portfolio
from linghang.tasks import store
from linghang.tasks.models import Letter


@pytest.fixture
def pair(hospital, medical, people, working, today):
    """One task under way, one only registered."""
    registered = store.open_task(
        hospital, title="质控月报", source="document", on=TODAY, actor=people.office, lead_department=medical
    )
    return working, registered


@pytest.fixture
def office(client, people):
    client.force_login(people.office)
    return client


def bulk(client, tasks, action, **asked):
    answer = client.post("/tasks/bulk/", {"task": [task.pk for task in tasks], "action": action, **asked})
    for task in tasks:
        task.refresh_from_db()
    return answer


def test_urging_writes_a_letter_for_each_that_may_be_urged_and_says_why_not_for_the_other(office, pair):
    answer = bulk(office, pair, "urge", text="请抓紧")
    assert answer.status_code == 200
    outcomes = {each.task.pk: each for each in answer.context["outcomes"]}
    letter = Letter.objects.get(event__kind="urge")
    assert letter.event.task == pair[0]
    assert outcomes[pair[0].pk].done == f"已催办，{letter.number}"
    assert "任务已立项，不能催办" in outcomes[pair[1].pk].fault
    assert "办成 1 项，1 项没有办" in words(answer)


def test_giving_out_needs_a_deadline(office, pair):
    assert "还没有填时限" in words(bulk(office, pair[1:], "assign"))
    assert pair[1].stage == "registered"
    bulk(office, pair[1:], "assign", due="2023-05-31")
    assert (pair[1].stage, pair[1].due) == ("assigned", dt.date(2023, 5, 31))


def test_another_department_is_a_transfer_once_given_out_and_an_amendment_before(office, pair, nursing):
    bulk(office, pair, "department", department="HL", text="职责调整")
    assert [task.lead_department for task in pair] == [nursing, nursing]
    assert [task.events.last().kind for task in pair] == ["transfer", "amend"]


def test_a_department_that_does_not_exist_changes_nothing(office, pair, medical):
    assert bulk(office, pair, "department", department="XX", text="x").status_code == 400
    assert {task.lead_department for task in pair} == {medical}


def test_leader_and_cycle_are_amended(office, pair, hospital, medical):
    chief = Person.objects.create(code="V1", name="副院长甲", institution=hospital)
    Portfolio.objects.create(person=chief, department=medical)
    bulk(office, pair, "leader", leader="V1")
    bulk(office, pair, "cycle", cycle="weekly")
    assert [(task.leader, task.cycle) for task in pair] == [(chief, "weekly")] * 2


def test_a_deadline_moves_only_when_it_was_asked_for(office, pair, people):
    answer = bulk(office, pair, "due", due="2023-05-31")
    assert "延期要由承办科室先申请" in words(answer)
    assert "时限在交办时确定" in words(answer)


def test_who_does_not_supervise_is_refused_row_by_row(client, people, pair):
    client.force_login(people.viewer)
    answer = bulk(client, pair, "urge", text="请抓紧")
    assert answer.status_code == 400
    assert not Letter.objects.filter(event__kind="urge").exists()


def test_nothing_picked_leads_back(office, pair):
    answer = office.post("/tasks/bulk/", {"action": "urge", "back": "light=red&sort=title"})
    assert answer.url == "/tasks/?light=red&sort=title"
