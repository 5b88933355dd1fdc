"""Role × page: leaders and the office see meetings, the office runs them, everybody else has his own items."""

import pytest

from linghang.decisions import items
from linghang.decisions.models import Item, Meeting
from linghang.organization.models import Institution

MEETING_PAGES = [
    "/meetings/{meeting}/",
    "/meetings/{meeting}/minutes/",
    "/meetings/{meeting}/minutes.docx",
    "/meetings/{meeting}/items/{item}/present/",
]
HOUSE_PAGES = [
    "/meetings/exceptions/",
    "/meetings/exceptions.xlsx",
    "/meetings/resolutions/",
    "/meetings/report/",
    "/meetings/report.docx",
    "/meetings/series/",
    "/meetings/study/",
    "/meetings/research/",
]
# role → what the pages of a meeting, those of the house, and the steps of holding a meeting answer
TABLE = {
    "office": (200, 200, 302),
    "leader": (200, 200, 403),
    "quality": (404, 403, 404),
    "viewer": (404, 403, 404),
    "commission": (404, 403, 404),
    "administrator": (404, 403, 404),
}
STEPS = ["stage/", "agenda/", "people/", "items/{item}/session/", "items/{item}/outcome/"]


@pytest.mark.parametrize("role", TABLE)
def test_who_sees_what(as_, carried, role):
    client, (meeting, house, _) = as_(role), TABLE[role]
    wanted = dict.fromkeys(MEETING_PAGES, meeting) | dict.fromkeys(HOUSE_PAGES, house)
    answered = {
        address: client.get(address.format(meeting=carried.meeting.pk, item=carried.item.pk)).status_code
        for address in wanted
    }
    assert answered == wanted


@pytest.mark.parametrize("role", [role for role in TABLE if role != "office"])
def test_who_may_not_run_it(as_, carried, role):
    addresses = [f"/meetings/{carried.meeting.pk}/" + step.format(item=carried.item.pk) for step in STEPS]
    answered = {as_(role).post(address, {"do": "close"}).status_code for address in addresses}
    assert answered == {TABLE[role][2]}
    carried.meeting.refresh_from_db()
    assert carried.meeting.stage == Meeting.Stage.OPEN


def test_the_head_of_a_department_sees_his_items_and_no_others(head, planned, house):
    own = items.submit(house.institution, actor=head.user, title="心脏康复门诊", department=house.department)
    page = head.get("/meetings/").content.decode()
    assert "心脏康复门诊" in page
    assert "党建工作要点" not in page
    assert head.get(f"/meetings/items/{own.pk}/").status_code == 200
    assert head.get(f"/meetings/items/{planned.item.pk}/").status_code == 404
    assert head.get(f"/meetings/{planned.meeting.pk}/").status_code == 404


def test_the_head_of_a_department_puts_items_forward_for_it_only(head, house):
    other = house.institution.departments.create(code="0401", name="普外科")
    refused = head.post("/meetings/items/new/", {"title": "购置", "kind": "matter", "department": other.pk})
    assert refused.status_code == 422
    assert not Item.objects.exists()
    head.post("/meetings/items/new/", {"title": "购置", "kind": "matter", "department": house.department.pk})
    assert Item.objects.get().submitted_by == head.user


def test_an_item_on_an_agenda_is_no_longer_its_authors_to_change(head, house, planned):
    own = items.submit(house.institution, actor=head.user, title="心脏康复门诊", department=house.department)
    assert head.get(f"/meetings/items/{own.pk}/edit/").status_code == 200
    Item.objects.filter(pk=own.pk).update(meeting=planned.meeting)
    assert head.get(f"/meetings/items/{own.pk}/edit/").status_code == 403


def test_the_office_of_another_house_sees_nothing(as_, carried):
    other = Institution.objects.create(code="h2", name="友邻医院", kind="hospital")
    client = as_("office", institution=other)
    assert client.get(f"/meetings/{carried.meeting.pk}/").status_code == 404
    assert client.get(f"/meetings/items/{carried.item.pk}/").status_code == 404
    assert client.get("/meetings/?institution=h").status_code == 403
    assert client.post(f"/meetings/{carried.meeting.pk}/stage/", {"do": "close"}).status_code == 404


def test_who_is_not_called_has_no_notice_to_confirm(leader, planned):
    assert leader.get(f"/meetings/{planned.meeting.pk}/receipt/").status_code == 403


def test_nobody_gets_in_without_signing_in(client, planned):
    assert client.get(f"/meetings/{planned.meeting.pk}/").status_code == 302
