"""The light of a duty on every edge of its period, by the calendar of 2023."""

import pytest

from duties.duty_cases import day, deed, duty, owed, theme_day
from linghang.duties.clock import stand, standing
from linghang.duties.periods import span_of


def seen(of, on, today, *deeds, exempt="", **how):
    found = stand(owed(of, on, **how), deeds, today=day(today), exempt=exempt)
    return found.state, found.light


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2022-12-31", ("future", "")),
        ("2023-01-01", ("due", "")),
        ("2023-03-01", ("due", "")),  # the 60th of 90 days: 59 lie behind
        ("2023-03-02", ("due", "warn")),  # 60 of 90 days lie behind
        ("2023-03-31", ("due", "warn")),
        ("2023-04-01", ("missed", "bad")),
    ],
)
def test_a_quarter_turns_yellow_after_two_thirds_and_red_after_its_end(today, expected):
    assert seen(duty(), "2023-02-10", today) == expected


@pytest.mark.parametrize(
    ("today", "light"), [("2023-01-21", ""), ("2023-01-22", "warn"), ("2023-02-19", ""), ("2023-02-20", "warn")]
)
def test_two_thirds_of_a_month_are_never_reached_early(today, light):
    """Of 31 days 20⅔ and of 28 days 18⅔: the 21st, and the 19th day, must lie behind."""
    found = stand(owed(duty(period="month"), today), (), today=day(today))
    assert found.light == light


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2022-12-31", ("due", "")),
        ("2023-01-01", ("done", "good")),
        ("2023-02-05", ("done", "good")),
        ("2023-02-06", ("due", "")),  # of tomorrow: not known today
    ],
)
def test_what_was_done_in_the_period_by_today_counts(on, expected):
    assert seen(duty(), "2023-01-01", "2023-02-05", deed(on)) == expected


def test_the_last_day_is_in_time():
    assert seen(duty(), "2023-01-01", "2023-06-01", deed("2023-03-31")) == ("done", "good")
    assert seen(duty(), "2023-01-01", "2023-06-01", deed("2023-04-01")) == ("missed", "bad")


@pytest.mark.parametrize(("on", "expected"), [("2023-04-30", ("late", "warn")), ("2023-05-01", ("missed", "bad"))])
def test_made_up_within_thirty_days_after(on, expected):
    late = deed(on, serves="2023-03-31")
    assert seen(duty(made_up_within=30), "2023-01-01", "2023-07-01", late) == expected


def test_a_deed_serves_one_period_only():
    made_up = deed("2023-04-10", serves="2023-02-01")
    of = duty(made_up_within=30)
    assert seen(of, "2023-01-01", "2023-07-01", made_up) == ("late", "warn")
    assert seen(of, "2023-04-01", "2023-07-01", made_up) == ("missed", "bad")


def test_what_the_superior_put_off_is_in_time():
    of = duty(period="year", made_up_within=90)
    how = {"extended_days": 90}
    late = deed("2024-03-30", serves="2023-12-31")
    assert seen(of, "2023-01-01", "2024-03-30", **how) == ("due", "warn")
    assert seen(of, "2023-01-01", "2024-03-31", **how) == ("missed", "bad")
    assert seen(of, "2023-01-01", "2024-06-01", late, **how) == ("done", "good")
    assert seen(of, "2023-01-01", "2024-06-01", late) == ("late", "warn")


def test_hours_add_up_and_places_count_once():
    hours = duty(period="year", minimum=32, activity={"register": "r", "owner": "o", "value": "hours"})
    given = [deed("2023-03-01", "24"), deed("2023-05-01", "7.5")]
    assert seen(hours, "2023-01-01", "2024-01-01", *given) == ("missed", "bad")
    assert seen(hours, "2023-01-01", "2024-01-01", *given, deed("2023-06-01", "0.5")) == ("done", "good")
    places = duty(period="year", minimum=2, activity={"register": "r", "owner": "o", "distinct": "place"})
    twice = [deed("2023-06-01", key="village"), deed("2023-06-02", key="village")]
    assert seen(places, "2023-01-01", "2024-01-01", *twice) == ("missed", "bad")
    assert seen(places, "2023-01-01", "2024-01-01", *twice, deed("2023-06-03", key="branch")) == ("done", "good")


def test_an_exemption_excuses_what_was_not_done_and_keeps_what_was():
    assert seen(duty(), "2023-01-01", "2023-05-01", exempt="防疫值守") == ("exempt", "")
    assert seen(duty(), "2023-01-01", "2023-05-01", deed("2023-02-01"), exempt="防疫值守") == ("done", "good")
    assert "防疫值守" in stand(owed(duty(), "2023-01-01"), (), today=day("2023-05-01"), exempt="防疫值守").reason


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2023-03-10", ("due", "")), ("2023-03-11", ("due", "warn")), ("2023-04-01", ("missed", "bad"))],
)
def test_a_fixed_day_presses_from_the_day_after(today, expected):
    assert seen(theme_day(), "2023-03-01", today, fixed_day=10) == expected


def test_a_month_without_the_fixed_day_keeps_its_last():
    assert seen(theme_day(), "2023-02-01", "2023-06-01", deed("2023-02-28"), fixed_day=31) == ("done", "good")


@pytest.mark.parametrize(
    ("moved", "light"),
    [
        (deed("2023-03-10"), "good"),
        (deed("2023-03-12"), "warn"),
        (deed("2023-03-12", planned="2023-03-10"), "warn"),
        (deed("2023-03-12", planned="2023-03-10", moved_why="义诊"), "good"),
        (deed("2023-03-12", moved_why="义诊"), "good"),
    ],
)
def test_a_moved_day_needs_a_reason(moved, light):
    assert seen(theme_day(), "2023-03-01", "2023-03-20", moved, fixed_day=10) == ("done", light)


def test_without_a_fixed_day_on_record_no_day_is_moved():
    assert seen(theme_day(), "2023-03-01", "2023-03-20", deed("2023-03-12")) == ("done", "good")


def test_the_reason_says_what_was_asked_and_found():
    of = duty(made_up_within=30)
    done = standing(of, span_of("quarter", day("2023-01-01")), [deed("2023-02-03")], today=day("2023-05-01"))
    assert done.reason == "2023年第一季度应有 1 次，已完成 1 次（2月3日）"
    missed = standing(of, span_of("quarter", day("2023-01-01")), [], today=day("2023-04-11"))
    assert missed.reason == "2023年第一季度应有 1 次，还没有，已过期 11 天，4月30日前可以补办"
    due = standing(of, span_of("quarter", day("2023-01-01")), [], today=day("2023-03-02"))
    assert due.reason == "2023年第一季度应有 1 次，还没有，还有 29 天（3月31日止）；时间已过 2/3"
