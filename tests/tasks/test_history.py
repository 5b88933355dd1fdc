"""The projection of events equals a slow and independent reading of them, for any history that the flow accepts."""

import datetime as dt

import slow_reading as slow
from hypothesis import HealthCheck, given, settings
from task_stories import BEGIN, events

from linghang.tasks import flow
from linghang.tasks.history import Event, State, follow, replay, steps

CALM = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(events())
def test_replay_equals_the_slow_reading(story):
    for length in range(1, len(story) + 1):
        part = story[:length]
        state = replay(part)
        assert state.stage == slow.stage(part)
        assert (state.first_due, state.due) == (slow.first_due(part), slow.due(part))
        assert dict(state.done) == slow.milestones(part)
        assert state.percent == slow.percent(part)
        assert state.closed_on == slow.closed_on(part)
        assert state.department == slow.lead(part)
        assert len(state.returns) == len(slow.of(part, "return"))
        assert len(state.urges) == len(slow.of(part, "urge"))
        assert len(state.suspensions) == len(slow.of(part, "suspend"))
        assert sum(each.granted is not None for each in state.extensions) == len(slow.of(part, "grant_extension"))


@CALM
@given(events())
def test_the_days_on_which_nothing_was_asked(story):
    idle = replay(story).idle
    for after in range((story[-1].on - BEGIN).days + 3):
        day = BEGIN + dt.timedelta(days=after)
        assert any(span.covers(day) for span in idle) == slow.quiet(story, day)


@CALM
@given(events())
def test_a_step_only_starts_from_its_stages_and_leads_where_the_flow_says(story):
    before = State()
    for event, after in steps(story):
        step = flow.STEPS[event.kind]
        assert not before.stage or before.stage in step.start
        expected = {"": before.stage, "*": after.stage}.get(step.to, step.to)
        assert after.stage == expected
        assert after.stage in flow.STAGE_TITLES
        before = after


@CALM
@given(events())
def test_the_first_due_day_never_changes(story):
    seen = {state.first_due for _, state in steps(story)} - {None}
    assert len(seen) <= 1


@CALM
@given(events())
def test_following_one_more_event_is_replaying_all(story):
    assert follow(replay(story[:-1]), story[-1]) == replay(story)


def test_a_task_without_events_is_nothing_yet():
    assert replay([]) == State()


def test_a_suspended_task_returns_to_where_it_was():
    day = dt.date(2023, 5, 4)
    story = [
        Event("register", day),
        Event("assign", day, data={"due": "2023-05-31"}),
        Event("suspend", day + dt.timedelta(1), "设备未到"),
    ]
    assert replay(story).stage == "suspended"
    back = replay([*story, Event("resume", day + dt.timedelta(9))])
    assert (back.stage, back.due) == ("assigned", dt.date(2023, 5, 31))
    moved = replay([*story, Event("resume", day + dt.timedelta(9), data={"due": "2023-06-30"})])
    assert (moved.due, moved.first_due) == (dt.date(2023, 6, 30), dt.date(2023, 5, 31))


def test_a_rejected_report_proves_nothing():
    day = dt.date(2023, 5, 4)
    story = [
        Event("register", day),
        Event("assign", day, data={"due": "2023-05-31"}),
        Event("accept", day),
        Event("report", day, "方案已印发", {"milestones": [1], "files": [{}, {}]}),
    ]
    assert (replay(story).evidence, dict(replay(story).done)) == (2, {1: day})
    refused = replay([*story, Event("inspect", day, "方案未经审核", {"rejected": [4]})])
    assert (refused.evidence, dict(refused.done)) == (0, {})
    twice = replay(
        [*story, Event("inspect", day, "x", {"rejected": [4]}), Event("inspect", day, "x", {"rejected": [4]})]
    )
    assert twice.evidence == 0
