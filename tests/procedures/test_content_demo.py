"""The demonstration's cases, judged by the rules alone: they could all have happened, on whatever day it is built."""

import datetime as dt
from collections import Counter
from functools import cache

import pytest
from tests.procedures.content_cases import MEMBER, library, made

from linghang.core import workbook
from linghang.demo.party.cases import write_cases
from linghang.demo.party.development import WAYS
from linghang.procedures.cases import CLOSED, OPENED, SUSPENDED, Event, replay
from linghang.procedures.facts import NOTHING
from linghang.procedures.flow import check
from linghang.procedures.upcoming import next_up
from linghang.procedures.workbook import BOOK, CASES, STEPS, key_of, read_data, read_papers, read_tally

TODAY = dt.date(2026, 11, 22)
DAYS = (TODAY, dt.date(2026, 3, 1), dt.date(2025, 10, 8), dt.date(2027, 1, 2))
"""A Sunday; after the spring festival; the end of National Day; a year whose holidays nobody has announced."""


@cache
def written(today, folder):
    files = write_cases(folder, library(), today)
    rows = workbook.read_workbook(files.cases, BOOK, "cases.xlsx")
    return {key_of(row): row for row in rows[CASES]}, rows[STEPS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cases")


def histories(today, folder):
    """Every case with its course and its events as the file has them."""
    cases, steps = written(today, folder)
    found = {}
    for key, row in cases.items():
        on = dt.date.fromisoformat(row.text("启动日期")[:10])
        found[key] = (made(key[1], row.text("办法")), [Event(OPENED, on, data=read_data(row.text("启动内容")))])
    for row in steps:
        found[key_of(row)][1].append(
            Event(
                row.text("步骤"),
                dt.date.fromisoformat(row.text("日期")[:10]),
                row.text("结果"),
                read_data(row.text("内容")),
                tuple(read_papers(row.text("材料"))),
                read_tally(row),
                row.text("说明"),
            )
        )
    return found


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_no_step_is_refused_whatever_the_day(today, folder):
    for key, (course, events) in histories(today, folder).items():
        for place in range(1, len(events)):
            state = replay(course.procedure, events[:place])
            found = check(course, state, events[place], NOTHING, today=today)
            assert not [each.said for each in found if each.blocks], (key, events[place])


def states(folder):
    found = histories(TODAY, folder).items()
    return {key: (course, events, replay(course.procedure, events)) for key, (course, events) in found}


def test_forty_people_are_at_all_five_stages(folder):
    stages = Counter()
    for key, (course, _, state) in states(folder).items():
        if key[1] == MEMBER and state.current:
            stages[course.procedure.stage_of(state.current[-1]).code] += 1
    assert set(stages) == {"application", "activist", "candidate", "admission", "probation"}
    assert min(stages.values()) >= 2
    assert len([key for key in states(folder) if key[1] == MEMBER]) == len(WAYS) >= 40


def test_some_are_late_some_blocked_and_some_in_time(folder):
    lights, blocked = Counter(), 0
    for key, (course, _, state) in states(folder).items():
        if key[1] == MEMBER:
            for due in next_up(course, state, TODAY):
                lights[due.light.colour if due.light else ""] += 1
                blocked += bool(due.blocked_by)
    assert min(lights[colour] for colour in ("red", "yellow", "green", "blue")) >= 2
    assert blocked >= 2


def test_one_is_sent_back_one_lost_the_vote_one_is_extended_and_two_have_stopped(folder):
    ended = Counter()
    for key, (_, events, state) in states(folder).items():
        if key[1] == MEMBER:
            ended.update((each.step, each.outcome) for each in events)
            ended["result", state.result] += 1
    assert ended["pre_review", "not_agreed"] == ended["branch_meeting", "not_passed"] == 1
    assert ended["full_approval", "extended"] == ended["extension", ""] == 1
    assert ended[CLOSED, ""] == ended[SUSPENDED, ""] == ended["result", "failed"] == 1


def test_one_ethics_appraisal_falls_into_the_hole_of_in05(folder):
    found = [
        events[-1].outcome
        for key, (_, events, state) in states(folder).items()
        if key[:2] == ("county", "ethics_appraisal") and state.open
    ]
    assert found == ["undefined"]


def test_every_kind_of_case_is_there(folder):
    assert {key[1] for key in states(folder)} == {each.code for each in library().procedures()}


def test_the_same_day_gives_the_same_bytes(folder, tmp_path):
    first, second = write_cases(folder, library(), TODAY), write_cases(tmp_path, library(), TODAY)
    assert first.cases.read_bytes() == second.cases.read_bytes()
    assert first.people.read_bytes() == second.people.read_bytes()
