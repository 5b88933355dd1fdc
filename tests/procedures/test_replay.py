"""A case is the sum of its events."""

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.procedures.samples import D, done, opened, ready, state, step

from linghang.procedures.cases import Event, replay
from linghang.procedures.flow import check

BACK = {"ok": {"title": "通过"}, "back": {"title": "退回", "back_to": "a"}, "end": {"title": "不同意", "ends": True}}
COURSE = ready(step("a"), step("b", after=["a"]), step("c", after=["a"]), step("d", after=["b", "c"], outcomes=BACK))


def test_steps_side_by_side_may_come_in_either_order():
    assert state(COURSE, opened()).current == ("a",)
    assert state(COURSE, opened(), done("a", D(2024, 1, 2))).current == ("b", "c")
    both = [done("a", D(2024, 1, 2)), done("c", D(2024, 1, 9)), done("b", D(2024, 1, 5))]
    assert state(COURSE, opened(), *both).current == ("d",)


def test_a_case_is_closed_by_its_last_step_or_by_an_outcome_that_ends_it():
    way = [opened(), done("a", D(2024, 1, 2)), done("b", D(2024, 1, 3)), done("c", D(2024, 1, 4))]
    through = state(COURSE, *way, done("d", D(2024, 1, 5), "ok"))
    assert (through.closed_on, through.result, through.current) == (D(2024, 1, 5), "done", ())
    ended = state(COURSE, *way, done("d", D(2024, 1, 5), "end"))
    assert (ended.closed_on, ended.result) == (D(2024, 1, 5), "end")


def test_going_back_undoes_what_came_after_and_keeps_it_on_file():
    way = [opened(), done("a", D(2024, 1, 2)), done("b", D(2024, 1, 3)), done("c", D(2024, 1, 4))]
    back = state(COURSE, *way, done("d", D(2024, 1, 5), "back"))
    assert (dict(back.done), back.current, back.round) == ({}, ("a",), 2)
    assert [each.step for each in back.past] == ["a", "b", "c", "d"]


def test_an_optional_step_may_be_left_out_until_something_after_it_is_done():
    course = ready(step("a"), step("notice", optional=True), step("b"))
    after_a = state(course, opened(), done("a", D(2024, 1, 2)))
    assert after_a.current == ("notice", "b")
    done_b = state(course, opened(), done("a", D(2024, 1, 2)), done("b", D(2024, 1, 3)))
    assert done_b.closed_on == D(2024, 1, 3)


def test_going_back_to_an_optional_step_makes_it_necessary():
    outcomes = {"ok": {"title": "批准"}, "extend": {"title": "延长", "back_to": "extension"}}
    course = ready(
        step("a"), step("extension", optional=True, only_back=True), step("meeting"), step("approve", outcomes=outcomes)
    )
    way = [opened(), done("a", D(2024, 1, 2)), done("meeting", D(2024, 1, 3))]
    assert state(course, *way[:2]).current == ("meeting",)
    back = state(course, *way, done("approve", D(2024, 1, 4), "extend"))
    assert back.current == ("extension",)
    assert state(course, *way, done("approve", D(2024, 1, 4), "extend"), done("extension", D(2024, 1, 5))).current == (
        "meeting",
    )


def test_what_lapses_by_itself_is_done_anew_alone():
    rule = {"since": "review", "lapses_after": "1 year", "back_to": "review", "redo": "step"}
    course = ready(step("review"), step("training"), step("meeting", times=[rule]))
    way = [opened(), done("review", D(2024, 1, 2)), done("training", D(2024, 2, 1))]
    found = check(course, state(course, *way), done("meeting", D(2025, 1, 3)))
    assert any(finding.blocks and "重新办理“步骤review”" in finding.reason for finding in found)
    again = state(course, *way, done("review", D(2025, 1, 10)))
    assert again.current == ("meeting",)
    assert not check(course, again, done("meeting", D(2025, 1, 11)))


def test_taking_back_leaves_everything_as_it_was_before():
    way = [opened(), done("a", D(2024, 1, 2)), done("b", D(2024, 1, 3))]
    taken = state(COURSE, *way, Event("_taken_back", D(2024, 1, 4), text="日期填错"))
    before = state(COURSE, *way[:2])
    assert (taken.done, taken.current, taken.past) == (before.done, before.current, before.past)
    assert taken.count == 4


def test_a_suspended_case_waits():
    stopped = state(COURSE, opened(), Event("_suspended", D(2024, 1, 3), text="外出进修"))
    assert stopped.current == ()
    assert [finding.blocks for finding in check(COURSE, stopped, done("a", D(2024, 1, 4)))] == [True]
    assert state(COURSE, opened(), Event("_suspended", D(2024, 1, 3)), Event("_resumed", D(2024, 2, 1))).current == (
        "a",
    )


@given(st.integers(0, 10_000), st.integers(1, 14))
def test_only_what_is_current_is_accepted_and_replay_is_of_the_whole_history(seed, length):
    """A random walk through what `check` accepts; every prefix replays to the same state as it had then."""
    chance = random.Random(seed)
    events, seen = [opened()], []
    for number in range(length):
        now = replay(COURSE.procedure, events)
        seen.append(now)
        code = chance.choice("abcd")
        event = done(code, D(2024, 1, 1 + number), chance.choice(["ok", "back", "end"]) if code == "d" else "")
        allowed = not any(finding.blocks for finding in check(COURSE, now, event))
        assert allowed == (code in now.current)
        if allowed:
            events.append(event)
    for count in range(1, len(events) + 1):
        part = replay(COURSE.procedure, events[:count])
        assert part.count == count
        assert any(part == earlier for earlier in seen) or count == len(events)
