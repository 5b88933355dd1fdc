"""However one walks through member development: nobody reaches step 25 without all steps before it, in order."""

import datetime as dt
from functools import cache
from random import Random

import pytest
from tests.procedures.content_cases import KNOWN, MEMBER, event, made, opened

from linghang.procedures.cases import replay
from linghang.procedures.flow import check

FIRST = dt.date(2015, 1, 5)
WALKS, MOVES = 25, 150


def walk(course, random):
    """Try steps at random, time passing: mostly one that is current, sometimes any at all; mostly going on, sometimes
    with another end or without its papers. What is refused is not written. The events and the state they leave."""
    procedure = course.procedure
    events, on = [opened(course, FIRST)], FIRST
    state = replay(procedure, events)
    for _ in range(MOVES):
        if not state.open:
            break
        on += dt.timedelta(days=random.randrange(60))
        wild = random.random() < 0.2
        pool = [step.code for step in procedure.steps] if wild else [*state.current[-2:]]
        step = procedure.step(random.choice(pool))
        going_on = [name for name, each in step.outcomes.items() if each.goes_on] or [*step.outcomes] or [""]
        outcome = random.choice([*step.outcomes] or [""]) if random.random() < 0.05 else going_on[0]
        without = [each.code for each in step.documents] if random.random() < 0.1 else []
        tried = event(course, step.code, on, outcome, without=without)
        if not any(finding.blocks for finding in check(course, state, tried, KNOWN)):
            events.append(tried)
            state = replay(procedure, events)
    return tuple(events), state


@cache
def walks(profile):
    return [walk(made(MEMBER, profile), Random(number)) for number in range(WALKS)]


def archived(profile):
    return [events for events, state in walks(profile) if state.result == "archived"]


@pytest.mark.parametrize("profile", ["", "local_strict"])
def test_some_walks_reach_the_end_and_some_do_not(profile):
    assert 5 <= len(archived(profile)) < WALKS


@pytest.mark.parametrize("profile", ["", "local_strict"])
def test_nobody_reaches_25_without_every_step_in_order(profile):
    needed = [step.code for step in made(MEMBER, profile).procedure.steps if not step.optional]
    numbered = [step.code for step in made(MEMBER, profile).procedure.steps if step.number]
    for events in archived(profile):
        last = {each.step: place for place, each in enumerate(events)}
        assert set(needed) <= set(last)
        assert [last[code] for code in numbered] == sorted(last[code] for code in numbered)
        days = [events[last[code]].on for code in numbered]
        assert days == sorted(days)


@pytest.mark.parametrize("profile", ["", "local_strict"])
def test_every_walk_keeps_its_year_of_training_and_its_year_of_probation(profile):
    """An independent look at what was written: whole years are at least 365 days."""
    for events, _ in walks(profile):
        for place, each in enumerate(events):
            start = {"candidate": ("recommend", "agreed"), "full_meeting": ("branch_meeting", "passed")}.get(each.step)
            if start:
                since = max(past.on for past in events[:place] if (past.step, past.outcome) == start)
                assert (each.on - since).days >= 365


def test_no_walk_extends_probation_twice():
    for events, _ in walks(""):
        assert sum(each.step == "extension" for each in events) <= 1
