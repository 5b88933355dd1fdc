"""On which day a series meets next: a holiday moves one meeting and leaves the rhythm. Days by hand."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.decisions.conftest import at

from linghang.core.errors import InputError
from linghang.decisions import held, meetings
from linghang.decisions.models import Meeting, Series

day = dt.date.fromisoformat


def series_of(house, weekday, weeks, valid_from=None):
    return Series.objects.create(
        institution=house.institution,
        body="party_committee",
        title="党委会例会",
        every_weeks=weeks,
        weekday=weekday,
        time=dt.time(15, 0),
        valid_from=valid_from and day(valid_from),
    )


def make(series, today, count):
    """The days of so many meetings, made one after the other on one day."""
    made = [meetings.from_series(series, actor=None, day=meetings.next_day(series, day(today))) for _ in range(count)]
    return [str(timezone.localdate(meeting.begins_at)) for meeting in made]


@pytest.mark.parametrize("valid_from", ["2026-04-01", None])
def test_a_holiday_does_not_shift_the_rhythm(house, valid_from):
    """Fortnightly Fridays: 05-01 is a holiday, worked again on Wednesday 05-06; then 05-15 as ever."""
    series = series_of(house, 5, 2, valid_from)
    assert make(series, "2026-04-01", 4) == ["2026-04-03", "2026-04-17", "2026-05-06", "2026-05-15"]


def test_the_first_meeting_itself_was_moved(house):
    """The validity begins on the holiday: the rhythm is that of 05-01 all the same."""
    series = series_of(house, 5, 2, "2026-05-01")
    assert make(series, "2026-04-20", 3) == ["2026-05-06", "2026-05-15", "2026-05-29"]


def test_two_meetings_that_holidays_bring_onto_one_day_are_one(house):
    """Weekly Wednesdays of 2025: 10-01 and 10-08 both lie in the holidays that end on 10-08."""
    series = series_of(house, 3, 1, "2025-09-24")
    assert make(series, "2025-09-20", 3) == ["2025-09-24", "2025-10-09", "2025-10-15"]


def test_a_meeting_moved_by_hand_stands_for_the_regular_day_beside_it(house):
    series = series_of(house, 3, 2, "2023-05-10")
    assert make(series, "2023-05-01", 2) == ["2023-05-10", "2023-05-24"]
    moved = Meeting.objects.latest("begins_at")
    for on in ("2023-05-19", "2023-05-25", "2023-05-29"):
        meetings.amend(moved, {"begins_at": at(f"{on}T15:00")}, actor=house.office)
        assert str(meetings.next_day(series, day("2023-05-10"))) == "2023-06-07"


@pytest.mark.parametrize("valid_from", ["9999-12-31", "2027-05-03"])
def test_a_series_of_another_time_makes_no_meeting_yet(house, valid_from):
    with pytest.raises(InputError, match=f"例会自 {valid_from} 起才有效"):
        meetings.next_day(series_of(house, 3, 2, valid_from), day("2026-05-01"))


def test_a_series_that_stands_since_long_ago(house):
    """The first Wednesday of the year 1 was the 3rd; it repeats every 28 days from there."""
    found = meetings.next_day(series_of(house, 3, 4, "0001-01-01"), day("2026-05-06"))
    assert (found.isoweekday(), (found - dt.date(1, 1, 3)).days % 28) == (3, 0)
    assert day("2026-05-06") <= found < day("2026-06-03")


def test_a_cancelled_meeting_is_made_again(house):
    series = series_of(house, 3, 2, "2023-05-03")
    make(series, "2023-05-01", 2)
    meetings.cancel(Meeting.objects.latest("begins_at"), "改期", actor=house.office)
    assert str(meetings.next_day(series, day("2023-05-10"))) == "2023-05-17"


def test_the_series_of_a_year_with_all_its_holidays_keeps_its_own_rule(house):
    """Fortnightly Mondays of 2023, 05-01 moved to 05-04 among them, are no exception of the rhythm."""
    series = series_of(house, 1, 2, "2023-01-09")
    made = make(series, "2023-01-02", 25)
    assert (made[8], made[9]) == ("2023-05-04", "2023-05-15")
    assert made[-1] == "2023-12-11"
    Meeting.objects.update(stage=Meeting.Stage.CLOSED)
    listed = held.irregularities([house.institution], day("2023-01-01"), day("2023-12-31"), today=day("2023-12-25"))
    assert [each for each in listed if each.finding.rule == "DC11" and each.body == "party_committee"] == []
