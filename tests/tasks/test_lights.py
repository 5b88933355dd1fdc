"""The light of a task on every edge, worked out by hand with the calendar of 2023."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from task_stories import BEGIN, events

from linghang.core.workdays import workdays_between
from linghang.tasks.history import Event, replay
from linghang.tasks.lights import SHAPES, Milestone, Rules, light

GREEN, BLUE, WHITE = (
    Rules("green_yellow_red"),
    Rules("blue_yellow_red"),
    Rules("white_yellow_red"),
)


def day(text):
    return dt.date.fromisoformat(f"2023-{text}")


def task(due, *more):
    """Given out and accepted on 3 January 2023 until `due`, then `more` events (kind, day, data)."""
    story = [
        Event("register", day("01-03")),
        Event("assign", day("01-03"), data={"due": day(due).isoformat()}),
        Event("accept", day("01-03")),
    ]
    return replay([*story, *(Event(kind, day(on), "x", data) for kind, on, data in more)])


def shown(state, rules, today, **more):
    found = light(state, rules, day(today), **more)
    return found and (found.colour, found.word)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("03-27", ("green", "正常")),  # Monday: 28, 29, 30, 31 are left
        ("03-28", ("yellow", "临近")),  # Tuesday: three working days are left
        ("03-31", ("yellow", "临近")),  # the day itself is in time
        ("04-01", ("red", "逾期")),  # the day after is not, even a Saturday
    ],
)
def test_around_the_due_day(today, expected):
    assert shown(task("03-31"), GREEN, today) == expected


def test_what_it_says():
    assert light(task("03-31"), GREEN, day("03-28")).reason == "距时限 2023年3月31日 还有 3 个工作日"
    assert light(task("03-31"), GREEN, day("03-31")).reason == "今天到期"
    assert light(task("03-31"), GREEN, day("04-10")).reason == "时限 2023年3月31日，已逾期 10 天"


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("01-17", "green"),  # Tuesday: 18, 19, 20 January and 28 January are left
        ("01-18", "yellow"),  # 19, 20 and the make-up Saturday 28
        ("01-24", "yellow"),
        ("01-28", "yellow"),
        ("01-29", "red"),
    ],
)
def test_a_deadline_on_a_make_up_working_day_after_spring_festival(today, colour):
    assert light(task("01-28"), GREEN, day(today)).colour == colour


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("01-17", "green"),  # Tuesday: 18, 19 and 20 are left, one more than two
        ("01-18", "yellow"),
        ("01-24", "yellow"),
        ("01-25", "red"),  # a holiday is a day like any other once the due day is over
    ],
)
def test_a_deadline_on_a_holiday(today, colour):
    rules = Rules("green_yellow_red", warn_days=2)
    assert light(task("01-24"), rules, day(today)).colour == colour


def test_calendar_days():
    rules = Rules("green_yellow_red", warn_days=3, working_days=False)
    colours = [light(task("01-28"), rules, day(f"01-{number}")).colour for number in (24, 25, 28, 29)]
    assert colours == ["green", "yellow", "yellow", "red"]


def test_a_task_may_warn_earlier_than_its_institution():
    assert shown(task("03-31"), GREEN, "03-22", warn_days=7) == ("yellow", "临近")
    assert shown(task("03-31"), GREEN, "03-21", warn_days=7) == ("green", "正常")
    assert shown(task("03-31"), GREEN, "03-30", warn_days=0) == ("green", "正常")
    assert shown(task("03-31"), GREEN, "03-31", warn_days=0) == ("yellow", "临近")


def test_nothing_to_light():
    assert light(replay([Event("register", day("01-03"))]), GREEN, day("05-01")) is None
    suspended = task("03-31", ("suspend", "03-30", {}))
    assert light(suspended, GREEN, day("05-01")) is None
    withdrawn = task("03-31", ("withdraw", "03-30", {}))
    assert light(withdrawn, GREEN, day("05-01")) is None


def test_suspended_over_the_deadline():
    """The due day does not move by itself: resumed without a new one the task is late at once."""
    late = task("03-31", ("suspend", "03-30", {}), ("resume", "04-10", {}))
    assert shown(late, GREEN, "04-10") == ("red", "逾期")
    moved = task("03-31", ("suspend", "03-30", {}), ("resume", "04-10", {"due": "2023-04-28"}))
    assert shown(moved, GREEN, "04-10") == ("green", "正常")


def test_an_extension_counts_when_it_is_granted():
    asked = task("03-31", ("ask_extension", "03-31", {"due": "2023-04-14"}))
    assert shown(asked, GREEN, "04-03") == ("red", "逾期")
    granted = task("03-31", ("ask_extension", "03-31", {"due": "2023-04-14"}), ("grant_extension", "04-03", {}))
    assert shown(granted, GREEN, "04-03") == ("green", "正常")
    assert shown(granted, GREEN, "04-15") == ("red", "逾期")
    refused = task("03-31", ("ask_extension", "03-31", {"due": "2023-04-14"}), ("refuse_extension", "04-03", {}))
    assert shown(refused, GREEN, "04-03") == ("red", "逾期")


def test_while_it_waits_for_review_no_day_of_the_department_counts():
    in_time = task("03-31", ("ask_close", "03-31", {}))
    late = task("03-31", ("ask_close", "04-03", {}))
    assert shown(in_time, GREEN, "05-01") == ("green", "正常")
    assert shown(late, GREEN, "05-01") == ("red", "逾期")
    assert light(late, GREEN, day("05-01")).reason == "申请办结时已逾期 3 天"
    returned = task("03-31", ("ask_close", "03-31", {}), ("return", "04-04", {}))
    assert shown(returned, GREEN, "04-04") == ("red", "逾期")


PLAN = [Milestone(1, "方案", dt.date(2023, 2, 10)), Milestone(2, "培训", dt.date(2023, 3, 10))]


def test_a_milestone_past_its_day_without_an_accepted_report():
    idle = task("03-31")
    assert shown(idle, GREEN, "02-10", milestones=PLAN) == ("green", "正常")
    assert shown(idle, GREEN, "02-11", milestones=PLAN) == ("red", "滞后")
    assert shown(idle, BLUE, "02-11", milestones=PLAN) == ("yellow", "滞后")
    reported = task("03-31", ("report", "02-10", {"milestones": [1]}))
    assert shown(reported, GREEN, "02-11", milestones=PLAN) == ("green", "正常")
    rejected = task("03-31", ("report", "02-10", {"milestones": [1]}), ("inspect", "02-13", {"rejected": [4]}))
    assert shown(rejected, GREEN, "02-13", milestones=PLAN) == ("red", "滞后")
    assert light(rejected, GREEN, day("02-13"), milestones=PLAN).reason == (
        "节点“方案”应于 2023年2月10日 完成，还没有采信的反馈"
    )


def test_blue_yellow_red():
    assert shown(task("03-31"), BLUE, "03-27") is None  # in good order: that scheme has no colour for it
    assert shown(task("03-31"), BLUE, "03-28") == ("blue", "临近")
    assert shown(task("03-31"), BLUE, "04-01") == ("red", "逾期")
    poor = task("03-31", ("inspect", "02-13", {"finding": "poor"}))
    assert shown(poor, BLUE, "02-14") == ("yellow", "滞后")
    assert shown(poor, GREEN, "02-14") == ("green", "正常")
    sound = task("03-31", ("inspect", "02-13", {"finding": "poor"}), ("inspect", "02-20", {"finding": "sound"}))
    assert shown(sound, BLUE, "02-21") is None
    behind = task("03-31", ("inspect", "02-13", {"finding": "behind"}))
    assert (shown(behind, BLUE, "02-14"), shown(behind, GREEN, "02-14")) == (("yellow", "滞后"), ("red", "滞后"))


def test_white_yellow_red_escalates():
    assert shown(task("03-31"), WHITE, "03-31") == ("white", "交办")
    assert shown(task("03-31"), WHITE, "04-03") == ("yellow", "督办")
    urged = task("03-31", ("urge", "04-03", {"until": "2023-04-10"}))
    assert shown(urged, WHITE, "04-10") == ("yellow", "督办")
    assert shown(urged, WHITE, "04-11") == ("red", "通报")
    plain = task("03-31", ("urge", "04-03", {}))  # three working days: 4, 6, 7 April (5 April is Qingming)
    assert shown(plain, WHITE, "04-07") == ("yellow", "督办")
    assert shown(plain, WHITE, "04-08") == ("red", "通报")
    early = task("03-31", ("urge", "03-20", {"until": "2023-03-24"}))
    assert shown(early, WHITE, "04-03") == ("yellow", "督办")  # pressed before it was late: not yet escalated


def test_every_colour_has_a_shape_of_its_own():
    assert len(set(SHAPES.values())) == len(SHAPES) == 5


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    events(15),
    st.sampled_from([GREEN, BLUE, WHITE, Rules("blue_yellow_red", 5, working_days=False)]),
    st.integers(0, 90),
)
def test_it_stays_as_it_is_until_the_day_it_says(story, rules, after):
    state, today = replay(story), BEGIN + dt.timedelta(days=after)
    plan = [Milestone(1, "方案", BEGIN + dt.timedelta(20)), Milestone(2, "培训", BEGIN + dt.timedelta(45))]
    now = light(state, rules, today, milestones=plan)
    if now is None:
        return
    end = now.until or today + dt.timedelta(days=120)
    later = today
    while later < end:
        later += dt.timedelta(days=1)
        assert light(state, rules, later, milestones=plan).colour == now.colour
    if now.until:
        following = light(state, rules, now.until + dt.timedelta(days=1), milestones=plan)
        assert following is None or following.colour != now.colour


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(2022, 3, 1), dt.date(2025, 12, 31)), st.integers(0, 12), st.integers(0, 40))
def test_the_window_of_warning_by_counting(due, warn, before):
    """Yellow exactly when no more than so many working days are left, the due day itself included."""
    start = due - dt.timedelta(days=80)
    state = replay(
        [Event("register", start), Event("assign", start, data={"due": due.isoformat()}), Event("accept", start)]
    )
    today = due - dt.timedelta(days=before)
    found = light(state, Rules("green_yellow_red", warn), today).colour
    assert found == ("yellow" if workdays_between(today, due) <= warn else "green")
