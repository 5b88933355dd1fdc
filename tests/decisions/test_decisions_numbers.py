"""Official numbers are given once, and words fit where they are kept."""

import pytest
from tests.decisions.conftest import at

from linghang.core.errors import InputError
from linghang.decisions import meetings


def ended(house, day):
    meeting = meetings.plan(house.institution, "party_committee", at(f"{day}T15:00"), actor=house.office)
    meetings.add_item(meeting, actor=house.office, kind="report", title="通报")
    meetings.convene(meeting, actor=house.office)
    meetings.begin(meeting, actor=house.office)
    meetings.record_attendance(meeting, {house.people["101"].pk: "present"}, actor=house.office)
    return meetings.close(meeting, actor=house.office)


def test_minutes_have_a_number_of_their_own(house):
    first, second = ended(house, "2023-05-17"), ended(house, "2023-05-31")
    meetings.issue(first, actor=house.office, number="党委会纪要〔2023〕7号")
    with pytest.raises(InputError, match="这个纪要文号已经用过"):
        meetings.issue(second, actor=house.office, number="党委会纪要〔2023〕7号 ")
    second.refresh_from_db()
    assert (second.stage, second.minutes_number) == ("closed", "")


LONG = "长" * 1000
DEEDS = {
    "recusal": lambda it: meetings.recuse(it.item, it.people["101"], LONG, actor=it.office),
    "post": lambda it: meetings.call(it.meeting, it.people["108"], post=LONG),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_does_not_fit_is_said(opened, deed):
    with pytest.raises(InputError, match=r"写了1000字，最多\d+字"):
        DEEDS[deed](opened)


def test_a_reason_to_call_off_and_a_number_fit_too(house, planned):
    with pytest.raises(InputError, match="最多200字"):
        meetings.cancel(planned.meeting, LONG, actor=planned.office)
    with pytest.raises(InputError, match="最多60字"):
        meetings.issue(ended(house, "2023-05-31"), actor=house.office, number=LONG)
