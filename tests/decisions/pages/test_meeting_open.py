"""Every page opens for those whom it is for, in every stage of a meeting."""

import pytest

from linghang.decisions import meetings

YEAR = "?year=2023"
LISTS = [
    "/meetings/",
    "/meetings/exceptions/",
    "/meetings/resolutions/",
    "/meetings/series/",
    "/meetings/study/",
    "/meetings/research/",
]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_opens_without_anything_in_it(office, address):
    assert office.get(address).status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_a_list_opens_with_a_year_of_meetings(office, carried, address):
    assert office.get(address + YEAR).status_code == 200


@pytest.mark.parametrize("address", ["/meetings/new/", "/meetings/items/new/", "/meetings/exceptions.xlsx"])
def test_forms_and_files_open(office, address):
    assert office.get(address).status_code == 200


def test_the_desk_opens_while_planned(office, planned):
    answer = office.get(f"/meetings/{planned.meeting.pk}/")
    assert answer.status_code == 200
    assert "议程定稿，发出通知" in answer.content.decode()


def test_the_desk_opens_while_open_with_the_item_in_the_middle(office, carried):
    answer = office.get(f"/meetings/{carried.meeting.pk}/?item={carried.item.pk}")
    assert answer.status_code == 200
    assert "赞成4票" in answer.content.decode()


def test_the_desk_opens_after_the_meeting(office, carried):
    meetings.close(carried.meeting, actor=None)
    meetings.issue(carried.meeting, actor=None)
    assert office.get(f"/meetings/{carried.meeting.pk}/").status_code == 200


def test_an_item_has_its_page_and_its_screen(office, carried):
    assert office.get(f"/meetings/items/{carried.item.pk}/").status_code == 200
    assert office.get(f"/meetings/{carried.meeting.pk}/items/{carried.item.pk}/present/").status_code == 200
