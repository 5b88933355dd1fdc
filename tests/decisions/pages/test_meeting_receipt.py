"""Whoever is called confirms the notice, also without any other right to meetings."""

import pytest

from linghang.decisions import meetings


@pytest.fixture
def member(as_, house):
    """A member of the committee whose account may otherwise only look at figures."""
    client = as_("viewer")
    house.people["105"].user = client.user
    house.people["105"].save()
    return client


def test_a_member_confirms_once_on_the_phone(member, planned):
    meetings.convene(planned.meeting, actor=None)
    address = f"/meetings/{planned.meeting.pk}/receipt/"
    assert member.get("/meetings/")["Location"] == address
    assert member.get(f"/meetings/{planned.meeting.pk}/")["Location"] == address
    page = member.get(address).content.decode()
    assert "党建工作要点" in page
    member.post(address)
    call = planned.meeting.attendances.get(person=planned.people["105"])
    assert call.received_at is not None
    assert "签收</button>" not in member.get(address).content.decode()


def test_nothing_to_confirm_and_no_agenda_before_the_notice_is_out(member, planned):
    address = f"/meetings/{planned.meeting.pk}/receipt/"
    assert "党建工作要点" not in member.get(address).content.decode()
    page = member.post(address, follow=True).content.decode()
    assert "还没有发出通知" in page
    assert planned.meeting.attendances.get(person=planned.people["105"]).received_at is None


def test_the_office_notes_a_receipt_given_by_telephone(office, planned):
    meetings.convene(planned.meeting, actor=None)
    posted = {"do": "receipt", "person": planned.people["106"].pk}
    office.post(f"/meetings/{planned.meeting.pk}/people/", posted)
    assert planned.meeting.attendances.get(person=planned.people["106"]).received_at is not None
