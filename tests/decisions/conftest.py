"""A hospital with its leaders, whose accounts and posts stand since 2020, and a Party committee of seven."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from linghang.decisions import held, items, meetings
from linghang.organization.models import (
    Appointment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
)

POSTS = [
    # staff number, kinds of post, of which organisation
    ("101", "secretary", "party"),
    ("102", "deputy_secretary", "party"),
    ("103", "discipline_secretary", "party"),
    ("104", "committee_member", "party"),
    ("105", "committee_member", "party"),
    ("106", "committee_member", "party"),
    ("107", "committee_member", "party"),
    ("102", "president", "administration"),
    ("104", "vice_president", "administration"),
    ("108", "vice_president", "administration"),
]


def at(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def irregular(meeting):
    """What the exception list of its day says of that meeting."""
    day = timezone.localdate(meeting.begins_at)
    found = held.irregularities([meeting.institution], day, day, today=day)
    return [each for each in found if each.meeting == meeting.pk]


@pytest.fixture
def house(db):
    """Its institution, office account, department, and people by staff number."""
    institution = Institution.objects.create(code="h", name="示范市人民医院", short_name="市医院", kind="hospital")
    committee = PartyOrganization.objects.create(institution=institution, code="h-party")
    PartyOrganizationForm.objects.create(organization=committee, name="医院党委", kind="committee")
    people = {}
    for number in range(101, 109):
        people[str(number)] = Person.objects.create(code=str(number), name=f"人{number}", institution=institution)
    for position, (code, kind, seat) in enumerate(POSTS):
        post = Post.objects.create(
            code=f"h-{position}",
            title=Post.Kind(kind).label,
            kind=kind,
            institution=institution,
            party_organization=committee if seat == "party" else None,
            position=position,
        )
        Appointment.objects.create(person=people[code], post=post, valid_from=dt.date(2020, 1, 1))
    department = Department.objects.create(institution=institution, code="0301", name="心内科")
    office = get_user_model().objects.create_user("office")
    return SimpleNamespace(institution=institution, people=people, department=department, office=office)


@pytest.fixture
def planned(house):
    """The committee's meeting of Wednesday 2023-05-17, with a first topic and one matter on the agenda."""
    meeting = meetings.plan(house.institution, "party_committee", at("2023-05-17T15:00"), actor=house.office)
    meetings.add_item(meeting, actor=house.office, kind="first_topic", title="第一议题")
    item = items.submit(house.institution, actor=house.office, matter="party_building", title="党建工作要点")
    meetings.put_on_agenda(meeting, item, actor=house.office)
    return SimpleNamespace(meeting=meeting, item=item, **vars(house))


@pytest.fixture
def opened(planned):
    """The same meeting, open, with six of seven there."""
    meetings.convene(planned.meeting, actor=planned.office, at=at("2023-05-15T09:00"))
    meetings.begin(planned.meeting, actor=planned.office)
    came = {planned.people[str(code)].pk: "present" for code in range(101, 107)}
    meetings.record_attendance(planned.meeting, came | {planned.people["107"].pk: "leave"}, actor=planned.office)
    planned.item.refresh_from_db()
    return planned


@pytest.fixture
def carried(opened):
    """The matter has four votes for and two against."""
    for code, choice in zip(range(101, 107), ["for"] * 4 + ["against"] * 2, strict=True):
        meetings.record_vote(opened.item, opened.people[str(code)], choice, actor=opened.office)
    return opened
