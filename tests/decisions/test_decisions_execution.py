"""The execution report against a count by hand, and how many queries a year of meetings costs."""

import datetime as dt
from fractions import Fraction

import docx
import pytest
from tests.decisions.conftest import at, irregular

from linghang.decisions import execution, held, meetings, resolutions
from linghang.reports.layout import layout
from linghang.tasks import store

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2023, 12, 31)


def hold(house, on, agenda, *, body="party_committee", present=("101", "102", "103", "104", "105")):
    """Hold a meeting: each of `agenda` is (fields, outcome); members present vote for."""
    actor = house.office
    meeting = meetings.plan(house.institution, body, at(f"{on}T15:00"), actor=actor)
    items = [
        meetings.add_item(meeting, actor=actor, title=f"议题{n}", **fields) for n, (fields, _) in enumerate(agenda)
    ]
    meetings.convene(meeting, actor=actor, at=at("2023-01-01T09:00"), despite={item.pk: "试" for item in items})
    meetings.begin(meeting, actor=actor)
    meetings.record_attendance(meeting, {house.people[code].pk: "present" for code in present}, actor=actor)
    found = []
    for item, (_, outcome) in zip(items, agenda, strict=True):
        item.refresh_from_db()
        if outcome in ("decision", "task") and body == "party_committee" and item.kind == "matter":
            for code in present:
                meetings.record_vote(item, house.people[code], "for", actor=actor)
        if outcome:
            found.append(resolutions.resolve(item, outcome, "同意。", actor=actor))
    meetings.close(meeting, actor=actor)
    return [each for each in found if each]


@pytest.fixture
def year(house):
    """Two committee meetings and one president's meeting; five resolutions, three tasks."""
    first = hold(
        house,
        "2023-02-15",
        [
            ({"kind": "first_topic"}, "task"),
            ({"matter": "party_building"}, "decision"),
            ({"matter": "budget"}, "decision"),
            ({"matter": "ideology"}, None),
        ],
    )
    second = hold(
        house, "2023-03-01", [({"kind": "first_topic"}, "information"), ({"matter": "party_building"}, "task")]
    )
    third = hold(
        house,
        "2023-03-02",
        [({"matter": "administration"}, "decision"), ({"matter": "appointments"}, "deferred")],
        body="president_meeting",
        present=("102", "104"),
    )
    actor, on, due = house.office, dt.date(2023, 3, 2), dt.date(2023, 6, 30)
    tasks = [resolutions.make_task(each, actor=actor, on=on, due=due) for each in (first[0], first[1], second[0])]
    store.record(tasks[2], "withdraw", on=dt.date(2023, 4, 1), actor=actor, text="并入其他任务")
    resolutions.give_no_task(first[2], "预算已下达", actor=actor)
    assert len(third) == 1
    return house


def test_the_figures_of_a_year(year):
    found = execution.report(year.institution, FIRST, LAST, today=dt.date(2023, 8, 1))
    lines = {line.body: (line.meetings, line.items, line.decided) for line in found.bodies}
    assert lines == {
        "party_committee": (2, 6, 4),
        "president_meeting": (1, 2, 1),
        "topic_meeting": (0, 0, 0),
        "study_group": (0, 0, 0),
    }
    assert found.bodies[0].outcomes["not_reached"] == 1
    assert (found.resolutions, found.reasons, found.without_task) == (5, 1, 1)
    assert found.categories == {"none": 2, "decision": 2, "personnel": 0, "project": 0, "funds": 1}
    assert found.functions == {"direction": 2, "overall": 2, "decision": 1, "reform": 0, "delivery": 1}
    assert (found.tasks.opened, found.tasks.closed, found.tasks.open, found.tasks.overdue) == (3, 0, 2, 2)
    assert found.tasks.completion == Fraction(0)
    assert (found.study.items, found.study.tasks, found.study.conversion) == (2, 1, Fraction(1, 2))
    assert found.leaders_without_topic == tuple(f"人{code}" for code in range(101, 109))


def test_the_exceptions_of_the_year_by_rule(year):
    """Budget: not cited, no talk, no opinion. Appointment: wrong body. Then neither body met until August.

    Nothing is on record before February, so the study group missed the second quarter and not the first.
    """
    found = execution.report(year.institution, FIRST, LAST, today=dt.date(2023, 8, 1))
    assert found.rules == {"DC09": 1, "DC11": 2, "DC13": 2, "DC14": 1, "ED03": 1, "TK04": 1}


def test_the_report_as_a_paper(year):
    found = execution.report(year.institution, FIRST, LAST, today=dt.date(2023, 8, 1))
    file = docx.Document(execution.docx(found, layout("gb9704"), signed_on=dt.date(2023, 12, 31)))
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "共召开会议3次。" in text
    assert "由决议立项督办3项，已销号0项，在办2项，其中逾期2项，完成率0.0%。" in text
    assert "第一议题和学习内容2项，转为督办任务1项，转化率50.0%。" in text
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["党委会", "2", "6", "4", "0", "0", "1"]
    assert "中共示范市人民医院委员会" in text


def test_a_year_of_meetings_is_read_in_few_queries(year, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        before = held.irregularities([year.institution], FIRST, LAST, today=dt.date(2023, 8, 1))
    for on in ("2023-04-05", "2023-04-19", "2023-05-04", "2023-05-17", "2023-05-31"):
        hold(year, on, [({"kind": "first_topic"}, "information"), ({"matter": "party_building"}, "task")])
    with django_assert_max_num_queries(30):
        after = held.irregularities([year.institution], FIRST, LAST, today=dt.date(2023, 8, 1))
    assert len(after) > len(before)


def test_what_is_said_of_one_meeting_of_the_year(year):
    meeting = year.institution.meetings.get(number="党委会〔2023〕1")
    assert {each.finding.rule for each in irregular(meeting)} == {"DC09", "DC13", "DC14"}
