"""Quiet hours, digest hours and waiting between attempts, drawn as tables."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.notices import quiet
from linghang.notices.quiet import SHANGHAI


def clock(text):
    return dt.time.fromisoformat(text) if text else None


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        ("2026-11-22 21:59", "22:00", "07:00", "2026-11-22 21:59"),
        ("2026-11-22 22:00", "22:00", "07:00", "2026-11-23 07:00"),
        ("2026-11-23 00:00", "22:00", "07:00", "2026-11-23 07:00"),
        ("2026-11-23 06:59", "22:00", "07:00", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "22:00", "07:00", "2026-11-23 07:00"),
        ("2026-11-22 12:00", "12:00", "14:00", "2026-11-22 14:00"),
        ("2026-11-22 14:00", "12:00", "14:00", "2026-11-22 14:00"),
        ("2026-11-22 11:59", "12:00", "14:00", "2026-11-22 11:59"),
        ("2026-11-22 23:00", "", "07:00", "2026-11-22 23:00"),
        ("2026-11-22 23:00", "22:00", "", "2026-11-22 23:00"),
        ("2026-11-22 23:00", "08:00", "08:00", "2026-11-22 23:00"),
        ("2026-12-31 23:30", "22:00", "07:00", "2027-01-01 07:00"),
    ],
)
def test_a_message_waits_until_the_quiet_hours_end(now, start, end, expected):
    assert quiet.not_before(at(now), clock(start), clock(end)) == at(expected)


def test_what_is_urgent_passes():
    now = at("2026-11-22 23:00")
    assert quiet.not_before(now, clock("22:00"), clock("07:00"), urgent=True) == now


def test_the_hours_are_those_of_shanghai():
    utc = dt.datetime(2026, 11, 22, 14, 30, tzinfo=dt.UTC)  # 22:30 in Shanghai
    assert quiet.not_before(utc, clock("22:00"), clock("07:00")) == dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC)


_clock = st.times().map(lambda time: time.replace(second=0, microsecond=0))


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(SHANGHAI)), _clock, _clock)
def test_nothing_leaves_in_the_quiet_hours_and_nothing_waits_a_day(now, start, end):
    when = quiet.not_before(now, start, end)
    assert not quiet.is_quiet(when, start, end)
    assert now <= when < now + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "weekly", "expected"),
    [
        ("2026-11-22 07:59", False, "2026-11-22 08:00"),
        ("2026-11-22 08:00", False, "2026-11-23 08:00"),
        ("2026-11-22 09:00", True, "2026-11-23 08:00"),  # Sunday → Monday
        ("2026-11-23 07:00", True, "2026-11-23 08:00"),
        ("2026-11-23 08:00", True, "2026-11-30 08:00"),
    ],
)
def test_a_digest_comes_at_eight_and_the_weekly_one_on_monday(now, weekly, expected):
    assert quiet.next_digest(at(now), weekly=weekly) == at(expected)


def test_waits_double_up_to_six_hours_and_end():
    minutes = [quiet.wait_after(attempts) for attempts in range(1, 9)]
    assert [wait and wait.total_seconds() / 60 for wait in minutes] == [5, 10, 20, 40, 80, 160, 320, None]
