"""The department's page: every number lists its tasks."""

import datetime as dt

import pytest
from page_steps import words

from linghang.tasks import store
from linghang.tasks.flow import CHECKLIST

PASSED = {"checklist": dict.fromkeys(CHECKLIST, True)}


def day(number):
    return dt.date(2023, 3, number)


@pytest.fixture
def year(hospital, medical, people, working, today):
    """Of the medical department: one open and overdue, one returned once and closed in time."""
    done = store.open_task(
        hospital, title="质控月报", source="document", on=day(1), actor=people.office, lead_department=medical
    )
    store.record(done, "assign", on=day(1), actor=people.office, data={"due": day(30)})
    store.record(done, "accept", on=day(2), actor=people.head)
    store.record(done, "ask_close", on=day(10), actor=people.head, text="好了", data={"statement": "现场"})
    failed = {"checklist": dict.fromkeys(CHECKLIST, True) | {"facts": False}}
    store.record(done, "return", on=day(11), actor=people.leader, text="再补", data=failed)
    store.record(done, "ask_close", on=day(20), actor=people.head, text="好了", data={"statement": "现场"})
    store.record(done, "close", on=day(21), actor=people.leader, data=PASSED)
    return working, done


def test_rates_and_counts_of_the_year(client, people, year):
    client.force_login(people.head)
    page = client.get("/tasks/departments/h/YW/?year=2023")
    rates = {rate.title: (rate.text, rate.numerator, rate.denominator) for rate in page.context["rates"]}
    assert rates["办结率"] == ("50.0%", 1, 2)
    assert rates["按时办结率"] == ("100.0%", 1, 1)
    assert rates["退回率"] == ("50.0%", 1, 2)
    assert rates["报告及时率"] == ("—", 0, 0)
    counts = {measure.title: measure.count for measure in page.context["measures"]}
    assert (counts["应办"], counts["在办"], counts["逾期"], counts["复核"]) == (2, 1, 1, 2)


def test_every_number_leads_to_exactly_its_tasks(client, people, year):
    client.force_login(people.head)
    page = client.get("/tasks/departments/h/YW/?year=2023")
    listed = {}
    for measure in page.context["measures"]:
        if measure.url:
            listed[measure.title] = [row.task for row in client.get(measure.url).context["page"]]
    working, done = year
    assert {title: set(tasks) for title, tasks in listed.items()} == {
        "应办": {working, done},
        "在办": {working},
        "逾期": {working},
        "销号": {done},
        "按原定时限办结": {done},
        "按现行时限办结": {done},
        "复核": {done},
        "退回": {done},
    }


def test_another_year_is_another_count(client, people, year):
    client.force_login(people.head)
    measures = client.get("/tasks/departments/h/YW/?year=2022").context["measures"]
    assert {measure.count for measure in measures} == {0}


def test_what_it_joins_is_shown_beside_what_it_leads(client, people, year, nursing):
    store.amend(year[0], {"departments": [nursing]}, actor=people.office)
    client.force_login(people.other)
    parts = {part["title"]: part["rows"] for part in client.get("/tasks/departments/h/HL/").context["parts"]}
    assert [row.task for row in parts["协办、未销号"]] == [year[0]]
    assert parts["牵头、未销号"] == []


def test_a_department_that_does_not_exist_is_not_found(client, people, year):
    client.force_login(people.office)
    assert client.get("/tasks/departments/h/XX/").status_code == 404


def test_what_changed_since_a_day_is_told_by_when_it_was_written(client, people, year, monkeypatch):
    written = year[0].events.first().recorded_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: written + dt.timedelta(days=30))
    store.record(year[0], "urge", on=dt.date(2023, 4, 10), actor=people.office, text="请抓紧")
    client.force_login(people.head)
    since = (written + dt.timedelta(days=10)).date()
    page = words(client.get(f"/tasks/changes/?since={since}"))
    assert "1 条，涉及 1 项任务" in page
    assert "请抓紧" in page
    everything = client.get("/tasks/changes/?since=2023-03-01&kind=close")
    assert [told.event.task for told in everything.context["page"]] == [year[1]]
