"""Many tasks at a time: states and lights in a constant number of queries, under the rules of their day and place."""

import datetime as dt

import pytest

from linghang.organization.models import Institution
from linghang.tasks import store
from linghang.tasks.lights import Rules
from linghang.tasks.models import SupervisionRules


def day(number, month=3):
    return dt.date(2023, month, number)


def test_without_rules_of_its_own_an_institution_follows_the_one_above(group, hospital):
    assert store.rules_of(hospital, day(1)) == Rules("green_yellow_red", 3, working_days=True)
    SupervisionRules.objects.create(institution=group, scheme="blue_yellow_red", warn_days=5, working_days=False)
    assert store.rules_of(hospital, day(1)) == Rules("blue_yellow_red", 5, working_days=False)
    SupervisionRules.objects.create(institution=hospital, scheme="white_yellow_red")
    assert store.rules_of(hospital, day(1)) == Rules("white_yellow_red", 3, working_days=True)
    assert store.rules_of(group, day(1)).scheme == "blue_yellow_red"


def test_rules_hold_for_their_time(hospital):
    SupervisionRules.objects.create(institution=hospital, scheme="blue_yellow_red", valid_to=day(31))
    SupervisionRules.objects.create(institution=hospital, scheme="white_yellow_red", valid_from=day(1, 4))
    assert [store.rules_of(hospital, each).scheme for each in (day(31), day(1, 4))] == [
        "blue_yellow_red",
        "white_yellow_red",
    ]


@pytest.fixture
def several(hospital, group, working, people, medical):
    second = Institution.objects.create(code="h2", name="第二医院", kind="hospital", parent=group)
    SupervisionRules.objects.create(institution=second, scheme="white_yellow_red")
    own = {"warn_days": 10, "milestones": [("方案", day(10))]}
    tasks = [working]
    for place, fields in ((hospital, own), (second, {})):
        task = store.open_task(place, title="事项", source="document", on=day(2), actor=people.office, **fields)
        store.record(task, "assign", on=day(2), actor=people.office, data={"due": day(31)})
        tasks.append(task)
    return tasks


def test_each_task_is_lit_by_its_own_rules(several):
    def colours(today):
        lit = store.lights(several, today)
        return [lit[task.pk].colour for task in several]

    assert colours(day(10)) == ["green", "green", "white"]
    assert colours(day(13)) == ["green", "red", "white"]  # the milestone has passed
    assert colours(day(3, 4)) == ["red", "red", "yellow"]


def test_more_tasks_ask_no_more_queries(several, django_assert_num_queries):
    with django_assert_num_queries(4):
        store.lights(several, day(10))
    with django_assert_num_queries(3):
        store.lights(several, day(10), states={task.pk: store.State() for task in several})
    with django_assert_num_queries(2):
        store.facts(several)


def test_a_step_is_written_in_few_queries(working, people, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):  # three of them for the letter
        store.record(working, "urge", on=day(6), actor=people.office, text="请抓紧")
