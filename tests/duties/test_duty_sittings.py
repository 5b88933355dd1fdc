"""党委会 and 院长办公会: meetings held count, the ledger counts, and what stands in both counts once."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from linghang.decisions.models import Meeting
from linghang.duties.ledger import done
from linghang.duties.reckoning import reckon
from linghang.registers.content import library

YEAR = dt.date(2023, 1, 1), dt.date(2023, 12, 31)


@pytest.fixture
def meet(hospital):
    """meet(body, day, stage, …) → a meeting of 会议与决策 at half past eight in the morning, Shanghai."""
    numbers = iter(range(1, 100))

    def make(body, day, stage="issued", **more):
        begins = dt.datetime.fromisoformat(f"{day}T08:30").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        number = f"2023-{next(numbers):02d}"
        return Meeting.objects.create(
            institution=hospital, body=body, number=number, title="会议", begins_at=begins, stage=stage, **more
        )

    return make


def days(hospital, code):
    return [deed.on for deed in done(library().duty(code), hospital, *YEAR).get("h", ())]


def test_meetings_held_count_and_those_entered_too_count_once(hospital, organizations, meet, record):
    record("meeting", kind="党委会", meeting_no="1", held_on="2023-01-10")
    record("meeting", kind="党委会", meeting_no="2", held_on="2023-02-10")
    meet("party_committee", "2023-01-10")
    meet("party_committee", "2023-03-10", "open")
    meet("party_committee", "2023-03-20")
    found = [dt.date(2023, 1, 10), dt.date(2023, 2, 10), dt.date(2023, 3, 10), dt.date(2023, 3, 20)]
    assert sorted(days(hospital, "party_committee_meeting")) == found
    assert days(hospital, "president_meeting") == []


def test_what_was_no_meeting_does_not_count(hospital, organizations, meet):
    meet("president_meeting", "2023-01-10", "cancelled")
    meet("president_meeting", "2023-01-11", "convened")
    meet("president_meeting", "2023-01-12", circulated=True)
    meet("president_meeting", "2022-12-31")
    assert days(hospital, "president_meeting") == []


def test_a_house_that_asks_for_it_has_done_it(hospital, organizations, meet, record, as_, today):
    record("duty_setting", duty="president_meeting", from_date="2023-01-01", adopted="是")
    meet("president_meeting", "2023-10-09")
    meet("president_meeting", "2023-10-31")
    lines = reckon(hospital, *YEAR, dt.date(2023, 11, 20), codes=["president_meeting"])
    assert [line.standing.state for line in lines if line.owed.span.first.month == 10] == ["done"]
    page = as_("office").get(
        "/duties/cell/", {"institution": "h", "year": 2023, "row": "", "duty": "president_meeting"}
    )
    assert page.status_code == 200
