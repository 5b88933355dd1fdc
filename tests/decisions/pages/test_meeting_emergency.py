"""That one had to act first is for the office to say: the tick turns what is wanting into a warning."""

import pytest

from linghang.decisions.models import Item

NEW = "/meetings/items/new/"


@pytest.fixture
def form(house):
    return {
        "kind": "matter",
        "matter": "budget",
        "title": "预算追加",
        "department": house.department.pk,
        "emergency": "on",
    }


def test_a_head_has_no_tick_and_may_not_send_one(head, form):
    assert 'name="emergency"' not in head.get(NEW).content.decode()
    head.post(NEW, form)
    assert [item.emergency for item in Item.objects.all()] == [False]


def test_the_office_ticks_and_a_change_by_the_head_leaves_it(office, head, form):
    assert 'name="emergency"' in office.get(NEW).content.decode()
    head.post(NEW, form)
    item = Item.objects.get()
    office.post(f"/meetings/items/{item.pk}/edit/", form | {"_revision": item.revision})
    item.refresh_from_db()
    assert item.emergency
    head.post(
        f"/meetings/items/{item.pk}/edit/",
        form | {"_revision": item.revision, "title": "预算追加方案", "emergency": ""},
    )
    item.refresh_from_db()
    assert (item.title, item.emergency) == ("预算追加方案", True)
